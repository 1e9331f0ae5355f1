//! A card, and beside it what a reader of its page must say.

use std::collections::BTreeMap;

use drawbridge_canon::share::{
    Availability, Card, Image, Kind, Media, Price, Rating, Source, Told,
};
use drawbridge_canon::{Currency, Money};
use serde_json::{Value, json};

/// A card with what is expected of each reader.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) card: Card,
    /// By field; one that is absent must not be read, whatever stands on the page.
    pub(crate) expected: BTreeMap<&'static str, Value>,
    /// Of the oEmbed answer.
    pub(crate) oembed: BTreeMap<&'static str, Value>,
}

#[expect(clippy::unnecessary_wraps, reason = "a card's fields are so")]
fn told<T>(value: T) -> Option<Told<T>> {
    Some(Told::new(value, Source::JsonLd))
}

impl Case {
    pub(crate) fn new(name: &'static str, kind: Kind, title: &str) -> Self {
        let card = Card { kind: told(kind), title: told(title.to_owned()), ..Card::default() };
        let case = Self { name, card, expected: BTreeMap::new(), oembed: BTreeMap::new() };
        case.expect("title", title).answers("title", title).answers("type", "link")
    }

    /// A reader must say this and nothing else.
    pub(crate) fn expect(mut self, field: &'static str, value: &str) -> Self {
        self.expected.insert(field, json!(value));
        self
    }

    /// A reader must say nothing.
    pub(crate) fn without(mut self, field: &'static str) -> Self {
        self.expected.remove(field);
        self.oembed.remove(field);
        self
    }

    /// The oEmbed answer must say this.
    pub(crate) fn answers(mut self, field: &'static str, value: &str) -> Self {
        self.oembed.insert(field, json!(value));
        self
    }

    pub(crate) fn at(mut self, url: &str) -> Self {
        self.card.url = told(url.to_owned());
        self.expect("canonical", url)
    }

    pub(crate) fn text(mut self, text: &str) -> Self {
        self.card.text = told(text.to_owned());
        self.expect("description", text)
    }

    pub(crate) fn image(mut self, url: &str) -> Self {
        let first = self.card.images.is_empty();
        let image = Image { url: url.to_owned(), ..Image::default() };
        self.card.images.push(Told::new(image, Source::JsonLd));
        if first { self.expect("image", url) } else { self }
    }

    pub(crate) fn sized(self, url: &str, width: u32, height: u32) -> Self {
        let mut case = self.image(url).answers("thumbnail_url", url);
        if let Some(image) = case.card.images.last_mut() {
            (image.value.width, image.value.height) = (Some(width), Some(height));
        }
        case
    }

    pub(crate) fn site(mut self, name: &str) -> Self {
        self.card.site = told(name.to_owned());
        self.expect("publisher", name).answers("provider_name", name)
    }

    pub(crate) fn icon(mut self, url: &str) -> Self {
        self.card.icon = told(url.to_owned());
        self.expect("logo", url)
    }

    pub(crate) fn author(mut self, name: &str) -> Self {
        self.card.author = told(name.to_owned());
        self.expect("author", name).answers("author_name", name)
    }

    pub(crate) fn published(mut self, when: &str) -> Self {
        self.card.published = told(when.to_owned());
        self.expect("date", when)
    }

    pub(crate) fn language(mut self, tag: &str) -> Self {
        self.card.language = told(tag.to_owned());
        self.expect("lang", tag)
    }

    /// In yuan, or in another currency, each as decimal text.
    pub(crate) fn price(mut self, amount: &str, currency: &str) -> Self {
        self.card.price =
            money(amount, currency).and_then(|amount| told(Price { amount, up_to: None }));
        self.expect("price", amount).expect("currency", currency)
    }

    pub(crate) fn up_to(mut self, amount: &str) -> Self {
        if let Some(price) = &mut self.card.price {
            price.value.up_to = money(amount, price.value.amount.currency.code());
        }
        self.expect("high", amount)
    }

    pub(crate) fn seller(mut self, name: &str) -> Self {
        self.card.seller = told(name.to_owned());
        self.expect("seller", name).answers("author_name", name)
    }

    pub(crate) fn stock(mut self, what: Availability, schema: &str) -> Self {
        self.card.availability = told(what);
        self.expect("availability", schema)
    }

    pub(crate) fn rating(mut self, milli: u32, count: u64, points: &str) -> Self {
        self.card.rating = told(Rating { milli, best_milli: 5000, count: Some(count) });
        self.expect("rating", points)
    }

    pub(crate) fn seconds(mut self, seconds: u32, duration: &str) -> Self {
        self.card.seconds = told(seconds);
        self.expect("duration", duration)
    }

    pub(crate) fn video(mut self, url: &str, kind: &str) -> Self {
        self.card.video = told(media(url, kind));
        self.expect("video", url).answers("type", "video")
    }

    pub(crate) fn audio(mut self, url: &str, kind: &str) -> Self {
        self.card.audio = told(media(url, kind));
        self.expect("audio", url).answers("type", "rich")
    }
}

fn media(url: &str, kind: &str) -> Media {
    let size = kind.starts_with("video").then_some((1280, 720));
    Media {
        url: url.to_owned(),
        media_type: Some(kind.to_owned()),
        width: size.map(|size| size.0),
        height: size.map(|size| size.1),
    }
}

fn money(amount: &str, currency: &str) -> Option<Money> {
    Money::parse_major(amount, Currency::parse(currency).ok()?).ok()
}
