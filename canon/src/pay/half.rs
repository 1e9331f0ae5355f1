//! A platform's whole half of the pay gate.

use crate::codec::{Codec, Ctx};
use crate::fault::Fault;
use crate::pay::bill::{Bill, BillFile, BillFormat};
use crate::pay::certificates::Certificates;
use crate::pay::charge::Charge;
use crate::pay::in_page::InPage;
use crate::pay::notice::{Notice, Return};
use crate::pay::order::{Cancel, Close, Query};
use crate::pay::refund::{Refund, RefundQuery};
use crate::pay::rules::Rules;
use crate::pay::shape::Shape;
use crate::refusal::Refusal;
use crate::wire::{Request, Response};

/// Which exchange a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Call {
    /// [`Charge`]
    Charge,
    /// [`Query`]. Also one that may ask about a payment or a refund, where a platform has one query
    /// for both: a refund is looked for when no payment is found.
    Query,
    /// [`Close`]
    Close,
    /// [`Cancel`]
    Cancel,
    /// [`Refund`]
    Refund,
    /// [`RefundQuery`]
    RefundQuery,
    /// [`Bill`]
    Bill,
    /// [`BillFile`]
    BillFile,
    /// [`Certificates`]
    Certificates,
}

/// What can be told of a request before its signature is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peek {
    /// Which exchange it is for.
    pub call: Call,
    /// Who says it is calling: see [`Account::id`](crate::Account::id). Not proved yet. Empty for a
    /// [`Call::BillFile`] whose link names nobody.
    pub caller: String,
    /// The key of ours by which it asks to be answered, where callers can: notices about what it
    /// makes should be signed with that key too.
    pub key: Option<String>,
}

/// A platform's half of the pay gate: one codec per exchange that it speaks.
#[derive(Clone, Copy)]
pub struct Pay {
    /// Sorts a request that reached our front. `Malformed` with
    /// [`MethodUnknown`](crate::Reason::MethodUnknown) if there is no such call.
    pub peek: fn(&Request) -> Result<Peek, Fault>,
    /// Writes a refusal in the platform's own error format. `ctx.asked` is the request refused;
    /// `ctx.account` is a default one when the caller is not known.
    pub refuse: fn(&Refusal, &Ctx<'_>) -> Response,
    /// The path prefix under which the front answers, `/name`.
    pub mount: &'static str,
    /// The official host names under which the front answers as well.
    pub hosts: &'static [&'static str],
    /// The rules of the game.
    pub rules: Rules,
    /// What its numbers and links look like.
    pub shape: Shape,
    /// Making a payment.
    pub charge: Option<&'static dyn Codec<Charge>>,
    /// Asking about it.
    pub query: Option<&'static dyn Codec<Query>>,
    /// Closing it.
    pub close: Option<&'static dyn Codec<Close>>,
    /// Taking it back.
    pub cancel: Option<&'static dyn Codec<Cancel>>,
    /// Giving money back.
    pub refund: Option<&'static dyn Codec<Refund>>,
    /// Asking about that.
    pub refund_query: Option<&'static dyn Codec<RefundQuery>>,
    /// Asking for a bill.
    pub bill: Option<&'static dyn Codec<Bill>>,
    /// Fetching it.
    pub bill_file: Option<&'static dyn Codec<BillFile>>,
    /// What a bill's file looks like.
    pub bill_format: Option<&'static dyn BillFormat>,
    /// Fetching the platform's certificates.
    pub certificates: Option<&'static dyn Codec<Certificates>>,
    /// Telling the merchant.
    pub notice: Option<&'static dyn Codec<Notice>>,
    /// Sending the buyer's browser back.
    pub back: Option<&'static dyn Codec<Return>>,
    /// Paying in a page inside the wallet's own browser, where an ordinary page of the wallet's is
    /// refused there. `None`: it is not, or nobody has published how.
    pub in_page: Option<&'static InPage>,
}
