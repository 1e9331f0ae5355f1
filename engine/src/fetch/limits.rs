//! How much, how long, how often: the limits of one fetch.

use std::time::Duration;

/// What something is fetched for. It decides what is accepted and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A page, to read a card from. One that is too long is cut: cards are read from the front.
    Page,
    /// Only where a short link leads. No content is read.
    ShortLink,
    /// A picture.
    Image,
    /// An oEmbed answer.
    Oembed,
    /// A `robots.txt`. One that is too long is cut (RFC 9309, section 2.5).
    Robots,
}

/// The limits of one fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The ports that are asked: those at which public pages stand.
    pub ports: Vec<u16>,
    /// Redirects followed. Real short links have up to three.
    pub redirects: usize,
    /// Until a connection stands, for each address.
    pub connect: Duration,
    /// From a connection to the end of the answer's head, TLS included.
    pub head: Duration,
    /// For everything: names, redirects, contents.
    pub total: Duration,
    /// Between two pieces of content, and before the rate is judged.
    pub pause: Duration,
    /// The least rate of content after that, in bytes a second, of the bytes that come over the wire.
    pub rate: u64,
    /// The largest head, in bytes, with all heads that come before the answer's own (1xx).
    pub head_bytes: usize,
    /// The largest page, in bytes unpacked and in bytes on the wire.
    pub page_bytes: u64,
    /// The same of a picture.
    pub image_bytes: u64,
    /// The same of an oEmbed answer.
    pub oembed_bytes: u64,
    /// The same of a `robots.txt`: the least that RFC 9309 asks for is 500 KiB.
    pub robots_bytes: u64,
    /// How many times larger contents may become when unpacked. Pages grow five- to tenfold.
    pub ratio: u64,
    /// Below so many bytes unpacked the ratio is not judged: a page of blanks harms nobody.
    pub ratio_from: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            ports: vec![80, 443, 8080, 8443],
            redirects: 5,
            connect: Duration::from_secs(2),
            head: Duration::from_secs(5),
            total: Duration::from_secs(10),
            pause: Duration::from_secs(2),
            rate: 1024,
            head_bytes: 32 << 10,
            page_bytes: 1 << 20,
            image_bytes: 5 << 20,
            oembed_bytes: 256 << 10,
            robots_bytes: 500 << 10,
            ratio: 100,
            ratio_from: 64 << 10,
        }
    }
}

impl Limits {
    /// The largest content, in bytes.
    pub fn largest(&self, purpose: Purpose) -> u64 {
        match purpose {
            Purpose::Page => self.page_bytes,
            Purpose::ShortLink => 0,
            Purpose::Image => self.image_bytes,
            Purpose::Oembed => self.oembed_bytes,
            Purpose::Robots => self.robots_bytes,
        }
    }
}

impl Purpose {
    /// Whether contents that are too long are cut instead of refused.
    pub fn is_cut(self) -> bool {
        matches!(self, Self::Page | Self::ShortLink | Self::Robots)
    }

    /// What is asked for, as the header `Accept` says it.
    pub fn accept(self) -> &'static str {
        match self {
            Self::Page | Self::ShortLink => "text/html, application/xhtml+xml, */*;q=0.1",
            Self::Image => "image/jpeg, image/png, image/webp, image/gif",
            Self::Oembed => "application/json, text/xml;q=0.9, application/xml;q=0.9",
            Self::Robots => "text/plain, */*;q=0.1",
        }
    }

    /// Whether contents of this type are taken. `None`: the server did not say.
    pub fn takes(self, content_type: Option<&str>) -> bool {
        let Some(full) = content_type else { return self != Self::Oembed };
        let kind = full.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let one_of = |kinds: &[&str]| kinds.contains(&kind.as_str());
        match self {
            Self::Page => one_of(&[
                "text/html",
                "application/xhtml+xml",
                "text/plain",
                "application/xml",
                "text/xml",
                "",
            ]),
            Self::ShortLink => true,
            // Stores of files often say no more than "bytes"; the decoder knows pictures by themselves.
            Self::Image => one_of(&[
                "image/jpeg",
                "image/jpg",
                "image/pjpeg",
                "image/png",
                "image/apng",
                "image/webp",
                "image/gif",
                "application/octet-stream",
                "binary/octet-stream",
                "",
            ]),
            Self::Oembed => one_of(&[
                "application/json",
                "text/json",
                "application/json+oembed",
                "text/javascript",
                "application/javascript",
                "text/xml",
                "application/xml",
                "text/xml+oembed",
                "application/xml+oembed",
            ]),
            Self::Robots => kind.starts_with("text/") || kind.is_empty(),
        }
    }
}
