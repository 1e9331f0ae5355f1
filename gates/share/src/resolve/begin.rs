//! The first step: what a hit says, and what must be done first.

use drawbridge_canon::share::{Address, HostRole};
use url::Url;

use super::step::{ask_or_decide, decide, go};
use super::{Cards, Effect, Purpose, Resolving, Trouble, Waits, words};
use crate::address::{self, LONGEST, PORTS, canonical, general, owner, unroll};
use crate::read::{Hit, Platforms};

/// Begins with a hit.
pub fn begin(hit: &Hit, platforms: &Platforms<'_>) -> (Resolving, Vec<Effect>) {
    let mut state = Resolving {
        platform: hit.platform.map(str::to_owned),
        code: hit.found.code.clone(),
        way: Vec::new(),
        refused: None,
        waits: Waits::Nothing,
        asked: false,
        troubles: Vec::new(),
        told: Cards { message: words::card(&hit.found), ..Cards::default() },
    };
    let url = hit.found.url.as_deref().and_then(|url| of_the_web(url, hit, platforms));
    let effects = match url {
        Some(url) => go(&mut state, &url, platforms),
        None => ask_or_decide(&mut state, platforms),
    };
    (state, effects)
}

/// The web's address that one of an app's own scheme carries, or that means the same; any other as
/// it is. Nothing for one that only the app can read, but does open.
fn of_the_web(text: &str, hit: &Hit, platforms: &Platforms<'_>) -> Option<String> {
    let own = platforms.iter().find(|(name, _)| Some(*name) == hit.platform);
    let scheme = Url::parse(text).ok().filter(|url| !url.scheme().starts_with("http"));
    let (Some((_, own)), Some(url)) = (own, scheme) else { return Some(text.to_owned()) };
    let carried = own.passes_to.and_then(|passes_to| passes_to(&url)).map(String::from);
    let meant = carried.or_else(|| Some((own.canonical)(&url)?.url));
    if meant.is_none() && hit.found.opening.is_none() { Some(text.to_owned()) } else { meant }
}

/// Takes an address onto the way. Says what must be fetched there, or that it leads nowhere.
pub(super) fn enter(
    state: &mut Resolving,
    text: &str,
    platforms: &Platforms<'_>,
) -> Result<Purpose, Trouble> {
    let Ok(unrolled) = unroll(text, platforms) else {
        state.refused = Some(text.chars().take(LONGEST).collect());
        return Err(Trouble::Unfit);
    };
    for url in unrolled.through.iter().chain([&unrolled.url]) {
        if state.way.iter().any(|before| before == url.as_str())
            || state.way.len() == super::MOST_HOPS
        {
            return Err(Trouble::Astray);
        }
        state.way.push(url.to_string());
    }
    state.platform = owner(&unrolled.url, platforms).map(|owner| owner.platform.to_owned());
    if unrolled.astray {
        return Err(Trouble::Astray);
    }
    if unrolled.url.port().is_some_and(|port| !PORTS.contains(&port)) {
        return Err(Trouble::NotFetched);
    }
    let short = is_short(&unrolled.url, platforms);
    Ok(if short { Purpose::ShortLink } else { Purpose::Page })
}

/// Whether an address says nothing but that it leads to another. A short host may hold whole addresses too,
/// that say what they are.
pub(super) fn is_short(url: &Url, platforms: &Platforms<'_>) -> bool {
    match owner(url, platforms) {
        Some(owner) => owner.role == HostRole::Short && canonical(url, platforms).id.is_none(),
        None => address::is_short(url.host_name()),
    }
}

/// Whether two addresses are one in the general spelling.
pub(super) fn same(a: &str, b: &str) -> bool {
    general(a).is_ok_and(|a| general(b).is_ok_and(|b| a == b))
}

/// Ends without an address that leads anywhere.
pub(super) fn without(
    state: &mut Resolving,
    trouble: Trouble,
    platforms: &Platforms<'_>,
) -> Vec<Effect> {
    state.troubles.push(trouble);
    decide(state, platforms)
}
