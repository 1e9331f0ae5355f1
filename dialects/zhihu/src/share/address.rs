//! Its addresses in canonical form.

use drawbridge_canon::share::{Address, Canonical, Kind, Opening, Wall, web_address};
use url::Url;

/// What says who shares and where somebody came from, and nothing about the thing; besides all that
/// begins with `utm_` or `share_`.
const SHARER: &[&str] = &["s_r", "s_s_i", "hybrid_search_source", "hybrid_search_extra"];

/// Questions, answers, articles, films, thoughts and people, from the desktop, the phone and the
/// app's universal links, or any other page without what says who shares it.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    known(url).or_else(|| {
        let is_sharer = |name: &str| {
            SHARER.contains(&name) || name.starts_with("utm_") || name.starts_with("share_")
        };
        Some(Canonical::page(url.keeping(|name| !is_sharer(name))))
    })
}

fn known(url: &Url) -> Option<Canonical> {
    let path = url.segments();
    match url.host_name() {
        "zhuanlan.zhihu.com" => match &*path {
            ["p", id] => article(id),
            _ => None,
        },
        "oia.zhihu.com" => match &*path {
            ["questions", id] => question(id),
            ["answers", id] => answer(None, id),
            ["articles", id] => article(id),
            _ => None,
        },
        "zhihu.com" | "www.zhihu.com" | "m.zhihu.com" => at_home(&path),
        _ => None,
    }
}

fn at_home(path: &[&str]) -> Option<Canonical> {
    match path {
        // The answers in another order are of the same question.
        ["question", id] | ["question", id, "answers", "updated" | "created"] => question(id),
        ["question", question, "answer" | "answers", id] => answer(Some(question), id),
        ["answer", id] | ["tardis", "zm" | "bd" | "sogou", "ans", id] => answer(None, id),
        ["tardis", "zm" | "bd" | "sogou", "art", id] => article(id),
        ["zvideo", id] => {
            thing(format!("https://www.zhihu.com/zvideo/{id}"), Kind::Video, id, None)
        }
        ["pin", id] => {
            let app = format!("zhihu://pin/{id}");
            thing(format!("https://www.zhihu.com/pin/{id}"), Kind::Article, id, Some(app))
        }
        // What somebody wrote, follows and collects has pages of its own; what they did is the first.
        [kind @ ("people" | "org"), name] | [kind @ ("people" | "org"), name, "activities"] => {
            Some(Canonical {
                url: format!("https://www.zhihu.com/{kind}/{name}"),
                kind: Some(Kind::Profile),
                id: Some((*name).to_owned()),
                openings: vec![app(format!("zhihu://people/{name}"))],
            })
        }
        ["column", name] => Some(Canonical {
            url: format!("https://www.zhihu.com/column/{name}"),
            kind: Some(Kind::Page),
            id: Some((*name).to_owned()),
            openings: Vec::new(),
        }),
        _ => None,
    }
}

fn question(id: &str) -> Option<Canonical> {
    let told = thing(format!("https://www.zhihu.com/question/{id}"), Kind::Article, id, None);
    told.map(|told| opened(told, "questions", id))
}

fn answer(question: Option<&str>, id: &str) -> Option<Canonical> {
    let url = match question {
        Some(question) if is_number(question) => {
            format!("https://www.zhihu.com/question/{question}/answer/{id}")
        }
        _ => format!("https://www.zhihu.com/answer/{id}"),
    };
    thing(url, Kind::Article, id, None).map(|told| opened(told, "answers", id))
}

fn article(id: &str) -> Option<Canonical> {
    let told = thing(format!("https://zhuanlan.zhihu.com/p/{id}"), Kind::Article, id, None);
    told.map(|told| opened(told, "articles", id))
}

/// With the two ways into the app: its scheme, and the host whose addresses systems hand to it.
fn opened(told: Canonical, word: &str, id: &str) -> Canonical {
    let universal = Opening::Universal { url: format!("https://oia.zhihu.com/{word}/{id}") };
    Canonical { openings: vec![app(format!("zhihu://{word}/{id}")), universal], ..told }
}

fn thing(url: String, kind: Kind, id: &str, open: Option<String>) -> Option<Canonical> {
    let openings = open.map(app).into_iter().collect();
    let whole = Canonical { url, kind: Some(kind), id: Some(id.to_owned()), openings };
    is_number(id).then_some(whole)
}

fn app(url: String) -> Opening {
    Opening::App { url, system: None, store_id: None }
}

fn is_number(id: &str) -> bool {
    !id.is_empty() && id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// `link.zhihu.com/?target=…`, to which every link to elsewhere leads.
pub(super) fn passes_to(url: &Url) -> Option<Url> {
    let inner = (url.host_name() == "link.zhihu.com").then(|| url.parameter("target"))??;
    web_address(&inner)
}

/// Where it asks who one is, and whether one is a person.
pub(super) fn wall(url: &Url) -> Option<Wall> {
    let here = matches!(url.host_name(), "zhihu.com" | "www.zhihu.com" | "m.zhihu.com")
        && matches!(&*url.segments(), ["signin"] | ["account", "unhuman"]);
    here.then(|| Wall::at(url, &["next"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> (String, Option<Kind>) {
        let told = canonical(&Url::parse(url).unwrap()).unwrap();
        (told.url, told.kind)
    }

    #[test]
    fn what_the_system_hands_to_the_app_opens_it() {
        let url = Url::parse("https://www.zhihu.com/question/1/answer/2?utm_psn=3").unwrap();
        let universal = Opening::Universal { url: "https://oia.zhihu.com/answers/2".to_owned() };
        let openings = canonical(&url).unwrap().openings;
        assert_eq!(openings, [app("zhihu://answers/2".to_owned()), universal]);
    }

    #[test]
    fn only_the_bare_path_is_the_person() {
        let person = "https://www.zhihu.com/people/x";
        assert_eq!(told(&format!("{person}?s_r=0")), (person.to_owned(), Some(Kind::Profile)));
        for page in ["/people/x/answers", "/question/1/followers", "/collection/7?page=2"] {
            let page = format!("https://www.zhihu.com{page}");
            let glue = if page.contains('?') { '&' } else { '?' };
            let url = format!("{page}{glue}share_code=Ab1&utm_psn=2&s_r=0");
            assert_eq!(told(&url), (page, None));
        }
        let question = "https://www.zhihu.com/question/1/answers/updated";
        assert_eq!(told(question).0, "https://www.zhihu.com/question/1");
    }

    #[test]
    fn a_wall_is_no_page() {
        for (url, before) in [
            (
                "https://www.zhihu.com/signin?next=%2Fquestion%2F1",
                Some("https://www.zhihu.com/question/1"),
            ),
            ("https://www.zhihu.com/account/unhuman?type=S6E3V1&need_login=false", Some("")),
            ("https://www.zhihu.com/question/1", None),
        ] {
            let told = wall(&Url::parse(url).unwrap());
            let told = told.map(|wall| wall.before.map(String::from).unwrap_or_default());
            assert_eq!(told.as_deref(), before, "{url}");
        }
    }
}
