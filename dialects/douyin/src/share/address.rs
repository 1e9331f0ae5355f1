//! Its addresses in canonical form.

use drawbridge_canon::share::words::is_number;
use drawbridge_canon::share::{Address, Canonical, Kind, Opening};
use url::Url;

/// What says who shares, from where and why, and nothing about the thing; besides all that begins
/// with `utm_`, `share_` or `enter_`.
const SHARER: &[&str] = &[
    "previous_page",
    "u_code",
    "did",
    "iid",
    "with_sec_did",
    "timestamp",
    "sec_uid",
    "region",
    "mid",
    "titleType",
    "from",
    "from_ssr",
    "from_aid",
    "app",
    "tt_from",
    "ts",
    "schema_type",
    "object_id",
    "activity_info",
    "video_share_track_ver",
    "from_tab_name",
    "is_copy_url",
    "room_id",
    "sec_user_id",
    "user_id",
    "author_id",
    "mode",
    "iu",
];

/// A film, a note, a person, a broadcast, something for sale, or any other page without what says
/// who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    work(url)
        .or_else(|| live(url))
        .or_else(|| person(url))
        .or_else(|| goods(url))
        .or_else(|| Some(other(url)))
}

/// `/video/N`, `/share/video/N`, `/note/N`, and any page with a work open above it.
fn work(url: &Url) -> Option<Canonical> {
    let parts = url.segments();
    let (folder, id) = match parts.as_slice() {
        ["share", folder, id, ..] | [folder, id, ..] if is_number(id) => {
            (*folder, (*id).to_owned())
        }
        _ => ("", String::new()),
    };
    let (folder, kind, id) = match folder {
        "video" => ("video", Kind::Video, id),
        "note" | "slides" => ("note", Kind::Article, id),
        _ => ("video", Kind::Video, url.parameter("modal_id").filter(|id| is_number(id))?),
    };
    let app = format!("snssdk1128://aweme/detail/{id}");
    Some(Canonical {
        url: format!("https://www.douyin.com/{folder}/{id}"),
        kind: Some(kind),
        id: Some(id),
        openings: vec![Opening::App { url: app, system: None, store_id: None }],
    })
}

fn live(url: &Url) -> Option<Canonical> {
    let parts = url.segments();
    let id = match (url.host_name(), parts.as_slice()) {
        ("live.douyin.com", [id, ..]) => *id,
        ("www.douyin.com", ["follow" | "root", "live", id]) => id,
        // Shared from the app it has the number of one broadcast, and not that of the room.
        ("webcast.amemv.com", ["douyin", "webcast", "reflow", id]) if is_number(id) => {
            return Some(Canonical {
                url: format!("https://webcast.amemv.com/douyin/webcast/reflow/{id}"),
                kind: Some(Kind::Live),
                id: Some((*id).to_owned()),
                openings: Vec::new(),
            });
        }
        _ => return None,
    };
    is_number(id).then(|| Canonical {
        url: format!("https://live.douyin.com/{id}"),
        kind: Some(Kind::Live),
        id: Some(id.to_owned()),
        openings: Vec::new(),
    })
}

fn person(url: &Url) -> Option<Canonical> {
    let parts = url.segments();
    let (["user", id] | ["share", "user", id]) = parts.as_slice() else { return None };
    // A shelf of somebody's is a page of its own.
    if url.parameter("showTab").is_some_and(|tab| tab != "post") {
        return None;
    }
    // The one of a shared page stands in the query: the path holds another number.
    let in_path = Some((*id).to_owned()).filter(|id| !is_number(id));
    let id = in_path.or_else(|| url.parameter("sec_uid")).unwrap_or_else(|| (*id).to_owned());
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    ((1..=120).contains(&id.len()) && id.bytes().all(fits)).then(|| Canonical {
        url: format!("https://www.douyin.com/user/{id}"),
        kind: Some(Kind::Profile),
        id: Some(id),
        openings: Vec::new(),
    })
}

fn goods(url: &Url) -> Option<Canonical> {
    let at_item = matches!(url.segments().last(), Some(&("item" | "item2")));
    let of_one = at_item || url.path().contains("detail");
    if !url.host_name().ends_with("jinritemai.com") || !of_one {
        return None;
    }
    let id = url.parameter("id").filter(|id| is_number(id))?;
    Some(Canonical {
        url: format!("https://haohuo.jinritemai.com/ecommerce/trade/detail/index.html?id={id}"),
        kind: Some(Kind::Product),
        id: Some(id),
        openings: Vec::new(),
    })
}

fn other(url: &Url) -> Canonical {
    let is_sharer = |name: &str| {
        SHARER.contains(&name)
            || ["utm_", "share_", "enter_"].iter().any(|part| name.starts_with(part))
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
        let film =
            ("https://www.douyin.com/video/7585913482206383412".to_owned(), Some(Kind::Video));
        for url in [
            "https://www.douyin.com/video/7585913482206383412?previous_page=app_code_link",
            "https://www.iesdouyin.com/share/video/7585913482206383412/?region=CN&mid=1&u_code=2&did=3",
            "https://www.douyin.com/discover?modal_id=7585913482206383412",
            "https://www.douyin.com/user/MS4wLjABAAAA?modal_id=7585913482206383412",
        ] {
            assert_eq!(told(url), film, "{url}");
        }
        let note = "https://www.iesdouyin.com/share/slides/77/?from=x";
        assert_eq!(told(note), ("https://www.douyin.com/note/77".to_owned(), Some(Kind::Article)));
    }

    #[test]
    fn people_broadcasts_and_goods_have_one_too() {
        let user = "https://www.iesdouyin.com/share/user/123?sec_uid=MS4wLjABAAAA_-x&did=1";
        assert_eq!(
            told(user),
            ("https://www.douyin.com/user/MS4wLjABAAAA_-x".to_owned(), Some(Kind::Profile))
        );
        let live =
            "https://live.douyin.com/824433208053?room_id=7282413254901533479&enter_from_merge=web";
        assert_eq!(
            told(live),
            ("https://live.douyin.com/824433208053".to_owned(), Some(Kind::Live))
        );
        let shared = "https://webcast.amemv.com/douyin/webcast/reflow/7318296342189919011";
        assert_eq!(
            told(&format!("{shared}?u_code=l1&did=MS4w&iid=MS4w&with_sec_did=1&sec_user_id=MS4w")),
            (shared.to_owned(), Some(Kind::Live))
        );
        let liked = "https://www.douyin.com/user/MS4wLjABAAAA?showTab=like";
        assert_eq!(told(liked), (liked.to_owned(), None));
        let goods = "https://haohuo.jinritemai.com/views/product/detail?id=35&origin_type=604";
        assert_eq!(told(goods).1, Some(Kind::Product));
        let item = "https://haohuo.jinritemai.com/ecommerce/trade/detail/index.html?id=3468423396591858543";
        for page in ["views/product/item2", "views/product/item", "ecommerce/trade/detail/v2/item"]
        {
            let url =
                format!("http://haohuo.jinritemai.com/{page}?id=3468423396591858543&origin=1");
            assert_eq!(told(&url), (item.to_owned(), Some(Kind::Product)), "{url}");
        }
        for page in ["ecommerce/channel/list?id=35", "views/shop/items?id=35", "item2"] {
            let page = format!("https://haohuo.jinritemai.com/{page}");
            assert_eq!(told(&page), (page.clone(), None));
        }
        assert_eq!(
            told("https://v.douyin.com/48PMYp6_elQ/").0,
            "https://v.douyin.com/48PMYp6_elQ/"
        );
    }
}
