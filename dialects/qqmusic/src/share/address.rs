//! Its addresses in canonical form.

use drawbridge_canon::form::escape;
use drawbridge_canon::share::{Address, Canonical, Kind, Opening};
use url::Url;

/// Songs, albums, lists, singers and films, from the desktop, the phone and the sharing pages.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    let path = url.segments();
    match &*path {
        ["n", "ryqq" | "ryqq_v2" | "ryqq_v3", word, id, ..]
        | ["n", "m", "detail", word, id, ..]
        | ["m", word, id] => at_desk(word, id),
        ["n", "yqq", word, id] => at_desk(word, id.strip_suffix(".html")?),
        ["v8", "playsong.html"] | ["n3", "other", "pages", "playsong", ..] => {
            song(&url.parameter("songmid").or_else(|| url.parameter("songid"))?)
        }
        ["n2" | "n3", .., "taoge.html"] | ["n3", "other", "pages", "playlist", ..] => {
            list(&url.parameter("id")?)
        }
        ["n2" | "n3", .., "album.html"] => {
            album(&url.parameter("albummid").or_else(|| url.parameter("albumId"))?)
        }
        _ => None,
    }
}

fn at_desk(word: &str, id: &str) -> Option<Canonical> {
    match word {
        "songDetail" | "song" => song(id),
        "albumDetail" | "album" => album(id),
        "playlist" | "playsquare" | "taoge" => list(id),
        "singer" => thing("singer", Kind::Profile, id, None),
        "mv" => thing("mv", Kind::Video, id, None),
        _ => None,
    }
}

fn song(id: &str) -> Option<Canonical> {
    // The older numbers are only digits, and have another name in the app's scheme.
    let name = if id.bytes().all(|byte| byte.is_ascii_digit()) { "songid" } else { "songmid" };
    let asked = format!(r#"{{"song":[{{"{name}":"{id}"}}],"action":"play"}}"#);
    let app = format!("qqmusic://qq.com/media/playSonglist?p={}", escape(asked.as_bytes()));
    thing("songDetail", Kind::Music, id, Some(app))
}

fn album(id: &str) -> Option<Canonical> {
    thing("albumDetail", Kind::Music, id, None)
}

fn list(id: &str) -> Option<Canonical> {
    thing("playlist", Kind::Music, id, None)
}

fn thing(word: &str, kind: Kind, id: &str, app: Option<String>) -> Option<Canonical> {
    let sound = (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let app = app.map(|url| Opening::App { url, system: None, store_id: None });
    sound.then(|| Canonical {
        url: format!("https://y.qq.com/n/ryqq/{word}/{id}"),
        kind: Some(kind),
        id: Some(id.to_owned()),
        openings: app.into_iter().collect(),
    })
}
