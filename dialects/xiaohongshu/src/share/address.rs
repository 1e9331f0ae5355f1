//! Its addresses in canonical form.

use drawbridge_canon::share::{Address, Canonical, Kind, Opening, Wall};
use url::Url;

/// What says who shares, from where and why, and nothing about the thing; besides all that begins
/// with `share`. Names as in ClearURLs' public list for this platform.
const SHARER: &[&str] = &[
    "app_platform",
    "app_version",
    "author_share",
    "type",
    "xsec_source",
    "ignoreEngage",
    "apptime",
    "appuid",
    "xhsshare",
    "source",
    "exSource",
    "verifyUuid",
    "m_source",
    "channel_type",
    "channelType",
    "redId",
    "timestamp",
    "shareRedId",
];

/// A note, a person, something for sale, or any other page without what says who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    thing(url).or_else(|| Some(other(url)))
}

fn thing(url: &Url) -> Option<Canonical> {
    let parts: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    let (kind, folder, id) = match parts.as_slice() {
        ["user", "profile", _, id] if is_id(id) => (Kind::Article, "explore", *id),
        ["explore" | "note", id] | ["discovery", "item", id] => (Kind::Article, "explore", *id),
        // Their favourites are a page of its own.
        ["user", "profile", _] if url.parameter("tab").is_some_and(|tab| tab != "note") => {
            return None;
        }
        ["user", "profile", id] => (Kind::Profile, "user/profile", *id),
        ["goods-detail", id] => (Kind::Product, "goods-detail", *id),
        _ => return None,
    };
    let app = match kind {
        Kind::Article => Some(format!("xhsdiscover://item/{id}")),
        Kind::Profile => Some(format!("xhsdiscover://user/{id}")),
        _ => None,
    };
    // A note opens with the token only that its link was given; what it tells stays with the site.
    let kept = if kind == Kind::Article {
        url.keeping(|name| name == "xsec_token")
    } else {
        url.keeping(|_| false)
    };
    let query = kept.query().map_or(String::new(), |query| format!("?{query}"));
    let openings = app.map(|url| Opening::App { url, system: None, store_id: None });
    is_id(id).then(|| Canonical {
        url: format!("https://www.xiaohongshu.com/{folder}/{id}{query}"),
        kind: Some(kind),
        id: Some(id.to_owned()),
        openings: openings.into_iter().collect(),
    })
}

/// Twenty-four hexadecimal digits.
fn is_id(id: &str) -> bool {
    id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn other(url: &Url) -> Canonical {
    let is_sharer = |name: &str| SHARER.contains(&name) || name.starts_with("share");
    Canonical::page(url.keeping(|name| !is_sharer(name)))
}

/// Where it asks who one is, and whether one is a person.
pub(super) fn wall(url: &Url) -> Option<Wall> {
    let here = url.host_name().ends_with("xiaohongshu.com")
        && matches!(&*url.segments(), ["login" | "404"] | ["website-login", "captcha" | "error"]);
    here.then(|| Wall::at(url, &["redirectPath", "source"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "66f1c0de000000001e01a2b3";

    fn told(url: &str) -> (String, Option<Kind>) {
        let told = canonical(&Url::parse(url).unwrap()).unwrap();
        (told.url, told.kind)
    }

    #[test]
    fn a_note_has_one_address_and_keeps_what_opens_it() {
        let note = (
            format!("https://www.xiaohongshu.com/explore/{ID}?xsec_token=CBx%3D"),
            Some(Kind::Article),
        );
        for url in [
            format!(
                "https://www.xiaohongshu.com/discovery/item/{ID}?app_platform=ios&xsec_token=CBx%3D&share_from_user_hidden=true&appuid=5f"
            ),
            format!(
                "https://www.xiaohongshu.com/explore/{ID}?xsec_token=CBx%3D&xsec_source=pc_feed"
            ),
        ] {
            assert_eq!(told(&url), note, "{url}");
        }
    }

    #[test]
    fn people_and_other_pages_lose_the_sharer() {
        let person =
            format!("https://www.xiaohongshu.com/user/profile/{ID}?xhsshare=CopyLink&appuid=1");
        assert_eq!(
            told(&person),
            (format!("https://www.xiaohongshu.com/user/profile/{ID}"), Some(Kind::Profile))
        );
        let kept = format!("https://www.xiaohongshu.com/user/profile/{ID}?tab=fav");
        assert_eq!(told(&format!("{kept}&xhsshare=x")), (kept, None));
        assert_eq!(
            told("http://xhslink.com/a/JEF7CXDbSuFab").0,
            "http://xhslink.com/a/JEF7CXDbSuFab"
        );
    }

    #[test]
    fn a_wall_is_no_page() {
        for (url, before) in [
            (
                "https://www.xiaohongshu.com/login?redirectPath=https%3A%2F%2Fwww.xiaohongshu.com%2Fexplore%2F66f1%3Fx%3D1",
                Some("https://www.xiaohongshu.com/explore/66f1?x=1"),
            ),
            (
                "https://www.xiaohongshu.com/website-login/captcha?redirectPath=%2Fexplore%2F66f1",
                Some("https://www.xiaohongshu.com/explore/66f1"),
            ),
            ("https://www.xiaohongshu.com/explore/66f1", None),
        ] {
            let told = wall(&Url::parse(url).unwrap());
            let told = told.map(|wall| wall.before.map(String::from).unwrap_or_default());
            assert_eq!(told.as_deref(), before, "{url}");
        }
    }
}
