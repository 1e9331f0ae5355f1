//! A card in schema.org's words, as JSON-LD.

use drawbridge_canon::share::{Availability, Card, Image, Kind, Price, Rating};
use serde_json::{Map, Value, json};

use super::escape;
use super::showing::Showing;
use super::view::View;

/// The card as one JSON-LD object of schema.org's vocabulary.
///
/// It may stand inside `<script type="application/ld+json">` as it is.
pub fn json_ld(card: &Card, showing: &Showing<'_>) -> String {
    escape::json(&thing(&View::of(card, showing)))
}

pub(super) fn thing(view: &View<'_>) -> Value {
    let mut told = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            told.insert(key.to_owned(), value);
        }
    };
    put("@context", Some(json!("https://schema.org")));
    put("@type", Some(json!(type_of(view.kind))));
    put("name", Some(json!(view.title)));
    put("url", view.url.as_ref().map(|url| json!(url)));
    put("description", view.text.as_ref().map(|text| json!(text)));
    put("image", images(&view.images));
    if creative(view.kind) {
        work(view, &mut put);
    }
    if view.kind == Kind::Article {
        put("headline", Some(json!(view.title)));
    }
    put("aggregateRating", view.rating.and_then(rating));
    match view.kind {
        Kind::Video | Kind::Live => film(view, &mut put),
        Kind::Music => put("audio", view.audio.as_ref().map(|audio| json!(audio.url))),
        _ => put("offers", view.price.map(|price| offer(view, price))),
    }
    if matches!(view.kind, Kind::Video | Kind::Live | Kind::Music) {
        put("duration", view.seconds.map(|seconds| json!(format!("PT{seconds}S"))));
    }
    Value::Object(told)
}

/// schema.org's type for a kind.
fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Product => "Product",
        Kind::Video | Kind::Live => "VideoObject",
        Kind::Article => "Article",
        Kind::Shop => "Store",
        Kind::Music => "MusicRecording",
        Kind::Place => "Place",
        Kind::Profile => "ProfilePage",
        Kind::Picture => "ImageObject",
        Kind::MiniProgram | Kind::Page => "WebPage",
    }
}

/// Whether its type is one of schema.org's `CreativeWork`, which has an author.
fn creative(kind: Kind) -> bool {
    !matches!(kind, Kind::Product | Kind::Shop | Kind::Place)
}

fn work(view: &View<'_>, put: &mut impl FnMut(&str, Option<Value>)) {
    let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
    let named = |kind: &str, name: &Option<String>| {
        name.as_ref().map(|name| json!({"@type": kind, "name": name}))
    };
    put("inLanguage", text(&view.language));
    put("author", named("Person", &view.author));
    put("publisher", named("Organization", &view.site));
    put("datePublished", text(&view.published));
    put("dateModified", text(&view.modified));
}

fn images(images: &[Image]) -> Option<Value> {
    let urls: Vec<&str> = images.iter().map(|image| image.url.as_str()).collect();
    (!urls.is_empty()).then(|| json!(urls))
}

fn film(view: &View<'_>, put: &mut impl FnMut(&str, Option<Value>)) {
    put("thumbnailUrl", view.images.first().map(|image| json!(image.url)));
    put("uploadDate", view.published.as_ref().map(|day| json!(day)));
    if let Some(video) = &view.video {
        let page = video.media_type.as_deref() == Some("text/html");
        put(if page { "embedUrl" } else { "contentUrl" }, Some(json!(video.url)));
    }
}

fn offer(view: &View<'_>, price: Price) -> Value {
    let mut offer = Map::new();
    offer.insert("priceCurrency".to_owned(), json!(price.amount.currency.code()));
    let amount = json!(price.amount.major());
    match price.up_to {
        None => {
            offer.insert("@type".to_owned(), json!("Offer"));
            offer.insert("price".to_owned(), amount);
        }
        Some(high) => {
            offer.insert("@type".to_owned(), json!("AggregateOffer"));
            offer.insert("lowPrice".to_owned(), amount);
            offer.insert("highPrice".to_owned(), json!(high.major()));
        }
    }
    if let Some(url) = &view.url {
        offer.insert("url".to_owned(), json!(url));
    }
    if let Some(seller) = &view.seller {
        offer.insert("seller".to_owned(), json!({"@type": "Organization", "name": seller}));
    }
    if let Some(what) = view.availability {
        offer.insert("availability".to_owned(), json!(availability(what)));
    }
    Value::Object(offer)
}

/// schema.org's `ItemAvailability`.
fn availability(what: Availability) -> String {
    let word = match what {
        Availability::InStock => "InStock",
        Availability::Limited => "LimitedAvailability",
        Availability::PreOrder => "PreOrder",
        Availability::BackOrder => "BackOrder",
        Availability::InStoreOnly => "InStoreOnly",
        Availability::OnlineOnly => "OnlineOnly",
        Availability::OutOfStock => "OutOfStock",
        Availability::SoldOut => "SoldOut",
        Availability::Discontinued => "Discontinued",
    };
    format!("https://schema.org/{word}")
}

/// A rating that nobody gave is none.
fn rating(rating: Rating) -> Option<Value> {
    let count = rating.count.filter(|count| *count > 0)?;
    Some(json!({
        "@type": "AggregateRating",
        "ratingValue": points(rating.milli),
        "bestRating": points(rating.best_milli),
        "ratingCount": count,
    }))
}

/// Thousandths of a point as points, without needless zeroes: `4.75`.
pub(super) fn points(milli: u32) -> String {
    let text = format!("{}.{:03}", milli / 1000, milli % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::points;

    #[test]
    fn points_have_no_needless_zeroes() {
        assert_eq!([4750, 5000, 10, 0].map(points), ["4.75", "5", "0.01", "0"]);
    }
}
