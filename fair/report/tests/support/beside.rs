//! Agreements and probes in the small log: rules for all; a contract that binds its merchant to one partner;
//! one that is only committed to, cheaper, and excused in public; a licence for later; a probe that was not
//! opened, and one that was.

#[path = "../../../agreements/tests/support/mod.rs"]
pub(crate) mod agreed;
#[path = "../../../probes/tests/support/mod.rs"]
pub(crate) mod probed;

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_agreements::registration::{Shown, register};
use drawbridge_fair_agreements::{Agreement, Exception};
use drawbridge_fair_log::{Hash, Note};
use drawbridge_fair_record::leaf::{AgreementEnd, Ending, Excused, ProbeReveal, Verdict};
use drawbridge_fair_record::{Body, Gate, Leaf, Opening, Seed};
use drawbridge_fair_report::history::History;
use drawbridge_fair_report::shape::{Probe, Terms};
use drawbridge_fair_report::terms::{self, Texts};
use serde_json::json;

use super::{FROM, TO, World};

const DAY: i64 = 86_400_000;

/// The agreements in clauses.
pub(crate) fn agreements() -> Vec<Agreement> {
    let bound = json!({"id": "20", "kind": "exclusivity", "bound": "merchant", "benefit": "platform", "over": "listing"});
    let exclusive = agreed::with(agreed::contract("contract-1", "m-1"), bound);
    let cheaper = agreed::set(agreed::contract("contract-2", "m-2"), "1", "rate_bp", json!(300));
    [agreed::rules(), exclusive, cheaper, agreed::licence("licence-1", "e-1")]
        .iter()
        .map(agreed::read)
        .collect()
}

/// The note that excuses the cheaper contract, signed by the log's own key.
pub(crate) fn exception(world: &World) -> Exception {
    let text = Exception {
        note: None,
        agreement: agreements()[2].hash().unwrap(),
        rules: ["fee.unequal".to_owned()].into(),
        from: FROM,
        until: Some(TO.plus_ms(60 * DAY)),
        reason_zh: "试点，费率暂降。".to_owned(),
        reason_en: "A trial at a lower fee.".to_owned(),
        signed_by: Vec::new(),
    };
    let mut note = Note::new(text.text()).unwrap();
    note.signatures.push(world.signer.sign(note.text()).unwrap());
    Exception::read(note.to_string().as_bytes(), &[world.signer.verifier()]).unwrap()
}

impl World {
    /// Registers the agreements and fixes the probes; the contract that is committed to with what opens it.
    pub(crate) fn beside(&mut self) {
        let note = exception(self).note.unwrap();
        let until = TO.plus_ms(60 * DAY);
        for (at, agreement) in agreements().iter().enumerate() {
            let closed = at == 2;
            let shown = if closed { Shown::Committed(Seed([4; 32])) } else { Shown::All };
            let excused = closed.then_some(Excused { note, until });
            let (body, opening) = register(agreement, shown, None, excused).unwrap();
            if let Some(opening) = opening {
                self.opened.insert(self.size(), opening);
            }
            self.put(Gate::Shop, body);
        }
        for (seed, days) in [(5, 40), (6, 1)] {
            let plan = probed::parse(&probed::design(12));
            let plan = drawbridge_fair_probes::Plan::new(plan, Seed([seed; 32])).unwrap();
            let leaf = plan.leaf(FROM.plus_ms(DAY), FROM.plus_ms(days * DAY)).unwrap();
            self.leaves.push(leaf);
        }
        let of = self.reference(self.size() - 2);
        let opening_sha256 = Hash([7; 32]);
        self.put(Gate::Share, Body::ProbeReveal(ProbeReveal { of, opening_sha256, submitted: 12 }));
    }

    /// Ends the agreement of a leaf on a day of the period.
    pub(crate) fn end(&mut self, index: u64, day: i64) {
        let (of, at) = (self.reference(index), FROM.plus_ms(day * DAY));
        let end = AgreementEnd { of, end: Ending::Terminated, told: FROM, at };
        self.put(Gate::Shop, Body::AgreementEnd(end));
    }

    fn put(&mut self, gate: Gate, body: Body) {
        let time = FROM.plus_ms(10 * DAY + i64::try_from(self.leaves.len()).unwrap());
        self.leaves.push(Leaf { gate, time, body });
    }

    /// Everything that is at hand besides the log.
    pub(crate) fn texts(&self) -> Texts {
        let opened = |(index, opening): (&u64, &Opening)| {
            let fields = opening.values().filter_map(|(name, _)| opening.disclose(name));
            (*index, fields.collect())
        };
        Texts {
            agreements: agreements(),
            exceptions: vec![exception(self)],
            opened: self.opened.iter().map(opened).collect::<BTreeMap<_, _>>(),
        }
    }

    pub(crate) fn terms(&self) -> Terms {
        terms::read(&self.history(), &self.texts(), (FROM, TO)).unwrap()
    }

    /// The probes; of the one that was opened, what another such probe showed.
    pub(crate) fn probes(&self) -> Vec<Probe> {
        let mut probes =
            drawbridge_fair_report::probed::read(&self.history(), &[], |_| None).unwrap();
        let opened = probes.iter_mut().find(|probe| probe.opened.is_some()).unwrap();
        opened.shows = played(12).pop().unwrap().shows;
        probes
    }
}

/// A probe that was played, as a report tells it: every outsider is refused.
pub(crate) fn played(submitted: u64) -> Vec<Probe> {
    let log = probed::play(&probed::plan(12), submitted, &|side| {
        let verdict = if side["camp"] == "west" { Verdict::Refuse } else { Verdict::Allow };
        Some((verdict, probed::HOUR))
    });
    let history = history(&log.leaves);
    drawbridge_fair_report::probed::read(&history, &[log.bytes], |index| {
        log.leaves.get(usize::try_from(index).unwrap()).cloned()
    })
    .unwrap()
}

/// The history of leaves of which the first is none.
pub(crate) fn history(leaves: &[Vec<u8>]) -> History {
    let mut history = History::default();
    history.leaves.policy = 1;
    for (index, bytes) in (0..).zip(leaves).skip(1) {
        history.take(index, &Leaf::read(bytes).unwrap());
    }
    history
}

/// A moment of the period.
pub(crate) const fn day(day: i64) -> Timestamp {
    Timestamp(FROM.0 + day * DAY)
}
