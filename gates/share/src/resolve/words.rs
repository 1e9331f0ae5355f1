//! What a message and a platform's answer say, as cards.

use drawbridge_canon::share::{Card, Found, Image, ResolveAnswer, Source, Told};
use unicode_normalization::UnicodeNormalization;

use crate::address::general;

/// The most characters of a title that a message or an answer tells: no platform writes more.
const TITLE: usize = 300;

/// What the words in the message say.
pub(super) fn card(found: &Found) -> Card {
    let told = |text: &Option<String>| told(text.as_deref()?, Source::Message);
    Card {
        title: told(&found.title),
        author: told(&found.author),
        kind: found.kind.map(|kind| Told::new(kind, Source::Message)),
        price: found.price.map(|price| Told::new(price, Source::Message)),
        openings: found.opening.iter().map(|it| Told::new(it.clone(), Source::Message)).collect(),
        ..Card::default()
    }
}

/// What a platform's answer says, besides the address.
pub(super) fn answer(answer: &ResolveAnswer) -> Card {
    let image = answer.image.as_deref().and_then(|url| general(url).ok());
    let image = image.map(|url| Image { url: url.into(), ..Image::default() });
    Card {
        title: answer.title.as_deref().and_then(|title| told(title, Source::Platform)),
        images: image.into_iter().map(|image| Told::new(image, Source::Platform)).collect(),
        ..Card::default()
    }
}

/// Text as a card holds it: NFC, no control characters, every run of white space one space.
fn told(text: &str, from: Source) -> Option<Told<String>> {
    let plain = text.nfc().map(|c| if c.is_control() { ' ' } else { c }).take(TITLE);
    let plain: String = plain.collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    (!words.is_empty()).then(|| Told::new(words.join(" "), from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_plain() {
        let found = Found { title: Some(" e\u{301}\n\tb\0 ".to_owned()), ..Found::default() };
        assert_eq!(card(&found).title, Some(Told::new("é b".to_owned(), Source::Message)));
        let nothing = Found { title: Some("\n".to_owned()), ..Found::default() };
        assert_eq!(card(&nothing), Card::default());
    }

    #[test]
    fn an_image_that_is_no_address_is_none() {
        let told = ResolveAnswer {
            url: String::new(),
            title: None,
            image: Some("javascript:alert(1)".to_owned()),
        };
        assert!(answer(&told).images.is_empty());
    }
}
