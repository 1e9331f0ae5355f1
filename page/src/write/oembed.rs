//! oEmbed answers (oembed.com, version 1.0).

use std::fmt::Write as _;

use drawbridge_canon::share::{Card, Image, Kind, Media};
use serde_json::{Map, Value, json};

use super::area::{fit, within};
use super::escape::{html, json, xml};
use super::link::{secure, web};
use super::showing::Showing;
use super::verdict::refused;
use super::view::View;

/// What was asked for beside the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// No wider than so many pixels.
    pub maxwidth: Option<u32>,
    /// No higher than so many pixels.
    pub maxheight: Option<u32>,
    /// For how many seconds the asker may keep it.
    pub cache_age: Option<u32>,
}

/// A film of unknown size is shown in this one; a player fits any film into it.
const SCREEN: (u32, u32) = (1280, 720);

/// A sound's player: as wide as a chat, as high as its bar.
const BAR: (u32, u32) = (480, 54);

/// The answer in JSON, to be sent as `application/json`.
///
/// `photo` is for pictures of known size, `video` for films that can be played, `rich` for sounds
/// that can, `link` for all else. Sizes are within what was asked for. What cannot be within, since
/// only the picture's own site could make it smaller, is left out.
pub fn oembed_json(card: &Card, showing: &Showing<'_>, asked: Asked) -> String {
    json(&Value::Object(answer(card, showing, asked)))
}

/// The answer in XML, to be sent as `text/xml; charset=utf-8`. It says what [`oembed_json`] says.
pub fn oembed_xml(card: &Card, showing: &Showing<'_>, asked: Asked) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<oembed>\n");
    for (key, value) in answer(card, showing, asked) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let _ = writeln!(out, "<{key}>{}</{key}>", xml(&text));
    }
    out + "</oembed>\n"
}

fn answer(card: &Card, showing: &Showing<'_>, asked: Asked) -> Map<String, Value> {
    let view = View::of(card, showing);
    let most = (asked.maxwidth, asked.maxheight);
    let mut told = Map::new();
    told.insert("version".to_owned(), json!("1.0"));
    if let Some(seconds) = asked.cache_age {
        told.insert("cache_age".to_owned(), json!(seconds));
    }
    if refused(card) {
        told.insert("type".to_owned(), json!("link"));
        return told;
    }
    let names = [
        ("title", Some(&view.title)),
        ("author_name", view.author.as_ref().or(view.seller.as_ref())),
        ("provider_name", view.site.as_ref()),
    ];
    for (key, value) in names {
        told.extend(value.map(|value| (key.to_owned(), json!(value))));
    }
    if let Some(url) = view.url.as_deref().filter(|_| view.site.is_some()).and_then(origin) {
        told.insert("provider_url".to_owned(), json!(url));
    }
    thumbnail(&mut told, &view, showing, most);
    told.extend(shown(&view, most));
    told
}

/// The type, with what belongs to it.
fn shown(view: &View<'_>, most: (Option<u32>, Option<u32>)) -> Map<String, Value> {
    let one = |kind: &str, size: (u32, u32), key: &str, value: String| {
        let told = json!({"type": kind, "width": size.0, "height": size.1, key: value});
        told.as_object().cloned().unwrap_or_default()
    };
    if view.kind == Kind::Picture
        && let Some((image, size)) = measured(&view.images, most)
    {
        return one("photo", size, "url", image.url.clone());
    }
    if let Some(video) = &view.video
        && let Some(url) = secure(&video.url)
    {
        let size = fit(video.width.zip(video.height).unwrap_or(SCREEN), most);
        return one("video", size, "html", player("video", video, &url, size));
    }
    if let Some(audio) = &view.audio
        && let Some(url) = secure(&audio.url)
    {
        let size = (most.0.map_or(BAR.0, |most| most.clamp(1, BAR.0)), BAR.1);
        if within(size, most) {
            return one("rich", size, "html", player("audio", audio, &url, size));
        }
    }
    json!({"type": "link"}).as_object().cloned().unwrap_or_default()
}

/// A player: of a page a frame that may do nothing to the page around it, of a file the browser's.
fn player(element: &str, media: &Media, url: &str, size: (u32, u32)) -> String {
    let (url, (width, height)) = (html(url), size);
    if media.media_type.as_deref() == Some("text/html") {
        return format!(
            "<iframe src=\"{url}\" width=\"{width}\" height=\"{height}\" \
             sandbox=\"allow-scripts allow-same-origin allow-presentation\" \
             referrerpolicy=\"no-referrer\" allowfullscreen></iframe>"
        );
    }
    let size = match element {
        "video" => format!(" width=\"{width}\" height=\"{height}\""),
        _ => String::new(),
    };
    format!("<{element} src=\"{url}\"{size} controls preload=\"none\"></{element}>")
}

/// A thumbnail has a size and is within what was asked for, or there is none (section 2.3.4.2).
fn thumbnail(
    told: &mut Map<String, Value>,
    view: &View<'_>,
    showing: &Showing<'_>,
    most: (Option<u32>, Option<u32>),
) {
    let drawn: Vec<Image> = showing.picture.into_iter().cloned().collect();
    let Some((image, (width, height))) =
        measured(&view.images, most).or_else(|| measured(&drawn, most))
    else {
        return;
    };
    let Some(url) = web(&image.url) else { return };
    told.insert("thumbnail_url".to_owned(), json!(url));
    told.insert("thumbnail_width".to_owned(), json!(width));
    told.insert("thumbnail_height".to_owned(), json!(height));
}

/// The first picture of known size within limits.
fn measured(images: &[Image], most: (Option<u32>, Option<u32>)) -> Option<(&Image, (u32, u32))> {
    let sized = |image| -> Option<(&Image, (u32, u32))> {
        let image: &Image = image;
        Some((image, image.width.zip(image.height)?))
    };
    images.iter().filter_map(sized).find(|(_, size)| within(*size, most))
}

/// The site's first page.
fn origin(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    Some(format!("{}/", url.origin().ascii_serialization()))
}
