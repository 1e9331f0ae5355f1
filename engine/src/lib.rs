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
/// The share gate's own types, for those who look at what was shared.
pub use drawbridge_gate_share as share_gate;
/// The ledger's own types, for those who look at books.
pub use drawbridge_ledger as ledger;
/// Cards written in the open web's words, for those who serve them.
pub use drawbridge_page::write as page;
/// Cards as pictures, for those who serve them.
pub use drawbridge_picture as picture;
pub use drawbridge_seal::digest::sha256_hex;
pub use drawbridge_seal::text::{base64, pem_blocks};
