//! The only crate with a socket, a clock, a die and a disk.

pub mod beside;
pub mod board;
pub mod cases;
pub mod desk;
pub mod fetch;
pub mod log;
pub mod outbound;
pub mod pay;
pub mod provision;
pub mod reconcile;
pub mod registry;
pub mod sandbox;
pub mod share;
pub mod store;
pub mod world;

/// What stands in an agreement, for those who bring one.
pub use drawbridge_fair_agreements as fair_agreements;
/// The log's own types, for those who show it.
pub use drawbridge_fair_log as fair_log;
/// The published standard of verdicts, for those who read it.
pub use drawbridge_fair_policy as fair_policy;
/// What stands in the leaves of the log, for those who read them.
pub use drawbridge_fair_record as fair_record;
/// The pay gate's own types, for those who look at payments.
pub use drawbridge_gate_pay as gate;
/// The ledger's own types, for those who look at books.
pub use drawbridge_ledger as ledger;
pub use drawbridge_seal::text::pem_blocks;
