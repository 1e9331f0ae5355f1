//! What its own pages carry for their own program.

use drawbridge_canon::share::{Card, Hints, Kind, Source, Told, literal, state};
use serde_json::Value;

/// `__APOLLO_STATE__` of the pages for browsers, and `INIT_STATE` of those for telephones.
pub(super) const HINTS: Hints = Hints {
    title_suffixes: &["-快手", " - 快手", "_快手"],
    state_marks: &["window.__APOLLO_STATE__", "window.INIT_STATE"],
    state: Some(read),
    state_first: true,
};

fn read(_: &str, text: &str) -> Card {
    let Some(value) = literal::read(text) else { return Card::default() };
    let is_work = |object: &Value| {
        let told = |name: &str| object.get(name).is_some();
        object.get("caption").is_some_and(Value::is_string)
            && (told("coverUrl") || told("coverUrls") || told("photoUrl") || told("mainMvUrls"))
    };
    let Some(work) = state::find(&value, &is_work) else { return Card::default() };
    let author = state::find(&value, &|object| {
        object.get("__typename").and_then(Value::as_str) == Some("VisionVideoDetailAuthor")
    });
    let cover = work.get("coverUrl").or_else(|| state::first(work.get("coverUrls"))?.get("url"));
    Card {
        title: state::text(work.get("caption")),
        author: state::text(work.get("userName"))
            .or_else(|| state::text(author.and_then(|author| author.get("name")))),
        kind: Some(Told::new(Kind::Video, Source::State)),
        images: state::image(cover).into_iter().collect(),
        seconds: state::seconds_of_ms(work.get("duration")),
        published: state::moment(work.get("timestamp")),
        ..Card::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_read_from_each_state() {
        let browser = r#"={"defaultClient":{"VisionVideoDetailAuthor:a":{"__typename":"VisionVideoDetailAuthor","name":"某人"},
            "VisionVideoDetailPhoto:3x":{"__typename":"VisionVideoDetailPhoto","caption":"匿名短视频","duration":12000,
            "timestamp":1700000000000,"coverUrl":"https://p1.a.yximgs.com/1.jpg"}}};(function(){}())"#;
        let telephone = r#" = {"demo":{"photo":{"caption":"匿名短视频","userName":"某人","duration":12000,"timestamp":1700000000000,
            "coverUrls":[{"url":"https://p1.a.yximgs.com/1.jpg"}],"mainMvUrls":[{"url":"https://v.kwimgs.com/1.mp4"}]}}}"#;
        for text in [browser, telephone] {
            let card = read("", text);
            assert_eq!(card.title.unwrap().value, "匿名短视频");
            assert_eq!(card.author.unwrap().value, "某人");
            assert_eq!(card.seconds.unwrap().value, 12);
            assert_eq!(card.published.unwrap().value, "2023-11-15T06:13:20+08:00");
            assert_eq!(card.images[0].value.url, "https://p1.a.yximgs.com/1.jpg");
        }
    }

    #[test]
    fn anything_else_tells_nothing() {
        for text in ["", "={}", "={\"caption\":\"x\"}"] {
            assert_eq!(read("", text), Card::default(), "{text}");
        }
    }
}
