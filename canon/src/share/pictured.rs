//! Codes that a platform draws: pictures that are scanned and lead to a page of a mini program.

use serde::{Deserialize, Serialize};

use super::own::Quota;
use crate::codec::Exchange;

/// Having the platform draw a code that leads to a page of a mini program.
#[derive(Clone, Copy, Debug)]
pub enum MakeCode {}

impl Exchange for MakeCode {
    const NAME: &'static str = "make-code";
    type Ask = MakeCodeAsk;
    type Answer = Pictured;
}

/// What shape the code has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeForm {
    /// The platform's own, which only its own apps read.
    Own,
    /// The same, for codes without number: less is told to the page.
    Many,
    /// A square code (QR), which every scanner reads.
    Square,
}

/// The code that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeCodeAsk {
    /// The token from [`Token`](super::Token), where the platform wants one.
    pub token: String,
    /// Its shape.
    pub form: CodeForm,
    /// The page of the mini program without a leading slash. Empty for the first.
    pub path: String,
    /// The page's query without `?`. Empty for none.
    pub query: String,
    /// What the code is for, where the platform keeps a note of that.
    pub title: Option<String>,
    /// How wide the picture is, in pixels; as is usual at the platform, if absent.
    pub width: Option<u32>,
}

/// The picture of a code, as the platform gave it: it is drawn anew before it is handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pictured {
    /// The file's bytes.
    Bytes(Vec<u8>),
    /// The address at which the file is.
    At(String),
}

impl Pictured {
    /// The largest file that is taken. Codes are 1,280 pixels wide at most.
    pub const MOST: usize = 1 << 20;

    /// The bytes, if they begin as the file of a picture does (JPEG or PNG) and are not too many.
    pub fn file(bytes: &[u8]) -> Option<Self> {
        let kind = media_type(bytes).filter(|_| bytes.len() <= Self::MOST);
        kind.map(|_| Self::Bytes(bytes.to_vec()))
    }
}

/// What kind of picture a file is, by its first bytes.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        _ => None,
    }
}

/// A kind of code that a platform draws.
#[derive(Clone, Copy, Debug)]
pub struct OwnCode {
    /// Its name among the platform's forms, lower case.
    pub name: &'static str,
    /// What it is, in English.
    pub title: &'static str,
    /// What it is, in Chinese.
    pub title_zh: &'static str,
    /// Its shape, as the platform is asked for it.
    pub form: CodeForm,
    /// How many the platform draws for one app.
    pub quota: Quota,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_picture_and_not_too_large() {
        let png = b"\x89PNG\r\n\x1a\nrest";
        assert_eq!(Pictured::file(png), Some(Pictured::Bytes(png.to_vec())));
        assert_eq!(media_type(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        for odd in [&b""[..], b"\xff\xd8", b"\x89PNG", b"{\"errcode\":40001}", b"<svg "] {
            assert_eq!(Pictured::file(odd), None, "{odd:?}");
        }
        let mut large = vec![0xff; Pictured::MOST + 1];
        large[1] = 0xd8;
        assert_eq!(Pictured::file(&large), None);
        large.truncate(Pictured::MOST);
        assert!(Pictured::file(&large).is_some());
    }
}
