//! Its addresses in canonical form.

use drawbridge_canon::share::words::is_number;
use drawbridge_canon::share::{Address, Canonical, Kind, Opening, Wall, web_address};
use url::Url;

/// What says who shares, from where and by which app, and nothing about the thing; the sharer's
/// session among it. Besides all that begins with `share` or `utm_`.
const SHARER: &[&str] = &[
    "token",
    "userid",
    "userId",
    "uuid",
    "unionId",
    "openId",
    "mtShareId",
    "msource",
    "fromapp",
    "lch",
    "version_name",
];

/// A place has one address at either of its two sites, from the desktop, the phone and the app; any
/// other page is without what says who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    known(url).or_else(|| {
        let is_sharer = |name: &str| {
            SHARER.contains(&name) || name.starts_with("share") || name.starts_with("utm_")
        };
        Some(Canonical::page(url.keeping(|name| !is_sharer(name))))
    })
}

fn known(url: &Url) -> Option<Canonical> {
    let path = url.segments();
    match url.host_name() {
        "dianping.com" | "www.dianping.com" | "m.dianping.com" => match &*path {
            ["shop" | "shopshare" | "shopinfo", id, ..] => reviewed(id),
            _ => None,
        },
        "t.dianping.com" => match &*path {
            ["deal", id] => Some(deal("https://t.dianping.com/deal", number(id)?)),
            _ => None,
        },
        "meituan.com" | "www.meituan.com" | "i.meituan.com" => match &*path {
            ["poi" | "shop" | "meishi" | "xiuxianyule", id, ..] => Some(place(number(id)?)),
            ["deal", id] => Some(deal("https://www.meituan.com/deal", number(id)?)),
            _ => None,
        },
        _ => None,
    }
}

/// A place at Dianping.
fn reviewed(id: &str) -> Option<Canonical> {
    is_number_or_drawn(id).then(|| Canonical {
        url: format!("https://www.dianping.com/shop/{id}"),
        kind: Some(Kind::Place),
        id: Some(id.to_owned()),
        openings: vec![app(format!("dianping://shopinfo?id={id}"))],
    })
}

/// A number, or sixteen letters and digits drawn at random: one of sixteen has no digit, hardly one no
/// capital. A word is another page (`/shop/brand/…`).
fn is_number_or_drawn(id: &str) -> bool {
    let sixteen = id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_number(id) || (sixteen && !id.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// A place at Meituan.
fn place(id: &str) -> Canonical {
    Canonical {
        url: format!("https://www.meituan.com/shop/{id}"),
        kind: Some(Kind::Place),
        id: Some(id.to_owned()),
        openings: vec![app(format!("imeituan://www.meituan.com/merchant?id={id}"))],
    }
}

fn deal(base: &str, id: &str) -> Canonical {
    Canonical {
        url: format!("{base}/{id}"),
        kind: Some(Kind::Product),
        id: Some(id.to_owned()),
        openings: Vec::new(),
    }
}

fn app(url: String) -> Opening {
    Opening::App { url, system: None, store_id: None }
}

/// `42051528`, `42051528.html`.
fn number(id: &str) -> Option<&str> {
    let id = id.strip_suffix(".html").unwrap_or(id);
    is_number(id).then_some(id)
}

/// `link.dianping.com/universal-link?originalUrl=…&schema=…`: the page where there is no app.
pub(super) fn passes_to(url: &Url) -> Option<Url> {
    let here = url.host_name() == "link.dianping.com" && url.segments() == ["universal-link"];
    let inner = here.then(|| url.parameter("originalUrl"))??;
    web_address(&inner)
}

/// Where both ask who one is, and whether one is a person.
pub(super) fn wall(url: &Url) -> Option<Wall> {
    let asks = matches!(
        url.host_name(),
        "verify.meituan.com"
            | "passport.meituan.com"
            | "account.dianping.com"
            | "maccount.dianping.com"
    );
    let wall =
        asks.then(|| Wall::at(url, &["succCallbackUrl", "redir", "redirect", "continue"]))?;
    // Who has proved to be a person is sent to a page that sends on.
    let within = wall.before.as_ref().filter(|url| url.path() == "/optimus/verifyResult");
    Some(within.map(|url| Wall::at(url, &["originUrl"])).unwrap_or(wall))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_other_page_loses_the_sharer_only() {
        let page = "https://m.dianping.com/note/1234?cityid=1";
        let url = format!("{page}&shareid=Ab_1&token=secret&utm_source=wx&msource=share");
        let told = canonical(&Url::parse(&url).unwrap()).unwrap();
        assert_eq!((told.url.as_str(), told.kind), (page, None));
    }

    #[test]
    fn a_wall_is_no_page() {
        for (url, before) in [
            (
                "https://verify.meituan.com/v2/web/general_page?action=spiderindefence&requestCode=1&succCallbackUrl=https%3A%2F%2Foptimus-mtsi.meituan.com%2Foptimus%2FverifyResult%3ForiginUrl%3Dhttps%253A%252F%252Fwww.dianping.com%252Fshop%252Fk9",
                Some("https://www.dianping.com/shop/k9"),
            ),
            (
                "https://account.dianping.com/login?redir=https%3A%2F%2Fwww.dianping.com%2Fshop%2Fk9",
                Some("https://www.dianping.com/shop/k9"),
            ),
            ("https://www.dianping.com/shop/k9", None),
        ] {
            let told = wall(&Url::parse(url).unwrap());
            let told = told.map(|wall| wall.before.map(String::from).unwrap_or_default());
            assert_eq!(told.as_deref(), before, "{url}");
        }
    }

    #[test]
    fn a_place_has_a_number_or_sixteen_signs() {
        for (path, id) in [
            ("shop/18149081", Some("18149081")),
            ("shopshare/k394wSQFIF53x0Ng", Some("k394wSQFIF53x0Ng")),
            ("shop/HkTqLmZrWvXyNpBc", Some("HkTqLmZrWvXyNpBc")),
            ("shop/brand/12345", None),
            ("shop/promotioncenters", None),
            ("shop/b93357498s45g45", None),
        ] {
            let url = Url::parse(&format!("https://m.dianping.com/{path}")).unwrap();
            assert_eq!(canonical(&url).unwrap().id.as_deref(), id, "{path}");
        }
    }
}
