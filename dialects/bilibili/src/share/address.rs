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
        // Lists, favourites and collections of a person have a page each.
        ("space.bilibili.com", [id]) | (_, ["space", id]) => {
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

/// A film, by its newer number whichever it was shared by. Of one in parts the part is kept, and the
/// moment from which it was shared (`t`).
fn video(url: &Url, id: &str) -> Option<Canonical> {
    let id = number::newer(id)?;
    let part =
        url.parameter("p").and_then(|part| part.parse::<u16>().ok()).filter(|part| *part > 1);
    let part = part.map(|part| format!("p={part}"));
    let moment = url.parameter("t").and_then(|moment| seconds(&moment));
    let moment = moment.map(|seconds| format!("t={seconds}"));
    let query = part.into_iter().chain(moment).collect::<Vec<_>>().join("&");
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let app = Opening::App { url: format!("bilibili://video/{id}"), system: None, store_id: None };
    Some(Canonical {
        url: format!("https://www.bilibili.com/video/{id}{query}"),
        kind: Some(Kind::Video),
        id: Some(id),
        openings: vec![app],
    })
}

/// Whole seconds behind the beginning, of `125` or `125.4`.
fn seconds(moment: &str) -> Option<u32> {
    let (whole, part) = moment.split_once('.').unwrap_or((moment, ""));
    let digits = whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit());
    whole.parse().ok().filter(|seconds| digits && *seconds > 0)
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
        let part = "https://www.bilibili.com/video/BV17x411w7KC?t=20.6&p=3&mid=1";
        assert_eq!(told(part).0, "https://www.bilibili.com/video/BV17x411w7KC?p=3&t=20");
        let moment = "https://m.bilibili.com/video/BV17x411w7KC?t=125&unique_k=x";
        assert_eq!(told(moment).0, "https://www.bilibili.com/video/BV17x411w7KC?t=125");
        for none in ["0", "", "-1", "1x", "99999999999"] {
            let url = format!("https://b23.tv/BV17x411w7KC?t={none}");
            assert_eq!(told(&url).0, "https://www.bilibili.com/video/BV17x411w7KC");
        }
    }

    #[test]
    fn broadcasts_people_and_posts_have_one_too() {
        assert_eq!(told("https://live.bilibili.com/22637261?live_from=1").1, Some(Kind::Live));
        assert_eq!(told("https://m.bilibili.com/space/2?x=1").0, "https://space.bilibili.com/2");
        for page in [
            "https://space.bilibili.com/2/favlist?fid=98765",
            "https://space.bilibili.com/2/lists/98765?type=season",
            "https://space.bilibili.com/2/channel/collectiondetail?sid=98765",
        ] {
            assert_eq!(told(&format!("{page}&spm_id_from=333")), (page.to_owned(), None));
        }
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
