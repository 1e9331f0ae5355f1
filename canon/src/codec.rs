//! The four halves of an exchange.

use crate::account::Account;
use crate::fault::Fault;
use crate::time::Timestamp;
use crate::wire::{Request, Response};

/// One kind of question and its answer.
pub trait Exchange {
    /// Its name in the capability matrix, in logs and in metrics.
    const NAME: &'static str;
    /// What is asked.
    type Ask;
    /// What is answered when the answer is not a refusal.
    type Answer;
}

/// How one platform says one exchange: both directions of both sides.
///
/// (`write_ask`, `read_answer`) is a connector: we use the platform. (`read_ask`, `write_answer`)
/// is a front: a client written for the platform talks to us. The law: what one half writes, its
/// opposite reads back equal.
pub trait Codec<X: Exchange>: Sync {
    /// We call the platform. `Untranslatable` if it has no words for the ask.
    fn write_ask(&self, ask: &X::Ask, ctx: &Ctx<'_>) -> Result<Request, Fault>;
    /// Somebody calls us as if we were the platform: verifies, then reads.
    /// `Forged`, `Malformed` or `Untranslatable`.
    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<X::Ask, Fault>;
    /// We reply, in the platform's wire format. `ctx.asked` is the request replied to.
    fn write_answer(&self, answer: &X::Answer, ctx: &Ctx<'_>) -> Result<Response, Fault>;
    /// The platform replied: verifies, then reads. `ctx.asked` is the request we sent.
    /// `Refused` for a definite no; `Unknown` if it may have happened all the same;
    /// `Forged` or `Malformed` if the reply cannot be believed or read.
    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<X::Answer, Fault>;
}

/// What the engine lends to a codec for one call: the world, as arguments.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// Now, in business: what was paid when, what has expired, which day's bill is ready.
    pub now: Timestamp,
    /// Now, for signatures: stamping ours, and judging whether others' are stale. It differs from
    /// `now` only in a sandbox whose clock was moved, because clients judge by their own clocks.
    pub wall: Timestamp,
    /// 32 fresh random characters out of `0-9A-Za-z`, never used before.
    pub nonce: &'a str,
    /// The relation in which the call is made, with the keys of our side.
    pub account: &'a Account,
    /// The request that is being answered, on both halves that handle answers.
    pub asked: Option<&'a Request>,
    /// Which of our keys to sign with; `None` leaves it to the dialect's own rule.
    pub sign_with: Option<&'a str>,
    /// Sign wrongly on purpose, in the form in which the platform itself probes its callers.
    pub probe: bool,
}

impl<'a> Ctx<'a> {
    /// A context with nothing special about it.
    pub const fn new(now: Timestamp, nonce: &'a str, account: &'a Account) -> Self {
        Self { now, wall: now, nonce, account, asked: None, sign_with: None, probe: false }
    }

    /// The same, answering (or reading the answer to) `request`.
    #[must_use]
    pub const fn answering(self, request: &'a Request) -> Self {
        Self { asked: Some(request), ..self }
    }
}
