//! What was found in a text.

use drawbridge_canon::share::{Card, Source};
use drawbridge_engine::fetch::{FetchError, Kind};
use drawbridge_engine::share_gate::Hit;
use serde_json::{Value, json};

/// One thing in a text, and its card.
pub(super) struct Found {
    pub(super) hit: Hit,
    /// Where it stands in the text, in UTF-16 code units, as programs with a text field count.
    span: (usize, usize),
    pub(super) card: Result<Card, FetchError>,
}

impl Found {
    /// A thing in `text`.
    pub(super) fn new(text: &str, hit: Hit, card: Result<Card, FetchError>) -> Self {
        let units = |to: usize| text.get(..to).map_or(0, |text| text.encode_utf16().count());
        let span = (units(hit.found.span.start), units(hit.found.span.end));
        Self { hit, span, card }
    }

    /// Whether it was not its turn yet, at a site of which much is read.
    pub(super) fn waits(&self) -> bool {
        self.card.as_ref().is_err_and(|error| error.kind == Kind::Busy)
    }

    fn json(&self) -> Value {
        let found = &self.hit.found;
        let error = self.card.as_ref().err().map(|error| {
            let words = error.words();
            json!({
                "reason": { "zh": words.reason_zh, "en": words.reason_en },
                "remedy": { "zh": words.remedy_zh, "en": words.remedy_en },
            })
        });
        json!({
            "span": [self.span.0, self.span.1],
            "platform": self.hit.platform,
            "shape": found.shape,
            "url": found.url,
            "code": found.code,
            "card": self.card.as_ref().ok(),
            "error": error,
        })
    }
}

/// `{"found": […]}`, as the interface over HTTP tells it.
pub(super) fn json(found: &[Found]) -> Value {
    json!({ "found": found.iter().map(Found::json).collect::<Vec<_>>() })
}

/// Whether a page told something of a card.
pub(super) fn was_read(card: &Card) -> bool {
    let read = |from: Option<Source>| {
        from.is_some_and(|from| {
            !matches!(from, Source::Message | Source::Address | Source::Platform)
        })
    };
    let texts = [&card.title, &card.text, &card.site, &card.author, &card.language, &card.icon];
    texts.into_iter().any(|told| read(told.as_ref().map(|told| told.from)))
        || read(card.images.first().map(|told| told.from))
}
