//! The wallet's books for a day, as files.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};

use crate::codec::Exchange;
use crate::fault::Fault;
use crate::money::Money;
use crate::time::Timestamp;
use crate::wire::Request;

/// Asking for a bill: the answer is a link.
pub struct Bill;

impl Exchange for Bill {
    const NAME: &'static str = "bill";
    type Ask = BillAsk;
    type Answer = BillLink;
}

/// Which bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillAsk {
    /// Of what.
    pub kind: BillKind,
    /// The Beijing day `yyyy-MM-dd`, or month `yyyy-MM` where the platform has monthly bills.
    pub date: String,
    /// Whether the file should be compressed with gzip, where that is a choice.
    pub gzip: bool,
    /// Only this merchant served, in partner mode.
    pub sub_merchant: Option<String>,
}

/// Of what a bill tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillKind {
    /// Payments and refunds.
    Trade,
    /// Payments only.
    TradePaid,
    /// Refunds only.
    TradeRefunded,
    /// Every movement of an account; the platform's word for the account, where there are several.
    Funds(Option<String>),
}

/// Where the bill lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLink {
    /// The address: what we fetch when it comes from a platform, and what we serve when we are one.
    pub url: String,
    /// `(algorithm, lower-case hex)` of the *uncompressed* text, where the platform gives one.
    pub hash: Option<(String, String)>,
}

/// Fetching the file behind the link.
pub struct BillFile;

impl Exchange for BillFile {
    const NAME: &'static str = "bill_file";
    type Ask = BillFileAsk;
    type Answer = BillFileAnswer;
}

/// Which file: the link that the [`Bill`] exchange gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillFileAsk {
    /// The whole link when we fetch; the `token` query parameter's value when we serve.
    pub link: String,
}

/// The file's bytes as they travel: text, gzip or zip, as the platform does it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillFileAnswer {
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Which movement a row tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// The buyer paid.
    Payment,
    /// The buyer was given money back.
    Refund,
    /// A payment taken back at once.
    Revoked,
    /// Any other movement (fees, withdrawals) of a funds bill.
    Other,
}

/// One line of a bill in canonical words. Amounts are what the line is about, never negative:
/// [`BillRow::kind`] tells the direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillRow {
    /// Which movement.
    pub kind: RowKind,
    /// When.
    pub at: Timestamp,
    /// The merchant's order number.
    pub order: String,
    /// The wallet's number of the payment.
    pub wallet_no: String,
    /// The merchant's refund number, on refunds.
    pub refund: Option<String>,
    /// The wallet's refund number, on refunds, where told.
    pub wallet_refund_no: Option<String>,
    /// Payment: the order's amount. Refund: the amount refunded.
    pub amount: Money,
    /// What the wallet keeps (payment) or gives back (refund), in millionths of the major unit:
    /// bills state fees to five decimal places, finer than a minor unit.
    pub fee_micro: i64,
    /// The rate in parts per million, where told.
    pub rate_ppm: Option<u32>,
    /// How a refund stands, where told.
    pub status: Option<String>,
    /// The line that the buyer read.
    pub subject: String,
    /// What the merchant attached.
    pub attach: String,
    /// The buyer's id, where told.
    pub buyer: String,
    /// The platform's word for how the buyer was met, where told. In a row that is to be written it
    /// may be the name of the scene ([`Scene::name`](super::Scene::name)).
    pub trade_type: String,
}

/// The totals at the end of a bill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillSummary {
    /// Rows.
    pub count: u64,
    /// Sum of payments, minor units.
    pub paid_minor: u64,
    /// Sum of refunds, minor units.
    pub refunded_minor: u64,
    /// Sum of fees as in [`BillRow::fee_micro`].
    pub fee_micro: i64,
}

/// A platform's bill files: rows to bytes and back, streaming, so that a million rows never stand
/// in memory at once.
pub trait BillFormat: Sync {
    /// Writes a whole file as it travels (before gzip where that is a choice, but with the zip
    /// where the platform always zips). `account` is the merchant's number for the heading.
    fn write(
        &self,
        ask: &BillAsk,
        account: &str,
        rows: &mut dyn Iterator<Item = BillRow>,
        out: &mut dyn Write,
    ) -> Result<BillSummary, Fault>;

    /// Reads uncompressed text (after [`BillFormat::open`]), giving each row to `row`; stops with its error.
    /// Returns the totals that the file itself states; `Malformed` if the rows do not add up to them.
    fn read(
        &self,
        kind: &BillKind,
        text: &mut dyn BufRead,
        row: &mut dyn FnMut(BillRow) -> Result<(), Fault>,
    ) -> Result<BillSummary, Fault>;

    /// Finds the text inside the bytes as they travel (gzip, zip, or neither), as a stream.
    fn open<'a>(&self, bytes: &'a [u8]) -> Result<Box<dyn BufRead + 'a>, Fault>;

    /// The file name a person would expect.
    fn file_name(&self, ask: &BillAsk, account: &str) -> String;

    /// The address of a file that we serve: `base` is the front's own address (scheme, host, mount),
    /// `token` names the file and is safe in a query.
    fn link(&self, base: &str, token: &str) -> String;

    /// The `token` in the request for such an address: the opposite of [`BillFormat::link`].
    fn token(&self, request: &Request) -> Option<String>;
}
