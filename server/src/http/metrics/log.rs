//! How the log stands, in numbers.

use drawbridge_engine::fair_log::Checkpoint;
use drawbridge_engine::log::Standing;
use drawbridge_engine::log::witness::evidence;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry as Meters;

use super::{COUNTED_MAX, small};
use crate::node::Node;

/// Which state.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct State {
    state: &'static str,
}

/// What is measured of the log. A node that publishes none tells the leaves only, and no state.
pub(super) struct LogMeters {
    leaves: Gauge,
    published: Gauge,
    cosigned: Gauge,
    cosignatures: Gauge,
    age: Gauge,
    evidence: Gauge,
    state: Family<State, Gauge>,
}

impl LogMeters {
    pub(super) fn new(meters: &mut Meters) -> Self {
        let state = Family::<State, Gauge>::default();
        let help = "1 for the state in which publishing is, 0 for the others";
        meters.register("log_state", help, state.clone());
        let mut gauge = |name: &str, help: &str| {
            let gauge = Gauge::default();
            meters.register(name, help, gauge.clone());
            gauge
        };
        Self {
            leaves: gauge("log_leaves", "Leaves in the store"),
            published: gauge("log_published", "Leaves under the latest checkpoint"),
            cosigned: gauge("log_cosigned", "Leaves that enough witnesses cosigned"),
            cosignatures: gauge("log_cosignatures", "Cosignatures of the latest checkpoint"),
            age: gauge(
                "log_publication_age_seconds",
                "Since everything that there was had been published",
            ),
            evidence: gauge(
                "log_evidence",
                "Kept pieces of evidence about logs, at most 1000 counted",
            ),
            state,
        }
    }

    pub(super) async fn look(&self, node: &Node) {
        if let Ok(leaves) = node.store.leaf_count().await {
            self.leaves.set(big(leaves));
        }
        if let Ok((kept, _)) = evidence::kept(&*node.store, None, COUNTED_MAX).await {
            self.evidence.set(small(kept.len()));
        }
        let Some(log) = &node.log else { return };
        if let Some(read) = log.published() {
            self.published.set(big(read.size()));
            let cosigned = read.cosigned.as_ref();
            let cosigned = cosigned.and_then(|note| Checkpoint::parse(note.text()).ok());
            self.cosigned.set(cosigned.map_or(0, |checkpoint| big(checkpoint.size())));
        }
        self.cosignatures.set(small(log.cosignatures()));
        self.age.set(big(log.age().as_secs()));
        let now = log.standing();
        for standing in Standing::ALL {
            let state = State { state: standing.name() };
            self.state.get_or_create(&state).set(i64::from(standing == now));
        }
    }
}

fn big(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
