//! The page of a shared link.

use drawbridge_canon::share::Card;

use super::body::body;
use super::escape::html;
use super::head::head;
use super::scripts::Scripts;
use super::showing::Showing;
use super::style::{HASH, SHEET};
use super::verdict::{refused, verdict};
use super::view::View;
use super::words::REFUSED;

/// The vocabularies of the head's properties (RDFa Lite's `prefix`).
const PREFIX: &str = "og: https://ogp.me/ns# article: https://ogp.me/ns/article# \
     video: https://ogp.me/ns/video# music: https://ogp.me/ns/music# \
     product: https://ogp.me/ns/product# al: https://ogp.me/ns/applinks#";

/// The page of a shared link, in HTML: for crawlers Open Graph, Twitter's card, JSON-LD, oEmbed's
/// discovery and `itemprop`; for people the card with a button that opens it from where they are.
///
/// There is no script in it and nothing from elsewhere but the card's own picture. It is to be
/// sent as `text/html; charset=utf-8` with [`policy`]. A card that the standard refuses to open is
/// not shown: its page says why, and what helps.
///
/// ```
/// use drawbridge_canon::share::{Card, Source, Told};
/// use drawbridge_page::write::{Inside, Reader, Showing, Tongue, page_html};
/// let mut card = Card::default();
/// card.title = Some(Told::new("<script>吊桥</script>".to_owned(), Source::OpenGraph));
/// let reader = Reader { tongue: Tongue::Chinese, inside: Inside::Browser, system: None };
/// let showing = Showing {
///     page: "https://bridge.example/s/1", oembed: None, house: "吊桥", picture: None, code: None, reader,
/// };
/// assert!(page_html(&card, &showing).contains("<title>&lt;script&gt;吊桥&lt;/script&gt;</title>"));
/// ```
pub fn page_html(card: &Card, showing: &Showing<'_>) -> String {
    page_html_with(card, showing, None)
}

/// The same for the browser within an app whose platform has a script by which pages share. A page that
/// says why a link is not opened has none.
pub fn page_html_with(card: &Card, showing: &Showing<'_>, scripts: Option<&Scripts<'_>>) -> String {
    if refused(card) {
        return refusal(card, showing);
    }
    let view = View::of(card, showing);
    let language = view.language.as_deref().unwrap_or(showing.reader.tongue.tag());
    let mut body = body(&view, showing);
    body.push_str(&scripts.map(Scripts::html).unwrap_or_default());
    whole(language, &view.title, &head(&view, showing), &body, showing)
}

/// The `Content-Security-Policy` of such a page: the sheet in it, pictures from `pictures` (an origin, or
/// `https:` for any), and nothing else.
pub fn policy(pictures: &str) -> String {
    policy_with(pictures, None)
}

/// The same where the page has scripts: those two, by their whole addresses, and no other.
pub fn policy_with(pictures: &str, scripts: Option<&Scripts<'_>>) -> String {
    let scripts =
        scripts.map(|scripts| format!("script-src {} {}; ", scripts.theirs, scripts.ours));
    let scripts = scripts.unwrap_or_default();
    format!(
        "default-src 'none'; {scripts}style-src 'sha256-{HASH}'; img-src {pictures}; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    )
}

/// Nothing of what the card says, but why.
fn refusal(card: &Card, showing: &Showing<'_>) -> String {
    let title = REFUSED.of(showing.reader.tongue);
    let body = format!("<main>{}</main>\n", verdict(card, showing.reader.tongue));
    let hidden = "<meta name=\"robots\" content=\"noindex\">\n";
    whole(showing.reader.tongue.tag(), title, hidden, &body, showing)
}

fn whole(language: &str, title: &str, head: &str, body: &str, showing: &Showing<'_>) -> String {
    let (title, tongue) = (html(title), showing.reader.tongue.tag());
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" prefix=\"{PREFIX}\" itemscope \
         itemtype=\"https://schema.org/WebPage\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n{head}<style>{SHEET}</style>\n</head>\n\
         <body lang=\"{tongue}\">\n{body}</body>\n</html>\n"
    )
}
