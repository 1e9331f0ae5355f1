//! The wallet's books for a day, and the links to them.

use drawbridge_canon::pay::{BillAsk, BillKind, BillRow, BillSummary, RowKind};
use drawbridge_canon::{Fault, Money, Reason, Timestamp};
use serde::{Deserialize, Serialize};

use crate::effect::Effect;
use crate::limits::{KEEP_ROWS, MAX_LINKS};
use crate::numbers::{Facts, Source, mix, render};
use crate::wallet::{Here, Wallet};

/// Hours after the end of a day (or month) at which its bill is ready: ten in the morning
/// (pay.weixin.qq.com states 9 to 10, and that a later download is safer).
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
    /// In a bill of funds each fee is a row of its own ([`RowKind::Other`]), and the sign of its
    /// `fee_micro` tells whether it was taken or given back.
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
        let days = self.merchants.get(merchant).map(|own| &own.books);
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

    /// Enters a row, and forgets the oldest day if there are too many.
    pub(crate) fn book(&mut self, merchant: &str, row: BillRow) {
        let Some(own) = self.merchants.get_mut(merchant) else { return };
        own.books.entry(row.at.day()).or_default().push(row);
        own.rows += 1;
        if own.rows <= KEEP_ROWS {
            return;
        }
        if let Some((day, rows)) = own.books.pop_first() {
            own.rows -= rows.len();
            self.note(Effect::BooksDropped { merchant: merchant.to_owned(), day });
        }
    }

    /// Takes back the row of a refund that was given up.
    pub(crate) fn unbook(&mut self, merchant: &str, at: Timestamp, order: &str, refund: &str) {
        let Some(own) = self.merchants.get_mut(merchant) else { return };
        let Some(rows) = own.books.get_mut(&at.day()) else { return };
        let before = rows.len();
        rows.retain(|row| row.order != order || row.refund.as_deref() != Some(refund));
        own.rows -= before - rows.len();
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
        self.push(row.clone());
        if matches!(kind, BillKind::Funds(_)) && row.fee_micro != 0 {
            let minor = row.fee_micro.unsigned_abs() / micro_per_minor(row.amount).unsigned_abs();
            let amount = Money { minor, ..row.amount };
            self.rows.push(BillRow { kind: RowKind::Other, amount, ..row.clone() });
            self.summary.count += 1;
        }
    }

    fn push(&mut self, row: BillRow) {
        let sums = &mut self.summary;
        let sum = if row.kind == RowKind::Refund {
            &mut sums.refunded_minor
        } else {
            &mut sums.paid_minor
        };
        *sum = sum.saturating_add(row.amount.minor);
        sums.count += 1;
        sums.fee_micro = sums.fee_micro.saturating_add(row.fee_micro);
        self.rows.push(row);
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
