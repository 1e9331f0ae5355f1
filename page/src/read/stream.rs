//! A page that arrives in pieces.

use memchr::memmem;

use super::limits::{EARLY_BYTES, PAGE_BYTES};
use super::{Page, Reading, reading};

/// Whether more of a page is worth fetching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// It is: what a card most needs has not come yet.
    Wanted,
    /// It is not: the head has told title and picture, or this is all that is looked at.
    Enough,
}

/// Takes a page in pieces and says when it has enough.
///
/// ```
/// use drawbridge_page::{More, Page, Reader};
/// let mut reader = Reader::default();
/// assert_eq!(reader.feed(b"<meta property=og:title content=A><meta prop"), More::Wanted);
/// assert_eq!(reader.feed(b"erty=og:image content=/a.png></head>"), More::Enough);
/// let card = reader.reading(&Page { url: "https://a.cn/", ..Page::default() }).card;
/// assert_eq!(card.images[0].value.url, "https://a.cn/a.png");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Reader {
    body: Vec<u8>,
    /// Whether the title, the picture and the head's end have come.
    seen: [bool; 3],
}

/// What is waited for, with its letters.
const WAITED: [&[&[u8]]; 3] =
    [&[b"og:title"], &[b"og:image"], &[b"</head", b"</HEAD", b"<body", b"<BODY"]];

/// The longest of them.
const LONGEST: usize = 8;

impl Reader {
    /// Takes the next piece. What comes after [`More::Enough`] is taken too, up to [`PAGE_BYTES`].
    pub fn feed(&mut self, piece: &[u8]) -> More {
        // What is waited for may have begun in the piece before.
        let from = self.body.len().saturating_sub(LONGEST);
        let room = PAGE_BYTES.saturating_sub(self.body.len());
        self.body.extend_from_slice(&piece[..piece.len().min(room)]);
        for (seen, words) in self.seen.iter_mut().zip(WAITED) {
            let new = &self.body[from..];
            *seen = *seen || words.iter().any(|word| memmem::find(new, word).is_some());
        }
        let told = self.seen[0] && self.seen[1];
        let enough = (told && (self.seen[2] || self.body.len() >= EARLY_BYTES))
            || self.body.len() >= PAGE_BYTES;
        if enough { More::Enough } else { More::Wanted }
    }

    /// Reads what has come; of `page` all but the body counts.
    pub fn reading(&self, page: &Page<'_>) -> Reading {
        reading(&Page { body: &self.body, ..*page })
    }
}
