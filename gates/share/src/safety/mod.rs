//! What is true of a link, for the published standard to judge.
//!
//! Nothing is judged here: facts are found, the same for every platform's links, and what they lead
//! to is written in the standard (`link.open`). What a fact means, word for word:
//!
//! | fact | it is true when |
//! | --- | --- |
//! | `legal` | no list of the operator's says that it is against the law |
//! | `scan` | a list that the operator imported names the link or a part of its way |
//! | `credentials` | an address on the way has a user's name before an `@` |
//! | `look_alike` | the domain's name looks like a well-known one and is not its owner's |
//! | `mixed_scripts` | a name on the way mixes scripts, or has characters that are not seen |
//! | `disguised` | a well-known name stands before the domain, or tied into it, or begins the path |
//! | `program` | the link leads to a program to install |
//! | `odd_port` | an address on the way has a port that is none of the web's |
//! | `inner` | an address on the way leads into some inner network |
//! | `passes_elsewhere` | an address on the way carries a whole one of another domain, to which it may lead |
//! | `redirects` | how often it is passed on |
//! | `calls_itself` | the page calls itself by a well-known name and is not its owner's ([`said()`]) |
//! | `unfit` | what should be opened is no address that anybody opens ([`said()`]) |
//! | `shown_otherwise` | what is shown for it is an address of another domain than it opens ([`said()`]) |

mod around;
mod brands;
mod carried;
mod disguise;
mod expressions;
mod lists;
mod look_alike;
mod program;
mod said;
mod scripts;

#[cfg(test)]
mod said_tests;
#[cfg(test)]
mod tests;

use url::{Host, Url};

use crate::address::PORTS;
use crate::reach::is_inner;

pub use brands::{Brand, Known};
pub use lists::{Feeds, ListError, Lists, Threat};
pub use said::{Said, said};
pub use scripts::decoded;

/// A link as it is brought: the way from what was shared to where it ends.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// What was shared, first, and every address to which it led; the last is where it ends.
    pub steps: &'a [Url],
    /// Whether the end was reached.
    pub ended: bool,
}

/// What is true of a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact by itself, and they are not states"
)]
pub struct Facts {
    /// What lists say of it, the gravest.
    pub scan: Option<Threat>,
    /// A list says that it is against the law.
    pub illegal: bool,
    /// A user's name stands in an address.
    pub credentials: bool,
    /// The well-known name that it looks like.
    pub looks_like: Option<String>,
    /// Scripts are mixed, or there is what cannot be seen.
    pub mixed_scripts: bool,
    /// The well-known name that stands elsewhere than in its owner's domain.
    pub disguised_as: Option<String>,
    /// It leads to a program.
    pub program: bool,
    /// A port is none of the web's.
    pub odd_port: bool,
    /// It leads into some inner network.
    pub inner: bool,
    /// The domain of the whole address that it carries.
    pub passes_elsewhere: Option<String>,
    /// How often it is passed on. More than permitted where the end was not reached.
    pub redirects: u32,
}

/// What counts as the number of redirects of a link whose end was not reached: more than the
/// standard permits, whatever it permits.
pub const UNENDED: u32 = 1_000;

/// Finds what is true of a link.
pub fn facts(way: Way<'_>, known: &Known, feeds: &Feeds) -> Facts {
    let mut facts = Facts { redirects: redirects(way), ..Facts::default() };
    for url in way.steps {
        facts.credentials |= !url.username().is_empty() || url.password().is_some();
        facts.scan = facts.scan.max(feeds.threats.look_up(url));
        facts.illegal |= feeds.illegal.look_up(url).is_some();
        facts.odd_port |= url.port().is_some_and(|port| !PORTS.contains(&port));
        // What follows an app's own scheme is no host.
        facts.inner |= matches!(url.scheme(), "http" | "https") && is_inner(url);
        let Some(Host::Domain(host)) = url.host() else { continue };
        facts.mixed_scripts |= scripts::are_mixed(host);
        if known.owner_of(host).is_some() {
            continue;
        }
        let like = || look_alike::of(host, known).map(str::to_owned);
        facts.looks_like = facts.looks_like.take().or_else(like);
        let disguised = || disguise::of(url, host, known).map(str::to_owned);
        facts.disguised_as = facts.disguised_as.take().or_else(disguised);
    }
    facts.passes_elsewhere = carried::elsewhere(way.steps, known);
    facts.program = way.steps.last().is_some_and(program::is_at);
    facts
}

fn redirects(way: Way<'_>) -> u32 {
    if !way.ended {
        return UNENDED;
    }
    u32::try_from(way.steps.len().saturating_sub(1)).unwrap_or(UNENDED)
}

/// The registrable domain of a host: `a.example.com.cn` is `example.com.cn`. The host itself where
/// there is none (publicsuffix.org).
pub fn registrable(host: &str) -> &str {
    psl::domain_str(host.trim_end_matches('.')).unwrap_or(host)
}
