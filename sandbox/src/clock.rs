//! The virtual clock: tomorrow's bill today.

use drawbridge_canon::Timestamp;
use serde::{Deserialize, Serialize};

/// How far the wallet's time is ahead of the real one. It never goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Milliseconds ahead.
    pub offset_ms: i64,
}

impl Clock {
    /// The wallet's time at a real moment.
    pub const fn now(self, real: Timestamp) -> Timestamp {
        real.plus_ms(self.offset_ms)
    }

    /// The real moment at which the wallet's time will be `virtual_time`: for setting a timer.
    pub const fn real(self, virtual_time: Timestamp) -> Timestamp {
        virtual_time.plus_ms(self.offset_ms.saturating_neg())
    }

    /// Goes forward; a negative step is nothing, because what happened cannot unhappen.
    pub const fn advance(&mut self, ms: i64) {
        if ms > 0 {
            self.offset_ms = self.offset_ms.saturating_add(ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_goes_forward_only() {
        let mut clock = Clock::default();
        clock.advance(86_400_000);
        clock.advance(-5);
        assert_eq!(clock.now(Timestamp(10)), Timestamp(86_400_010));
        assert_eq!(clock.real(Timestamp(86_400_010)), Timestamp(10));
    }
}
