//! What is stored. The store does not know the gates: what they mean by a payment is opaque bytes
//! with a few columns beside it to find it by.

use drawbridge_canon::{Currency, Money, Timestamp};

pub use super::leaves::LeafWrite;
pub use super::objects::{
    Expect, Idempotency, IdempotencyAnswer, IdempotencyKey, NonceRow, Object, ObjectWrite, kinds,
};

/// A leaf of the log as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafRow {
    /// Its index.
    pub index: u64,
    /// Its bytes.
    pub body: Vec<u8>,
    /// What opens it, if that was kept. Not for the public.
    pub opening: Option<Vec<u8>>,
}

/// A payment as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    /// 28 decimal digits that begin with the Beijing day (`yyyyMMdd`) of creation and grow with
    /// time; see [`payment_id`].
    pub id: String,
    /// Whose payment it is.
    pub merchant: String,
    /// The front account through which it was asked: `dialect:account`.
    pub account: String,
    /// The merchant's order number, unique within the account.
    pub order: String,
    /// How often it was written: 1 when new. The store counts; what a write says is ignored.
    pub version: u64,
    /// The gate's own state, in its own encoding.
    pub state: Vec<u8>,
    /// When it must be looked at next; `None` when there is nothing to wait for.
    pub due: Option<Timestamp>,
    /// When it was asked.
    pub created: Timestamp,
    /// The gate's word for where it stands, for lists.
    pub phase: String,
    /// What is to be paid.
    pub amount: Money,
    /// The wallet it was sent to: `dialect:account`.
    pub wallet: Option<String>,
    /// The index of the first of the leaves that were written when it was new. The store puts it in;
    /// what a write says is ignored.
    pub leaf: Option<u64>,
}

/// Makes the id of a payment: Beijing time to the millisecond (17 digits), then `salt` modulo
/// 10^11. The salt should be random, so that two nodes do not meet; should they meet all the same,
/// the commit says [`Conflict`](super::CommitError::Conflict) and another salt is drawn.
pub fn payment_id(now: Timestamp, salt: u64) -> String {
    let ms = now.0.rem_euclid(1000);
    format!("{}{ms:03}{:011}", now.format("%Y%m%d%H%M%S"), salt % 100_000_000_000)
}

/// Everything that one command changes: all of it becomes durable in one transaction, or none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Write {
    /// The payment.
    pub payment: Option<PaymentWrite>,
    /// Refund numbers to reserve for a payment.
    pub refunds: Vec<RefundKey>,
    /// Ledger postings; one whose key is there already is ignored.
    pub postings: Vec<PostingRow>,
    /// Notices to send; one whose id is there already is ignored.
    pub notices: Vec<NoticeRow>,
    /// What became of notices.
    pub notice_updates: Vec<NoticeUpdate>,
    /// Raw exchanges, for a payment's timeline.
    pub exchanges: Vec<ExchangeRow>,
    /// Our side of a reconciliation; a row that is there already is replaced.
    pub ours: Vec<OurRow>,
    /// Registry objects.
    pub objects: Vec<ObjectWrite>,
    /// Nonces that must not have been seen.
    pub nonces: Vec<NonceRow>,
    /// The answer to keep for an idempotency key.
    pub idempotency: Option<IdempotencyAnswer>,
    /// Leaves of the log, in order.
    pub leaves: Vec<LeafWrite>,
    /// Whether the payment's leaves begin anew with these: those of a new payment do so always.
    pub anew: bool,
}

/// A payment's new state and what it must have been before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentWrite {
    /// The new state.
    pub row: PaymentRow,
    /// `None`: the payment must not exist, neither by id nor by (account, order).
    /// `Some(v)`: it must stand at version `v`, and stands at `v + 1` afterwards. The columns id,
    /// merchant, account and order of a payment that exists never change.
    pub expected: Option<u64>,
}

/// A refund number is taken once per account; reserving it again for the same payment does
/// nothing. Where a platform counts refund numbers per order, put the order into `account`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundKey {
    /// The front account (or a narrower scope).
    pub account: String,
    /// The merchant's refund number.
    pub refund: String,
    /// The payment's id.
    pub payment: String,
}

/// A ledger posting. Its debits must equal its credits in each currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingRow {
    /// Names the business fact, so that it is posted once: `paid:2026…`.
    pub key: String,
    /// The payment it is about, if one.
    pub payment: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The accounting day, `yyyy-MM-dd`.
    pub day: String,
    /// A line for people.
    pub memo: String,
    /// The entries, in order.
    pub entries: Vec<EntryRow>,
}

/// One entry of a posting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Whose account.
    pub merchant: String,
    /// At which wallet: `dialect:account`.
    pub wallet: String,
    /// Which of the accounts: `receivable`, `fee`, `suspense`, …
    pub kind: String,
    /// Debit or credit.
    pub debit: bool,
    /// Minor units.
    pub minor: u64,
    /// Of what.
    pub currency: Currency,
}

/// One ledger account, or a family of them: an absent field stands for all values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    /// Whose.
    pub merchant: Option<String>,
    /// At which wallet.
    pub wallet: Option<String>,
    /// Which of the accounts.
    pub kind: Option<String>,
    /// First accounting day, `yyyy-MM-dd`.
    pub from: Option<String>,
    /// Last accounting day, included.
    pub to: Option<String>,
}

/// What an account holds over the days asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Balance {
    /// Whose.
    pub merchant: String,
    /// At which wallet.
    pub wallet: String,
    /// Which of the accounts.
    pub kind: String,
    /// Of what.
    pub currency: Currency,
    /// Sum of the debits, minor units.
    pub debit: u64,
    /// Sum of the credits, minor units.
    pub credit: u64,
}

/// A notice to a merchant that waits for its acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// Names the fact that is told, so that it is told as one notice: `2026…:paid`.
    pub id: String,
    /// The payment's id.
    pub payment: String,
    /// The front account that is told.
    pub account: String,
    /// What to tell, in the engine's own encoding.
    pub body: Vec<u8>,
    /// When it was first due.
    pub created: Timestamp,
    /// When to send it next; `None` once it is finished.
    pub due: Option<Timestamp>,
    /// How often it was sent.
    pub attempt: u32,
    /// Whether it was acknowledged.
    pub done: bool,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// What became of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeUpdate {
    /// Which notice; one that is not there is passed over.
    pub id: String,
    /// What became of it.
    pub outcome: NoticeOutcome,
}

/// What became of an attempt to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeOutcome {
    /// Acknowledged: never send it again.
    Done,
    /// Not acknowledged; send again.
    Retry {
        /// When.
        due: Timestamp,
        /// Attempts so far.
        attempt: u32,
        /// Why.
        last_error: String,
    },
    /// The platform's schedule is exhausted: give up.
    Dropped {
        /// Attempts made.
        attempt: u32,
        /// Why the last one failed.
        last_error: String,
    },
}

/// One message of an exchange, redacted by whoever writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeRow {
    /// The payment's id.
    pub payment: String,
    /// When.
    pub at: Timestamp,
    /// Orders messages of one moment.
    pub seq: u32,
    /// `ask-in`, `answer-out`, `ask-out`, `answer-in`, …
    pub direction: String,
    /// Whose language.
    pub dialect: String,
    /// Which call.
    pub call: String,
    /// The HTTP status, 0 where there is none.
    pub status: u16,
    /// The message.
    pub text: String,
}

/// Our side of one line of a wallet's bill, for reconciliation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OurRow {
    /// The wallet: `dialect:account`.
    pub wallet: String,
    /// The wallet's day, `yyyy-MM-dd`.
    pub day: String,
    /// `payment`, `refund`, …
    pub kind: String,
    /// What finds it in the wallet's bill: our order number there, or our refund number.
    pub key: String,
    /// The payment's id.
    pub payment: String,
    /// The wallet's own number, where known.
    pub wallet_no: String,
    /// The amount.
    pub amount: Money,
    /// The fee in millionths of the major unit.
    pub fee_micro: i64,
    /// When.
    pub at: Timestamp,
}

/// Which payments to list; an absent field stands for all values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentFilter {
    /// Whose.
    pub merchant: Option<String>,
    /// Through which front account.
    pub account: Option<String>,
    /// Where it stands.
    pub phase: Option<String>,
    /// With which wallet.
    pub wallet: Option<String>,
    /// The Beijing day, `yyyy-MM-dd`, with which the id begins.
    pub day: Option<String>,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items: at most as many as asked for, sometimes fewer, even none, though more follow.
    pub items: Vec<T>,
    /// The cursor of the next page; `None` on the last. Treat it as opaque.
    pub next: Option<String>,
}

/// How the store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// `sqlite` or `postgres`.
    pub kind: &'static str,
    /// The schema's version.
    pub schema: u32,
    /// Commands that wait to be written.
    pub queued: usize,
}

/// What a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Expired nonces.
    pub nonces: u64,
    /// Expired idempotency keys.
    pub idempotency: u64,
}
