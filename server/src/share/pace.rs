//! How often strangers may have something fetched, by the address that they come from.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use drawbridge_canon::Timestamp;

/// Addresses that are counted at once. Beyond it the count begins anew for all: whoever has so many
/// addresses is not held up by counting them.
const COUNTED_MAX: usize = 50_000;

/// Counts by address and minute. Nothing of it is kept.
#[derive(Debug)]
pub(crate) struct Pace {
    most: u32,
    counted: Mutex<(i64, HashMap<Option<IpAddr>, u32>)>,
}

impl Pace {
    /// So many a minute.
    pub(super) fn new(most: u32) -> Self {
        Self { most, counted: Mutex::default() }
    }

    /// Whether whoever comes from an address may ask once more; if not, in how many seconds. Networks of
    /// version 6 count as one from their first 64 bits on: that is what a household has.
    pub(crate) fn take(&self, address: Option<IpAddr>, now: Timestamp) -> Result<(), i64> {
        let minute = now.0.div_euclid(60_000);
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.0 != minute || counted.1.len() >= COUNTED_MAX {
            *counted = (minute, HashMap::new());
        }
        let count = counted.1.entry(address.map(network)).or_default();
        if *count >= self.most {
            return Err(60 - now.0.rem_euclid(60_000) / 1_000);
        }
        *count += 1;
        Ok(())
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(long) => IpAddr::V6((u128::from(long) >> 64 << 64).into()),
        short @ IpAddr::V4(_) => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_so_many_and_a_household_one_count() {
        let pace = Pace::new(2);
        let one: Option<IpAddr> = "2001:db8::1".parse().ok();
        let two: Option<IpAddr> = "2001:db8::2".parse().ok();
        let at = Timestamp(60_000 * 7 + 1_000);
        assert_eq!(pace.take(one, at), Ok(()));
        assert_eq!(pace.take(two, at), Ok(()));
        assert_eq!(pace.take(one, at), Err(59));
        assert_eq!(pace.take("192.0.2.1".parse().ok(), at), Ok(()));
        assert_eq!(pace.take(one, at.plus_seconds(59)), Ok(()));
    }
}
