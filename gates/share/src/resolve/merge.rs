//! One card of what everybody told.
//!
//! What a thing **is** (address, kind, ways to open it) follows from the address first, by the
//! platform's own rules: nobody can write anything else into it. What it **says** (title, picture,
//! price, …) is taken from the platform's answer, then from the page, then from an oEmbed answer,
//! and from the words in the message last: those may have been written by anybody. A title that is
//! nothing but the site's name says nothing and gives way.

use drawbridge_canon::share::{Card, Kind, Opening, Share, Source, Told};
use url::Url;

use super::{Cards, Resolving};
use crate::address::canonical;
use crate::read::Platforms;

/// The card of what is known by now.
pub fn card(state: &Resolving, platforms: &Platforms<'_>) -> Card {
    let Cards { message, answer, page, oembed } = &state.told;
    let own = platforms.iter().find(|(name, _)| state.platform.as_deref() == Some(name));
    let own = own.map(|(_, share)| *share);
    let address = state.way.last().and_then(|url| Url::parse(url).ok());
    let address = address.map_or_else(Card::default, |url| of_address(&url, platforms));
    let mut page = page.clone();
    let named = page.title.as_ref().is_some_and(|title| says_nothing(&title.value, &page, own));
    page.title = page.title.filter(|_| !named);
    let told = [answer, &page, oembed, message].into_iter().cloned();
    let mut card = told.fold(Card::default(), fill);
    let kinds = [&address, &page, message, answer, oembed].into_iter();
    let kinds = kinds.filter_map(|card| card.kind.clone());
    card.kind = kinds.min_by_key(|kind| kind.value == Kind::Page);
    card.url = address.url.or(card.url);
    let openings = [address.openings, page.openings, message.openings.clone()];
    card.openings = without_doubles(openings.into_iter().flatten());
    card.platform.clone_from(&state.platform);
    card
}

/// What an address tells.
fn of_address(url: &Url, platforms: &Platforms<'_>) -> Card {
    let canonical = canonical(url, platforms);
    let from = Source::Address;
    let web = Opening::Web { url: canonical.url.clone() };
    let openings = canonical.openings.into_iter().chain([web]);
    Card {
        kind: canonical.kind.map(|kind| Told::new(kind, from)),
        openings: openings.map(|opening| Told::new(opening, from)).collect(),
        url: Some(Told::new(canonical.url, from)),
        ..Card::default()
    }
}

/// Fills what is missing. The pattern has no `..`: a field that cards gain must be named here.
fn fill(mut into: Card, from: Card) -> Card {
    macro_rules! fill {
        ($($field:ident)*) => {{
            let Card { $($field,)* images, openings: _, platform: _, safety: _, note: _ } = from;
            $(into.$field = into.$field.or($field);)*
            images
        }};
    }
    let images = fill!(url kind title text icon video audio price seller availability rating seconds
        published modified author site language);
    into.images = without_doubles(std::mem::take(&mut into.images).into_iter().chain(images));
    into
}

/// Each value once, the first that told it.
fn without_doubles<T: PartialEq>(all: impl Iterator<Item = Told<T>>) -> Vec<Told<T>> {
    let mut once: Vec<Told<T>> = Vec::new();
    for one in all {
        if once.iter().all(|other| other.value != one.value) {
            once.push(one);
        }
    }
    once
}

/// Whether a title is only what the site is called.
fn says_nothing(title: &str, page: &Card, own: Option<&Share>) -> bool {
    let title = title.trim().to_lowercase();
    let site = page.site.as_ref().is_some_and(|site| site.value.trim().to_lowercase() == title);
    site || title.is_empty() || own.is_some_and(|own| own.brands.contains(&title.as_str()))
}

/// Whether a page leaves open what an oEmbed answer could tell.
pub(super) fn is_wanting(page: &Card) -> bool {
    page.title.is_none() || page.images.is_empty() || page.author.is_none()
}
