//! What nobody declared is what is customary.

use drawbridge_canon::share::{Card, Image, Media, Source, Told};
use url::Url;

use super::compose::Composer;
use super::forms::behind_stroke;
use super::heading::{self, Heading};
use super::keys::Key;
use super::{address, date, icon, picture, prose, script, title};

/// Fills what a card still lacks.
pub(super) fn fill(composer: &Composer<'_, '_>, card: &mut Card, body: &[u8]) {
    // Where all is declared in plain letters, nothing that headings tell is missing.
    let foreign = card.title.as_ref().is_none_or(|title| !title.value.is_ascii());
    let undated = card.published.is_none() && card.modified.is_none();
    let wanting = card.title.is_none()
        || card.images.is_empty()
        || (foreign && (undated || is_chinese(card.title.as_ref())));
    let headings = || heading::all(body, &composer.seen.prose, composer.words, foreign);
    let headings = if wanting { headings() } else { Vec::new() };
    images(composer, card, body, &headings);
    card.text = card.text.take().or_else(|| {
        let text = prose::paragraph(body, &composer.seen.prose, composer.words)?;
        Some(Told::new(text, Source::Html))
    });
    media(composer, card, body);
    names(composer, card, &headings);
    below(composer, card, body, &headings);
    card.language = card.language.take().or_else(|| {
        let texts = [&card.title, &card.text].into_iter().flatten();
        let text = texts.map(|told| told.value.as_str()).collect::<String>();
        script::language(&text).map(|language| Told::new(language.to_owned(), Source::Html))
    });
    zones(composer, card);
    addresses(composer, card);
}

/// Whether a text is in Chinese.
fn is_chinese(told: Option<&Told<String>>) -> bool {
    told.is_some_and(|told| script::language(&told.value) == Some("zh"))
}

/// The picture: one that is named for it, or the first in the text.
fn images(composer: &Composer<'_, '_>, card: &mut Card, body: &[u8], headings: &[Heading]) {
    let (seen, words) = (composer.seen, composer.words);
    if card.images.is_empty() {
        let keys = [Key::Thumbnail, Key::PressImage];
        let linked = seen.links.image.or(seen.media.poster).map(|href| (href, Source::Html));
        let told = keys.iter().find_map(|key| composer.meta(*key)).or(linked);
        let url = told.and_then(|(href, from)| Some((composer.resolve(href)?, from)));
        card.images
            .extend(url.map(|(url, from)| Told::new(Image { url, ..Image::default() }, from)));
    }
    if card.images.is_empty() {
        let heading = headings.first().map(|heading| heading.end);
        let image = picture::first(body, &seen.prose, heading, words, composer.place);
        card.images.extend(image.map(|image| Told::new(image, Source::Html)));
    }
}

/// What plays in the text.
fn media(composer: &Composer<'_, '_>, card: &mut Card, body: &[u8]) {
    let seen = composer.seen;
    let media = |href: Option<&[u8]>| {
        let url = composer.resolve(href?)?;
        Some(Told::new(Media { url, ..Media::default() }, Source::Html))
    };
    card.video = card.video.take().or_else(|| media(seen.media.video));
    card.audio = card.audio.take().or_else(|| media(seen.media.audio));
    card.audio = card.audio.take().or_else(|| {
        let mut places = seen.sounds.iter();
        let sound = |at: &usize| prose::sound(body, *at, composer.words, composer.place);
        let url = places.find_map(sound)?;
        Some(Told::new(Media { url, ..Media::default() }, Source::Html))
    });
}

/// The title, without the site's name behind it, and that name.
fn names(composer: &Composer<'_, '_>, card: &mut Card, headings: &[Heading]) {
    let texts = || headings.iter().map(|heading| heading.text.as_str());
    card.title =
        card.title.take().or_else(|| Some(Told::new(texts().next()?.to_owned(), Source::Html)));
    let front = composer.place.page().is_some_and(|page| page.path() == "/");
    let site = card.site.as_ref().map(|site| site.value.as_str());
    let parted = |title: &str| {
        let parted = title::parted(title, texts(), site);
        (parted.title.len(), parted.site.map(str::to_owned))
    };
    let html = composer.seen.title.filter(|_| site.is_none());
    let html = html.and_then(|title| composer.words.text(title));
    let named = html.and_then(|title| {
        let chinese = if front { None } else { parted(&title).1 };
        chinese.or_else(|| behind_stroke(&title).map(str::to_owned))
    });
    let length = card.title.as_ref().filter(|_| !front).map(|title| parted(&title.value).0);
    if let (Some(title), Some(length)) = (&mut card.title, length) {
        title.value.truncate(length);
    }
    card.site = card.site.take().or_else(|| named.map(|name| Told::new(name, Source::Html)));
}

/// What stands behind the heading, and the day in the address.
fn below(composer: &Composer<'_, '_>, card: &mut Card, body: &[u8], headings: &[Heading]) {
    let chinese = is_chinese(card.title.as_ref());
    let undated = card.published.is_none() && card.modified.is_none();
    // Only Chinese has words that tell what a name is.
    let names = chinese && (card.author.is_none() || card.site.is_none());
    let told = heading::below(body, headings, composer.words, [undated, names]);
    let html = |value: String| Told::new(value, Source::Html);
    if undated {
        card.published = told.date.map(html);
    }
    card.author = card.author.take().or_else(|| told.author.map(html));
    card.site = card.site.take().or_else(|| told.source.map(html));
    card.published = card.published.take().or_else(|| {
        let found = composer.place.page().map(Url::path);
        let day = address::day(found.or_else(|| card.url.as_ref().map(|url| url.value.as_str()))?)?;
        Some(Told::new(day, Source::Address))
    });
}

/// Times without an offset are those of the country, where all its clocks show the same.
fn zones(composer: &Composer<'_, '_>, card: &mut Card) {
    let host = composer.place.page().and_then(Url::host_str).unwrap_or_default();
    let language = card.language.as_ref().map(|told| told.value.as_str());
    let Some(zone) = script::zone(language, host) else { return };
    for told in [&mut card.published, &mut card.modified].into_iter().flatten() {
        date::place(&mut told.value, zone);
    }
}

/// The mark and the address that every page has.
fn addresses(composer: &Composer<'_, '_>, card: &mut Card) {
    card.icon = card.icon.take().or_else(|| icon::customary(composer.place));
    card.url = card.url.take().or_else(|| {
        let page = composer.place.page()?;
        Some(Told::new(page.as_str().to_owned(), Source::Address))
    });
}
