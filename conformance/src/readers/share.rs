//! The readers of the share gate: messages, addresses, pages, oEmbed answers, codes, and the state that
//! platforms' pages carry.

use drawbridge_canon::share::Share;
use drawbridge_gate_share::{address, code};
use drawbridge_page::{Page, Reader as PageReader, oembed};
use drawbridge_roster::DIALECTS;

use super::{Read, Reader};

/// An address at which whatever is read is said to stand.
const HERE: &str = "https://shop.example/item?id=1";

/// All of them.
pub(super) fn all() -> Vec<Reader> {
    let mut all = vec![
        reader("message", "看 https://shop.example/1 吧", |text| {
            !drawbridge_gate_share::read(text, &platforms()).is_empty()
        }),
        reader("address", HERE, |text| address::unroll(text, &platforms()).is_ok()),
        reader("code", &own_code(), |text| !code::find(text).is_empty()),
        bytes("page", b"<meta property=og:title content=A>", page),
        bytes("page.pieces", b"<title>A</title>", pieces),
        bytes("oembed.json", b"{\"title\":\"A\"}", |body| oembed::json(body, HERE).title.is_some()),
        bytes("oembed.xml", b"<oembed><title>A</title></oembed>", |body| {
            oembed::xml(body, HERE).title.is_some()
        }),
    ];
    all.extend(platforms().into_iter().filter_map(|(name, share)| state(name, share)));
    all
}

/// A code of ours as people paste it.
fn own_code() -> String {
    let code = code::Code::of(7, &code::CodeKey::new([7; 16]));
    code.map(|code| format!("#{code}#")).unwrap_or_default()
}

fn platforms() -> Vec<(&'static str, &'static Share)> {
    DIALECTS.iter().filter_map(|dialect| Some((dialect.name, dialect.share?))).collect()
}

fn page(body: &[u8]) -> bool {
    drawbridge_page::read(&Page { body, url: HERE, ..Page::default() }).title.is_some()
}

/// The same page in pieces of seven bytes: where it is cut must not matter to whether it ends.
fn pieces(body: &[u8]) -> bool {
    let mut reader = PageReader::default();
    for piece in body.chunks(7) {
        reader.feed(piece);
    }
    reader.reading(&Page { url: HERE, ..Page::default() }).card.title.is_some()
}

/// What a platform's own pages carry: each of its marks, before the same bytes.
fn state(name: &str, share: &'static Share) -> Option<Reader> {
    let read = share.hints.state?;
    let read = move |text: &str| {
        let marks = share.hints.state_marks.iter();
        marks.map(|mark| read(mark, text)).any(|card| card.title.is_some())
    };
    Some(Reader { name: format!("{name}.share.state"), sample: None, read: on_text(read) })
}

fn reader(name: &str, sample: &str, read: impl Fn(&str) -> bool + Send + Sync + 'static) -> Reader {
    let sample = Some(sample.as_bytes().to_vec());
    Reader { name: format!("share.{name}"), sample, read: on_text(read) }
}

fn bytes(name: &str, sample: &[u8], read: fn(&[u8]) -> bool) -> Reader {
    Reader { name: format!("share.{name}"), sample: Some(sample.to_vec()), read: Box::new(read) }
}

fn on_text(read: impl Fn(&str) -> bool + Send + Sync + 'static) -> Read {
    Box::new(move |bytes| read(&String::from_utf8_lossy(bytes)))
}
