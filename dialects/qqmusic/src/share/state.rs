//! What a song's page says to its own program: `window.__ssrFirstPageData__ =` with JSON, or with
//! JSON in a string (as parsers in public repositories read it).

use drawbridge_canon::share::{Card, Image, Kind, Source, Told, tidy_title};
use serde_json::Value;

/// The beginning of the script's line.
pub(super) const MARKS: &[&str] = &["window.__ssrFirstPageData__ ="];

/// The most that is read, in bytes.
const MOST: usize = 512 * 1024;

/// Reads the song.
pub(super) fn state(_mark: &str, rest: &str) -> Card {
    let rest = &rest[..rest.floor_char_boundary(MOST)];
    match first(rest) {
        Some(Value::String(inner)) => first(&inner).map(|value| song(&value)).unwrap_or_default(),
        Some(value) => song(&value),
        None => Card::default(),
    }
}

/// The first value of JSON, whatever follows.
fn first(text: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(text).into_iter::<Value>().next()?.ok()
}

fn song(page: &Value) -> Card {
    // A page of many songs is not about the first of them.
    let only = page["songList"].as_array().filter(|songs| songs.len() == 1).map(|songs| &songs[0]);
    let Some(song) = Some(&page["song"]).filter(|song| song.is_object()).or(only) else {
        return Card::default();
    };
    let told = |text: &str| tidy_title(text).map(|text| Told::new(text, Source::State));
    let title = ["title", "name"].iter().find_map(|name| told(song[*name].as_str()?));
    let singers = song["singer"].as_array().map(Vec::as_slice).unwrap_or_default();
    let names: Vec<&str> = singers.iter().filter_map(|singer| singer["name"].as_str()).collect();
    let seconds = song["interval"].as_u64().and_then(|seconds| u32::try_from(seconds).ok());
    let cover = [&song["img"], &page["metaData"]["image"]].into_iter().find_map(address);
    let image = cover.map(|url| Told::new(Image { url, ..Image::default() }, Source::State));
    let day = song["time_public"].as_str().filter(|day| is_day(day));
    Card {
        kind: title.is_some().then(|| Told::new(Kind::Music, Source::State)),
        title,
        author: told(&names.join("/")),
        seconds: seconds.filter(|it| *it > 0).map(|it| Told::new(it, Source::State)),
        images: image.into_iter().collect(),
        published: day.map(|day| Told::new(day.to_owned(), Source::State)),
        ..Card::default()
    }
}

/// Pictures stand there without a scheme at times.
fn address(value: &Value) -> Option<String> {
    let url = value.as_str()?;
    if let Some(rest) = url.strip_prefix("//") {
        return Some(format!("https://{rest}"));
    }
    (url.starts_with("https://") || url.starts_with("http://")).then(|| url.to_owned())
}

/// `2004-08-03`.
fn is_day(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_song_says_what_it_is_in_either_writing() {
        let json = r#"{"song":{"title":"搁浅","singer":[{"name":"周杰伦"},{"name":"某"}],
            "interval":238,"time_public":"2004-08-03","img":"//y.gtimg.cn/a.jpg"}}"#;
        let quoted = serde_json::to_string(json).unwrap();
        for rest in [
            format!(" {json};\n"),
            format!("{quoted};"),
            json.replace(r#""song":"#, r#""songList":["#).replace("}}", "}]}"),
        ] {
            let card = state(MARKS[0], &rest);
            assert_eq!(card.title.unwrap().value, "搁浅", "{rest}");
            assert_eq!(card.author.unwrap().value, "周杰伦/某");
            assert_eq!(
                (card.seconds.unwrap().value, &*card.images[0].value.url),
                (238, "https://y.gtimg.cn/a.jpg")
            );
            assert_eq!(card.published.unwrap().value, "2004-08-03");
        }
    }

    #[test]
    fn what_is_no_song_says_nothing() {
        let list = r#"{"songList":[{"title":"a"},{"title":"b"}]}"#;
        let deep = "[".repeat(100_000);
        for rest in ["", "alert(1)", "\"x\"", "{}", "[]", r#"{"song":[]}"#, list, &deep] {
            assert_eq!(state(MARKS[0], rest), Card::default(), "{}", &rest[..rest.len().min(20)]);
        }
        let script = state(MARKS[0], r#"{"song":{"title":"a","img":"javascript:alert(1)"}}"#);
        assert_eq!(script.images, []);
    }
}
