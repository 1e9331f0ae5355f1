//! A provider's answer, read into a card.

use drawbridge_canon::share::{Card, Image, Kind, Media, Source, Told};
use memchr::memmem;

use super::super::amount::pixels;
use super::super::entity;
use super::super::json::{At, Tree};
use super::super::place::Place;
use super::super::tag::Tag;
use super::super::words::clean;

/// Bytes of an answer that are read.
const ANSWER_BYTES: usize = 256 * 1024;

/// Reads an answer in JSON; `url` is the address that was asked about.
pub fn json(body: &[u8], url: &str) -> Card {
    let text = String::from_utf8_lossy(&body[..body.len().min(ANSWER_BYTES)]);
    let mut tree = Tree::default();
    let Some(root) = tree.read(&text) else { return Card::default() };
    let root = tree.at(root);
    card(url, |name| root.get(name).and_then(At::text).map(str::to_owned))
}

/// Reads an answer in XML; `url` is the address that was asked about.
pub fn xml(body: &[u8], url: &str) -> Card {
    let text = String::from_utf8_lossy(&body[..body.len().min(ANSWER_BYTES)]);
    card(url, |name| {
        let open = format!("<{name}>");
        let begin = text.find(&open)? + open.len();
        let inner = &text[begin..begin + text[begin..].find("</")?];
        let plain =
            inner.trim().strip_prefix("<![CDATA[").and_then(|data| data.strip_suffix("]]>"));
        Some(plain.map_or_else(|| entity::decode(inner).into_owned(), str::to_owned))
    })
}

/// The card of an answer whose fields `told` gives.
fn card(url: &str, told: impl Fn(&str) -> Option<String>) -> Card {
    let place = Place::of(url, None);
    let text = |name: &str| {
        let text = clean(&entity::decode(&told(name)?))?;
        Some(Told::new(text, Source::Oembed))
    };
    let address = |name: &str| place.resolve(&told(name)?);
    let side = |name: &str| told(name).and_then(|side| pixels(&side));
    let kind = told("type").unwrap_or_default();
    let photo = (kind == "photo").then(|| {
        let url = address("url")?;
        Some(Image { url, width: side("width"), height: side("height"), alt: None })
    });
    let thumbnail = || {
        let url = address("thumbnail_url")?;
        let (width, height) = (side("thumbnail_width"), side("thumbnail_height"));
        Some(Image { url, width, height, alt: None })
    };
    let image = photo.flatten().or_else(thumbnail);
    let film = (kind == "video").then(|| {
        let url = place.resolve(&frame(&told("html")?)?)?;
        let media_type = Some("text/html".to_owned());
        let media = Media { url, media_type, width: side("width"), height: side("height") };
        Some(Told::new(media, Source::Oembed))
    });
    let means = match kind.as_str() {
        "photo" => Some(Kind::Picture),
        "video" => Some(Kind::Video),
        _ => None,
    };
    Card {
        kind: means.map(|kind| Told::new(kind, Source::Oembed)),
        title: text("title"),
        author: text("author_name"),
        site: text("provider_name"),
        images: image.map(|image| Told::new(image, Source::Oembed)).into_iter().collect(),
        video: film.flatten(),
        ..Card::default()
    }
}

/// The address of a frame, if there is one only, over `https`, and no program beside it.
fn frame(html: &str) -> Option<String> {
    let small = html.to_ascii_lowercase();
    let mut frames = memmem::find_iter(small.as_bytes(), b"<iframe");
    let (first, second) = (frames.next()?, frames.next());
    if second.is_some() || small.contains("<script") {
        return None;
    }
    let mut tag = Tag::default();
    tag.read(html.as_bytes(), first + "<iframe".len())?;
    let source = String::from_utf8_lossy(tag.filled("src")?);
    let source = entity::decode(&source).into_owned();
    let source = if source.starts_with("//") { format!("https:{source}") } else { source };
    source.starts_with("https://").then_some(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://a.cn/v/1";

    #[test]
    fn a_film_keeps_its_player_and_loses_its_program() {
        let answer = br#"{"type":"video","version":"1.0","title":"A &amp; B","author_name":"C",
            "provider_name":"D","thumbnail_url":"//i.a.cn/t.png","thumbnail_width":480,
            "html":"<iframe src=\"https:\/\/p.a.cn\/1\"></iframe>","width":640,"height":"360"}"#;
        let card = json(answer, URL);
        assert_eq!(card.title.unwrap().value, "A & B");
        assert_eq!(card.images[0].value.url, "https://i.a.cn/t.png");
        assert_eq!(card.images[0].value.width, Some(480));
        let video = card.video.unwrap().value;
        assert_eq!((video.url.as_str(), video.height), ("https://p.a.cn/1", Some(360)));
        let script =
            br#"{"type":"video","html":"<iframe src='https://p.a.cn/1'></iframe><script>"}"#;
        assert_eq!(json(script, URL).video, None);
        assert_eq!(json(b"not json", URL), Card::default());
    }

    #[test]
    fn a_photo_in_xml_is_its_picture() {
        let answer = br#"<?xml version="1.0"?><oembed><type>photo</type><title>A &lt;b&gt;</title>
            <url>https://i.a.cn/p.jpg</url><width>800</width></oembed>"#;
        let card = xml(answer, URL);
        assert_eq!(card.title.unwrap().value, "A <b>");
        assert_eq!(card.images[0].value.width, Some(800));
        assert_eq!(card.kind.unwrap().value, Kind::Picture);
    }
}
