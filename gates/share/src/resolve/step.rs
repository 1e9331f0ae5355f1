//! Every further step.

use drawbridge_canon::share::{Card, ResolveAnswer, Safety, Source};
use url::Url;

use super::begin::{enter, is_short, same, without};
use super::wall::{stopped, walled};
use super::{Effect, Event, Facts, Misfit, Purpose, Resolving, Trouble, Waits, merge, words};
use crate::address::{Unfit, general, owner};
use crate::read::Platforms;

/// Takes the next step. An event that fits nothing that is waited for is refused.
pub fn step(
    mut state: Resolving,
    event: Event,
    platforms: &Platforms<'_>,
) -> Result<(Resolving, Vec<Effect>), Misfit> {
    let effects = match (state.waits, event) {
        (Waits::ShortLink | Waits::Page, Event::Read { url, .. })
            if stopped(&mut state, &url, platforms) =>
        {
            ask_or_decide(&mut state, platforms)
        }
        (Waits::ShortLink | Waits::Page, Event::Stranded { at, astray: false })
            if stopped(&mut state, &at, platforms) =>
        {
            ask_or_decide(&mut state, platforms)
        }
        (Waits::ShortLink | Waits::Page, Event::Walled { before }) => {
            walled(&mut state, &before, platforms);
            ask_or_decide(&mut state, platforms)
        }
        (Waits::ShortLink | Waits::Page, Event::Read { url, card, oembed }) => {
            read(&mut state, &url, *card, oembed, platforms)
        }
        (waits @ (Waits::ShortLink | Waits::Page), Event::Stranded { at, astray }) => {
            stranded(&mut state, (&at, astray), waits, platforms)?
        }
        (Waits::Answer, Event::Answered(answer)) => answered(&mut state, &answer, platforms),
        (Waits::Oembed, Event::Embedded(card)) => {
            state.told.oembed = *card;
            decide(&mut state, platforms)
        }
        (Waits::Verdict, Event::Judged(safety)) => done(&mut state, Some(safety), platforms),
        (waits, Event::Failed) => failed(&mut state, waits, platforms)?,
        (waits, _) => return Err(Misfit { waits }),
    };
    Ok((state, effects))
}

/// Goes to an address.
pub(super) fn go(state: &mut Resolving, to: &str, platforms: &Platforms<'_>) -> Vec<Effect> {
    match enter(state, to, platforms) {
        Ok(purpose) => fetch(state, purpose),
        Err(trouble) => without(state, trouble, platforms),
    }
}

fn fetch(state: &mut Resolving, purpose: Purpose) -> Vec<Effect> {
    state.waits = match purpose {
        Purpose::ShortLink => Waits::ShortLink,
        Purpose::Page => Waits::Page,
    };
    let url = state.way.last().cloned().unwrap_or_default();
    vec![Effect::Fetch { url, purpose }]
}

/// Redirects ended where nothing was read. Where they led belongs to the way and is judged with it; it
/// is not asked again, but where it wraps another address, that one is still untried.
fn stranded(
    state: &mut Resolving,
    (at, astray): (&str, bool),
    waits: Waits,
    platforms: &Platforms<'_>,
) -> Result<Vec<Effect>, Misfit> {
    let here = |state: &Resolving| state.way.last().is_some_and(|here| same(here, at));
    if astray {
        return Ok(without(state, Trouble::Astray, platforms));
    }
    if here(state) {
        return failed(state, waits, platforms);
    }
    match enter(state, at, platforms) {
        Err(trouble) => Ok(without(state, trouble, platforms)),
        Ok(_) if here(state) => failed(state, waits, platforms),
        Ok(purpose) => Ok(fetch(state, purpose)),
    }
}

/// A page came. It may be elsewhere than it was asked for: redirects were followed.
fn read(
    state: &mut Resolving,
    url: &str,
    card: Card,
    oembed: Option<String>,
    platforms: &Platforms<'_>,
) -> Vec<Effect> {
    let here = state.way.last().is_some_and(|here| same(here, url));
    if !here && let Err(trouble) = enter(state, url, platforms) {
        state.troubles.push(trouble);
    }
    if let Some(onward) = onward(state, &card, platforms) {
        return go(state, &onward, platforms);
    }
    state.told.page = card;
    let wanting = merge::is_wanting(&state.told.page);
    match oembed.and_then(|url| general(&url).ok()).filter(|_| wanting) {
        Some(url) => {
            state.waits = Waits::Oembed;
            vec![Effect::Oembed { url: url.into() }]
        }
        None => decide(state, platforms),
    }
}

/// Where a page at a platform's short address leads on, by what the platform's own script says. What pages say
/// of themselves otherwise is not followed.
fn onward(state: &Resolving, card: &Card, platforms: &Platforms<'_>) -> Option<String> {
    let here = Url::parse(state.way.last()?).ok()?;
    let next = card.url.as_ref().filter(|url| url.from == Source::State)?;
    let leads = is_short(&here, platforms) && !same(here.as_str(), &next.value);
    leads.then(|| next.value.clone())
}

/// The platform said what its code means.
fn answered(
    state: &mut Resolving,
    answer: &ResolveAnswer,
    platforms: &Platforms<'_>,
) -> Vec<Effect> {
    state.told.answer = words::answer(answer);
    go(state, &answer.url, platforms)
}

/// What was waited for does not come: what else could tell is asked, and otherwise what is known
/// must do.
fn failed(
    state: &mut Resolving,
    waits: Waits,
    platforms: &Platforms<'_>,
) -> Result<Vec<Effect>, Misfit> {
    match waits {
        Waits::ShortLink | Waits::Page => {
            state.troubles.push(Trouble::NotFetched);
            Ok(ask_or_decide(state, platforms))
        }
        Waits::Answer => {
            state.troubles.push(Trouble::NotAnswered);
            Ok(decide(state, platforms))
        }
        Waits::Oembed => Ok(decide(state, platforms)),
        // Nobody judged: the card says so by not saying anything.
        Waits::Verdict => Ok(done(state, None, platforms)),
        Waits::Nothing => Err(Misfit { waits }),
    }
}

/// Asks the platform what its code means, if it can be asked and was not yet.
pub(super) fn ask_or_decide(state: &mut Resolving, platforms: &Platforms<'_>) -> Vec<Effect> {
    let can = platforms
        .iter()
        .any(|(name, share)| state.platform.as_deref() == Some(name) && share.resolve.is_some());
    match (state.platform.clone(), state.code.clone()) {
        (Some(platform), Some(code)) if can && !state.asked => {
            (state.asked, state.waits) = (true, Waits::Answer);
            vec![Effect::Ask { platform, code }]
        }
        (_, Some(_)) if state.way.is_empty() => without(state, Trouble::NotAnswered, platforms),
        _ => decide(state, platforms),
    }
}

/// Has the standard judge what is known.
pub(super) fn decide(state: &mut Resolving, platforms: &Platforms<'_>) -> Vec<Effect> {
    state.waits = Waits::Verdict;
    vec![Effect::Decide(Facts {
        way: state.way.clone(),
        refused: state.refused.clone(),
        platform: state.platform.clone(),
        ended: has_ended(state, platforms),
        troubles: state.troubles.clone(),
    })]
}

fn has_ended(state: &Resolving, platforms: &Platforms<'_>) -> bool {
    // A user's name before the host is a fact of its own.
    let is_unfit = |text: &str| general(text) != Err(Unfit::User);
    let here = state.way.last().and_then(|here| Url::parse(here).ok());
    // What a shortener answers with a page sends people on in a way that was not followed, by a script say; a
    // platform's own page at its short address is the platform's.
    let unopened = here.is_some_and(|here| {
        let unread = state.troubles.contains(&Trouble::NotFetched);
        is_short(&here, platforms) && (unread || owner(&here, platforms).is_none())
    });
    // An app's own scheme is no address of the web, and opens a page of a mini program all the same.
    let opens = || state.way.is_empty() && !merge::card(state, platforms).openings.is_empty();
    !unopened
        && !state.troubles.contains(&Trouble::Astray)
        && (!state.refused.as_deref().is_some_and(is_unfit) || opens())
}

fn done(state: &mut Resolving, safety: Option<Safety>, platforms: &Platforms<'_>) -> Vec<Effect> {
    state.waits = Waits::Nothing;
    let card = Card { safety, ..merge::card(state, platforms) };
    vec![Effect::Done(Box::new(card))]
}
