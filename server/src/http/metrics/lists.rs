//! How the lists of bad links stand, in numbers.

use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry as Meters;

use super::small;
use crate::node::Node;

/// What is measured of the lists.
pub(super) struct ListMeters {
    entries: Gauge,
    old: Gauge,
}

impl ListMeters {
    pub(super) fn new(meters: &mut Meters) -> Self {
        let mut gauge = |name: &str, help: &str| {
            let gauge = Gauge::default();
            meters.register(name, help, gauge.clone());
            gauge
        };
        Self {
            entries: gauge("share_list_entries", "Entries of the lists of bad links that count"),
            old: gauge(
                "share_lists_old",
                "1 while a changed list could not be taken and older ones count",
            ),
        }
    }

    pub(super) fn look(&self, node: &Node) {
        self.entries.set(small(node.share.lists.entries()));
        self.old.set(i64::from(node.share.lists.trouble().is_some()));
    }
}
