//! The mean of numbers from 0 to 1 at all times, by betting against each possible mean.
//!
//! The hedged capital process of Waudby-Smith and Ramdas (2023), section 4: half of the money bets
//! that the mean is higher, half that it is lower. Tighter than a closed form, and on a grid.

use super::bounded::Bets;
use crate::math::size;
use crate::proportions::Interval;

/// How much of what could ruin a gambler is bet at most.
const CAUTION: f64 = 0.5;

/// One possible mean and what has been won against it.
#[derive(Clone, Copy, Debug)]
struct Gambler {
    mean: f64,
    higher: f64,
    lower: f64,
}

impl Gambler {
    fn play(&mut self, value: f64, bet: f64) {
        // A mean of 0 or 1 divides by zero: then nothing limits the bet.
        self.higher *= 1.0 + bet.min(CAUTION / self.mean) * (value - self.mean);
        self.lower *= 1.0 - bet.min(CAUTION / (1.0 - self.mean)) * (value - self.mean);
    }

    fn capital(&self) -> f64 {
        (0.5 * self.higher).max(0.5 * self.lower)
    }
}

/// The sequence after each value, each inside the one before; one step of the grid is added outside,
/// so that what lies between two means is covered.
///
/// The work is the number of values times `steps`, such as 1,000; with 0 nothing is
/// bet against, and each is the whole range.
pub fn hedged(values: &[f64], alpha: f64, steps: usize) -> Vec<Interval> {
    let step = 1.0 / size(steps);
    let start = |at: usize| Gambler { mean: size(at) * step, higher: 1.0, lower: 1.0 };
    let mut gamblers: Vec<Gambler> = (0..=steps).map(start).collect();
    let mut bets = Bets::new(alpha / 2.0);
    let mut inside = Interval { low: 0.0, high: 1.0 };
    let mut limits = Vec::with_capacity(values.len());
    for value in values {
        let bet = bets.next(*value);
        for gambler in &mut gamblers {
            gambler.play(*value, bet);
        }
        let poor = |gambler: &&Gambler| gambler.capital() <= 1.0 / alpha;
        let (first, last) = (gamblers.iter().find(poor), gamblers.iter().rev().find(poor));
        if let (Some(first), Some(last)) = (first, last) {
            inside.low = inside.low.max(first.mean - step);
            inside.high = inside.high.min(last.mean + step);
        }
        limits.push(inside);
    }
    limits
}
