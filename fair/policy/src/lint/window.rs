//! Whether a standard was open to comment long enough.

use super::{Finding, error};
use crate::standard::Standard;

/// A change of a platform's rules is shown to the public at least seven days before it is carried out
/// (Electronic Commerce Law of the People's Republic of China, article 34).
const SEVEN_DAYS_MS: i64 = 7 * 24 * 3_600 * 1_000;

pub(super) fn look(standard: &Standard, findings: &mut Vec<Finding>) {
    let Some(window) = standard.consultation() else { return };
    if window.until.0 - window.from.0 < SEVEN_DAYS_MS {
        findings.push(error("consultation", "shorter than seven days".to_owned()));
    }
    if standard.effective_from().0 - window.until.0 < SEVEN_DAYS_MS {
        let what = "sooner than seven days after the consultation: what came of it is shown first";
        findings.push(error("effective_from", what.to_owned()));
    }
}
