//! Its addresses in canonical form.

use drawbridge_canon::share::words::is_number;
use drawbridge_canon::share::{Address, Canonical, Kind, Opening};
use url::Url;

use super::number;

/// What says who shares, from where and why, and nothing about the thing; besides all that begins
/// with `share_` or `spm`. Names as in ClearURLs' public list for this platform.
const SHARER: &[&str] = &[
    "vd_source",
    "unique_k",
    "buvid",
    "mid",
    "from_source",
    "from_spmid",
    "from",
    "seid",
    "callback",
    "accept_quality",
    "broadcast_type",
    "current_qn",
    "current_quality",
    "hotRank",
    "is_story_h5",
    "launch_id",
    "live_from",
    "msource",
    "network",
    "plat_id",
    "refer_from",
    "session_id",
    "timestamp",
    "trackid",
    "up_id",
    "visit_id",
    "-Arouter",
    "bbid",
    "bsource",
    "ts",
    "is_room_feed",
    "simid",
    "network_status",
    "platform_network_status",
    "p2p_type",
    "tdsourcetag",
];

/// Something of its own, or any other page without what says who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    thing(url).or_else(|| Some(other(url)))
}

fn thing(url: &Url) -> Option<Canonical> {
    let parts: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    match (url.host_name(), parts.as_slice()) {
        ("live.bilibili.com", [id] | ["h5" | "blanc", id]) => {
            numbered(Kind::Live, "live.bilibili.com", id, "live")
        }
        ("space.bilibili.com", [id, ..]) | (_, ["space", id, ..]) => {
            numbered(Kind::Profile, "space.bilibili.com", id, "space")
        }
        ("t.bilibili.com", [id]) | (_, ["opus" | "dynamic", id]) => {
            numbered(Kind::Article, "www.bilibili.com/opus", id, "opus/detail")
        }
        (_, ["video", id, ..] | ["s", "video", id, ..]) => video(url, id),
        // The short host holds numbers too: `https://b23.tv/BV17x411w7KC`.
        (host, [id]) if !host.ends_with("bilibili.com") => video(url, id),
        (_, ["bangumi", "play", id]) => prefixed(Kind::Video, "bangumi/play", id, &["ep", "ss"]),
        (_, ["read", id]) => prefixed(Kind::Article, "read", id, &["cv"]),
        (_, ["audio", id]) => prefixed(Kind::Music, "audio", id, &["au", "am"]),
        _ => None,
    }
}

/// A film, by its newer number whichever it was shared by. Of one in parts, the part is kept.
fn video(url: &Url, id: &str) -> Option<Canonical> {
    let id = number::newer(id)?;
    let part =
        url.parameter("p").and_then(|part| part.parse::<u16>().ok()).filter(|part| *part > 1);
    let part = part.map_or(String::new(), |part| format!("?p={part}"));
    let app = Opening::App { url: format!("bilibili://video/{id}"), system: None, store_id: None };
    Some(Canonical {
        url: format!("https://www.bilibili.com/video/{id}{part}"),
        kind: Some(Kind::Video),
        id: Some(id),
        openings: vec![app],
    })
}

fn numbered(kind: Kind, at: &str, id: &str, in_app: &str) -> Option<Canonical> {
    let app =
        Opening::App { url: format!("bilibili://{in_app}/{id}"), system: None, store_id: None };
    is_number(id).then(|| Canonical {
        url: format!("https://{at}/{id}"),
        kind: Some(kind),
        id: Some(id.to_owned()),
        openings: vec![app],
    })
}

fn prefixed(kind: Kind, at: &str, id: &str, prefixes: &[&str]) -> Option<Canonical> {
    let digits = prefixes.iter().find_map(|prefix| id.strip_prefix(prefix))?;
    is_number(digits).then(|| Canonical {
        url: format!("https://www.bilibili.com/{at}/{id}"),
        kind: Some(kind),
        id: Some(id.to_owned()),
        openings: Vec::new(),
    })
}

fn other(url: &Url) -> Canonical {
    let is_sharer = |name: &str| {
        SHARER.contains(&name) || name.starts_with("share_") || name.starts_with("spm")
    };
    Canonical::page(url.keeping(|name| !is_sharer(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> (String, Option<Kind>) {
        let told = canonical(&Url::parse(url).unwrap()).unwrap();
        (told.url, told.kind)
    }

    #[test]
    fn a_film_has_one_address() {
        let film = ("https://www.bilibili.com/video/BV17x411w7KC".to_owned(), Some(Kind::Video));
        for url in [
            "https://www.bilibili.com/video/BV17x411w7KC/?share_source=copy_web&vd_source=28ab3c37",
            "https://m.bilibili.com/video/av170001?p=1&unique_k=abc",
            "https://b23.tv/av170001",
            "https://www.bilibili.com/s/video/BV17x411w7KC",
        ] {
            assert_eq!(told(url), film, "{url}");
        }
        let part = "https://www.bilibili.com/video/BV17x411w7KC?p=3&t=20";
        assert_eq!(told(part).0, "https://www.bilibili.com/video/BV17x411w7KC?p=3");
    }

    #[test]
    fn broadcasts_people_and_posts_have_one_too() {
        assert_eq!(told("https://live.bilibili.com/22637261?live_from=1").1, Some(Kind::Live));
        assert_eq!(told("https://m.bilibili.com/space/2?x=1").0, "https://space.bilibili.com/2");
        assert_eq!(
            told("https://t.bilibili.com/7?share_source=x").0,
            "https://www.bilibili.com/opus/7"
        );
        assert_eq!(
            told("https://www.bilibili.com/bangumi/play/ep29?spm_id_from=1").1,
            Some(Kind::Video)
        );
        assert_eq!(told("https://b23.tv/37gE8mi").0, "https://b23.tv/37gE8mi");
    }
}
