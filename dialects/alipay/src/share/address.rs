//! Its addresses in canonical form.

use drawbridge_canon::share::{Address, Canonical, Kind, Opening};
use url::Url;

use super::scheme::{Start, unwrapped};

/// A page of a mini program has one address, wrapped or not, whatever else is told to the app.
pub(super) fn canonical(url: &Url) -> Option<Canonical> {
    if url.host_name() == "qr.alipay.com" { code(url) } else { started(start(url)?) }
}

/// What an address tells the app to open: in the app's scheme, or of the web. Which of its pages start the
/// app nobody has listed (`ds`, `render`, `ulink` are known), so it is read at all of them.
fn start(url: &Url) -> Option<Start> {
    if matches!(url.scheme(), "http" | "https") {
        unwrapped(url)
    } else {
        Start::parse(url.as_str())
    }
}

/// `qr.alipay.com/fkx16745…`. In printed codes all of it is in capitals.
fn code(url: &Url) -> Option<Canonical> {
    let path = url.segments();
    let [code] = &*path else { return None };
    let sound = (6..=64).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    let code = code.to_ascii_lowercase();
    sound.then(|| Canonical {
        url: format!("https://qr.alipay.com/{code}"),
        kind: None,
        id: Some(code),
        openings: Vec::new(),
    })
}

/// What the app is told to open, unless that is an address, whatever it is: then see [`passes_to`].
fn started(start: Start) -> Option<Canonical> {
    if start.is_wrapper() {
        return None;
    }
    let (kind, openings) = opened(&start);
    Some(Canonical {
        url: start.wrapped(),
        kind: Some(kind),
        openings: vec![openings],
        id: Some(start.app_id),
    })
}

/// How it is opened.
pub(super) fn opened(start: &Start) -> (Kind, Opening) {
    let link = start.link();
    if start.is_mini_program() {
        let (app_id, path) = (Some(start.app_id.clone()), start.path());
        let host = crate::pay::NAME.to_owned();
        (Kind::MiniProgram, Opening::Mini { host, app_id, path, link: Some(link) })
    } else {
        (Kind::Page, Opening::App { url: link, system: None, store_id: None })
    }
}

/// The address of the web that the app is told to open or to scan. It may be anybody's.
pub(super) fn passes_to(url: &Url) -> Option<Url> {
    start(url)?.web()
}
