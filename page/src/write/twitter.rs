//! Twitter's card, which others' chats read too.

use drawbridge_canon::share::Media;

use super::body::price as money;
use super::head::Tags;
use super::json_ld::points;
use super::link::secure;
use super::showing::Showing;
use super::view::View;
use super::words::{PRICE, RATED, SOLD_BY};

/// A picture narrower than this is no large one (Twitter's own limit for its large card).
const LARGE: u32 = 300;

/// Two labelled facts are all that a Twitter card holds.
pub(super) fn card(tags: &mut Tags, view: &View<'_>, showing: &Showing<'_>) {
    let image = view.images.first();
    let large = image.is_some_and(|image| image.width.is_none_or(|width| width >= LARGE));
    let player = view.video.as_ref().and_then(player);
    let card = match (&player, large) {
        (Some(_), _) => "player",
        (None, true) => "summary_large_image",
        (None, false) => "summary",
    };
    let mut name = |key: &str, value: Option<&str>| tags.meta("name", key, value);
    name("twitter:card", Some(card));
    name("twitter:title", Some(&view.title));
    name("twitter:description", view.text.as_deref());
    name("twitter:image", image.map(|image| image.url.as_str()));
    name("twitter:image:alt", image.and_then(|image| image.alt.as_deref()));
    if let Some((url, width, height)) = &player {
        name("twitter:player", Some(url));
        name("twitter:player:width", Some(&width.to_string()));
        name("twitter:player:height", Some(&height.to_string()));
    }
    let tongue = showing.reader.tongue;
    let price = view.price.map(|price| (PRICE, money(price)));
    let seller = view.seller.clone().map(|seller| (SOLD_BY, seller));
    let rated = view
        .rating
        .map(|rating| (RATED, format!("{} / {}", points(rating.milli), points(rating.best_milli))));
    for (at, (label, value)) in [price, seller, rated].into_iter().flatten().take(2).enumerate() {
        name(&format!("twitter:label{}", at + 1), Some(label.of(tongue)));
        name(&format!("twitter:data{}", at + 1), Some(&value));
    }
}

/// Twitter plays a secure page of known size, and nothing else.
fn player(video: &Media) -> Option<(String, u32, u32)> {
    let page = video.media_type.as_deref() == Some("text/html");
    Some((secure(&video.url).filter(|_| page)?, video.width?, video.height?))
}
