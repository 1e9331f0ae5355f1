//! The wallet's books for a day, and the links to them.

use drawbridge_canon::pay::{BillAsk, BillKind, BillRow, BillSummary, RefundStatus, RowKind};
use drawbridge_canon::{Fault, Money, Reason, Timestamp};
use serde::{Deserialize, Serialize};

use crate::effect::Effect;
use crate::limits::MAX_LINKS;
use crate::numbers::{Facts, Source, mix, render};
use crate::order::Refunding;
use crate::wallet::{Here, Wallet};

/// Seconds after the end of a day (or month) at which its bill is ready: ten in the morning, the
/// latest that the platforms' documents name.
const READY_AFTER_S: i64 = 10 * 3600;

/// Seconds of a day.
const DAY_S: i64 = 86_400;

/// A bill as data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillRows {
    /// In the order in which it happened.
    pub rows: Vec<BillRow>,
    /// The totals of these rows.
    pub summary: BillSummary,
}

/// A bill that can be fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    merchant: String,
    ask: BillAsk,
    until: Timestamp,
}

impl Wallet {
    /// The rows of a day or month. [`Reason::BillNotReady`] until ten the next morning, and
    /// [`Reason::BillEmpty`] if nothing happened then.
    ///
    /// In a bill of funds each fee is a row of its own ([`RowKind::Other`]), whose status is the
    /// direction in the word that Chinese bills use.
    pub fn bill(
        &mut self,
        merchant: &str,
        ask: &BillAsk,
        at: &Here<'_>,
    ) -> Result<BillRows, Fault> {
        self.run(at);
        let ready = ready_at(&ask.date)
            .ok_or_else(|| Fault::invalid("date", "The date must be yyyy-MM-dd or yyyy-MM."))?;
        if at.now < ready {
            return Err(Fault::refused(
                Reason::BillNotReady,
                format!("The bill of {} will be ready at {}.", ask.date, ready.local()),
            ));
        }
        let own = self.merchants.get(merchant);
        let forgotten = own.and_then(|own| own.forgotten.as_deref());
        if forgotten.is_some_and(|day| day.get(..ask.date.len()).unwrap_or(day) >= &*ask.date) {
            return Err(Fault::refused(
                Reason::ServiceFailed,
                "The sandbox has forgotten that day, because too much happened since.",
            ));
        }
        let days = own.map(|own| &own.books);
        let whole =
            |day: &str| day == ask.date || (ask.date.len() == 7 && day.starts_with(&ask.date));
        let mut bill = BillRows::default();
        for row in days.into_iter().flatten().filter(|(day, _)| whole(day)).flat_map(|(_, r)| r) {
            bill.add(row, &ask.kind);
        }
        if bill.rows.is_empty() {
            return Err(Fault::refused(Reason::BillEmpty, "Nothing happened on that day."));
        }
        Ok(bill)
    }

    /// Makes a link to a bill that is ready: the `token` of its address.
    pub fn link(&mut self, merchant: &str, ask: &BillAsk, at: &Here<'_>) -> Result<String, Fault> {
        self.bill(merchant, ask, at)?;
        while self.links.len() >= MAX_LINKS {
            let oldest = self.links.iter().min_by_key(|(_, link)| link.until);
            let Some(token) = oldest.map(|(token, _)| token.clone()) else { break };
            self.links.remove(&token);
        }
        // Hashed, because a token must not be guessed from the one before.
        self.made += 1;
        let source = Source::Hash(mix(self.settings.seed, &[self.made, 0x6c69_6e6b]));
        let facts = Facts { now: at.now, order: "", prepay: "", wallet_no: "" };
        let token = render("{token:20}{token:20}", self.settings.seed, source, &facts);
        let until = at.now.plus_seconds(self.settings.bill_link_lives_s);
        let link = Link { merchant: merchant.to_owned(), ask: ask.clone(), until };
        self.links.insert(token.clone(), link);
        Ok(token)
    }

    /// Opens a link: whose bill it is, what was asked, and the rows.
    /// [`Reason::BillLinkExpired`] if it is too old or was never made.
    pub fn open_link(
        &mut self,
        token: &str,
        at: &Here<'_>,
    ) -> Result<(String, BillAsk, BillRows), Fault> {
        let expired = || {
            Fault::refused(Reason::BillLinkExpired, "The link has expired; ask for the bill again.")
        };
        let link = self.links.get(token).filter(|link| at.now < link.until).ok_or_else(expired)?;
        let (merchant, ask) = (link.merchant.clone(), link.ask.clone());
        let rows = self.bill(&merchant, &ask, at)?;
        Ok((merchant, ask, rows))
    }

    /// Enters a row, and forgets the oldest day if there are too many. A day once forgotten has no
    /// more rows, because a bill that lacks some would be believed.
    pub(crate) fn book(&mut self, merchant: &str, row: BillRow) {
        let Some(own) = self.merchants.get_mut(merchant) else { return };
        let day = row.at.day();
        if own.forgotten.as_ref().is_some_and(|forgotten| day <= *forgotten) {
            return;
        }
        own.books.entry(day).or_default().push(row);
        own.rows += 1;
        if own.rows <= self.settings.keep_rows {
            return;
        }
        if let Some((day, rows)) = own.books.pop_first() {
            own.rows -= rows.len();
            own.forgotten = Some(day.clone());
            self.note(Effect::BooksDropped { merchant: merchant.to_owned(), day });
        }
    }

    /// Notes in the books how a refund ended, unless the bill was made before that.
    pub(crate) fn rebook(
        &mut self,
        merchant: &str,
        refund: &Refunding,
        order: &str,
        at: &Here<'_>,
    ) {
        let day = refund.asked_at.day();
        if ready_at(&day).is_none_or(|ready| at.now >= ready) {
            return;
        }
        let books = self.merchants.get_mut(merchant).and_then(|own| own.books.get_mut(&day));
        let Some(rows) = books else { return };
        let from = rows.partition_point(|row| row.at < refund.asked_at);
        let own = rows.iter_mut().skip(from).take_while(|row| row.at == refund.asked_at);
        for row in
            own.filter(|row| row.order == order && row.refund.as_ref() == Some(&refund.number))
        {
            row.status = Some(status(refund.status).to_owned());
            if !refund.counts() {
                row.fee_micro = 0;
            }
        }
    }
}

impl BillRows {
    /// Adds what a bill of this kind tells of a row.
    fn add(&mut self, row: &BillRow, kind: &BillKind) {
        let wanted = match kind {
            BillKind::Trade | BillKind::Funds(_) => true,
            BillKind::TradePaid => row.kind == RowKind::Payment,
            BillKind::TradeRefunded => row.kind == RowKind::Refund,
        };
        if !wanted {
            return;
        }
        if !matches!(kind, BillKind::Funds(_)) {
            return self.push(row.clone());
        }
        if row.status.as_deref() == Some(status(RefundStatus::Closed)) {
            return;
        }
        self.push(BillRow { fee_micro: 0, ..row.clone() });
        if row.fee_micro != 0 {
            self.push(fee_row(row));
        }
    }

    fn push(&mut self, row: BillRow) {
        let sums = &mut self.summary;
        sums.count += 1;
        let moved = row.status.as_deref() != Some(status(RefundStatus::Closed));
        let (sum, fee) = match row.kind {
            RowKind::Refund | RowKind::Revoked => (&mut sums.refunded_minor, -row.fee_micro),
            _ => (&mut sums.paid_minor, row.fee_micro),
        };
        if moved && row.kind != RowKind::Other {
            *sum = sum.saturating_add(row.amount.minor);
            sums.fee_micro = sums.fee_micro.saturating_add(fee);
        }
        self.rows.push(row);
    }
}

/// The movement of a fee: what a payment costs goes out, what a refund gives back comes in. The
/// words are those of the bills themselves, and the same at every platform here.
fn fee_row(row: &BillRow) -> BillRow {
    let minor = row.fee_micro.unsigned_abs() / micro_per_minor(row.amount).unsigned_abs();
    let (way, what) = match row.kind {
        RowKind::Refund => ("收入", "退还交易手续费"),
        _ => ("支出", "扣除交易手续费"),
    };
    BillRow {
        kind: RowKind::Other,
        amount: Money { minor, ..row.amount },
        fee_micro: 0,
        status: Some(way.to_owned()),
        trade_type: what.to_owned(),
        ..row.clone()
    }
}

/// The word by which bills tell how a refund stands.
pub(crate) const fn status(status: RefundStatus) -> &'static str {
    match status {
        RefundStatus::Processing => "PROCESSING",
        RefundStatus::Done => "SUCCESS",
        RefundStatus::Closed => "FAIL",
        RefundStatus::Abnormal => "CHANGE",
    }
}

/// An amount in millionths of the major unit.
pub(crate) fn micro(amount: Money) -> i64 {
    i64::try_from(amount.minor).unwrap_or(i64::MAX).saturating_mul(micro_per_minor(amount))
}

fn micro_per_minor(amount: Money) -> i64 {
    10_i64.pow(6_u32.saturating_sub(amount.currency.places()))
}

/// When the bill of a day or month is ready.
fn ready_at(date: &str) -> Option<Timestamp> {
    let digits = date.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let ends = match (digits, date.len()) {
        (true, 10) => Timestamp::parse_day(date)?.plus_seconds(DAY_S),
        (true, 7) => {
            // Thirty-one days after its first day a month is certainly over.
            let over = Timestamp::parse_day(&format!("{date}-01"))?.plus_seconds(31 * DAY_S);
            Timestamp::parse_day(&format!("{}-01", over.format("%Y-%m")))?
        }
        _ => return None,
    };
    Some(ends.plus_seconds(READY_AFTER_S))
}
