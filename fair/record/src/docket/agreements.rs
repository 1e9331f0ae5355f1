//! Which agreements are registered, and which of them have ended or were replaced.

use std::collections::BTreeMap;

use super::What;
use crate::leaf::{Agreement, AgreementEnd, Gate};

/// Registrations in the order of the log. There are few.
#[derive(Clone, Debug, Default)]
pub(super) struct Agreements {
    /// By their leaf: gate and name.
    registered: BTreeMap<u64, (Gate, String)>,
    /// The leaf that ended one, by its registration.
    ended: BTreeMap<u64, u64>,
    /// The registration that replaced one, by the replaced.
    replaced: BTreeMap<u64, u64>,
}

impl Agreements {
    /// Takes a registration. What has ended is not replaced, nothing is replaced twice, and of one name at
    /// one gate no two bind at once: an ending, an exception or a finding could not say which is meant.
    pub(super) fn register(
        &mut self,
        index: u64,
        gate: Gate,
        agreement: &Agreement,
    ) -> Option<What> {
        let replaces = agreement.replaces.map(|earlier| earlier.index);
        let ended = replaces.and_then(|of| Some((of, *self.ended.get(&of)?)));
        let twice = replaces.and_then(|of| Some((of, *self.replaced.get(&of)?)));
        let wrong = match (ended, twice) {
            (Some((of, by)), _) => Some(What::ReplacesEnded { of, by }),
            (_, Some((of, by))) => Some(What::ReplacedTwice { of, by }),
            _ => self.beside(gate, &agreement.version, replaces),
        };
        if let Some(of) = replaces {
            self.replaced.entry(of).or_insert(index);
        }
        self.registered.insert(index, (gate, agreement.version.clone()));
        wrong
    }

    /// Takes an ending. A registration ends once; one that was replaced may still be told to have ended.
    pub(super) fn end(&mut self, index: u64, end: &AgreementEnd) -> Option<What> {
        let of = end.of.index;
        if let Some(by) = self.ended.get(&of) {
            return Some(What::AgreementEndedTwice { of, by: *by });
        }
        self.ended.insert(of, index);
        None
    }

    fn beside(&self, gate: Gate, version: &str, replaces: Option<u64>) -> Option<What> {
        let other = self.registered.iter().find(|(index, (theirs, name))| {
            let over = self.ended.contains_key(index) || self.replaced.contains_key(index);
            *theirs == gate && name == version && !over && replaces != Some(**index)
        });
        other.map(|(other, _)| What::RegisteredTwice { other: *other })
    }
}
