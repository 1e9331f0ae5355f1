//! What its own pages carry for their own program.

use drawbridge_canon::share::{Card, Hints, Kind, Source, Told, literal, state};
use serde_json::Value;

/// `_ROUTER_DATA` of the pages for telephones, and `RENDER_DATA` of the others, whose script is
/// nothing but JSON in percent signs: its mark is how such a text begins.
pub(super) const HINTS: Hints = Hints {
    title_suffixes: &[" - 抖音", "-抖音", " - 抖音直播"],
    state_marks: &["window._ROUTER_DATA", RENDERED],
    state: Some(read),
    // What the page declares in open words is cut short, and the same on many pages.
    state_first: true,
};

/// `{"` in percent signs.
const RENDERED: &str = "%7B%22";

fn read(mark: &str, text: &str) -> Card {
    let text =
        if mark == RENDERED { unescaped(&format!("{RENDERED}{text}")) } else { text.to_owned() };
    let Some(value) = literal::read(&text) else { return Card::default() };
    let is_work = |object: &Value| {
        object.get("desc").is_some_and(Value::is_string)
            && (object.get("author").is_some() || object.get("authorInfo").is_some())
    };
    state::find(&value, &is_work).map(work).unwrap_or_default()
}

/// A film or a note. The two pages name the same things differently.
fn work(work: &Value) -> Card {
    let at = |paths: &[&str]| paths.iter().find_map(|path| work.pointer(path));
    let pictures = state::images(at(&["/images"]), |picture| {
        state::image(state::first(picture.get("url_list").or_else(|| picture.get("urlList"))))
    });
    let cover = at(&[
        "/video/cover/url_list",
        "/video/cover/urlList",
        "/video/originCover",
        "/video/cover",
    ]);
    let is_note = !pictures.is_empty();
    let duration = at(&["/video/duration", "/duration"]);
    Card {
        title: state::text(work.get("desc")),
        author: state::text(at(&["/author/nickname", "/authorInfo/nickname"])),
        kind: Some(Told::new(if is_note { Kind::Article } else { Kind::Video }, Source::State)),
        images: if is_note {
            pictures
        } else {
            state::image(state::first(cover)).into_iter().collect()
        },
        seconds: state::seconds_of_ms(duration).filter(|_| !is_note),
        published: state::moment(at(&["/create_time", "/createTime"])),
        ..Card::default()
    }
}

/// Text without percent signs. What is not UTF-8 then is replaced.
fn unescaped(text: &str) -> String {
    let text = text.get(..text.len().min(3 * literal::LONGEST)).unwrap_or_default();
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((byte, behind)) = rest.split_first() {
        let hex = |at: usize| char::from(*behind.get(at)?).to_digit(16);
        let escaped = hex(0).zip(hex(1)).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        let (byte, length) = match escaped {
            Some(escaped) if *byte == b'%' => (escaped, 3),
            _ => (*byte, 1),
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_read_from_the_page_for_telephones() {
        let text = r#" = {"loaderData":{"video_(id)/page":{"videoInfoRes":{"item_list":[{"aweme_id":"7","desc":"一款会开花的檀香 # 檀香",
            "create_time":1700000000,"author":{"nickname":"郭小果"},"video":{"cover":{"url_list":["https://p3.douyinpic.com/1.jpeg"]},
            "duration":15034}}]}}}}"#;
        let card = read("window._ROUTER_DATA", text);
        assert_eq!(card.title.unwrap().value, "一款会开花的檀香 # 檀香");
        assert_eq!(card.author.unwrap().value, "郭小果");
        assert_eq!(card.seconds.unwrap().value, 16);
        assert_eq!(card.published.unwrap().value, "2023-11-15T06:13:20+08:00");
        assert_eq!(card.images[0].value.url, "https://p3.douyinpic.com/1.jpeg");
        assert_eq!(card.kind.unwrap().value, Kind::Video);
    }

    #[test]
    fn a_note_is_read_from_the_page_in_percent_signs() {
        let json = r#"{"app":{"videoDetail":{"desc":"标 题","authorInfo":{"nickname":"某人"},"images":[{"urlList":["//p3.douyinpic.com/1.webp"]}]}}}"#;
        let escaped: String = url::form_urlencoded::byte_serialize(json.as_bytes()).collect();
        let escaped = escaped.replace('+', "%20");
        let card = read(RENDERED, escaped.strip_prefix(RENDERED).unwrap());
        assert_eq!(card.title.unwrap().value, "标 题");
        assert_eq!(card.kind.unwrap().value, Kind::Article);
        assert_eq!(card.images[0].value.url, "https://p3.douyinpic.com/1.webp");
    }

    #[test]
    fn anything_else_tells_nothing() {
        for text in ["", "= {}", "= null", "%", "%zz"] {
            assert_eq!(read("window._ROUTER_DATA", text), Card::default(), "{text}");
            assert_eq!(read(RENDERED, text), Card::default(), "{text}");
        }
    }
}
