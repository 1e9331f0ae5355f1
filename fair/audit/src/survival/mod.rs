//! Times of which some are still running: reviews that are pending count as pending, not as nothing.
//!
//! [`Observation`] is one case. [`kaplan_meier`] is the share still waiting at each time,
//! [`standardised`] the same for a common mix of strata, [`quantiles`] are the times by which a share
//! was decided, with their limits; [`restricted`] the mean wait up to a horizon; [`log_rank`] asks whether the sides
//! differ, [`cox`] by what factor; [`incidence`] tells approved from denied.

pub mod cox;
pub mod incidence;
pub mod kaplan_meier;
pub mod log_rank;
pub mod quantiles;
pub mod restricted;
mod risk;
pub mod standardised;

/// One case: how long it took, or has taken so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// From submission to decision, or to the cut of the report; any unit, the same for all. It
    /// must be a finite number.
    pub time: f64,
    /// Whether it was decided. If not, it was still pending at `time` (censored).
    pub decided: bool,
    /// Whether it is an outsider's.
    pub outsider: bool,
    /// Which stratum it belongs to.
    pub stratum: u32,
}

/// Whether strata are compared within themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strata {
    /// All cases are thrown together.
    Ignored,
    /// Each case is compared with its like only.
    Kept,
}

/// The times and outcomes of one side.
pub fn side(observations: &[Observation], outsider: bool) -> Vec<(f64, bool)> {
    let mine = observations.iter().filter(|one| one.outsider == outsider);
    mine.map(|one| (one.time, one.decided)).collect()
}
