//! Aalen and Johansen's cumulative incidence (1978): approved and denied are different ends.

use crate::math::size;

/// How a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not yet decided.
    Pending,
    /// Approved.
    Approved,
    /// Denied.
    Denied,
}

/// The share that has had the outcome by `time`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Incidence {
    /// When.
    pub time: f64,
    /// The share of all.
    pub share: f64,
}

/// The cumulative incidence of `outcome` on one side, at each time when any case was decided.
///
/// A denial is not a censored approval: it can never become one.
pub fn incidence(cases: &[(f64, Outcome)], outcome: Outcome) -> Vec<Incidence> {
    let mut sorted = cases.to_vec();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut at_risk = sorted.len();
    let (mut waiting, mut share) = (1.0, 0.0);
    let mut steps = Vec::new();
    for moment in sorted.chunk_by(|a, b| a.0 == b.0) {
        let decided = moment.iter().filter(|one| one.1 != Outcome::Pending).count();
        let mine = moment.iter().filter(|one| one.1 == outcome).count();
        if decided > 0 {
            share += waiting * size(mine) / size(at_risk);
            waiting *= 1.0 - size(decided) / size(at_risk);
            steps.push(Incidence { time: moment[0].0, share });
        }
        at_risk -= moment.len();
    }
    steps
}
