//! Why something was not fetched, in words for people, and what to do.

use std::time::Duration;

use super::words;

/// Why something was not fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address}: {}{}", words::of(*kind).reason_en, detailed(detail))]
pub struct FetchError {
    /// The kind.
    pub kind: Kind,
    /// The address at which it went wrong: the last one of a chain of redirects. No credentials.
    pub address: String,
    /// Every address on the way there: those that were asked, and last where it ended, as it stood. Empty
    /// if the first was not even tried.
    pub way: Vec<String>,
    /// What exactly, for those who look closer: the range's name, the status, the library's words.
    pub detail: String,
    /// How long the other side asked us to stay away (`Retry-After`, in seconds only).
    pub again_after: Option<Duration>,
}

fn detailed(detail: &str) -> String {
    if detail.is_empty() { String::new() } else { format!(" ({detail})") }
}

/// The kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// It is no address, or one that cannot be sent.
    NotAnAddress,
    /// Neither http nor https.
    Scheme,
    /// It carries a user name or a password.
    Credentials,
    /// A port at which no web page stands.
    Port,
    /// A name of an inner network.
    Name,
    /// An address that is not on the public internet, or a name that leads to one.
    Range,
    /// This node's own address.
    Ours,
    /// The name has no address.
    NoSuchName,
    /// Name servers did not answer.
    Unresolved,
    /// No connection came up.
    Unreachable,
    /// The certificate or the handshake is bad.
    Tls,
    /// The answer is no HTTP, or broke off.
    Broken,
    /// The answer's head is too large.
    HeadTooLarge,
    /// Too slow, or without end.
    TooSlow,
    /// The content is too large.
    TooLarge,
    /// The content grows beyond measure when it is unpacked.
    Bomb,
    /// Packed in a way that was not asked for, or more than once.
    Encoding,
    /// Not the type of content that was asked for.
    ContentType,
    /// The server said no, by this status.
    Status(u16),
    /// Too many redirects.
    TooManyRedirects,
    /// Redirects in a circle.
    Circle,
    /// A redirect from TLS to plain text.
    Downgrade,
    /// A redirect to nowhere.
    BadRedirect,
    /// The site does not want to be read by programs.
    Robots,
    /// A page on which one logs in stands before it.
    LoginWall,
    /// Too much is being fetched now, from there or at all.
    Busy,
    /// Bytes that are no picture of a kind that is taken.
    NotAPicture,
    /// A picture with too many pixels.
    TooManyPixels,
    /// More things in one message than cards are made of at once.
    Beyond,
    /// It was given up on our side.
    Lost,
}

/// What may be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing helps: this address is refused as it stands.
    Never,
    /// The other side must change something first.
    Theirs,
    /// Try again a little later.
    Later,
}

impl FetchError {
    /// An error about an address.
    pub fn new(kind: Kind, address: impl Into<String>) -> Self {
        let (address, detail) = (address.into(), String::new());
        Self { kind, address, way: Vec::new(), detail, again_after: None }
    }

    /// With what exactly it is.
    #[must_use]
    pub fn because(mut self, detail: &str) -> Self {
        // Other people's words may be as long as they like.
        self.detail = detail.chars().take(200).collect();
        self
    }

    /// The reason and the remedy, in both languages.
    pub fn words(&self) -> words::Words {
        words::of(self.kind)
    }

    /// Whether the reason lies with us, and says nothing about the site.
    pub fn is_ours(&self) -> bool {
        matches!(self.kind, Kind::Busy | Kind::Beyond | Kind::Lost)
    }

    /// What may be done next: it decides for how long the error is remembered.
    pub fn next(&self) -> Next {
        match self.kind {
            Kind::NotAnAddress
            | Kind::Scheme
            | Kind::Credentials
            | Kind::Port
            | Kind::Name
            | Kind::Range
            | Kind::Ours => Next::Never,
            Kind::Unresolved | Kind::Unreachable | Kind::Busy | Kind::Lost | Kind::TooSlow => {
                Next::Later
            }
            Kind::Status(status) if status == 429 || status >= 500 => Next::Later,
            _ => Next::Theirs,
        }
    }
}

impl Kind {
    /// A short name for metrics and for tests.
    pub fn name(self) -> &'static str {
        words::of(self).name
    }
}
