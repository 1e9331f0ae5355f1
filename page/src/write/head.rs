//! The head of a page: what crawlers read.

use std::fmt::Write as _;

use drawbridge_canon::share::{Availability, Image, Kind, Media, Opening};
use url::form_urlencoded;

use super::json_ld::thing;
use super::link::{app, ours, secure, web};
use super::showing::Showing;
use super::view::View;
use super::{escape, twitter};

/// All of the head but charset, style and title.
pub(super) fn head(view: &View<'_>, showing: &Showing<'_>) -> String {
    let mut tags = Tags(String::new());
    links(&mut tags, view, showing);
    plain(&mut tags, view);
    open_graph(&mut tags, view, showing);
    of_its_kind(&mut tags, view);
    twitter::card(&mut tags, view, showing);
    app_links(&mut tags, view);
    let data = escape::json(&thing(view));
    let _ = writeln!(tags.0, "<script type=\"application/ld+json\">{data}</script>");
    tags.0
}

/// The tags written so far.
pub(super) struct Tags(String);

impl Tags {
    /// `<meta>` with its key in `attribute`; nothing for a value that is not told.
    pub(super) fn meta(&mut self, attribute: &str, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            let value = escape::html(value);
            let _ = writeln!(self.0, "<meta {attribute}=\"{key}\" content=\"{value}\">");
        }
    }

    fn property(&mut self, key: &str, value: Option<&str>) {
        self.meta("property", key, value);
    }

    fn number(&mut self, key: &str, value: Option<u32>) {
        self.property(key, value.map(|value| value.to_string()).as_deref());
    }

    fn link(&mut self, rel: &str, kind: Option<&str>, href: &str) {
        let kind = kind.map(|kind| format!(" type=\"{kind}\"")).unwrap_or_default();
        let href = escape::html(href);
        let _ = writeln!(self.0, "<link rel=\"{rel}\"{kind} href=\"{href}\">");
    }
}

/// The thing's own address is the canonical one: what is found by searching is the original, and
/// not what was made of it.
fn links(tags: &mut Tags, view: &View<'_>, showing: &Showing<'_>) {
    if let Some(url) = &view.url {
        tags.link("canonical", None, url);
    }
    if let Some(icon) = &view.icon {
        tags.link("icon", None, icon);
    }
    let (Some(page), Some(ask)) = (web(showing.page), showing.oembed.and_then(web)) else { return };
    for (format, kind) in [("json", "application/json+oembed"), ("xml", "text/xml+oembed")] {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("url", &page).append_pair("format", format);
        tags.link("alternate", Some(kind), &format!("{ask}?{}", query.finish()));
    }
}

/// HTML's own, and the `itemprop` form that chats of the QQ family read where nothing else is.
fn plain(tags: &mut Tags, view: &View<'_>) {
    tags.meta("name", "description", view.text.as_deref());
    tags.meta("name", "author", view.author.as_deref());
    tags.meta("itemprop", "name", Some(&view.title));
    tags.meta("itemprop", "description", view.text.as_deref());
    tags.meta("itemprop", "image", view.images.first().map(|image| image.url.as_str()));
}

/// `og:url` is the page's own address: a crawler that follows it stays here.
fn open_graph(tags: &mut Tags, view: &View<'_>, showing: &Showing<'_>) {
    tags.property("og:type", Some(type_of(view.kind)));
    tags.property("og:title", Some(&view.title));
    tags.property("og:url", web(showing.page).as_deref());
    tags.property("og:description", view.text.as_deref());
    tags.property("og:site_name", view.site.as_deref());
    tags.property("og:locale", view.language.as_deref().and_then(locale).as_deref());
    for image in &view.images {
        picture(tags, image);
    }
    if let Some(video) = &view.video {
        media(tags, "og:video", video);
        tags.number("og:video:width", video.width);
        tags.number("og:video:height", video.height);
    }
    if let Some(audio) = &view.audio {
        media(tags, "og:audio", audio);
    }
}

fn picture(tags: &mut Tags, image: &Image) {
    tags.property("og:image", Some(&image.url));
    tags.property("og:image:secure_url", secure(&image.url).as_deref());
    tags.number("og:image:width", image.width);
    tags.number("og:image:height", image.height);
    tags.property("og:image:alt", image.alt.as_deref());
}

fn media(tags: &mut Tags, key: &str, media: &Media) {
    tags.property(key, Some(&media.url));
    tags.property(&format!("{key}:secure_url"), secure(&media.url).as_deref());
    tags.property(&format!("{key}:type"), media.media_type.as_deref());
}

/// The vocabularies beside Open Graph's own, each for its kind of thing.
fn of_its_kind(tags: &mut Tags, view: &View<'_>) {
    match view.kind {
        Kind::Article => {
            tags.property("article:published_time", view.published.as_deref());
            tags.property("article:modified_time", view.modified.as_deref());
        }
        Kind::Video | Kind::Live => {
            tags.number("video:duration", view.seconds);
            tags.property("video:release_date", view.published.as_deref());
        }
        Kind::Music => tags.number("music:duration", view.seconds),
        _ => {}
    }
    if let Some(price) = &view.price {
        let (amount, currency) = (price.amount.major(), price.amount.currency);
        // The second form is older, and read by more.
        for vocabulary in ["product", "og"] {
            tags.property(&format!("{vocabulary}:price:amount"), Some(&amount));
            tags.property(&format!("{vocabulary}:price:currency"), Some(currency.code()));
        }
    }
    tags.property("product:availability", view.availability.map(availability));
}

/// Open Graph's global types, and `product`, which shops and their readers have added.
fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Product => "product",
        Kind::Video | Kind::Live => "video.other",
        Kind::Article => "article",
        Kind::Music => "music.song",
        Kind::Profile => "profile",
        Kind::Shop | Kind::MiniProgram | Kind::Place | Kind::Picture | Kind::Page => "website",
    }
}

/// `language_TERRITORY`. A language without a territory has no such name, and none is made up.
fn locale(tag: &str) -> Option<String> {
    let mut parts = tag.split('-');
    let language = parts.next()?.to_ascii_lowercase();
    let territory = parts.find(|part| part.len() == 2)?.to_ascii_uppercase();
    Some(format!("{language}_{territory}"))
}

/// The words of Facebook's catalogues.
fn availability(what: Availability) -> &'static str {
    match what {
        Availability::InStock
        | Availability::Limited
        | Availability::InStoreOnly
        | Availability::OnlineOnly => "in stock",
        Availability::PreOrder => "preorder",
        Availability::BackOrder => "available for order",
        Availability::OutOfStock | Availability::SoldOut => "out of stock",
        Availability::Discontinued => "discontinued",
    }
}

/// App Links: the addresses that a dialect made.
fn app_links(tags: &mut Tags, view: &View<'_>) {
    for opening in view.card.openings.iter().filter(|opening| ours(opening)) {
        let Opening::App { url, system: Some(system), store_id } = &opening.value else { continue };
        let Some(url) = app(url) else { continue };
        let (address, store) = match system.as_str() {
            "ios" => ("al:ios:url", "al:ios:app_store_id"),
            "android" => ("al:android:url", "al:android:package"),
            _ => continue,
        };
        tags.property(address, Some(&url));
        tags.property(store, store_id.as_deref());
    }
    tags.property("al:web:url", view.url.as_deref());
}
