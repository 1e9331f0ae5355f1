//! The calls by which a platform serves links: its tokens, its own links, and what its codes mean.

use serde::{Deserialize, Serialize};

use crate::codec::Exchange;
use crate::time::Timestamp;

/// The account option that says where the platform's calls for links are reached instead of its own
/// host: `https://host[:port][/prefix]`, no final slash.
pub const CALLS_AT: &str = "calls_at";

/// Getting the token with which an app's server calls the platform.
#[derive(Clone, Copy, Debug)]
pub enum Token {}

impl Exchange for Token {
    const NAME: &'static str = "token";
    type Ask = TokenAsk;
    type Answer = TokenAnswer;
}

/// Whose token. The secret is among the account's keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenAsk {
    /// The app, by the platform's number for it.
    pub app_id: String,
}

/// The token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenAnswer {
    /// To be sent with calls.
    pub token: String,
    /// For how long, in seconds.
    pub seconds: u32,
}

/// Getting the ticket that goes into the signature of a page that shares.
#[derive(Clone, Copy, Debug)]
pub enum Ticket {}

impl Exchange for Ticket {
    const NAME: &'static str = "ticket";
    type Ask = TicketAsk;
    type Answer = TicketAnswer;
}

/// Whose ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketAsk {
    /// The token from [`Token`].
    pub token: String,
}

/// The ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketAnswer {
    /// To be signed.
    pub ticket: String,
    /// For how long, in seconds.
    pub seconds: u32,
}

/// Having the platform make a link of its own to a page of a mini program, or to an address.
#[derive(Clone, Copy, Debug)]
pub enum MakeLink {}

impl Exchange for MakeLink {
    const NAME: &'static str = "make-link";
    type Ask = MakeLinkAsk;
    type Answer = MakeLinkAnswer;
}

/// What form the link has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkForm {
    /// An `https` address.
    Url,
    /// The app's own scheme.
    Scheme,
    /// A text to paste into a chat.
    Text,
}

/// When a link ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expiry {
    /// Never, where the platform permits that.
    Never,
    /// Then.
    At(Timestamp),
    /// So many days after it was made.
    Days(u32),
}

/// The link that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeLinkAsk {
    /// The token from [`Token`], where the platform wants one.
    pub token: String,
    /// Its form.
    pub form: LinkForm,
    /// The page of the mini program without a leading slash, or the address.
    pub path: String,
    /// The page's query without `?`. Empty for none.
    pub query: String,
    /// The title, where the form carries one.
    pub title: Option<String>,
    /// When it ends.
    pub expiry: Expiry,
}

/// The link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeLinkAnswer {
    /// As the platform made it.
    pub link: String,
}

/// Asking a platform what one of its codes or short links means.
#[derive(Clone, Copy, Debug)]
pub enum Resolve {}

impl Exchange for Resolve {
    const NAME: &'static str = "resolve";
    type Ask = ResolveAsk;
    type Answer = ResolveAnswer;
}

/// The code, as it stood in the message with its marks, or the short link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResolveAsk {
    /// What is asked about.
    pub code: String,
}

/// What it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResolveAnswer {
    /// The address that it stands for.
    pub url: String,
    /// What the platform says it is.
    pub title: Option<String>,
    /// A picture of it.
    pub image: Option<String>,
}
