//! Its addresses in canonical form.

use drawbridge_canon::share::words::is_number;
use drawbridge_canon::share::{Address, Canonical, Kind, Opening, Wall};
use url::Url;

/// What says who shares, from where and why, and nothing about the thing; a final `*` stands for any
/// end. Names as in ClearURLs' public list for this platform.
const SHARER: &[&str] = &[
    "spm*",
    "scm*",
    "pvid",
    "ut_sk",
    "un",
    "share_*",
    "sp_tk",
    "suid",
    "cpp",
    "shareurl",
    "short_name",
    "app",
    "sourceType",
    "price",
    "ali_refid",
    "ali_trackid",
    "acm",
    "utparam*",
    "abbucket",
    "algo_*",
    "bxsign",
    "tk",
    "sm",
    "shareUniqueId",
    "wxsign",
    "xxc",
    "ns",
    "pos",
    "initiative_id",
    "pid",
    "cv",
    "trackInfo",
    "_u",
    "mi_id",
    "utkn",
    "tbSocialPopKey",
    "hd_from",
    "from",
    "un_site",
    "short_from",
    "bucket_id",
    "rn",
    "ltk*",
    "priceTId",
];

/// An item, a shop, or any other page without what says who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    item(url).or_else(|| shop(url)).or_else(|| other(url))
}

/// Where a thing for sale is shown.
#[derive(Clone, Copy)]
enum Place {
    Taobao,
    Tmall,
    TmallWorld,
    Xianyu,
}

fn item(url: &Url) -> Option<Canonical> {
    let (place, id) = place(url)?;
    if !is_number(&id) {
        return None;
    }
    let (page, app) = match place {
        Place::Xianyu => (format!("https://www.goofish.com/item?id={id}"), None),
        Place::TmallWorld => {
            (format!("https://detail.tmall.hk/item.htm?id={id}"), Some(taobao(&id)))
        }
        Place::Tmall => (format!("https://detail.tmall.com/item.htm?id={id}"), Some(tmall(&id))),
        Place::Taobao => (format!("https://item.taobao.com/item.htm?id={id}"), Some(taobao(&id))),
    };
    let opening = |url| Opening::App { url, system: None, store_id: None };
    let openings = app.map(opening).into_iter().collect();
    Some(Canonical { url: page, kind: Some(Kind::Product), id: Some(id), openings })
}

/// The pages of things for sale, by name: others have an `id` too, of a thing of another sort.
fn place(url: &Url) -> Option<(Place, String)> {
    let host = url.host_name();
    let named = |place| Some((place, url.parameter("id")?));
    let numbered = |page: &str| page.strip_suffix(".htm").map(str::to_owned);
    match (host, &*url.segments()) {
        ("2.taobao.com", ["item.htm"])
        | ("market.m.taobao.com", ["app", "idleFish-F2e", _, "page-detail"])
        | ("h5.m.goofish.com", ["app", "idleFish-F2e", _, "page-detail" | "detail.html"])
        | ("goofish.com" | "www.goofish.com" | "h5.m.goofish.com" | "m.goofish.com", ["item"]) => {
            named(Place::Xianyu)
        }
        ("item.taobao.com" | "new.m.taobao.com", ["item.htm" | "detail.htm"])
        | ("h5.m.taobao.com", ["awp", "core", "detail.htm"])
        | ("main.m.taobao.com", ["security-h5-detail", "home"])
        | ("main.m.taobao.com" | "m.intl.taobao.com", ["detail", "index.html" | "detail.html"]) => {
            named(Place::Taobao)
        }
        ("a.m.taobao.com", [page]) => {
            Some((Place::Taobao, numbered(page)?.strip_prefix('i')?.to_owned()))
        }
        ("a.m.tmall.com", [page]) => {
            Some((Place::Tmall, numbered(page)?.strip_prefix('i')?.to_owned()))
        }
        ("world.taobao.com", ["item", page]) => Some((Place::Taobao, numbered(page)?)),
        ("world.tmall.com", ["item", page]) => Some((Place::Tmall, numbered(page)?)),
        (host, ["item.htm"] | ["hk", "item.htm"])
            if host.split('.').any(|label| label == "detail") =>
        {
            named(if host.ends_with(".tmall.hk") { Place::TmallWorld } else { Place::Tmall })
        }
        _ => None,
    }
}

fn taobao(id: &str) -> String {
    format!("taobao://item.taobao.com/item.htm?id={id}")
}

fn tmall(id: &str) -> String {
    format!("tmall://page.tm/itemDetail?itemId={id}")
}

/// `https://shop123.taobao.com/`, and the same for telephones. What is searched for in a shop, or one
/// of its shelves, is a page of its own.
fn shop(url: &Url) -> Option<Canonical> {
    let id = match (url.host_name(), &*url.segments()) {
        ("shop.m.taobao.com", [] | ["shop", "shop_index.htm"]) => url.parameter("shop_id")?,
        (host, [] | ["index.htm"] | ["shop", "view_shop.htm"]) => {
            let id = host.strip_prefix("shop")?.strip_suffix(".taobao.com")?;
            id.trim_end_matches(".m").to_owned()
        }
        _ => return None,
    };
    let searched =
        ["q", "keyword", "search", "catId"].iter().any(|name| url.parameter(name).is_some());
    (is_number(&id) && !searched).then(|| Canonical {
        url: format!("https://shop{id}.taobao.com/"),
        kind: Some(Kind::Shop),
        openings: vec![Opening::App {
            url: format!("taobao://shop.m.taobao.com/shop/shop_index.htm?shop_id={id}"),
            system: None,
            store_id: None,
        }],
        id: Some(id),
    })
}

fn other(url: &Url) -> Option<Canonical> {
    let is_sharer = |name: &str| {
        SHARER.iter().any(|sharer| match sharer.strip_suffix('*') {
            Some(begins) => name.starts_with(begins),
            None => name == *sharer,
        })
    };
    // What follows a click for its advertiser is nothing but such names.
    if url.host_name().starts_with("s.click.") {
        return None;
    }
    Some(Canonical::page(url.keeping(|name| !is_sharer(name))))
}

/// Where it asks who one is, and whether one is a person.
pub(super) fn wall(url: &Url) -> Option<Wall> {
    let asks = matches!(
        url.host_name(),
        "login.taobao.com" | "login.m.taobao.com" | "login.tmall.com" | "passport.goofish.com"
    ) || url.path().contains("/_____tmd_____/");
    asks.then(|| Wall::at(url, &["redirectURL", "redirect_url", "x5referer", "returnUrl"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> Option<(String, Option<Kind>)> {
        let told = canonical(&Url::parse(url).ok()?)?;
        Some((told.url, told.kind))
    }

    #[test]
    fn an_item_has_one_address() {
        let item = Some((
            "https://item.taobao.com/item.htm?id=123456789012".to_owned(),
            Some(Kind::Product),
        ));
        for url in [
            "https://item.taobao.com/item.htm?spm=a1z10.1-c&id=123456789012&ut_sk=1.abc",
            "http://h5.m.taobao.com/awp/core/detail.htm?ft=t&id=123456789012",
            "https://main.m.taobao.com/detail/index.html?un=1&id=123456789012&share_crt_v=1",
            "https://world.taobao.com/item/123456789012.htm?fromSite=main",
            "https://a.m.taobao.com/i123456789012.htm?sid=1",
            "https://main.m.taobao.com/security-h5-detail/home?ft=t&id=123456789012&fromNormal=true",
        ] {
            assert_eq!(told(url), item, "{url}");
        }
        let tmall = "https://detail.m.tmall.com/item.htm?abbucket=1&id=12";
        assert_eq!(told(tmall).unwrap().0, "https://detail.tmall.com/item.htm?id=12");
        let older = "http://a.m.tmall.com/i12.htm?id=12";
        assert_eq!(told(older).unwrap().0, "https://detail.tmall.com/item.htm?id=12");
        assert_eq!(
            told("https://h5.m.goofish.com/item?id=7&ut_sk=1").unwrap().0,
            "https://www.goofish.com/item?id=7"
        );
    }

    #[test]
    fn another_thing_has_another_address() {
        let second_hand = "https://www.goofish.com/item?id=626032002165";
        for url in [
            "https://market.m.taobao.com/app/idleFish-F2e/widle-taobao-rax/page-detail?wh_weex=true&id=626032002165&ut_sk=1.X",
            "https://2.taobao.com/item.htm?spm=1&id=626032002165",
            "https://h5.m.goofish.com/app/idleFish-F2e/fish-mini-pha/detail.html?id=626032002165",
        ] {
            assert_eq!(told(url).unwrap().0, second_hand, "{url}");
        }
        for url in [
            "https://h5.m.taobao.com/guang/detail.html?id=626032002165",
            "https://shop33.taobao.com/search.htm?keyword=x",
            "https://shop33.taobao.com/category-1234.htm",
            "https://shop33.taobao.com/?keyword=x",
            "https://shop.m.taobao.com/shop/shop_search.htm?shop_id=33&q=x",
        ] {
            assert_eq!(told(url), Some((url.to_owned(), None)), "{url}");
        }
        let hk = "https://detail.tmall.hk/hk/item.htm?id=7&spm=1";
        assert_eq!(told(hk).unwrap().0, "https://detail.tmall.hk/item.htm?id=7");
        let market = "https://chaoshi.detail.tmall.com/item.htm?id=7";
        assert_eq!(told(market).unwrap().0, "https://detail.tmall.com/item.htm?id=7");
    }

    #[test]
    fn a_shop_and_any_other_page_lose_the_sharer_only() {
        let shop = "https://shop.m.taobao.com/shop/shop_index.htm?shop_id=33&spm=x";
        assert_eq!(told(shop), Some(("https://shop33.taobao.com/".to_owned(), Some(Kind::Shop))));
        let coupon = "https://uland.taobao.com/coupon/edetail?e=abc&pid=mm_1_2_3&relationId=1";
        assert_eq!(
            told(coupon).unwrap().0,
            "https://uland.taobao.com/coupon/edetail?e=abc&relationId=1"
        );
        assert_eq!(
            told("https://m.tb.cn/h.UvpmkC1?tk=sGbodnsOSIy").unwrap().0,
            "https://m.tb.cn/h.UvpmkC1"
        );
    }

    #[test]
    fn what_is_no_number_is_no_item() {
        assert_eq!(told("https://item.taobao.com/item.htm?id=%3Cscript%3E").unwrap().1, None);
    }

    #[test]
    fn a_wall_is_no_page() {
        for (url, before) in [
            (
                "https://login.taobao.com/member/login.jhtml?redirectURL=https%3A%2F%2Fitem.taobao.com%2Fitem.htm%3Fid%3D7",
                Some("https://item.taobao.com/item.htm?id=7"),
            ),
            ("https://item.taobao.com/item.htm?id=7&redirectURL=https://a.cn", None),
        ] {
            let told = wall(&Url::parse(url).unwrap());
            let told = told.map(|wall| wall.before.map(String::from).unwrap_or_default());
            assert_eq!(told.as_deref(), before, "{url}");
        }
    }
}
