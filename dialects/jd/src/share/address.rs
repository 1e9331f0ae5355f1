//! Its addresses in canonical form.

use drawbridge_canon::share::words::is_number;
use drawbridge_canon::share::{Address, Canonical, Kind, Opening, Wall};
use url::Url;

/// What says who shares, from where and why, and nothing about the thing.
const SHARER: &[&str] = &[
    "ad_od",
    "cu",
    "gx",
    "gxd",
    "PTAG",
    "ptag",
    "jkl",
    "shareId",
    "un_area",
    "_share",
    "shareFrom",
    "share_type",
    "shareType",
    "sid",
    "bbtf",
    "utm_user",
    "cover",
    "uuid",
    "jxsid",
    "appType",
    "resourceType",
    "resourceValue",
    "sourceType",
    "wxa_abtest",
    "extension_id",
    "jd_pop",
    "abt",
    "from",
    "ShareTm",
    "un_id",
    "mopenbp5",
    "unionActId",
    "__un",
    "babelChannel",
    "navh",
    "tttparams",
    "spread",
];

/// An item, a shop, or any other page without what says who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    item(url).or_else(|| shop(url)).or_else(|| Some(other(url)))
}

fn item(url: &Url) -> Option<Canonical> {
    let (host, path) = (url.host_name(), url.path().to_ascii_lowercase());
    let views = matches!(host, "m.jingxi.com" | "wq.jd.com") && path == "/item/view";
    if !host.contains("item") && !views {
        return None;
    }
    // `ware/detail.html?wareId=`: a page's own name is no number.
    let in_path = path.strip_suffix(".html").map(|path| {
        path.strip_prefix("/product").unwrap_or(path).trim_start_matches('/').to_owned()
    });
    let in_path = in_path.filter(|sku| is_number(sku));
    let sku = in_path.or_else(|| url.parameter("wareId")).or_else(|| url.parameter("sku"))?;
    let page = if host.ends_with("jd.hk") { "npcitem.jd.hk" } else { "item.jd.com" };
    is_number(&sku).then(|| Canonical {
        url: format!("https://{page}/{sku}.html"),
        kind: Some(Kind::Product),
        openings: vec![in_app(&format!(
            r#"{{"category":"jump","des":"productDetail","skuId":"{sku}"}}"#
        ))],
        id: Some(sku),
    })
}

/// A shop's first page. What is searched for in it is a page of its own.
fn shop(url: &Url) -> Option<Canonical> {
    let id = match (url.host_name(), &*url.segments()) {
        ("mall.jd.com", [page]) => page.strip_prefix("index-")?.strip_suffix(".html")?.to_owned(),
        ("shop.m.jd.com" | "shop.jd.com", [] | ["shop"] | ["shop", "home" | "index.html"]) => {
            url.parameter("shopId")?
        }
        _ => return None,
    };
    let searched = ["keyword", "searchWord", "cateId", "categoryId"]
        .iter()
        .any(|name| url.parameter(name).is_some());
    (is_number(&id) && !searched).then(|| Canonical {
        url: format!("https://mall.jd.com/index-{id}.html"),
        kind: Some(Kind::Shop),
        id: Some(id),
        openings: Vec::new(),
    })
}

/// `openapp.jdmobile://virtual?params=…`, as the app's own pages call it.
fn in_app(params: &str) -> Opening {
    let params: String = url::form_urlencoded::byte_serialize(params.as_bytes()).collect();
    let url = format!("openapp.jdmobile://virtual?params={params}");
    Opening::App { url, system: None, store_id: None }
}

fn other(url: &Url) -> Canonical {
    Canonical::page(url.keeping(|name| !SHARER.contains(&name) && !name.starts_with("utm_")))
}

/// Where it asks who one is, and whether one is a person.
pub(super) fn wall(url: &Url) -> Option<Wall> {
    let asks = match (url.host_name(), &*url.segments()) {
        ("passport.jd.com" | "plogin.m.jd.com", path) => !path.is_empty(),
        ("cfe.m.jd.com", ["privatedomain", "risk_handler", ..]) => true,
        _ => false,
    };
    asks.then(|| Wall::at(url, &["ReturnUrl", "returnurl", "returnUrl"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> Canonical {
        canonical(&Url::parse(url).unwrap()).unwrap()
    }

    #[test]
    fn an_item_has_one_address() {
        for url in [
            "https://item.jd.com/100012043978.html#comment",
            "https://item.m.jd.com/product/100012043978.html?utm_source=iosapp&ad_od=share&gx=RnE",
            "https://ITEM.JD.COM/100012043978.HTML?CU=TRUE",
            "https://m.jingxi.com/item/view?_fd=jx&sku=100012043978&cu=true",
            "https://wq.jd.com/item/view?sku=100012043978&ptag=1",
            "https://item.m.jd.com/ware/view.action?wareId=100012043978&sid=1",
            "https://item.m.jd.com/ware/detail.html?wareId=100012043978&gx=1",
        ] {
            assert_eq!(told(url).url, "https://item.jd.com/100012043978.html", "{url}");
            assert_eq!(told(url).kind, Some(Kind::Product));
        }
        assert_eq!(told("https://npcitem.jd.hk/7.html?x=1").url, "https://npcitem.jd.hk/7.html");
    }

    #[test]
    fn its_app_is_opened_by_its_own_scheme() {
        let Opening::App { url, .. } = &told("https://item.jd.com/7.html").openings[0] else {
            panic!()
        };
        let url = Url::parse(url).unwrap();
        let params = url.parameter("params").unwrap();
        assert_eq!(params, r#"{"category":"jump","des":"productDetail","skuId":"7"}"#);
    }

    #[test]
    fn a_shop_and_any_other_page_lose_the_sharer_only() {
        assert_eq!(
            told("https://shop.m.jd.com/?shopId=33&gx=1").url,
            "https://mall.jd.com/index-33.html"
        );
        let home = "https://shop.m.jd.com/shop/home?shopId=33&gx=1";
        assert_eq!(told(home).url, "https://mall.jd.com/index-33.html");
        for page in [
            "https://m.jingxi.com/pingou/dream_factory/index.html?sku=7",
            "https://shop.m.jd.com/search?shopId=33&keyword=x",
            "https://shop.m.jd.com/?shopId=33&keyword=x",
            "https://mall.jd.com/view_search-33-1.html",
        ] {
            assert_eq!((told(page).url.as_str(), told(page).kind), (page, None));
        }
        let link = "https://3.cn/35RO-7uG?jkl=@W0a0c28PhTuD@";
        assert_eq!(told(link).url, "https://3.cn/35RO-7uG");
        assert_eq!(
            told("https://pro.jd.com/mall/active/x/index.html?a=1&utm_user=2").url,
            "https://pro.jd.com/mall/active/x/index.html?a=1"
        );
    }

    #[test]
    fn a_wall_is_no_page() {
        for (url, before) in [
            (
                "https://passport.jd.com/new/login.aspx?ReturnUrl=https%3A%2F%2Fitem.jd.com%2F7.html",
                Some("https://item.jd.com/7.html"),
            ),
            ("https://item.jd.com/7.html", None),
        ] {
            let told = wall(&Url::parse(url).unwrap());
            let told = told.map(|wall| wall.before.map(String::from).unwrap_or_default());
            assert_eq!(told.as_deref(), before, "{url}");
        }
    }
}
