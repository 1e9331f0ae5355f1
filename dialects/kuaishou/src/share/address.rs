//! Its addresses in canonical form.

use drawbridge_canon::share::words::is_number;
use drawbridge_canon::share::{Address, Canonical, Kind, Opening};
use url::Url;

/// What says who shares, from where and why, and nothing about the thing; besides all that begins
/// with `share` or `utm_`, and besides [`NUMBERS`].
const SHARER: &[&str] = &[
    "fid",
    "cc",
    "kpn",
    "kpf",
    "did",
    "et",
    "followRefer",
    "shareToken",
    "subBiz",
    "timestamp",
    "sid",
    "docId",
    "h5Domain",
    "efid",
    "fr",
    "appType",
    "groupName",
    "expTag",
    "gtk",
    "trace_id",
    "authorId",
    "streamSource",
    "area",
    "photoType",
    "translateKey",
    "launchSource",
    "shareObjectId",
    "shareUrlOpened",
    "ztDid",
    "sharePage",
];

/// What names the thing where the path does not, and is only said once more where it does.
const NUMBERS: &[&str] = &["userId", "photoId"];

/// A film, a person, a broadcast, or any other page without what says who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    thing(url).or_else(|| older(url)).or_else(|| Some(other(url)))
}

/// `/i/photo/lwx?userId=86752451&photoId=943312486`, as the app shared films up to 2018: the two numbers
/// are all that says which film it is.
fn older(url: &Url) -> Option<Canonical> {
    let ["i", "photo", "lwx"] = *url.segments() else { return None };
    let number = |name: &str| url.parameter(name).filter(|number| is_number(number));
    let (user, film) = (number("userId")?, number("photoId")?);
    let app = format!("kwai://work/{film}");
    Some(Canonical {
        url: format!("https://www.kuaishou.com/i/photo/lwx?userId={user}&photoId={film}"),
        kind: Some(Kind::Video),
        id: Some(film),
        openings: vec![Opening::App { url: app, system: None, store_id: None }],
    })
}

fn thing(url: &Url) -> Option<Canonical> {
    let parts: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    let (kind, id) = match (url.host_name(), parts.as_slice()) {
        ("live.kuaishou.com", ["u" | "profile", id]) | (_, ["fw", "live", id, ..]) => {
            (Kind::Live, *id)
        }
        (
            _,
            ["short-video", id, ..] | ["fw", "photo" | "long-video", id, ..] | ["photo", _, id, ..],
        ) => (Kind::Video, *id),
        (_, ["profile", id] | ["fw", "user", id]) => (Kind::Profile, *id),
        _ => return None,
    };
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    if !(1..=40).contains(&id.len()) || !id.bytes().all(fits) {
        return None;
    }
    let (url, app) = match kind {
        Kind::Live => (format!("https://live.kuaishou.com/u/{id}"), None),
        Kind::Profile => (format!("https://www.kuaishou.com/profile/{id}"), None),
        _ => (
            format!("https://www.kuaishou.com/short-video/{id}"),
            Some(format!("kwai://work/{id}")),
        ),
    };
    let openings = app.map(|url| Opening::App { url, system: None, store_id: None });
    let openings = openings.into_iter().collect();
    Some(Canonical { url, kind: Some(kind), id: Some(id.to_owned()), openings })
}

fn other(url: &Url) -> Canonical {
    // Codes and numbers have digits or capitals, words have none.
    let coded = |part: &&str| part.bytes().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let named = url.segments().last().is_some_and(coded);
    let is_sharer = |name: &str| {
        SHARER.contains(&name)
            || name.starts_with("share")
            || name.starts_with("utm_")
            || (named && NUMBERS.contains(&name))
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
            ("https://www.kuaishou.com/short-video/3xk9ahsjr7jw3wq".to_owned(), Some(Kind::Video));
        for url in [
            "https://www.kuaishou.com/short-video/3xk9ahsjr7jw3wq?authorId=3x&streamSource=find",
            "https://v.m.chenzhongtech.com/fw/photo/3xk9ahsjr7jw3wq?fid=1&cc=share_copylink&shareToken=X-1",
            "https://m.gifshow.com/fw/photo/3xk9ahsjr7jw3wq",
        ] {
            assert_eq!(told(url), film, "{url}");
        }
    }

    #[test]
    fn what_only_the_parameters_name_keeps_them() {
        for (url, page) in [
            (
                "https://m.gifshow.com/some/page?photoId=1&userId=2&fid=3",
                "https://m.gifshow.com/some/page?photoId=1&userId=2",
            ),
            (
                "https://www.gifshow.com/i/photo/lwx?userId=a&photoId=1&fid=3",
                "https://www.gifshow.com/i/photo/lwx?userId=a&photoId=1",
            ),
            (
                "https://v.kuaishou.com/K3DWvTmX?photoId=1&userId=2",
                "https://v.kuaishou.com/K3DWvTmX",
            ),
            (
                "https://www.kuaishou.com/new-reco/3xk9ahsjr7jw3wq?photoId=1&userId=2",
                "https://www.kuaishou.com/new-reco/3xk9ahsjr7jw3wq",
            ),
        ] {
            assert_eq!(told(url), (page.to_owned(), None), "{url}");
        }
    }

    #[test]
    fn people_broadcasts_and_other_pages_lose_the_sharer() {
        assert_eq!(told("https://live.kuaishou.com/u/abc?fid=1").1, Some(Kind::Live));
        assert_eq!(
            told("https://www.kuaishou.com/profile/3xabc?x=1").0,
            "https://www.kuaishou.com/profile/3xabc"
        );
        let likes = "https://www.kuaishou.com/profile/3xabc/likes";
        assert_eq!(told(likes), (likes.to_owned(), None));
        assert_eq!(told("https://v.kuaishou.com/K3DWvTmX").0, "https://v.kuaishou.com/K3DWvTmX");
        assert_eq!(
            told("https://www.kuaishou.com/f/X-abc?shareId=1&a=2").0,
            "https://www.kuaishou.com/f/X-abc?a=2"
        );
    }
}
