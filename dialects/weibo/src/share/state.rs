//! What a post's page on the phone says to its own program: `var $render_data = [{"status": …}][0]`
//! (as parsers in public repositories read it). The page declares nothing in open words.

use drawbridge_canon::Timestamp;
use drawbridge_canon::share::{Card, Image, Kind, Media, Source, Told, plain, tidy_title};
use serde_json::Value;

/// The beginning of the script's line.
pub(super) const MARKS: &[&str] = &["var $render_data = "];

/// The most that is read, in bytes: a post with nine pictures has some 20 KB.
const MOST: usize = 512 * 1024;

/// The longest text that is told, in characters.
const TEXT: usize = 500;

/// Reads the post.
pub(super) fn state(_mark: &str, rest: &str) -> Card {
    let rest = &rest[..rest.floor_char_boundary(MOST)];
    // Behind the data the line goes on: `[0] || {};`.
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    match values.next() {
        Some(Ok(value)) => post(&value[0]["status"]),
        _ => Card::default(),
    }
}

fn post(status: &Value) -> Card {
    if !status.is_object() {
        return Card::default();
    }
    let told = |value: &Value| {
        value.as_str().and_then(tidy_title).map(|text| Told::new(text, Source::State))
    };
    let (page, media) = (&status["page_info"], &status["page_info"]["media_info"]);
    let film = ["stream_url_hd", "stream_url"].iter().find_map(|name| address(&media[*name]));
    let kind = if film.is_some() { Kind::Video } else { Kind::Article };
    let media_type = Some("video/mp4".to_owned());
    let film = film.map(|url| Media { url, media_type, ..Media::default() });
    Card {
        kind: Some(Told::new(kind, Source::State)),
        title: told(&status["status_title"]),
        text: status["text"].as_str().and_then(words).map(|text| Told::new(text, Source::State)),
        author: told(&status["user"]["screen_name"]),
        published: status["created_at"]
            .as_str()
            .and_then(moment)
            .map(|it| Told::new(it, Source::State)),
        images: images(status, page),
        seconds: media["duration"]
            .as_number()
            .and_then(whole)
            .map(|it| Told::new(it, Source::State)),
        video: film.map(|film| Told::new(film, Source::State)),
        ..Card::default()
    }
}

/// Whole seconds, whether or not the number has more.
fn whole(number: &serde_json::Number) -> Option<u32> {
    number.to_string().split('.').next()?.parse().ok().filter(|seconds| *seconds > 0)
}

fn images(status: &Value, page: &Value) -> Vec<Told<Image>> {
    let pictures = status["pics"].as_array().map(Vec::as_slice).unwrap_or_default();
    let large = pictures.iter().filter_map(|picture| {
        let large = &picture["large"];
        let pixels = |name: &str| match &large["geo"][name] {
            Value::String(text) => text.parse().ok(),
            number => number.as_u64().and_then(|pixels| u32::try_from(pixels).ok()),
        };
        let url = address(&large["url"])?;
        Some(Image { url, width: pixels("width"), height: pixels("height"), alt: None })
    });
    let shown = address(&page["page_pic"]["url"]).map(|url| Image { url, ..Image::default() });
    large.chain(shown).take(9).map(|image| Told::new(image, Source::State)).collect()
}

fn address(value: &Value) -> Option<String> {
    let url = value.as_str()?;
    (url.starts_with("https://") || url.starts_with("http://")).then(|| url.to_owned())
}

/// `Tue Oct 14 18:29:42 +0800 2025`.
fn moment(text: &str) -> Option<String> {
    Timestamp::parse_with("%a %b %d %H:%M:%S +0800 %Y", text).map(Timestamp::rfc3339)
}

/// The text of a post is markup: its tags left out, its entities read.
fn words(markup: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = markup;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let (name, behind) = tag.split_once('>')?;
        if name.starts_with("br") {
            text.push(' ');
        }
        rest = behind;
    }
    text.push_str(rest);
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", " "), ("&amp;", "&")];
    let text = entities.iter().fold(text, |text, (entity, char)| text.replace(entity, char));
    let text: String = plain(&text).chars().take(TEXT).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"[{
        "appLink": "sinaweibo://detail?mblogid=5350346069115769",
        "status": {
            "created_at": "Sun Oct 04 17:16:10 +0800 2026",
            "text": "明天见kk ♡<br /><br /><a href=\"https://m.weibo.cn/sinaurl?u=x\">全文</a> A &amp; B",
            "status_title": "明天见",
            "user": {"id": 7971304015, "screen_name": "Hearts2Hearts"},
            "pics": [{"url": "s", "large": {"url": "https://wx3.sinaimg.cn/large/a.jpg",
                "geo": {"width": "1975", "height": 1282}}}],
            "page_info": {"type": "video", "page_pic": {"url": "https://wx1.sinaimg.cn/b.jpg"},
                "media_info": {"duration": 21.479, "stream_url": "https://f.video.weibocdn.com/a.mp4"}}
        }
    }][0] || {};
    var __wb_performance_data = {};"#;

    #[test]
    fn a_post_says_what_it_is() {
        let card = state(MARKS[0], PAGE);
        let text = |told: &Option<Told<String>>| told.as_ref().map(|told| told.value.clone());
        assert_eq!(text(&card.title).as_deref(), Some("明天见"));
        assert_eq!(text(&card.text).as_deref(), Some("明天见kk ♡ 全文 A & B"));
        assert_eq!(text(&card.author).as_deref(), Some("Hearts2Hearts"));
        assert_eq!(text(&card.published).as_deref(), Some("2026-10-04T17:16:10+08:00"));
        assert_eq!((card.seconds.unwrap().value, card.kind.unwrap().value), (21, Kind::Video));
        assert_eq!(card.images.len(), 2);
        assert_eq!(
            (card.images[0].value.width, card.images[0].value.height),
            (Some(1975), Some(1282))
        );
    }

    #[test]
    fn what_is_no_post_says_nothing() {
        let deep = "[".repeat(100_000);
        for rest in
            ["", "[", "null", "[{}][0]", "alert(1)", "[{\"status\":5}]", "{\"status\":{}}", &deep]
        {
            assert_eq!(state(MARKS[0], rest), Card::default(), "{}", &rest[..rest.len().min(20)]);
        }
        assert_eq!(words("<script>a"), Some("a".to_owned()));
        assert_eq!(words("a <b"), None);
    }
}
