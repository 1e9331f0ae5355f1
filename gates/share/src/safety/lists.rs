//! Lists of links that are known to be bad, as operators import them.
//!
//! A list is text, one entry a line: an address, a host (also as a hosts file writes it, behind
//! `0.0.0.0`), or a hash of an expression in hexadecimal, whole or its first four bytes and more. Lines
//! that are empty or begin with `#` are skipped. A host without a path stands for all below it.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use url::Url;

use crate::address::general;
use crate::safety::expressions;

/// What a list says of a link. Of two the greater is the graver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Threat {
    /// Something speaks against it, and it is not certain: a part of a hash agrees.
    Suspicious,
    /// It asks for secrets under another's name.
    Phishing,
    /// It carries malicious code.
    Malware,
}

impl Threat {
    /// Its word in the standard's `scan`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Suspicious => "suspicious",
            Self::Phishing => "phishing",
            Self::Malware => "malware",
        }
    }
}

/// Why a list was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// A line is none of what a list may hold. Nothing of the list is taken.
    #[error("line {0} is neither an address, nor a host, nor a hash of 4 to 32 bytes: `{1}`")]
    Line(usize, String),
    /// There is more than is taken.
    #[error("the list has more than {0} entries")]
    Long(usize),
}

/// Most entries of all lists together: thirty-two bytes each.
const ENTRIES_MAX: usize = 4_000_000;

/// The shortest part of a hash that may stand for the whole, in bytes.
const PREFIX_MIN: usize = 4;

/// All that was imported.
#[derive(Clone, Debug, Default)]
pub struct Feeds {
    /// What is dangerous.
    pub threats: Lists,
    /// What is against the law. How grave the entries are called does not matter here.
    pub illegal: Lists,
}

impl Feeds {
    /// What tells these lists from others: what was judged by others is judged anew.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        self.threats.hash_into(&mut hash);
        self.illegal.hash_into(&mut hash);
        hash.finalize().into()
    }
}

/// Lists as one.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// Hashes of expressions.
    whole: BTreeSet<([u8; 32], Threat)>,
    /// Their first bytes, four or more.
    begun: BTreeSet<(Vec<u8>, Threat)>,
}

impl Lists {
    /// Takes a list, and says how many entries it had.
    pub fn import(&mut self, text: &str, threat: Threat) -> Result<usize, ListError> {
        let mut read = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let cannot = || ListError::Line(at + 1, line.chars().take(80).collect());
            read.push(entry(line).ok_or_else(cannot)?);
            if read.len() + self.len() > ENTRIES_MAX {
                return Err(ListError::Long(ENTRIES_MAX));
            }
        }
        let count = read.len();
        for hash in read.into_iter().flatten() {
            match <[u8; 32]>::try_from(hash) {
                Ok(whole) => drop(self.whole.insert((whole, threat))),
                Err(begun) => drop(self.begun.insert((begun, threat))),
            }
        }
        Ok(count)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.whole.len() + self.begun.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is said of an address, the gravest, as it stands and in its general spelling: publishers list
    /// addresses in whichever they met. Of a hash of which only a part is listed nobody can be certain.
    pub fn look_up(&self, url: &Url) -> Option<Threat> {
        if self.is_empty() {
            return None;
        }
        let spelt = general(url.as_str()).ok();
        let alone = spelt.as_ref().map(alone);
        let spelt = spelt.iter().filter(|spelt| *spelt != url).flat_map(expressions::of);
        let all = expressions::of(url).into_iter().chain(spelt).chain(alone);
        let said = all.filter_map(|expression| {
            let hash: [u8; 32] = Sha256::digest(expression.as_bytes()).into();
            let whole = self.whole.range((hash, Threat::Suspicious)..=(hash, Threat::Malware));
            let begun = || self.begins(&hash).then_some(Threat::Suspicious);
            whole.map(|(_, threat)| *threat).max().or_else(begun)
        });
        said.max()
    }

    /// Every entry with its length and what it says, in an order that does not depend on the file's.
    fn hash_into(&self, into: &mut Sha256) {
        let whole = self.whole.iter().map(|(hash, threat)| (hash.as_slice(), *threat));
        let begun = self.begun.iter().map(|(hash, threat)| (hash.as_slice(), *threat));
        for (hash, threat) in whole.chain(begun) {
            into.update([u8::try_from(hash.len()).unwrap_or(u8::MAX)]);
            into.update(hash);
            into.update([threat.word().as_bytes()[0]]);
        }
        // Where one list ends and another begins.
        into.update([0]);
    }

    fn begins(&self, hash: &[u8; 32]) -> bool {
        (PREFIX_MIN..hash.len()).any(|length| {
            let part = hash[..length].to_vec();
            let entries = (part.clone(), Threat::Suspicious)..=(part, Threat::Malware);
            self.begun.range(entries).next().is_some()
        })
    }
}

/// The hashes of which an entry is the whole or the beginning: of an address as it stands, and where that
/// is another, of its general spelling, in which links are brought.
fn entry(line: &str) -> Option<Vec<Vec<u8>>> {
    if let Some(hash) = hexadecimal(line) {
        return Some(vec![hash]);
    }
    let mut words = line.split_whitespace();
    let first = words.next()?;
    let name = match words.next() {
        Some(host) if matches!(first, "0.0.0.0" | "127.0.0.1" | "::") => host,
        None => first,
        Some(_) => return None,
    };
    let address = if name.contains("://") { name.to_owned() } else { format!("http://{name}") };
    let url = Url::parse(&address)
        .ok()
        .filter(|url| url.host_str().is_some_and(|host| host.contains(['.', ':'])))?;
    let hash_of = |expression: String| Sha256::digest(expression).to_vec();
    let mut hashes = vec![hash_of(longest(&url))];
    if let Ok(spelt) = general(url.as_str()) {
        // What is left of `folder/?spm=1` would otherwise name the whole folder.
        let is_less = url.query().is_some() && spelt.query().is_none();
        hashes.push(hash_of(if is_less { alone(&spelt) } else { longest(&spelt) }));
    }
    hashes.dedup();
    Some(hashes)
}

/// An address's longest expression.
fn longest(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{host}{}{query}", url.path())
}

/// What stands for an address alone, and for nothing below it.
fn alone(url: &Url) -> String {
    format!("={}", longest(url))
}

fn hexadecimal(line: &str) -> Option<Vec<u8>> {
    let length = line.len() / 2;
    let is = line.len().is_multiple_of(2)
        && (PREFIX_MIN..=32).contains(&length)
        && line.bytes().all(|byte| byte.is_ascii_hexdigit());
    let byte = |at: usize| u8::from_str_radix(line.get(2 * at..2 * at + 2)?, 16).ok();
    is.then(|| (0..length).map(byte).collect::<Option<Vec<u8>>>()).flatten()
}
