//! Its addresses in canonical form.

use drawbridge_canon::share::{Address, Canonical, Kind, Opening};
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

/// A song has one address, whether its number stands in the path, in the query, or behind `#/`, and
/// whoever shares it (`userid`).
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
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
        [word, id, ..] => (*word, (*id).to_owned()),
        [] => return None,
    };
    let (_, name, kind, app) = THINGS.iter().find(|(known, ..)| *known == word)?;
    let app = app.map(|app| format!("orpheus://{app}/{own}"));
    thing(format!("https://music.163.com/{name}?id={own}"), *kind, &own, app)
}

fn thing(url: String, kind: Kind, id: &str, app: Option<String>) -> Option<Canonical> {
    // Numbers, and for the films of users 32 hexadecimal digits.
    let sound = (1..=32).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let app = app.map(|url| Opening::App { url, system: None, store_id: None });
    let openings = app.into_iter().collect();
    sound.then(|| Canonical { url, kind: Some(kind), id: Some(id.to_owned()), openings })
}
