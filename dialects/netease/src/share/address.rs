//! Its addresses in canonical form.

use drawbridge_canon::share::words::is_number;
use drawbridge_canon::share::{Address, Canonical, Kind, Opening, Query};
use url::Url;

/// What it has, by the word in the address: the word in the canonical address, the kind, and the
/// word in the app's scheme.
const THINGS: &[(&str, &str, Kind, Option<&str>)] = &[
    ("song", "song", Kind::Music, Some("song")),
    ("album", "album", Kind::Music, Some("album")),
    ("playlist", "playlist", Kind::Music, Some("playlist")),
    ("artist", "artist", Kind::Profile, Some("artist")),
    ("program", "program", Kind::Music, None),
    ("dj", "program", Kind::Music, None),
    ("djradio", "djradio", Kind::Music, None),
    ("radio", "djradio", Kind::Music, None),
    ("mv", "mv", Kind::Video, None),
    ("video", "video", Kind::Video, None),
];

/// What says who shares and by which app, and nothing about the thing; besides all that begins with
/// `fx-` or `share`.
const SHARER: &[&str] = &["userid", "uct2", "dlt", "app_version", "creatorId", "from", "sc"];

/// A song has one address, whether its number stands in the path, in the query, or behind `#/`, and
/// whoever shares it (`userid`). Any other page is without what says who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    known(url).or_else(|| Some(other(url)))
}

fn other(url: &Url) -> Canonical {
    let kept = |name: &str| {
        !SHARER.contains(&name) && !name.starts_with("fx-") && !name.starts_with("share")
    };
    let mut page = url.keeping(kept);
    // Behind `#/` stands an address too.
    let route = url.fragment().filter(|route| route.starts_with('/')).map(|route| {
        let (path, query) = route.split_once('?').unwrap_or((route, ""));
        let query = Query::of(query).keeping(kept);
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    });
    page.set_fragment(route.as_deref());
    Canonical::page(page)
}

fn known(url: &Url) -> Option<Canonical> {
    // The desktop's page is behind `#/`: read what stands there as if it were the address.
    let inner =
        url.fragment().and_then(|route| route.strip_prefix('/')).filter(|it| !it.is_empty());
    let url = match inner {
        Some(route) => &Url::parse("https://music.163.com/").ok()?.join(route).ok()?,
        None => url,
    };
    let path = url.segments();
    let path = path.strip_prefix(&["m"]).unwrap_or(&path);
    if let ["user", "home"] | ["user"] = path {
        let id = url.parameter("id")?;
        return thing(format!("https://music.163.com/user/home?id={id}"), Kind::Profile, &id, None);
    }
    let (word, own) = match path {
        [word] => (*word, url.parameter("id")?),
        // Behind the thing whoever shares it may stand, and nothing else: `song/123/comments` is a page
        // of its own.
        [word, id] => (*word, (*id).to_owned()),
        [word, id, sharer] if is_number(sharer) => (*word, (*id).to_owned()),
        // The sound itself, for players of others: `?id=476592630.mp3`.
        ["song", "media", "outer", "url"] => {
            let file = url.parameter("id")?;
            ("song", file.strip_suffix(".mp3").unwrap_or(&file).to_owned())
        }
        _ => return None,
    };
    let (_, name, kind, app) = THINGS.iter().find(|(known, ..)| *known == word)?;
    let app = app.map(|app| format!("orpheus://{app}/{own}"));
    thing(format!("https://music.163.com/{name}?id={own}"), *kind, &own, app)
}

fn thing(url: String, kind: Kind, id: &str, app: Option<String>) -> Option<Canonical> {
    // Numbers, and for the films of users 32 hexadecimal digits.
    let film = kind == Kind::Video && id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit());
    let sound = is_number(id) || film;
    let app = app.map(|url| Opening::App { url, system: None, store_id: None });
    let openings = app.into_iter().collect();
    sound.then(|| Canonical { url, kind: Some(kind), id: Some(id.to_owned()), openings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_has_its_number_in_the_path_or_in_the_query() {
        let film = "https://music.163.com/video?id=6A4FCDC3E0F0F5DF0C2E4B3A0D6B1C2D";
        for (url, page) in [
            ("https://music.163.com/video/6A4FCDC3E0F0F5DF0C2E4B3A0D6B1C2D/?userid=1", film),
            ("https://music.163.com/#/video?id=6A4FCDC3E0F0F5DF0C2E4B3A0D6B1C2D", film),
            ("https://music.163.com/song/123/42/?userid=42", "https://music.163.com/song?id=123"),
            (
                "https://music.163.com/song/media/outer/url?id=476592630.mp3",
                "https://music.163.com/song?id=476592630",
            ),
        ] {
            let told = canonical(&Url::parse(url).unwrap()).unwrap();
            assert_eq!(told.url.as_str(), page, "{url}");
            assert!(told.kind.is_some(), "{url}");
        }
    }

    #[test]
    fn any_other_page_loses_the_sharer_only() {
        for (url, page) in [
            (
                "https://y.music.163.com/m/discover/toplist?id=3778678&userid=42&uct2=U2",
                "https://y.music.163.com/m/discover/toplist?id=3778678",
            ),
            ("https://music.163.com/#/event?id=1&userid=42", "https://music.163.com/#/event?id=1"),
            ("https://music.163.com/#/download?userid=42", "https://music.163.com/#/download"),
            (
                "https://music.163.com/#/artist/album?id=6452&userid=42",
                "https://music.163.com/#/artist/album?id=6452",
            ),
            (
                "https://music.163.com/artist/album?id=6452",
                "https://music.163.com/artist/album?id=6452",
            ),
            (
                "https://y.music.163.com/m/song/123/comments?userid=42",
                "https://y.music.163.com/m/song/123/comments",
            ),
            ("https://music.163.com/song/media", "https://music.163.com/song/media"),
            ("https://music.163.com/song?id=abc", "https://music.163.com/song?id=abc"),
            (
                "https://music.163.com/song/media/outer/url?id=a.mp3",
                "https://music.163.com/song/media/outer/url?id=a.mp3",
            ),
        ] {
            let told = canonical(&Url::parse(url).unwrap()).unwrap();
            assert_eq!((told.url.as_str(), told.kind), (page, None));
        }
    }
}
