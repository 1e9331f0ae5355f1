//! What is said of a link, and is not so: a page that calls itself by a well-known name elsewhere than at
//! its owner's, and words that show one address where another opens.

use drawbridge_canon::share::{Card, Source, Told};
use url::Url;

use crate::safety::around::is_in_titles;
use crate::safety::{Known, Way, registrable};

/// What is said of a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The well-known name by which the page calls itself.
    pub calls_itself: Option<String>,
    /// What should be opened is no address that anybody opens.
    pub unfit: bool,
    /// What is shown for it is itself an address, and of another domain than the link opens.
    pub shown_otherwise: bool,
}

/// What stands between a title and what it is a title of.
const BETWEEN: &[&str] = &[" - ", " – ", " — ", " | ", "_", "|", " · ", "：", "｜", "-"];

/// Finds what is said of a link, in the card that is made of it and in what the message shows for it, if it
/// shows something else.
pub fn said(way: Way<'_>, (card, shown): (&Card, Option<&str>), known: &Known) -> Said {
    let has_user = |url: &Url| !url.username().is_empty() || url.password().is_some();
    let opens = card.url.is_some() || !card.openings.is_empty() || way.steps.iter().any(has_user);
    let owners: Vec<usize> = way
        .steps
        .last()
        .and_then(Url::host_str)
        .map_or_else(Vec::new, |host| known.owners_of(host).collect());
    // Whoever owns well-known names writes of others' as everybody does.
    let calls_itself = if owners.is_empty() { name_of_itself(card, known) } else { None };
    let shown_otherwise = shown.is_some_and(|shown| names_another(shown, way, known));
    Said { calls_itself, unfit: !opens && !way.ended, shown_otherwise }
}

/// The well-known name by which a page calls itself: as the name of the site, in the part of its title that
/// stands for the site, or with nothing beside it but words like `官方登录`. A page that is *about* somebody says
/// more than the name.
fn name_of_itself(card: &Card, known: &Known) -> Option<String> {
    let site = of_page(card.site.as_ref()).map(str::to_lowercase);
    let title = of_page(card.title.as_ref()).map(str::to_lowercase).unwrap_or_default();
    let parts = parts(&title);
    let (head, tail) = (parts.first().copied(), parts.last().copied());
    let named = known.brands().iter().find(|brand| {
        let name = brand.name.as_str();
        let dressed = |text: &str| is_dressed(text, name);
        let is_site = site.as_deref().is_some_and(|site| site == name || dressed(site));
        // A site with another name has pages whose titles are names: an encyclopaedia, a store of apps.
        let bare = site.is_none() && parts.len() == 1 && title == name;
        let ends = parts.len() > 1 && site.is_none() && tail == Some(name);
        is_site || bare || ends || head.is_some_and(dressed) || tail.is_some_and(dressed)
    });
    named.map(|brand| brand.name.clone())
}

/// Whether a text is a name with nothing beside it but words by which its owner would be known.
fn is_dressed(text: &str, name: &str) -> bool {
    let rest = text.strip_prefix(name).or_else(|| text.strip_suffix(name));
    rest.is_some_and(|rest| {
        let apart = !name.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        !rest.trim().is_empty() && apart && is_in_titles(rest)
    })
}

fn parts(title: &str) -> Vec<&str> {
    let mut parts = vec![title];
    for between in BETWEEN {
        parts = parts.into_iter().flat_map(|part| part.split(between)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// What the page itself says, and not the words around the link.
fn of_page(told: Option<&Told<String>>) -> Option<&str> {
    let told = told.filter(|told| !matches!(told.from, Source::Message | Source::Address))?;
    Some(told.value.trim()).filter(|text| !text.is_empty())
}

/// Whether words name neither where a link leads first nor where it ends. Who writes out the address to which a
/// short link or a counter of clicks leads in the end deceives nobody.
fn names_another(shown: &str, way: Way<'_>, known: &Known) -> bool {
    let ends = [way.steps.first(), way.steps.last()];
    let mut ends = ends.into_iter().flatten().peekable();
    ends.peek().is_some() && ends.all(|url| shown_otherwise(shown, url, known))
}

/// Whether a link is shown with words that are themselves another's address: `[www.a.cn](https://evil.cn)`. The
/// words must begin as an address does; that a file is called `main.rs` says nothing.
fn shown_otherwise(shown: &str, url: &Url, known: &Known) -> bool {
    let Some(host) = url.host_str() else { return false };
    let first = shown.split_whitespace().next().unwrap_or_default().to_lowercase();
    let (scheme, rest) =
        first.split_once("://").map_or(("", first.as_str()), |(scheme, rest)| (scheme, rest));
    let looks = matches!(scheme, "http" | "https") || scheme.is_empty() && begins_as_host(rest);
    let Some(said) = Url::parse(&format!("https://{rest}")).ok().filter(|_| looks) else {
        return false;
    };
    let Some(said) = said.host_str().filter(|said| said.contains('.')) else { return false };
    let owners: Vec<usize> = known.owners_of(said).collect();
    registrable(said) != registrable(host)
        && !known.owners_of(host).any(|owner| owners.contains(&owner))
}

fn begins_as_host(text: &str) -> bool {
    let host = text.split(['/', '?', '#', ':', '，', '。', '、']).next().unwrap_or_default();
    let ending = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && (host.starts_with("www.")
            || matches!(ending, "com" | "cn" | "net" | "org" | "edu" | "gov" | "io" | "tv" | "top"))
}
