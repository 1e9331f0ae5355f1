//! Paying in a page that is open in the wallet's own browser, where the wallet wants to know its
//! buyer first: the buyer signs in to the merchant's app without noticing, the merchant asks who
//! that was, and the page hands a signed call to the wallet through the browser's bridge.
//!
//! A platform whose ordinary pages open in its own browser needs none of this.

use std::collections::BTreeMap;

use crate::codec::{Codec, Ctx, Exchange};
use crate::fault::Fault;
use crate::pay::scene::Buyer;
use crate::refusal::Refusal;
use crate::wire::{Request, Response};

/// The account option that names where signing in goes, `https://host`, where that is not the
/// platform itself.
pub const SIGN_IN_AT: &str = "sign_in";

/// The buyer's browser is sent to the wallet, which sends it back with a code (RFC 6749, 4.1.1 and
/// 4.1.2). The buyer's browser carries both messages: the answer that a merchant reads is a redirect
/// to `back`, put together from the request that arrived there.
pub struct Authorise;

impl Exchange for Authorise {
    const NAME: &'static str = "authorise";
    type Ask = AuthoriseAsk;
    type Answer = Authorised;
}

/// Where the browser comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthoriseAsk {
    /// Where the wallet sends the browser: an absolute address without a query.
    pub back: String,
    /// Given back as it is: at most 128 of `0-9A-Za-z`.
    pub state: String,
}

/// With what the browser comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorised {
    /// Where it was sent.
    pub back: String,
    /// What the wallet was given.
    pub state: String,
    /// Stands for the buyer: good for minutes, and once.
    pub code: String,
}

/// The merchant asks for whom a code stands (RFC 6749, 4.1.3 and 4.1.4).
pub struct Identify;

impl Exchange for Identify {
    const NAME: &'static str = "identify";
    type Ask = IdentifyAsk;
    /// The buyer, as the wallet names them to the account's app.
    type Answer = Buyer;
}

/// The code that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentifyAsk {
    /// The code.
    pub code: String,
}

/// A call of the wallet out of a page: names to texts, the merchant's signature among them.
pub type PageCall = BTreeMap<String, String>;

/// The object that the wallet's browser puts into pages, and how it is called: as
/// `object.method(name, call, told)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// The global object.
    pub object: &'static str,
    /// The document's event that says that the object is there.
    pub ready: &'static str,
    /// Its method.
    pub method: &'static str,
    /// The name of the call to pay.
    pub name: &'static str,
    /// The field of what the wallet tells afterwards.
    pub told: &'static str,
    /// Its value for a buyer who paid. Only a hint: the wallet itself is asked.
    pub paid: &'static str,
    /// Its value for a buyer who gave up.
    pub cancelled: &'static str,
    /// Its value for anything that went wrong.
    pub failed: &'static str,
    /// Schemes of frames by which the object talks to the app, which a page must let in: `name:`.
    pub frames: &'static [&'static str],
}

/// Which step of signing in a request is, and which app it names. Nothing is proved yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInStep {
    /// [`Authorise`], of this app.
    Authorise(String),
    /// [`Identify`], of this app.
    Identify(String),
}

/// How a platform is paid in a page inside its own browser. The account's default app signs the
/// buyer in, with [`Keys::app_secret`](crate::Keys::app_secret).
#[derive(Clone, Copy)]
pub struct InPage {
    /// The browser's bridge.
    pub bridge: Bridge,
    /// Sorts a request that reached the platform's side. `Malformed` if it is no step.
    pub step: fn(&Request) -> Result<SignInStep, Fault>,
    /// Writes a refusal of [`Identify`] in the platform's own format.
    pub refuse: fn(&Refusal) -> Response,
    /// Signing in.
    pub authorise: &'static dyn Codec<Authorise>,
    /// Learning who it was.
    pub identify: &'static dyn Codec<Identify>,
    /// Writes the call of a prepay number, signed by the merchant.
    pub write_call: fn(&str, &Ctx<'_>) -> Result<PageCall, Fault>,
    /// The platform's side of that: verifies a call, and gives its prepay number.
    pub read_call: fn(&PageCall, &Ctx<'_>) -> Result<String, Fault>,
}
