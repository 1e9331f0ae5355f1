//! A card made ready to be written: every value one clean line, every address one that may come
//! out, and what is unfit left out.

use drawbridge_canon::share::{Availability, Card, Image, Kind, Media, Price, Rating, cut_chars};

use super::{escape::line, link, showing::Showing};

/// What all writers write from.
pub(super) struct View<'a> {
    pub(super) card: &'a Card,
    pub(super) kind: Kind,
    /// Never empty.
    pub(super) title: String,
    pub(super) text: Option<String>,
    /// The canonical address of the thing itself.
    pub(super) url: Option<String>,
    /// At most [`PICTURES`].
    pub(super) images: Vec<Image>,
    pub(super) icon: Option<String>,
    pub(super) video: Option<Media>,
    pub(super) audio: Option<Media>,
    pub(super) price: Option<Price>,
    pub(super) seller: Option<String>,
    pub(super) availability: Option<Availability>,
    pub(super) rating: Option<Rating>,
    pub(super) seconds: Option<u32>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) author: Option<String>,
    pub(super) site: Option<String>,
    pub(super) language: Option<String>,
}

/// No messenger shows more pictures of one link.
const PICTURES: usize = 6;

/// Longer titles and descriptions are cut by every reader; the bound keeps the page small.
const TITLE: usize = 300;
const TEXT: usize = 1000;
const NAME: usize = 100;

impl<'a> View<'a> {
    pub(super) fn of(card: &'a Card, showing: &Showing<'_>) -> Self {
        let mut view = Self::bare(card, showing.house);
        if view.images.is_empty() {
            view.images.extend(showing.picture.and_then(picture));
        }
        view
    }

    /// Without pictures but its own.
    pub(super) fn bare(card: &'a Card, house: &str) -> Self {
        let url = card.url.as_ref().and_then(|url| link::web(&url.value));
        let site = words(card.site.as_ref().map(|told| &told.value), NAME);
        let named = site.clone().or_else(|| link::host(url.as_deref()?));
        let title = words(card.title.as_ref().map(|told| &told.value), TITLE)
            .or(named)
            .unwrap_or_else(|| line(house));
        Self {
            card,
            kind: card.kind.as_ref().map_or(Kind::Page, |kind| kind.value),
            title,
            text: words(card.text.as_ref().map(|told| &told.value), TEXT),
            url,
            images: card
                .images
                .iter()
                .filter_map(|image| picture(&image.value))
                .take(PICTURES)
                .collect(),
            icon: card.icon.as_ref().and_then(|icon| link::web(&icon.value)),
            video: card.video.as_ref().and_then(|video| media(&video.value)),
            audio: card.audio.as_ref().and_then(|audio| media(&audio.value)),
            price: card.price.as_ref().map(|price| price.value),
            seller: words(card.seller.as_ref().map(|told| &told.value), NAME),
            availability: card.availability.as_ref().map(|told| told.value),
            rating: card.rating.as_ref().map(|told| told.value),
            seconds: card.seconds.as_ref().map(|told| told.value),
            published: card.published.as_ref().and_then(|told| date(&told.value)),
            modified: card.modified.as_ref().and_then(|told| date(&told.value)),
            author: words(card.author.as_ref().map(|told| &told.value), NAME),
            site,
            language: card.language.as_ref().and_then(|told| tag(&told.value)),
        }
    }
}

/// One line of at most so many characters; `None` for an empty one.
fn words(text: Option<&String>, most: usize) -> Option<String> {
    let line = cut_chars(&line(text?), most);
    (!line.is_empty()).then_some(line)
}

fn picture(image: &Image) -> Option<Image> {
    let url = link::web(&image.url)?;
    let alt = words(image.alt.as_ref(), TITLE);
    Some(Image { url, width: sized(image.width), height: sized(image.height), alt })
}

fn media(media: &Media) -> Option<Media> {
    let url = link::web(&media.url)?;
    let kind = media.media_type.as_deref().and_then(media_type);
    Some(Media { url, media_type: kind, width: sized(media.width), height: sized(media.height) })
}

/// Nothing has no size of nothing.
fn sized(pixels: Option<u32>) -> Option<u32> {
    pixels.filter(|pixels| *pixels > 0)
}

/// `type/subtype` without parameters (RFC 6838, section 4.2).
fn media_type(text: &str) -> Option<String> {
    let essence = text.split(';').next()?.trim().to_ascii_lowercase();
    let (kind, sub) = essence.split_once('/')?;
    let letters = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    (letters(kind) && letters(sub) && essence.len() <= NAME).then_some(essence)
}

/// RFC 3339, or its date alone.
fn date(text: &str) -> Option<String> {
    let (day, time) = text.split_at_checked(10)?;
    let digits = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                _ => byte == wanted,
            })
    };
    let rest = |byte: u8| byte.is_ascii_digit() || b":.+-Zz".contains(&byte);
    let timed = time.is_empty()
        || (time.starts_with(['T', 't', ' ']) && time.len() > 6 && time[1..].bytes().all(rest));
    (digits(day, "0000-00-00") && timed && text.len() <= 40).then(|| text.replace(' ', "T"))
}

/// A BCP 47 tag by its shape.
fn tag(text: &str) -> Option<String> {
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let text = text.trim().replace('_', "-");
    let first = text.split('-').next()?;
    let fit = (2..=3).contains(&first.len()) && text.len() <= 35 && text.split('-').all(part);
    fit.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_shape_is_held_to_it() {
        assert_eq!(date("2026-11-30").as_deref(), Some("2026-11-30"));
        assert_eq!(date("2026-11-30 08:00:00+08:00").as_deref(), Some("2026-11-30T08:00:00+08:00"));
        assert_eq!(date("2026-11-30T08:00:00\"onload=x"), None);
        assert_eq!(date("昨天"), None);
        assert_eq!(tag("zh_CN").as_deref(), Some("zh-CN"));
        assert_eq!(tag("zh\"><script>"), None);
        assert_eq!(media_type("Video/MP4; codecs=x").as_deref(), Some("video/mp4"));
        assert_eq!(media_type("text/html\"x"), None);
    }

    #[test]
    fn a_long_title_is_cut_between_characters() {
        let long = "吊".repeat(TITLE + 5);
        let cut = words(Some(&long), TITLE).unwrap_or_default();
        assert_eq!((cut.chars().count(), cut.ends_with('…')), (TITLE, true));
        assert_eq!(words(Some(&" \u{0} ".to_owned()), TITLE), None);
    }
}
