//! Differences as comma-separated values (RFC 4180), for a spreadsheet.

use std::io::{self, Write};

use super::ask::Difference;
use super::correct::correction;
use super::words::{fee_text, kind_title};
use crate::lang::Lang;

/// How a file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// Whether it begins with the UTF-8 byte order mark, without which Excel takes Chinese for
    /// another encoding.
    pub bom: bool,
    /// The language of the heading and the explanations.
    pub lang: Lang,
}

/// Writes differences one by one.
pub struct CsvWriter<'a> {
    out: &'a mut dyn Write,
    lang: Lang,
}

/// The columns, Chinese and English.
const HEAD: [(&str, &str); 21] = [
    ("日期", "date"),
    ("钱包", "wallet"),
    ("商户", "merchant"),
    ("类别", "class"),
    ("业务", "kind"),
    ("钱包侧商户订单号", "order"),
    ("退款单号", "refund"),
    ("钱包订单号", "wallet_no"),
    ("支付编号", "payment"),
    ("币种", "currency"),
    ("我方金额", "our_amount"),
    ("钱包金额", "their_amount"),
    ("我方手续费", "our_fee"),
    ("钱包手续费", "their_fee"),
    ("我方时间", "our_time"),
    ("钱包时间", "their_time"),
    ("钱包状态", "their_status"),
    ("挂账天数", "age_days"),
    ("编号", "id"),
    ("需人工判断", "needs_a_person"),
    ("说明", "explanation"),
];

impl<'a> CsvWriter<'a> {
    /// Begins a file with its heading.
    pub fn new(out: &'a mut dyn Write, options: CsvOptions) -> io::Result<Self> {
        if options.bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let lang = options.lang;
        let mut writer = Self { out, lang };
        writer.line(&HEAD.map(|(zh, en)| Cell::Text(lang.pick(zh, en))))?;
        Ok(writer)
    }

    /// Writes one difference.
    pub fn row(&mut self, difference: &Difference) -> io::Result<()> {
        let lang = self.lang;
        let facts = Facts::of(difference, lang);
        let mended = correction(difference);
        let scope = &difference.scope;
        let age = difference.age_days.to_string();
        self.line(&[
            Cell::Text(&scope.date),
            Cell::Text(&scope.wallet),
            Cell::Text(&scope.merchant),
            Cell::Text(difference.class.title(lang)),
            Cell::Text(facts.kind),
            Cell::Text(facts.order),
            Cell::Text(facts.refund),
            Cell::Text(facts.wallet_no),
            Cell::Text(facts.payment),
            Cell::Text(&facts.currency),
            Cell::Number(&facts.our_amount),
            Cell::Number(&facts.their_amount),
            Cell::Number(&facts.our_fee),
            Cell::Number(&facts.their_fee),
            Cell::Text(&facts.our_time),
            Cell::Text(&facts.their_time),
            Cell::Text(facts.their_status),
            Cell::Number(&age),
            Cell::Text(&difference.id),
            Cell::Text(if mended.person {
                lang.pick("是", "yes")
            } else {
                lang.pick("否", "no")
            }),
            Cell::Text(lang.pick(&mended.zh, &mended.en)),
        ])
    }

    fn line(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let cells: Vec<_> = cells.iter().map(Cell::written).collect();
        self.out.write_all(cells.join(",").as_bytes())?;
        self.out.write_all(b"\r\n")
    }
}

/// A cell: numbers are ours, texts may be a stranger's.
enum Cell<'a> {
    Text(&'a str),
    Number(&'a str),
}

impl Cell<'_> {
    /// The cell as it stands in the file. A text that a spreadsheet would take for a formula gets
    /// an apostrophe before it (OWASP, "CSV Injection"): also where white space comes before the
    /// sign, and for the full-width forms of the signs.
    fn written(&self) -> String {
        const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
        let text = match *self {
            Self::Number(text) => return text.to_owned(),
            Self::Text(text) => text,
        };
        let is_formula =
            text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(SIGNS);
        let guarded = if is_formula { format!("'{text}") } else { text.to_owned() };
        if guarded.contains([',', '"', '\r', '\n']) {
            return format!("\"{}\"", guarded.replace('"', "\"\""));
        }
        guarded
    }
}

/// A difference's two rows as texts.
pub(super) struct Facts<'a> {
    pub(super) kind: &'static str,
    pub(super) order: &'a str,
    pub(super) refund: &'a str,
    pub(super) wallet_no: &'a str,
    pub(super) payment: &'a str,
    pub(super) currency: String,
    pub(super) our_amount: String,
    pub(super) their_amount: String,
    pub(super) our_fee: String,
    pub(super) their_fee: String,
    pub(super) our_time: String,
    pub(super) their_time: String,
    pub(super) their_status: &'a str,
}

impl<'a> Facts<'a> {
    pub(super) fn of(difference: &'a Difference, lang: Lang) -> Self {
        let (ours, theirs) = (difference.ours.as_ref(), difference.theirs.as_ref());
        let kind = ours.map(|row| row.kind).or(theirs.map(|row| row.kind));
        let order = ours.map(|row| &*row.order).or(theirs.map(|row| &*row.order));
        let refund = ours.and_then(|row| row.refund.as_deref());
        let refund = refund.or(theirs.and_then(|row| row.refund.as_deref()));
        let wallet_no = theirs.map(|row| &*row.wallet_no);
        let wallet_no = wallet_no.or(ours.and_then(|row| row.wallet_no.as_deref()));
        let (our_money, their_money) = (ours.map(|row| row.amount), theirs.map(|row| row.amount));
        let mut currencies = [our_money, their_money].map(|m| m.map(|m| m.currency)).to_vec();
        currencies.dedup();
        let codes = currencies.iter().flatten().map(|currency| currency.code().to_owned());
        let fee = |money: Option<drawbridge_canon::Money>, micro: Option<i64>| {
            money
                .zip(micro)
                .map_or_else(String::new, |(money, micro)| fee_text(micro, money.currency))
        };
        let amount = |money: Option<drawbridge_canon::Money>| {
            money.map_or_else(String::new, drawbridge_canon::Money::major)
        };
        Self {
            kind: kind.map_or("", |kind| kind_title(kind, lang)),
            order: order.unwrap_or_default(),
            refund: refund.unwrap_or_default(),
            wallet_no: wallet_no.unwrap_or_default(),
            payment: ours.map_or("", |row| &row.payment),
            currency: codes.collect::<Vec<_>>().join("/"),
            our_amount: amount(our_money),
            their_amount: amount(their_money),
            our_fee: fee(our_money, ours.map(|row| row.fee_micro)),
            their_fee: fee(their_money, theirs.map(|row| row.fee_micro)),
            our_time: ours.map_or_else(String::new, |row| row.at.local()),
            their_time: theirs.map_or_else(String::new, |row| row.at.local()),
            their_status: theirs.and_then(|row| row.status.as_deref()).unwrap_or_default(),
        }
    }
}
