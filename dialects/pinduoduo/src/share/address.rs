//! Its addresses in canonical form.

use drawbridge_canon::share::words::is_number;
use drawbridge_canon::share::{Address, Canonical, Kind, Opening, Wall};
use url::Url;

/// What says who shares, from where and why, and nothing about the thing; besides all that begins
/// with `refer_`, `share_` or `_`. The group that one is asked to join (`group_order_id`) stays, on a page
/// of goods too: it is the thing.
const SHARER: &[&str] = &["page_from", "uin", "pdduid", "is_back", "thumb_url", "duoduo_type"];

/// Something for sale, a shop, or any other page without what says who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    goods(url).or_else(|| shop(url)).or_else(|| Some(other(url)))
}

/// `goods.html`, `goods1.html` and `goods2.html` are one page. By its number it has one address; by
/// the sign of a share (`ps`) it must be followed to know which thing it is. `duo_coupon_landing.html` has
/// the number too and is none of these: what is shared there is the coupon.
fn goods(url: &Url) -> Option<Canonical> {
    let page = url.path().rsplit('/').next()?;
    if !["goods.html", "goods1.html", "goods2.html"].contains(&page) {
        return None;
    }
    let at = "https://mobile.yangkeduo.com/goods.html";
    let told = |url, id, openings| Canonical { url, kind: Some(Kind::Product), id, openings };
    if let Some(id) = url.parameter("goods_id").filter(|id| is_number(id)) {
        let group = url.parameter("group_order_id").filter(|group| is_sign(group));
        let group = group.map(|group| format!("&group_order_id={group}")).unwrap_or_default();
        let app = format!("pinduoduo://com.xunmeng.pinduoduo/goods.html?goods_id={id}{group}");
        let opening = Opening::App { url: app, system: None, store_id: None };
        return Some(told(format!("{at}?goods_id={id}{group}"), Some(id), vec![opening]));
    }
    let sign = url.parameter("ps").filter(|sign| is_sign(sign))?;
    Some(told(format!("{at}?ps={sign}"), None, Vec::new()))
}

fn is_sign(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn shop(url: &Url) -> Option<Canonical> {
    let id = url.parameter("mall_id").filter(|id| is_number(id))?;
    url.path().ends_with("/mall_page.html").then(|| Canonical {
        url: format!("https://mobile.yangkeduo.com/mall_page.html?mall_id={id}"),
        kind: Some(Kind::Shop),
        id: Some(id),
        openings: Vec::new(),
    })
}

fn other(url: &Url) -> Canonical {
    let is_sharer = |name: &str| {
        SHARER.contains(&name)
            || ["refer_", "share_", "_"].iter().any(|part| name.starts_with(part))
    };
    Canonical::page(url.keeping(|name| !is_sharer(name)))
}

/// Where it asks who one is.
pub(super) fn wall(url: &Url) -> Option<Wall> {
    matches!(&*url.segments(), ["login.html"]).then(|| Wall::at(url, &["from"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> Canonical {
        canonical(&Url::parse(url).unwrap()).unwrap()
    }

    #[test]
    fn a_thing_has_one_address_and_no_sharer() {
        let url = "https://mobile.yangkeduo.com/goods2.html?goods_id=2723075938&page_from=0&share_uin=ZJZOS_GEXDA&_wv=41729&_wvx=10";
        assert_eq!(told(url).url, "https://mobile.yangkeduo.com/goods.html?goods_id=2723075938");
        assert_eq!(told(url).id.as_deref(), Some("2723075938"));
        let url = "https://mobile.yangkeduo.com/goods.html?ps=OuBjGMWE82&refer_share_uin=x";
        assert_eq!(told(url).url, "https://mobile.yangkeduo.com/goods.html?ps=OuBjGMWE82");
    }

    #[test]
    fn a_group_and_a_coupon_stay_what_is_shared() {
        let group =
            "https://mobile.yangkeduo.com/goods.html?goods_id=7&group_order_id=1234567890123";
        let url = "https://mobile.yangkeduo.com/goods2.html?group_order_id=1234567890123&status=0&goods_id=7&refer_page_sn=10098";
        assert_eq!((told(url).url.as_str(), told(url).id.as_deref()), (group, Some("7")));
        assert_eq!(told(group).url, group);
        let bad = "https://mobile.yangkeduo.com/goods.html?goods_id=7&group_order_id=%3Cx%3E";
        assert_eq!(told(bad).url, "https://mobile.yangkeduo.com/goods.html?goods_id=7");
        let coupon =
            "https://mobile.yangkeduo.com/duo_coupon_landing.html?goods_id=7&pid=1_2&cpsSign=CC_1";
        let shared = told(&format!("{coupon}&duoduo_type=2&share_uin=x"));
        assert_eq!((shared.url.as_str(), shared.kind), (coupon, None));
    }

    #[test]
    fn any_other_page_loses_the_sharer_only() {
        let url = "https://mobile.pinduoduo.com/subject.html?subject_id=9&share_uin=x&_x_src=1";
        assert_eq!(told(url).url, "https://mobile.pinduoduo.com/subject.html?subject_id=9");
        let group = "https://mobile.yangkeduo.com/group7.html?group_order_id=1234567890123";
        assert_eq!(told(&format!("{group}&refer_share_uin=x&_wv=1")).url, group);
        let url = "https://mobile.yangkeduo.com/mall_page.html?mall_id=5&msn=x";
        assert_eq!(told(url).kind, Some(Kind::Shop));
    }

    #[test]
    fn a_wall_is_no_page() {
        for (url, before) in [
            (
                "https://mobile.yangkeduo.com/login.html?from=https%3A%2F%2Fmobile.yangkeduo.com%2Fgoods.html%3Fgoods_id%3D7&refer_page_name=x",
                Some("https://mobile.yangkeduo.com/goods.html?goods_id=7"),
            ),
            ("https://mobile.yangkeduo.com/goods.html?goods_id=7", None),
        ] {
            let told = wall(&Url::parse(url).unwrap());
            let told = told.map(|wall| wall.before.map(String::from).unwrap_or_default());
            assert_eq!(told.as_deref(), before, "{url}");
        }
    }
}
