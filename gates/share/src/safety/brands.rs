//! Names that are well known, and whose they are.

use crate::safety::look_alike::skeleton;
use crate::safety::registrable;
use drawbridge_canon::share::{Host, Share};
use sha2::{Digest, Sha256};

/// A well-known name and the domains of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// The name as it stands in a domain, in small letters; also in other scripts.
    pub name: String,
    /// What it looks like: see UTS #39, section 4.
    pub(super) skeleton: String,
    /// The owner: brands with the same number have the same.
    owner: usize,
}

/// All well-known names.
#[derive(Clone, Debug, Default)]
pub struct Known {
    brands: Vec<Brand>,
    /// Domains of owners, with the owner.
    domains: Vec<(String, usize)>,
    owners: usize,
}

impl Known {
    /// The platforms that are spoken, each with its own names and hosts: who joins the roster is
    /// protected like everybody else.
    pub fn of<'a>(platforms: impl IntoIterator<Item = &'a Share>) -> Self {
        let mut known = Self::default();
        for share in platforms {
            let hosts = share.hosts.iter().map(domain);
            known.add(share.brands.iter().copied(), hosts);
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
        self.domains.extend(domains.into_iter().map(|domain| (domain.to_lowercase(), owner)));
    }

    /// All names.
    pub fn brands(&self) -> &[Brand] {
        &self.brands
    }

    /// What tells these names from others: what was judged by others is judged anew.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let names = self.brands.iter().map(|brand| (&brand.name, brand.owner));
        let domains = self.domains.iter().map(|(domain, owner)| (domain, *owner));
        for (text, owner) in names.chain(domains) {
            hash.update(format!("{owner} {text}\n"));
        }
        hash.finalize().into()
    }

    /// Whose host this is.
    pub fn owner_of(&self, host: &str) -> Option<usize> {
        let domain = registrable(host);
        self.domains.iter().find(|(own, _)| own == domain).map(|(_, owner)| *owner)
    }
}

fn domain(host: &Host) -> &'static str {
    registrable(host.name.trim_start_matches('.'))
}
