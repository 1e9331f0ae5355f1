//! Messages as people paste them: every shape of share text with random titles, pasted well or
//! badly, among talk; and talk that holds none. All of it follows from a seed.

pub mod dice;
pub mod mix;
pub mod shapes;
pub mod talk;
pub mod titles;

use drawbridge_canon::share::Share;

/// Every platform that shares, in the roster's order.
pub fn platforms() -> Vec<(&'static str, &'static Share)> {
    let dialects = drawbridge_roster::DIALECTS.iter();
    dialects.filter_map(|dialect| Some((dialect.name, dialect.share?))).collect()
}
