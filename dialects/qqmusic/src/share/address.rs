//! Its addresses in canonical form.

use drawbridge_canon::form::escape;
use drawbridge_canon::share::{Address, Canonical, Kind, Opening};
use url::Url;

/// What says who shares, from where and by which app, and nothing about the thing; besides all that
/// begins with `share` or `app`.
const SHARER: &[&str] = &[
    "ADTAG",
    "uin",
    "hosteuin",
    "from_id",
    "from_idtype",
    "channelId",
    "openinqqmusic",
    "_wv",
    "_bid",
];

/// Songs, albums, lists, singers and films, from the desktop, the phone and the sharing pages, or any
/// other page without what says who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    known(url).or_else(|| {
        let is_sharer = |name: &str| {
            SHARER.contains(&name) || name.starts_with("share") || name.starts_with("app")
        };
        Some(Canonical::page(url.keeping(|name| !is_sharer(name))))
    })
}

fn known(url: &Url) -> Option<Canonical> {
    let path = url.segments();
    match &*path {
        ["n", "ryqq" | "ryqq_v2" | "ryqq_v3", word, id, ..]
        | ["n", "m", "detail", word, id, ..]
        | ["m", word, id] => at_desk(word, id),
        ["n", "yqq", word, id] => at_desk(word, id.strip_suffix(".html")?),
        ["v8", "playsong.html"] | ["n3", "other", "pages", "playsong", ..] => {
            song(&url.parameter("songmid").or_else(|| url.parameter("songid"))?)
        }
        ["n2" | "n3", .., "taoge.html" | "playlist.html"]
        | ["n3", "other", "pages", "playlist", ..] => list(&url.parameter("id")?),
        ["playlist", id] => list(id),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_one_address() {
        for url in [
            "https://i2.y.qq.com/n3/other/pages/details/playlist.html?ADTAG=x&id=9044196528",
            "https://y.qq.com/n3/other/pages/details/playlist.html?id=9044196528",
            "https://i.y.qq.com/playlist/9044196528",
            "https://i.y.qq.com/n2/m/share/details/taoge.html?id=9044196528",
        ] {
            let told = canonical(&Url::parse(url).unwrap()).unwrap();
            assert_eq!(told.url, "https://y.qq.com/n/ryqq/playlist/9044196528", "{url}");
        }
    }

    #[test]
    fn any_other_page_loses_the_sharer_only() {
        let page = "https://i.y.qq.com/n2/m/share/profile_v2/index.html?songtype=1";
        let url = format!("{page}&hosteuin=oK6s&ADTAG=wxfshare&appshare=iphone_wx&shareuid=7");
        let told = canonical(&Url::parse(&url).unwrap()).unwrap();
        assert_eq!((told.url.as_str(), told.kind), (page, None));
        let short = "https://c6.y.qq.com/base/fcgi-bin/u?__=abc";
        assert_eq!(canonical(&Url::parse(short).unwrap()).unwrap().url, short);
    }
}
