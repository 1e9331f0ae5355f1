//! Its addresses in canonical form.

use drawbridge_canon::share::{Address, Canonical, Kind, Opening};
use url::Url;

use super::number::{is_number, number};

/// A post has one address whether it was shared from the desktop's page or the phone's.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    match (url.host_name(), &*url.segments()) {
        ("video.weibo.com", ["show"]) => film(&url.parameter("fid")?),
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
        ["u" | "profile", user, ..] if is_number(user) => {
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
    Url::parse(&inner?).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}
