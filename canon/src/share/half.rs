//! A platform's whole half of the share gate.

use url::Url;

use super::address::{Canonical, Host};
use super::card::Card;
use super::exchanges::{MakeLink, Resolve, Ticket, Token};
use super::found::Found;
use super::message::Message;
use super::own::OwnLink;
use super::page::Hints;
use super::pictured::{MakeCode, OwnCode};
use super::wall::Wall;
use crate::codec::{Codec, Ctx};
use crate::fault::Fault;

/// A platform's half of the share gate.
#[derive(Clone, Copy)]
pub struct Share {
    /// The hosts that are its own.
    pub hosts: &'static [Host],
    /// The names by which it is known and with which others deceive, in small letters or Chinese:
    /// labels of hosts and words in texts.
    pub brands: &'static [&'static str],
    /// Marks in the `User-Agent` of its apps' own browsers, in small letters.
    pub browser_marks: &'static [&'static str],
    /// Finds its share texts and codes in a message, and its links. They may overlap; the gate
    /// takes the one that says most.
    pub find: fn(&Message<'_>) -> Vec<Found>,
    /// Brings an address at one of its hosts into canonical form. `None` for what is not a thing:
    /// the general rules hold for it.
    pub canonical: fn(&Url) -> Option<Canonical>,
    /// The address to which one at a [`HostRole::Passes`](super::HostRole::Passes) host passes on.
    pub passes_to: Option<fn(&Url) -> Option<Url>>,
    /// Whether an address is one of the walls to which it sends whoever may not see a page.
    pub wall: Option<fn(&Url) -> Option<Wall>>,
    /// What to know when reading its pages.
    pub hints: Hints,
    /// The forms in which it is told a card.
    pub forms: &'static [Form],
    /// Which of the forms are signed with a [`Ticket`], by name.
    pub signed: &'static [&'static str],
    /// Signs a page alone, without a card: what the page hands to the platform's script. The page and
    /// the ticket are in [`Sharing`].
    pub sign_page: Option<SignPage>,
    /// How a page of ours that is opened in its app's own browser shares there.
    pub page_script: Option<PageScript>,
    /// The links that it makes with [`MakeLink`].
    pub links: &'static [OwnLink],
    /// The codes that it draws with [`MakeCode`].
    pub codes: &'static [OwnCode],
    /// Whether its calls are signed with a pair of keys. Else they take the app's secret.
    pub keyed: bool,
    /// Getting a token.
    pub token: Option<&'static dyn Codec<Token>>,
    /// Getting a ticket.
    pub ticket: Option<&'static dyn Codec<Ticket>>,
    /// Making a link of its own.
    pub make_link: Option<&'static dyn Codec<MakeLink>>,
    /// Drawing a code of its own.
    pub make_code: Option<&'static dyn Codec<MakeCode>>,
    /// What a code means.
    pub resolve: Option<&'static dyn Codec<Resolve>>,
}

impl Share {
    /// A platform that shares nothing: the base for `..Share::SILENT`.
    pub const SILENT: Self = Self {
        hosts: &[],
        brands: &[],
        browser_marks: &[],
        find: |_| Vec::new(),
        canonical: |_| None,
        passes_to: None,
        wall: None,
        hints: Hints::NONE,
        forms: &[],
        signed: &[],
        sign_page: None,
        page_script: None,
        links: &[],
        codes: &[],
        keyed: false,
        token: None,
        ticket: None,
        make_link: None,
        make_code: None,
        resolve: None,
    };
}

/// How a page shares in the platform's own browser: the platform's script is loaded from the platform, and
/// told by ours what a signed form says.
#[derive(Clone, Copy, Debug)]
pub struct PageScript {
    /// The form: its name among [`Share::forms`]. Its JSON stands in the page, in the element `share-data`.
    pub form: &'static str,
    /// The address of the platform's script.
    pub theirs: &'static str,
    /// Our script, which runs after it.
    pub ours: &'static str,
}

/// A form in which a platform is told a card.
#[derive(Clone, Copy)]
pub struct Form {
    /// Its name among the platform's forms, lower case. The first form is the one meant when only
    /// the platform is named.
    pub name: &'static str,
    /// What it is, in English.
    pub title: &'static str,
    /// What it is, in Chinese.
    pub title_zh: &'static str,
    /// Writes it. `Untranslatable` for a card that it cannot carry.
    pub write: fn(&Card, &Sharing<'_>) -> Result<Payload, Fault>,
}

/// Signs a page.
pub type SignPage = fn(&Sharing<'_>) -> Result<Payload, Fault>;

/// What is lent to a form.
#[derive(Clone, Copy)]
pub struct Sharing<'a> {
    /// Time, a nonce and the app's account.
    pub ctx: Ctx<'a>,
    /// The address of the page on which it is shared, without fragment, where the form signs it.
    pub page: Option<&'a str>,
    /// The ticket from [`Ticket`], where the form signs with it.
    pub ticket: Option<&'a str>,
    /// The link to be shared instead of the card's own: one of ours that can be withdrawn.
    pub link: Option<&'a str>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// Its media type, with the charset for text.
    pub media_type: &'static str,
    /// The bytes.
    pub body: Vec<u8>,
}
