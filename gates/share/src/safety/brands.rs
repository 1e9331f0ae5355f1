//! Names that are well known, and whose they are.

use crate::safety::look_alike::skeleton;
use crate::safety::registrable;
use drawbridge_canon::share::{Host, Share};
use sha2::{Digest, Sha256};

/// Who is protected besides the platforms, with the sources: banks, carriers and what one pays with.
const PROTECTED: &str = include_str!("protected.txt");

/// A well-known name and the domains of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// The name as it stands in a domain, in small letters; also in other scripts.
    pub name: String,
    /// What it looks like: see UTS #39, section 4.
    pub(super) skeleton: String,
    /// The owner: brands with the same number have the same.
    pub(super) owner: usize,
}

/// A domain of an owner.
#[derive(Clone, Debug)]
pub(super) struct Own {
    /// The domain that is registered.
    pub(super) name: String,
    /// What it looks like.
    pub(super) skeleton: String,
    /// The owner.
    owner: usize,
}

/// All well-known names.
#[derive(Clone, Debug, Default)]
pub struct Known {
    brands: Vec<Brand>,
    domains: Vec<Own>,
    owners: usize,
}

impl Known {
    /// The platforms that are spoken, each with its own names and hosts, and the list of those who are
    /// protected besides: who joins the roster is protected like everybody else.
    pub fn of<'a>(platforms: impl IntoIterator<Item = &'a Share>) -> Self {
        let mut known = Self::default();
        for share in platforms {
            let hosts = share.hosts.iter().map(domain);
            known.add(share.brands.iter().copied(), hosts);
        }
        for line in PROTECTED.lines().map(str::trim) {
            if let Some((names, domains)) = line.split_once('=').filter(|_| !line.starts_with('#'))
            {
                known.add(names.split_whitespace(), domains.split_whitespace());
            }
        }
        known
    }

    /// Adds an owner's names and domains: what the operator wants to have protected besides.
    pub fn add<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a str>,
        domains: impl IntoIterator<Item = &'a str>,
    ) {
        let owner = self.owners;
        self.owners += 1;
        for name in names {
            let name = name.to_lowercase();
            let skeleton = skeleton(&name);
            self.brands.push(Brand { name, skeleton, owner });
        }
        for name in domains {
            let name = name.to_lowercase();
            let skeleton = skeleton(&name);
            self.domains.push(Own { name, skeleton, owner });
        }
    }

    /// All names.
    pub fn brands(&self) -> &[Brand] {
        &self.brands
    }

    /// What tells these names from others: what was judged by others is judged anew.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let names = self.brands.iter().map(|brand| (&brand.name, brand.owner));
        let domains = self.domains.iter().map(|own| (&own.name, own.owner));
        for (text, owner) in names.chain(domains) {
            hash.update(format!("{owner} {text}\n"));
        }
        hash.finalize().into()
    }

    /// All domains of owners.
    pub(super) fn domains(&self) -> &[Own] {
        &self.domains
    }

    /// A name of the owner of a domain, or else the domain.
    pub(super) fn name_of<'k>(&'k self, own: &'k Own) -> &'k str {
        let brand = self.brands.iter().find(|brand| brand.owner == own.owner);
        brand.map_or(own.name.as_str(), |brand| brand.name.as_str())
    }

    /// Whose host this is.
    pub fn owner_of(&self, host: &str) -> Option<usize> {
        self.owners_of(host).next()
    }

    /// All whose host this is: two services of one house may share a domain.
    pub(super) fn owners_of(&self, host: &str) -> impl Iterator<Item = usize> {
        let domain = registrable(host);
        self.domains.iter().filter(move |own| own.name == domain).map(|own| own.owner)
    }
}

fn domain(host: &Host) -> &'static str {
    registrable(host.name.trim_start_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_whole() {
        let known = Known::of([]);
        let lines = PROTECTED.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        assert_eq!(known.owners, lines.count());
        for own in known.domains() {
            assert_eq!(registrable(&own.name), own.name, "{own:?}");
        }
        assert!(known.brands().iter().all(|brand| brand.name.chars().count() > 1));
    }
}
