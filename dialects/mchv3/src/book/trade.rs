//! The trade bill: a row for each payment and each refund.

use drawbridge_canon::pay::{BillKind, BillRow, RowKind};
use drawbridge_canon::{Currency, Money, Timestamp};

use super::lines::{Place, Sheet};
use super::{Direction, Summed, Total, decimal};
use crate::family::Books;
use crate::transaction::trade_type_of;

const AT: &str = "交易时间";
const ORDER: &str = "商户订单号";
const BUYER: &str = "用户标识";
const TYPE: &str = "交易类型";
const STATE: &str = "交易状态";
const CURRENCY: &str = "货币种类";
const SETTLED: &str = "应结订单金额";
const REFUND: &str = "商户退款单号";
const REFUNDED: &str = "退款金额";
const STATUS: &str = "退款状态";
const SUBJECT: &str = "商品名称";
const ATTACH: &str = "商户数据包";
const FEE: &str = "手续费";
const RATE: &str = "费率";
const AMOUNT: &str = "订单金额";
const ASKED: &str = "申请退款金额";
const REFUND_ASKED_AT: &str = "退款申请时间";
const REFUND_DONE_AT: &str = "退款成功时间";

const STATES: [(&str, RowKind); 3] =
    [("SUCCESS", RowKind::Payment), ("REFUND", RowKind::Refund), ("REVOKED", RowKind::Revoked)];

/// The header. A bill of payments lacks the columns of refunds, a bill of refunds has two more.
pub(super) fn columns(books: &Books, kind: &BillKind) -> Vec<&'static str> {
    let head = [AT, "公众账号ID", "商户号", "特约商户号", "设备号", books.wallet_no, ORDER, BUYER];
    let mut all = head.to_vec();
    all.extend([TYPE, STATE, "付款银行", CURRENCY, SETTLED, "代金券金额"]);
    if *kind == BillKind::TradeRefunded {
        all.extend([REFUND_ASKED_AT, REFUND_DONE_AT]);
    }
    if *kind != BillKind::TradePaid {
        all.extend([
            books.wallet_refund_no,
            REFUND,
            REFUNDED,
            "充值券退款金额",
            "退款类型",
            STATUS,
        ]);
    }
    all.extend([SUBJECT, ATTACH, FEE, RATE, AMOUNT]);
    if *kind != BillKind::TradePaid {
        all.push(ASKED);
    }
    all.push("费率备注");
    all
}

/// The text of one cell.
pub(super) fn cell(books: &Books, column: &str, row: &BillRow, account: &str) -> String {
    let is_refund = row.kind == RowKind::Refund;
    let none = row.amount.none();
    let (paid, refunded) = row.parts();
    let part = |minor| Money { minor, ..row.amount }.major();
    let on_refunds = |text: &str| if is_refund { text.to_owned() } else { String::new() };
    match column {
        AT | REFUND_ASKED_AT | REFUND_DONE_AT => row.at.local(),
        "商户号" => account.to_owned(),
        "特约商户号" => "0".to_owned(),
        ORDER => row.order.clone(),
        BUYER => row.buyer.clone(),
        TYPE => trade_type_of(&row.trade_type).to_owned(),
        STATE => STATES.iter().find(|(_, kind)| *kind == row.kind).map_or("", |s| s.0).to_owned(),
        "付款银行" => "OTHERS".to_owned(),
        CURRENCY => row.amount.currency.code().to_owned(),
        SETTLED | AMOUNT => part(paid),
        "代金券金额" | "充值券退款金额" => none.major(),
        // Rows of payments have a zero where rows of refunds have a number.
        REFUND => row.refund.clone().unwrap_or_else(|| "0".to_owned()),
        REFUNDED | ASKED => part(refunded),
        "退款类型" => on_refunds("ORIGINAL"),
        STATUS => on_refunds(row.status.as_deref().unwrap_or("SUCCESS")),
        SUBJECT => row.subject.clone(),
        ATTACH => row.attach.clone(),
        FEE if is_refund => decimal::fee(row.fee_micro.saturating_neg()),
        FEE => decimal::fee(row.fee_micro),
        RATE => row.rate_ppm.map(decimal::rate).unwrap_or_default(),
        name if name == books.wallet_no => row.wallet_no.clone(),
        name if name == books.wallet_refund_no => {
            row.wallet_refund_no.clone().unwrap_or_else(|| "0".to_owned())
        }
        _ => String::new(),
    }
}

/// The names and values of the totals.
pub(super) fn total(total: &Total) -> (String, Vec<String>) {
    let names = ["总交易单数", "应结订单总金额", "退款总金额", "充值券退款总金额", "手续费总金额"];
    let names = [&names[..], &["订单总金额", "申请退款总金额"]].concat().join(",");
    let (paid, refunded) = (Money::fen(total.paid).major(), Money::fen(total.refunded).major());
    let fee = decimal::fee(total.fee_micro);
    let values = vec![
        total.count.to_string(),
        paid.clone(),
        refunded.clone(),
        "0.00".to_owned(),
        fee,
        paid,
        refunded,
    ];
    (names, values)
}

/// Where the columns of one file are.
pub(super) struct Places {
    at: Place,
    order: Place,
    wallet_no: Place,
    buyer: Place,
    trade_type: Place,
    state: Place,
    currency: Place,
    paid: [Place; 2],
    refunded: [Place; 2],
    refund: Place,
    wallet_refund_no: Place,
    status: Place,
    subject: Place,
    attach: Place,
    fee: Place,
    rate: Place,
}

impl Places {
    pub(super) fn find(books: &Books, sheet: &Sheet<'_>) -> Result<Self, String> {
        Ok(Self {
            at: sheet.need(AT)?,
            order: sheet.need(ORDER)?,
            wallet_no: sheet.need(books.wallet_no)?,
            buyer: sheet.find(BUYER),
            trade_type: sheet.find(TYPE),
            state: sheet.need(STATE)?,
            currency: sheet.find(CURRENCY),
            // Older bills lack the two columns at the end; what is settled then says the same.
            paid: [sheet.find(AMOUNT), sheet.find(SETTLED)],
            refunded: [sheet.find(ASKED), sheet.find(REFUNDED)],
            refund: sheet.find(REFUND),
            wallet_refund_no: sheet.find(books.wallet_refund_no),
            status: sheet.find(STATUS),
            subject: sheet.find(SUBJECT),
            attach: sheet.find(ATTACH),
            fee: sheet.need(FEE)?,
            rate: sheet.find(RATE),
        })
    }

    /// Reads one row.
    pub(super) fn row(&self, cells: &[&str]) -> Result<Summed, String> {
        let state = self.state.of(cells);
        let kind = STATES.iter().find(|(word, _)| *word == state).map(|(_, kind)| *kind);
        let kind = kind.ok_or_else(|| format!("`{state}` is not a state of a trade"))?;
        let currency = match self.currency.of(cells) {
            "" => Currency::CNY,
            code => Currency::parse(code).map_err(|error| error.to_string())?,
        };
        let money = |places: [Place; 2]| match places.iter().find_map(|place| place.get(cells)) {
            Some(text) => decimal::money(text, currency),
            None => Ok(Money { minor: 0, currency }),
        };
        let (paid, refunded) = (money(self.paid)?, money(self.refunded)?);
        let amount = match kind {
            RowKind::Refund => refunded,
            RowKind::Revoked if paid.is_zero() => refunded,
            _ => paid,
        };
        let (fee, _) = decimal::micro(self.fee.of(cells))?;
        let is_refund = kind == RowKind::Refund;
        let on_refunds = |place: Place| {
            let text = place.get(cells).filter(|text| is_refund && !matches!(*text, "" | "0"));
            text.map(str::to_owned)
        };
        let at = self.at.of(cells);
        let row = BillRow {
            kind,
            at: Timestamp::parse_local(at).ok_or_else(|| format!("`{at}` is not a time"))?,
            order: self.order.of(cells).to_owned(),
            wallet_no: self.wallet_no.of(cells).to_owned(),
            refund: on_refunds(self.refund),
            wallet_refund_no: on_refunds(self.wallet_refund_no),
            amount,
            fee_micro: if is_refund { -fee } else { fee },
            rate_ppm: decimal::ppm(self.rate.of(cells))?,
            status: on_refunds(self.status),
            subject: self.subject.text(cells),
            attach: self.attach.text(cells),
            buyer: self.buyer.text(cells),
            trade_type: self.trade_type.text(cells),
        };
        Ok((row, (paid.minor, refunded.minor)))
    }
}

/// Whether the totals are those of the rows; a total that the file does not state is not asked for.
pub(super) fn check(told: &Sheet<'_>, cells: &[&str], total: &Total) -> Result<(), String> {
    let sums = [
        ("总交易单数", i64::try_from(total.count).ok().and_then(|n| n.checked_mul(1_000_000))),
        ("订单总金额", micro(total.paid)),
        ("申请退款总金额", micro(total.refunded)),
        ("手续费总金额", Some(total.fee_micro)),
    ];
    check_sums(told, cells, &sums)
}

/// Minor units of the yuan in millionths.
pub(super) fn micro(minor: u64) -> Option<i64> {
    i64::try_from(minor).ok()?.checked_mul(10_000)
}

pub(super) fn check_sums(
    told: &Sheet<'_>,
    cells: &[&str],
    sums: &[(&str, Option<i64>)],
) -> Result<(), String> {
    for (name, exact) in sums {
        let Some(text) = told.find(name).get(cells) else { continue };
        let exact = exact.ok_or_else(|| format!("{name} is out of range"))?;
        if !decimal::agrees(decimal::micro(text)?, exact) {
            return Err(format!("{name} is told as {text}, but the rows do not add up to it"));
        }
    }
    Ok(())
}
