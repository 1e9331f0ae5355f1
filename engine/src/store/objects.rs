//! What is stored beside payments: registry objects, nonces, idempotency keys.

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_seal::digest::hex;

/// A registry object: merchant, app, key, wallet, token, setting, reconciliation pool or report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Which kind: see [`kinds`].
    pub kind: String,
    /// Its name within the kind.
    pub id: String,
    /// How often it was written: 1 when new.
    pub version: u64,
    /// JSON, or whatever its owner keeps.
    pub body: Vec<u8>,
}

/// The kinds of object that the engine keeps; others are free to be used.
pub mod kinds {
    /// Merchants.
    pub const MERCHANT: &str = "merchant";
    /// Front accounts.
    pub const APP: &str = "app";
    /// Keys and certificates.
    pub const KEY: &str = "key";
    /// Wallets.
    pub const WALLET: &str = "wallet";
    /// Access tokens; the id is the token's hash, the token itself is never stored.
    pub const TOKEN: &str = "token";
    /// Settings.
    pub const SETTING: &str = "setting";
    /// Rows that wait for the other side's bill, one an object: `wallet|kind|key`.
    pub const POOL: &str = "pool";
    /// Reconciliation reports: `wallet|day`.
    pub const REPORT: &str = "report";
    /// The files of the standards that were published, by their hash.
    pub const STANDARD: &str = "standard-files";
    /// The notes of public exceptions, by their hash.
    pub const EXCEPTION: &str = "exception";
    /// Agreements, by name: their clauses, and what excuses them.
    pub const AGREEMENT: &str = "agreement";
    /// Paired probes, by the root over their pairs: where they were fixed.
    pub const PROBE: &str = "probe";
    /// The openings of probes, by their hash.
    pub const OPENING: &str = "probe-opening";
    /// Appeals that are not answered, by the index of the decision.
    pub const APPEAL: &str = "appeal";
    /// Where later leaves of a case stand, by the index of its intake.
    pub const CASE_LATER: &str = "case-later";
    /// Short links, by their code.
    pub const SHARE_LINK: &str = "share-link";
    /// What platforms lent our accounts for calls and signatures, encrypted.
    pub const SHARE_LENT: &str = "share-lent";
    /// How many links our apps had platforms make in a day.
    pub const SHARE_MADE: &str = "share-made";
    /// How often short links were opened: `code|day`.
    pub const SHARE_COUNT: &str = "share-count";
    /// Facts that were found otherwise on an appeal, by the marks of the way or of its domains.
    pub const SHARE_CORRECTED: &str = "share-corrected";
    /// What changes verdicts on links, counted by the object's version: `appeals`.
    pub const SHARE_CHANGED: &str = "share-changed";
    /// When domains of shared links were first seen, by domain.
    pub const SHARE_DOMAIN: &str = "share-domain";
}

/// A change of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectWrite {
    /// Which kind.
    pub kind: String,
    /// Its name within the kind.
    pub id: String,
    /// What it must have been before.
    pub expected: Expect,
    /// The new body; `None` removes it.
    pub body: Option<Vec<u8>>,
}

impl ObjectWrite {
    /// What is kept as it is under its hash, in hexadecimal. Whoever brings the same again changes nothing.
    pub fn by_hash(kind: &str, hash: Hash, bytes: Vec<u8>) -> Self {
        let (kind, id) = (kind.to_owned(), hex(&hash.0));
        Self { kind, id, expected: Expect::Any, body: Some(bytes) }
    }
}

/// What an object must have been before a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Not there.
    Absent,
    /// At this version.
    Version(u64),
    /// Anything: the last writer wins.
    Any,
}

/// A nonce that counts once within its scope until a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonceRow {
    /// Whose nonces: `dialect:account`.
    pub scope: String,
    /// The nonce.
    pub nonce: String,
    /// Until when it must be remembered: when its request would be stale anyway.
    pub until: Timestamp,
}

/// An idempotency key as a caller presents it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Whose keys.
    pub scope: String,
    /// The key.
    pub key: String,
    /// A hash of the request, to tell a repeat from a reuse.
    pub request_hash: Vec<u8>,
    /// Until when it is taken, unless that is put off while the work goes on: whoever died over it
    /// blocks the key no longer. An expired key is as good as new. Always later than the moment at
    /// which it is presented, so that whoever takes an expired key holds it until another moment
    /// than those before: by that they are told apart.
    pub expires: Timestamp,
}

/// What presenting an idempotency key leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// Never seen: do the work, then keep the answer.
    Fresh,
    /// Done before: give this answer.
    Replay(Vec<u8>),
    /// Another request with this key is at work.
    InProgress,
    /// The key was used for another request.
    Mismatch,
}

/// What becomes of an idempotency key that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyAnswer {
    /// Whose keys.
    pub scope: String,
    /// The key.
    pub key: String,
    /// Until when whoever answers has taken it: the key must stand at one of these, or another has
    /// taken it since. They are several where it is not known whether it was put off.
    pub held: Vec<Timestamp>,
    /// The answer; `None` while the work goes on.
    pub response: Option<Vec<u8>>,
    /// Until when the key is taken or its answer kept; `None` forgets the key, when the work failed
    /// and may be tried again.
    pub expires: Option<Timestamp>,
}
