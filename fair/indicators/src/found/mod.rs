//! What an audit found: plain data that serialises the same to the byte, for the report and the board.
//!
//! A number that does not exist (a median that was not reached, a limit that is infinite) is absent;
//! there is never a NaN. Shares and gaps of shares are fractions of one, not per cent.

mod basis;
mod indicator;
mod measure;
mod series;

use serde::{Deserialize, Serialize};

pub use basis::{Basis, Leaves, Missing, Period};
pub use indicator::{Indicator, Side, Target, Text, Unit, Unknown, Word};
pub use measure::{Equality, Estimate, Monitored, Reach, Tested};
pub use series::{
    Cell, Curve, ForestRow, Grounds, Moment, Place, Point, Ranked, Sequence, Series, Tick,
};

/// Everything that an audit found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    /// Which leaves, which period, which plan: what is needed to compute it again.
    pub basis: Basis,
    /// The indicators, in the order of the plan, which is that of the report's sections.
    pub indicators: Vec<Indicator>,
    /// The numbers of the report that leaves do not tell, each with the reason.
    pub unknown: Vec<Unknown>,
    /// What the charts show.
    pub series: Series,
    /// The monitors that raise an alarm after e-BH over all of them, by the indicators' ids.
    pub alarms: Vec<String>,
}

impl Audit {
    /// The indicator of this id.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }
}
