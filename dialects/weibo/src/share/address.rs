//! Its addresses in canonical form.

use drawbridge_canon::share::{Address, Canonical, Kind, Opening, Wall, web_address};
use url::Url;

use super::number::{is_number, number};

/// What says who shares, from where and by which app, and nothing about the thing; besides all that
/// begins with `share_`.
const SHARER: &[&str] = &[
    "luicode",
    "lfid",
    "uicode",
    "featurecode",
    "sourcetype",
    "sourceType",
    "sudaref",
    "display",
    "retcode",
    "refer_flag",
    "ref",
    "wm",
    "from",
    "jumpfrom",
    "wvr",
    "launchid",
    "extparam",
];

/// A post has one address whether it was shared from the desktop's page or the phone's; any other page
/// is without what says who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    let is_sharer = |name: &str| SHARER.contains(&name) || name.starts_with("share_");
    known(url).or_else(|| Some(Canonical::page(url.keeping(|name| !is_sharer(name)))))
}

fn known(url: &Url) -> Option<Canonical> {
    match (url.host_name(), &*url.segments()) {
        ("video.weibo.com", ["show"]) => film(&url.parameter("fid")?),
        ("h5.video.weibo.com", ["show", id]) | ("video.h5.weibo.cn", [id] | [id, _]) => film(id),
        // `/share/310744244,4776731619099115.html?weibo_id=4776731619099115`
        ("share.api.weibo.cn", ["share", page]) => {
            let page = page.strip_suffix(".html").unwrap_or(page);
            let named = || page.split_once(',').map(|(_, id)| id.to_owned());
            post(&url.parameter("weibo_id").or_else(named)?)
        }
        ("card.weibo.com", ["article", "m", "show", "id", id]) => article(id),
        ("m.weibo.cn" | "weibo.com" | "www.weibo.com", path) => at_home(url, path),
        _ => None,
    }
}

fn at_home(url: &Url, path: &[&str]) -> Option<Canonical> {
    match path {
        ["tv", "show", id] => film(id),
        ["ttarticle", "p", "show"] => article(&url.parameter("id")?),
        ["status" | "detail" | "statuses", id] => post(id),
        // Their shelves (`tabtype`) are pages of their own.
        ["u" | "profile", user] if is_number(user) && url.parameter("tabtype").is_none() => {
            let url = format!("https://weibo.com/u/{user}");
            Some(thing(url, Kind::Profile, user, Vec::new()))
        }
        ["n", name] => {
            let url = format!("https://weibo.com/n/{name}");
            Some(Canonical { url, kind: Some(Kind::Profile), id: None, openings: Vec::new() })
        }
        [user, id] if is_number(user) => post(id),
        _ => None,
    }
}

fn post(name: &str) -> Option<Canonical> {
    let id = number(name)?;
    let app = Opening::App {
        url: format!("sinaweibo://detail?mblogid={id}"),
        system: None,
        store_id: None,
    };
    Some(thing(format!("https://m.weibo.cn/status/{id}"), Kind::Article, &id, vec![app]))
}

/// `1034:4924511439749139`: a kind of object and its number.
fn film(id: &str) -> Option<Canonical> {
    let (kind, number) = id.split_once(':')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let url = format!("https://weibo.com/tv/show/{id}");
    (digits(kind) && digits(number)).then(|| thing(url, Kind::Video, id, Vec::new()))
}

fn article(id: &str) -> Option<Canonical> {
    let url = format!("https://weibo.com/ttarticle/p/show?id={id}");
    let digits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| thing(url, Kind::Article, id, Vec::new()))
}

fn thing(url: String, kind: Kind, id: &str, openings: Vec<Opening>) -> Canonical {
    Canonical { url, kind: Some(kind), id: Some(id.to_owned()), openings }
}

/// `sinaurl?u=…` in posts, and the page at which guests are numbered.
pub(super) fn passes_to(url: &Url) -> Option<Url> {
    let inner = match (url.host_name(), &*url.segments()) {
        ("weibo.cn" | "m.weibo.cn" | "weibo.com" | "www.weibo.com", ["sinaurl"]) => {
            url.parameter("u").or_else(|| url.parameter("toasturl"))
        }
        ("passport.weibo.com", ["visitor", "visitor"]) => url.parameter("url"),
        _ => None,
    };
    web_address(&inner?)
}

/// Where it asks who one is. That which numbers guests passes on: see [`passes_to`].
pub(super) fn wall(url: &Url) -> Option<Wall> {
    let asks = matches!(
        (url.host_name(), &*url.segments()),
        ("passport.weibo.com", ["sso", "signin"] | ["signin", ..])
            | ("passport.weibo.cn", ["signin", ..])
    );
    asks.then(|| Wall::at(url, &["url", "r"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> (String, Option<Kind>) {
        let told = canonical(&Url::parse(url).unwrap()).unwrap();
        (told.url, told.kind)
    }

    #[test]
    fn what_its_apps_share_is_a_post_or_a_film() {
        let post = ("https://m.weibo.cn/status/4776731619099115".to_owned(), Some(Kind::Article));
        for url in [
            "https://share.api.weibo.cn/share/310744244,4776731619099115.html?weibo_id=4776731619099115",
            "https://share.api.weibo.cn/share/310744244,4776731619099115.html",
        ] {
            assert_eq!(told(url), post, "{url}");
        }
        let film =
            ("https://weibo.com/tv/show/1034:4906675258196021".to_owned(), Some(Kind::Video));
        assert_eq!(told("https://h5.video.weibo.com/show/1034:4906675258196021"), film);
    }

    #[test]
    fn any_other_page_loses_the_sharer_only() {
        let page = "https://weibo.com/u/5957640693?tabtype=album";
        assert_eq!(told(&format!("{page}&share_uid=42&from=page")), (page.to_owned(), None));
        let person = "https://weibo.com/u/5957640693";
        assert_eq!(told(&format!("{person}?share_uid=42")).1, Some(Kind::Profile));
    }

    #[test]
    fn a_shelf_of_a_person_is_no_post() {
        for page in [
            "https://weibo.com/1234567890/profile?topnav=1",
            "https://weibo.com/1234567890/album",
            "https://weibo.com/1234567890/follow",
            "https://weibo.com/1234567890/fans",
            "https://weibo.com/1234567890/photos",
            "https://weibo.com/1234567890/info",
            "https://weibo.com/1234567890/home",
            "https://weibo.com/1234567890/favorites",
            "https://m.weibo.cn/1234567890/profile",
        ] {
            assert_eq!(told(page), (page.to_owned(), None), "{page}");
        }
    }

    #[test]
    fn a_wall_is_no_page() {
        for (url, before) in [
            (
                "https://passport.weibo.com/sso/signin?entry=miniblog&source=miniblog&url=https%3A%2F%2Fweibo.com%2Fu%2F5957640693",
                Some("https://weibo.com/u/5957640693"),
            ),
            ("https://weibo.com/u/5957640693", None),
        ] {
            let told = wall(&Url::parse(url).unwrap());
            let told = told.map(|wall| wall.before.map(String::from).unwrap_or_default());
            assert_eq!(told.as_deref(), before, "{url}");
        }
    }
}
