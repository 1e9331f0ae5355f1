//! What is asked of the fetcher, and what it tells.

use std::time::Duration;

use super::life::Freshness;
use super::limits::Purpose;

/// What to fetch, for what, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchAsk {
    /// The address, as it was found.
    pub url: String,
    /// What for.
    pub purpose: Purpose,
    /// In whose name.
    pub manner: Manner,
    /// What is known from the last time: it is asked whether it has changed.
    pub known: Option<Known>,
    /// What is spent already of the way that this is a part of.
    pub spent: Spent,
}

/// What is spent of the time and of the redirects that a way may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Time.
    pub time: Duration,
    /// Redirects that were followed.
    pub redirects: usize,
}

/// In whose name something is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// A person shared this very link and wants it shown: what a browser would do.
    Shared,
    /// On our own account: the site's `robots.txt` is asked first, and obeyed at every redirect.
    Crawl,
}

/// What is known of an address from the last time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The address that gave it, after redirects. No other is told.
    pub address: String,
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub modified: Option<String>,
}

impl FetchAsk {
    /// Asks for a link that a person shared.
    pub fn shared(url: impl Into<String>, purpose: Purpose) -> Self {
        let (url, spent) = (url.into(), Spent::default());
        Self { url, purpose, manner: Manner::Shared, known: None, spent }
    }

    /// Asks on our own account.
    pub fn crawl(url: impl Into<String>, purpose: Purpose) -> Self {
        Self { manner: Manner::Crawl, ..Self::shared(url, purpose) }
    }

    /// Asks within what is left of a way.
    #[must_use]
    pub fn after(self, spent: Spent) -> Self {
        Self { spent, ..self }
    }

    /// Asks whether it has changed.
    #[must_use]
    pub fn unless(self, known: Known) -> Self {
        Self { known: Some(known), ..self }
    }
}

/// The head of the answer that counts, the last one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The address that gave it, after redirects, with the fragment.
    pub address: String,
    /// `Content-Type`, with its parameters: the charset is there.
    pub content_type: Option<String>,
    /// `Content-Language`.
    pub language: Option<String>,
    /// Every `Link` header: oEmbed is discovered there too.
    pub links: Vec<String>,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
}

impl Head {
    /// What to ask with the next time. `None` if the server gave nothing to ask with.
    pub fn known(&self) -> Option<Known> {
        (self.etag.is_some() || self.modified.is_some()).then(|| Known {
            address: self.address.clone(),
            etag: self.etag.clone(),
            modified: self.modified.clone(),
        })
    }
}

/// Whether a sink wants more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    More,
    /// Hang up: what was read is enough.
    Enough,
}

/// Takes content as it comes.
pub trait Sink: Send {
    /// The head, once, before any content. Not told of redirects, nor of what is unchanged.
    fn head(&mut self, _head: &Head) -> Flow {
        Flow::More
    }

    /// A piece of content, unpacked.
    fn piece(&mut self, bytes: &[u8]) -> Flow;
}

/// Keeps everything.
impl Sink for Vec<u8> {
    fn piece(&mut self, bytes: &[u8]) -> Flow {
        self.extend_from_slice(bytes);
        Flow::More
    }
}

/// How the content ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself: it is whole.
    Whole,
    /// The sink had enough.
    Enough,
    /// At the largest size, or where a page broke off.
    Cut,
    /// It is as it was known: there was none.
    Unchanged,
}

/// What was fetched. The content went to the sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The head.
    pub head: Head,
    /// Every address that was asked, the first and the last included.
    pub hops: Vec<String>,
    /// How long it may be kept, as the server says.
    pub freshness: Freshness,
    /// How the content ended.
    pub end: End,
    /// How many bytes of content came over the wire.
    pub received: u64,
}
