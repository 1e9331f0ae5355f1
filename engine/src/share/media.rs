//! Links that lead to a file instead of a page: a picture, a film, a sound, a document. Nothing of it is read;
//! what it is says its type, and what it is called its address.

use drawbridge_canon::share::{Card, Image, Kind, Media, Source, Told};
use url::Url;

use crate::fetch::{FetchError, Kind as Why};

/// The longest name of a file that is shown, in characters.
const NAME_MAX: usize = 120;

/// The card of a file that was refused because of its type. `None` for any other error, and for what is
/// of no type that says something to people.
pub(super) fn of(error: &FetchError) -> Option<Card> {
    if error.kind != Why::ContentType {
        return None;
    }
    let url = Url::parse(&error.address).ok()?;
    let media_type = error.detail.split(';').next()?.trim().to_ascii_lowercase();
    let media = || {
        let media_type = Some(media_type.clone());
        let media = Media { url: url.to_string(), media_type, ..Media::default() };
        Some(Told::new(media, Source::Address))
    };
    let mut card = Card::default();
    let kind = match media_type.split_once('/')? {
        ("image", _) => {
            let image = Image { url: url.to_string(), ..Image::default() };
            card.images = vec![Told::new(image, Source::Address)];
            Kind::Picture
        }
        ("video", _) => {
            card.video = media();
            Kind::Video
        }
        ("audio", _) => {
            card.audio = media();
            Kind::Music
        }
        ("application", "pdf" | "msword" | "epub+zip" | "rtf") => Kind::Article,
        ("application", office) if office.starts_with("vnd.openxmlformats-") => Kind::Article,
        ("application", _) => Kind::Page,
        _ => return None,
    };
    card.kind = Some(Told::new(kind, Source::Address));
    card.title = name(&url).map(|name| Told::new(name, Source::Address));
    Some(card)
}

/// The name of the file: the last part of the path, as people read it.
fn name(url: &Url) -> Option<String> {
    let last = url.path_segments()?.rfind(|part| !part.is_empty())?;
    let decoded = percent_decoded(last);
    // Strangers' addresses may hold anything; a card's texts hold no control characters.
    let shown = decoded.chars().filter(|sign| !sign.is_control()).take(NAME_MAX);
    let name = shown.collect::<String>().trim().to_owned();
    (!name.is_empty()).then_some(name)
}

/// A part of a path without its escapes; as it is where they are no UTF-8.
fn percent_decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| after.get(..2)).flatten();
        let byte = escaped
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = byte.and_then(|_| after.get(2..)).unwrap_or(after);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| part.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(address: &str, media_type: &str) -> Option<Card> {
        of(&FetchError::new(Why::ContentType, address).because(media_type))
    }

    fn told(address: &str, media_type: &str) -> Option<(Kind, String)> {
        let card = card(address, media_type)?;
        Some((card.kind?.value, card.title.map(|title| title.value).unwrap_or_default()))
    }

    #[test]
    fn a_file_is_what_its_type_says_and_called_what_its_address_says() {
        for (address, media_type, kind, title) in [
            ("http://a.cn/x/big.png?w=1", "image/png", Kind::Picture, "big.png"),
            ("http://a.cn/%E8%8C%B6.pdf", "Application/PDF; x=y", Kind::Article, "\u{8336}.pdf"),
            ("http://a.cn/%zz%ff", "video/mp4", Kind::Video, "%zz%ff"),
            ("http://a.cn/a%0Ab%1B[1m.mp3/", "audio/mpeg", Kind::Music, "ab[1m.mp3"),
            ("http://a.cn/", "application/zip", Kind::Page, ""),
        ] {
            assert_eq!(told(address, media_type), Some((kind, title.to_owned())), "{address}");
        }
        assert_eq!(told("http://a.cn/x", "none given"), None);
        assert_eq!(of(&FetchError::new(Why::Status(403), "http://a.cn/x.png")), None);
        let image = card("http://a.cn/x.png", "image/png").unwrap_or_default();
        assert_eq!(image.images[0].value.url, "http://a.cn/x.png");
    }
}
