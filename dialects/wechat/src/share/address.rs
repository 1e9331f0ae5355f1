//! Its addresses in canonical form.

use drawbridge_canon::share::{Address, Canonical, Kind, Opening, Wall, web_address};
use url::Url;

/// What says who shares, from where and by which app, and nothing about the thing. The first five
/// are the sharer's session: whoever has them reads as the sharer. Besides all that begins with
/// `sharer_`.
const SHARER: &[&str] = &[
    "key",
    "pass_ticket",
    "appmsg_token",
    "wxtoken",
    "token",
    "uin",
    "exportkey",
    "chksm",
    "srcid",
    "mpshare",
    "wx_header",
    "shareuser",
    "share_sharer",
    "ascene",
    "scene",
    "subscene",
    "sessionid",
    "session_us",
    "clicktime",
    "enterid",
    "devicetype",
    "nettype",
    "abtest_cookie",
    "fontScale",
    "fontgear",
    "isappinstalled",
    "from",
    "poc_token",
    "xtrack",
];

/// Articles, films of Channels, and URL Links to mini programs, or any other page without what says
/// who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    let is_sharer = |name: &str| SHARER.contains(&name) || name.starts_with("sharer_");
    known(url).or_else(|| Some(Canonical::page(url.keeping(|name| !is_sharer(name)))))
}

fn known(url: &Url) -> Option<Canonical> {
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
    web_address(&inner?)
}

/// Where it asks whether one is a person.
pub(super) fn wall(url: &Url) -> Option<Wall> {
    let here = url.host_name() == "mp.weixin.qq.com"
        && matches!(&*url.segments(), ["mp", "wappoc_appmsgcaptcha" | "verify" | "verifycode"]);
    here.then(|| Wall::at(url, &["target_url", "redirect_uri"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_tells_the_sharers_session() {
        let session = "key=secret&uin=MTIz&pass_ticket=sess&devicetype=iOS&exportkey=n_C&scene=126";
        for page in [
            "https://mp.weixin.qq.com/mp/appmsgalbum?__biz=MzA&action=getalbum&album_id=17",
            "https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz=MzA",
            "https://mp.weixin.qq.com/s?__biz=MzA&mid=1",
            "https://channels.weixin.qq.com/web/pages/feed?eid=1",
        ] {
            let url = Url::parse(&format!("{page}&{session}&sharer_shareinfo=b3")).unwrap();
            let told = canonical(&url).unwrap();
            assert_eq!((told.url.as_str(), told.kind), (page, None));
        }
    }

    #[test]
    fn a_wall_is_no_page() {
        for (url, before) in [
            (
                "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=H&target_url=https%3A%2F%2Fmp.weixin.qq.com%2Fs%3Fmid%3D1",
                Some("https://mp.weixin.qq.com/s?mid=1"),
            ),
            (
                "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?target_url=%2Fs",
                Some("https://mp.weixin.qq.com/s"),
            ),
            ("https://mp.weixin.qq.com/s/q6YEtpRd_-U5tWGrRMBOtw", None),
        ] {
            let told = wall(&Url::parse(url).unwrap());
            let told = told.map(|wall| wall.before.map(String::from).unwrap_or_default());
            assert_eq!(told.as_deref(), before, "{url}");
        }
    }
}
