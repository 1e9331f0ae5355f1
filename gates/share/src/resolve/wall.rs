//! Walls: what comes instead of a page says nothing about it, and is no address of it.

use drawbridge_canon::share::Wall;
use url::Url;

use super::begin::{enter, same};
use super::{Resolving, Trouble};
use crate::address::owner;
use crate::read::Platforms;

/// Whether an address to which one was sent is a wall. Then it is noted as a trouble; the way ends
/// before the wall, or where the wall says that it stands before something, there.
pub(super) fn stopped(state: &mut Resolving, at: &str, platforms: &Platforms<'_>) -> bool {
    let here = state.way.last().is_some_and(|here| same(here, at));
    let Some(wall) = wall(at, platforms) else { return false };
    match wall.before {
        // What was asked for itself is read: somebody shared the page on which one logs in.
        None if here => return false,
        Some(before) if !on_the_way(state, before.as_str()) => {
            // A wall that leads elsewhere passes on: it stays on the way, to be judged.
            if !same_owner(at, &before, platforms)
                && !here
                && let Err(trouble) = enter(state, at, platforms)
            {
                state.troubles.push(trouble);
            }
            if let Err(trouble) = enter(state, before.as_str(), platforms) {
                state.troubles.push(trouble);
            }
        }
        _ => {}
    }
    state.troubles.push(Trouble::Walled);
    true
}

/// Whoever fetched knows a wall from the way to it: what it stands before is where the way ends.
pub(super) fn walled(state: &mut Resolving, before: &str, platforms: &Platforms<'_>) {
    if !on_the_way(state, before)
        && let Err(trouble) = enter(state, before, platforms)
    {
        state.troubles.push(trouble);
    }
    state.troubles.push(Trouble::Walled);
}

fn wall(at: &str, platforms: &Platforms<'_>) -> Option<Wall> {
    let url = Url::parse(at).ok()?;
    owner(&url, platforms)?.share.wall?(&url)
}

/// Whether the thing behind the wall was met already. A wall may name it in another spelling than
/// the link: the canonical form is compared.
fn on_the_way(state: &Resolving, url: &str) -> bool {
    state.way.iter().any(|before| same(before, url))
}

fn same_owner(at: &str, before: &Url, platforms: &Platforms<'_>) -> bool {
    let of = |url: &Url| owner(url, platforms).map(|owner| owner.platform);
    Url::parse(at).is_ok_and(|at| of(&at) == of(before))
}
