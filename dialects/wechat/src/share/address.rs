//! Its addresses in canonical form.

use drawbridge_canon::share::{Address, Canonical, Kind, Opening};
use url::Url;

/// Articles, films of Channels, and URL Links to mini programs.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    match (url.host_name(), &*url.segments()) {
        ("mp.weixin.qq.com", ["s", id]) => short_article(id),
        ("mp.weixin.qq.com", ["s"] | ["mp", "appmsg", "show"]) => long_article(url),
        ("weixin.qq.com", ["sph", id]) => film(id),
        ("channels.weixin.qq.com", ["finder-preview", "pages", "sph"]) => {
            film(&url.parameter("id")?)
        }
        (host @ ("wxaurl.cn" | "wxmpurl.cn"), [ticket]) => url_link(url, host, ticket),
        _ => None,
    }
}

/// `/s/q6YEtpRd_-U5tWGrRMBOtw`.
fn short_article(id: &str) -> Option<Canonical> {
    let url = format!("https://mp.weixin.qq.com/s/{id}");
    is_code(id, 10..=64).then(|| thing(url, Kind::Article, id, Vec::new()))
}

/// The four that say which article it is: whose, which issue, the how manieth in it, and the key
/// without which it is not shown. The rest says who shares (`sharer_*`, `scene`) and proves that the
/// address was not made up (`chksm`), which opening it does not need.
fn long_article(url: &Url) -> Option<Canonical> {
    let [biz, mid, idx, sn] = ["__biz", "mid", "idx", "sn"].map(|name| url.parameter(name));
    let (biz, mid, idx) = (biz?, mid.or_else(|| url.parameter("appmsgid"))?, idx?);
    let digits =
        |text: &str| (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let base64 =
        |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=-_".contains(&b));
    if !digits(&mid) || !digits(&idx) || biz.is_empty() || biz.len() > 32 || !base64(&biz) {
        return None;
    }
    let key =
        sn.filter(|sn| is_code(sn, 8..=64)).map_or_else(String::new, |sn| format!("&sn={sn}"));
    let url = format!("https://mp.weixin.qq.com/s?__biz={biz}&mid={mid}&idx={idx}{key}");
    Some(thing(url, Kind::Article, &format!("{biz}/{mid}/{idx}"), Vec::new()))
}

/// `weixin.qq.com/sph/AiQbKWmgTm`.
fn film(id: &str) -> Option<Canonical> {
    let url = format!("https://weixin.qq.com/sph/{id}");
    is_code(id, 4..=64).then(|| thing(url, Kind::Video, id, Vec::new()))
}

/// `wxaurl.cn/BQZRrcFCPvg?cq=a%3Dhello`: `cq` goes to the mini program as a query of its own.
fn url_link(url: &Url, host: &str, ticket: &str) -> Option<Canonical> {
    if !is_code(ticket, 6..=64) {
        return None;
    }
    let kept = url.keeping(|name| name == "cq");
    let query = kept.query().map_or_else(String::new, |query| format!("?{query}"));
    let link = format!("https://{host}/{ticket}{query}");
    let opening = Opening::Mini {
        host: crate::NAME.to_owned(),
        app_id: None,
        path: None,
        link: Some(link.clone()),
    };
    Some(thing(link, Kind::MiniProgram, ticket, vec![opening]))
}

fn thing(url: String, kind: Kind, id: &str, openings: Vec<Opening>) -> Canonical {
    Canonical { url, kind: Some(kind), id: Some(id.to_owned()), openings }
}

/// Whether it is made of letters, digits, `_` and `-`, of one of these lengths.
pub(super) fn is_code(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// The pages that warn carry the address about which they warn.
pub(super) fn passes_to(url: &Url) -> Option<Url> {
    let inner = match (url.host_name(), &*url.segments()) {
        ("weixin110.qq.com", ["cgi-bin", "mmspamsupport-bin", _]) => url.parameter("url"),
        ("support.weixin.qq.com", ["cgi-bin", "mmsupport-bin", "readtemplate"]) => {
            url.parameter("url")
        }
        ("c.pc.qq.com", ["middlem.html" | "middlect.html" | "index.html" | "pc.html"]) => {
            url.parameter("pfurl").or_else(|| url.parameter("url"))
        }
        _ => None,
    };
    Url::parse(&inner?).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}
