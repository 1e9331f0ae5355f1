//! The buttons: which ways of opening lead anywhere from where the reader is.

use drawbridge_canon::share::{Opening, Step, Told};

use super::link::{app, ours, web};
use super::showing::{Inside, Reader};
use super::view::View;
use super::words::{OPEN_APP, OPEN_MINI, OPEN_PAGE, Words};

/// One button.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) href: String,
    pub(super) label: Words,
}

/// The buttons, the most direct first; none for what is not to be opened.
///
/// In a browser every way leads on. The browser within an app opens pages, and of apps only its
/// own: it hands no other app's address on, so a button for one would be a button that does
/// nothing. The page itself always is among them: no reader is sent to install something.
pub(super) fn ways(view: &View<'_>, reader: Reader<'_>) -> Vec<Way> {
    if view.card.safety.as_ref().is_some_and(|safety| safety.step == Step::Refuse) {
        return Vec::new();
    }
    let mut ways: Vec<Way> =
        view.card.openings.iter().filter_map(|opening| way(opening, view, reader)).collect();
    if let Some(url) = &view.url {
        ways.push(Way { href: url.clone(), label: OPEN_PAGE });
    }
    let mut seen: Vec<String> = Vec::new();
    ways.retain(|way| {
        let new = !seen.contains(&way.href);
        seen.push(way.href.clone());
        new
    });
    ways
}

fn way(opening: &Told<Opening>, view: &View<'_>, reader: Reader<'_>) -> Option<Way> {
    let at_home = |host: Option<&str>| match reader.inside {
        Inside::Browser => true,
        Inside::App(name) => host == Some(name),
    };
    let own = at_home(view.card.platform.as_deref());
    let (href, label) = match &opening.value {
        Opening::Web { url } => (web(url)?, OPEN_PAGE),
        // Where no app takes it, it is a page.
        Opening::Universal { url } => (web(url)?, if own { OPEN_APP } else { OPEN_PAGE }),
        Opening::App { url, system, .. } => {
            let fits = system.is_none() || system.as_deref() == reader.system;
            (app(url).filter(|_| own && fits && ours(opening))?, OPEN_APP)
        }
        Opening::Mini { host, link, .. } => {
            let link = link.as_deref().filter(|_| at_home(Some(host)))?;
            let by_app = || app(link).filter(|_| ours(opening) && reader.system.is_some());
            (web(link).or_else(by_app)?, OPEN_MINI)
        }
    };
    Some(Way { href, label })
}
