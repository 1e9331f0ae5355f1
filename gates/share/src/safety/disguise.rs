//! Well-known names where they do not make a host their owner's.
//!
//! A name alone says little: a bank has a host for its pages on a messenger, an encyclopaedia one for each
//! thing. It disguises where it stands with its owner's ending (`name.com.evil.cn`, `evil.cn/name.com/`), where
//! it is tied into the domain that was registered (`name-x.cn`), or beside a word by which secrets are
//! asked for (`namelogin.com`, `name.login.evil.cn`).

use url::Url;

use crate::safety::around::is_in_domains;
use crate::safety::brands::{Brand, Own};
use crate::safety::look_alike::skeleton;
use crate::safety::scripts::shown;
use crate::safety::{Known, registrable};

/// The shortest name that is looked for, in characters. Shorter ones stand in other words by chance.
const NAME_MIN: usize = 4;

/// The shortest domain of an owner that is also looked for as it looks and in paths, in characters.
const OWN_MIN: usize = 6;

/// The shortest domain of an owner that is also looked for with its dots left out or as hyphens.
const JOINED_MIN: usize = 8;

/// The well-known name as which an address is disguised.
pub(super) fn of<'k>(url: &Url, host: &str, known: &'k Known) -> Option<&'k str> {
    let place = Place::of(url, host);
    let own = || known.domains().iter().find(|own| place.pretends(own));
    let brand = known.brands().iter().find(|brand| place.borrows(brand));
    brand.map(|brand| brand.name.as_str()).or_else(|| own().map(|own| known.name_of(own)))
}

/// An address, taken apart.
struct Place {
    /// What stands before the registered domain, with its dot.
    before: String,
    /// What that looks like.
    before_looks: String,
    /// The whole host.
    host: String,
    /// What that looks like.
    host_looks: String,
    /// The label that was registered.
    name: String,
    /// What that looks like.
    name_looks: String,
    /// The parts of what stands before it, in their order, without dots and hyphens.
    parts: Vec<String>,
    /// The first part of the path.
    first: String,
}

impl Place {
    fn of(url: &Url, host: &str) -> Self {
        let domain = registrable(host);
        let name = shown(domain.split('.').next().unwrap_or_default());
        let before = host.strip_suffix(domain).unwrap_or_default();
        let before = before.split('.').map(shown).collect::<Vec<_>>().join(".");
        let first =
            url.path_segments().and_then(|mut segments| segments.next()).unwrap_or_default();
        let host = format!("{before}{domain}");
        Self {
            before_looks: skeleton(&before),
            host_looks: skeleton(&host),
            name_looks: skeleton(&name),
            parts: before.split(['.', '-']).map(str::to_owned).collect(),
            first: first.to_ascii_lowercase(),
            before,
            host,
            name,
        }
    }

    /// Whether an owner's whole domain stands where it is not the domain.
    fn pretends(&self, own: &Own) -> bool {
        let within = |before: &str, host: &str, own: &str| {
            stands(before, own, |next| next == Some('.'))
                || stands(host, own, |next| next == Some('-'))
        };
        if own.name.len() < OWN_MIN {
            return stands(&self.before, &own.name, |next| next == Some('.'));
        }
        let joined = own.name.len() >= JOINED_MIN
            && (self.name == own.name.replace('.', "")
                || stands(&self.host, &own.name.replace('.', "-"), |next| next.is_some()));
        joined
            || within(&self.before, &self.host, &own.name)
            || within(&self.before_looks, &self.host_looks, &own.skeleton)
            || stands(&self.first, &own.name, |_| true)
    }

    /// Whether a name is tied into the registered label, or stands beside a word that asks for secrets.
    fn borrows(&self, brand: &Brand) -> bool {
        let name = brand.name.as_str();
        if name.chars().count() < NAME_MIN && name.is_ascii() {
            return false;
        }
        let tied = self.name.contains('-')
            && (self.name.split('-').any(|part| part == name)
                || self.name_looks.split('-').any(|part| part == brand.skeleton));
        let beside = |text: &str, name: &str| {
            text.strip_prefix(name).or_else(|| text.strip_suffix(name)).is_some_and(is_in_domains)
        };
        let before = |at: usize| {
            let beside = [at.checked_sub(1), at.checked_add(1)].into_iter().flatten();
            beside.filter_map(|at| self.parts.get(at)).any(|part| is_in_domains(part))
        };
        let label = |(at, part): (usize, &String)| part == name && before(at) || beside(part, name);
        tied || beside(&self.name, name)
            || beside(&self.name_looks, &brand.skeleton)
            || self.parts.iter().enumerate().any(label)
    }
}

/// Whether a text holds a name that begins it or follows a dot or hyphen, and is followed by a dot, a hyphen,
/// a colon or its end, as `follows` permits.
fn stands(text: &str, name: &str, follows: impl Fn(Option<char>) -> bool) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let next = text[at + name.len()..].chars().next();
        (at == 0 || text[..at].ends_with(['.', '-']))
            && matches!(next, None | Some('.' | '-' | ':'))
            && follows(next)
    })
}
