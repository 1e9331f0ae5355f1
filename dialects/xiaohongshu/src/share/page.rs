//! What its own pages carry for their own program.

use drawbridge_canon::share::{Card, Hints, Image, Kind, Source, Told, literal, state};
use serde_json::Value;

/// `__INITIAL_STATE__`, which is JSON but for `undefined`.
pub(super) const HINTS: Hints = Hints {
    title_suffixes: &[" - 小红书", "-小红书", " | 小红书 - 你的生活指南"],
    state_marks: &["window.__INITIAL_STATE__"],
    state: Some(read),
    state_first: false,
};

fn read(_: &str, text: &str) -> Card {
    let Some(value) = literal::read(text) else { return Card::default() };
    let is_note = |object: &Value| {
        object.get("desc").is_some_and(Value::is_string)
            && object.get("user").is_some_and(Value::is_object)
            && object.get("imageList").is_some_and(Value::is_array)
    };
    let Some(note) = state::find(&value, &is_note) else { return Card::default() };
    let author = ["/user/nickname", "/user/nickName"];
    let text = state::text(note.get("desc"));
    let is_film = note.get("type").and_then(Value::as_str) == Some("video");
    Card {
        title: state::text(note.get("title")).or_else(|| text.clone()),
        text,
        author: author.iter().find_map(|path| state::text(note.pointer(path))),
        kind: Some(Told::new(if is_film { Kind::Video } else { Kind::Article }, Source::State)),
        images: state::images(note.get("imageList"), picture),
        published: state::moment(note.get("time")),
        seconds: seconds(note).filter(|_| is_film),
        ..Card::default()
    }
}

fn picture(value: &Value) -> Option<Told<Image>> {
    let url =
        ["urlDefault", "urlPre", "url"].iter().find_map(|name| state::address(value.get(*name)))?;
    let pixels = |name| state::whole(value.get(name)).and_then(|pixels| u32::try_from(pixels).ok());
    let (width, height) = (pixels("width"), pixels("height"));
    Some(Told::new(Image { url, width, height, alt: None }, Source::State))
}

fn seconds(note: &Value) -> Option<Told<u32>> {
    let seconds = state::whole(note.pointer("/video/capa/duration"))?;
    u32::try_from(seconds).ok().filter(|seconds| *seconds > 0).map(|s| Told::new(s, Source::State))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read() {
        let text = r#"={"global":undefined,"note":{"noteDetailMap":{"n1":{"comments":undefined,"note":{"type":"video","title":"视频笔记",
            "desc":"正文","time":1700000000000,"user":{"nickname":"作者"},"video":{"capa":{"duration":31}},
            "imageList":[{"width":1080,"height":1440,"urlDefault":"http:\u002F\u002Fsns-webpic-qc.xhscdn.com\u002F1"}]}}}}}"#;
        let card = read("", text);
        assert_eq!(card.title.unwrap().value, "视频笔记");
        assert_eq!(
            (card.text.unwrap().value, card.author.unwrap().value),
            ("正文".to_owned(), "作者".to_owned())
        );
        assert_eq!((card.kind.unwrap().value, card.seconds.unwrap().value), (Kind::Video, 31));
        let image = &card.images[0].value;
        assert_eq!(
            (image.url.as_str(), image.width),
            ("http://sns-webpic-qc.xhscdn.com/1", Some(1_080))
        );
    }

    #[test]
    fn anything_else_tells_nothing() {
        for text in ["", "={}", "={\"desc\":\"x\",\"user\":{}}"] {
            assert_eq!(read("", text), Card::default(), "{text}");
        }
    }
}
