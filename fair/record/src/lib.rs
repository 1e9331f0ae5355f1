//! What stands in the verifiable log: one record a leaf, as bytes that have only one spelling.
//!
//! The story in order. A leaf is [`canonical`] JSON (RFC 8785), so that equal records have equal
//! hashes. What is personal or commercial stands in it as a [`commitment`]: a hash over the field and
//! a salt, which whoever holds the salt can open and nobody can open to something else; an
//! [`opening`] is all of what opens a leaf, and is kept beside it, not in it; a [`disclosure`] is the
//! part of it that somebody is given. A [`leaf`]
//! says that a case came in, was decided, what became of it, that somebody appeals, that a policy, a
//! report or an agreement was published, or that a probe was fixed and later opened. Leaves point back at earlier ones, and [`fit()`] says whether they may; a
//! [`docket`] reads them all, and says what they are together: decided twice, pending, out of date.
//!
//! `fair/record/LEAVES.md` lists every member. Nothing here reads a clock, a die, a file or a socket:
//! times and salts are arguments.

pub mod canonical;
pub mod commitment;
pub mod disclosure;
pub mod docket;
mod error;
pub mod fit;
pub mod leaf;
pub mod members;
pub mod opening;

pub use canonical::{CanonicalError, Integer, Object, Value};
pub use commitment::{Commitment, Disclosure, DisclosureError, Salt, commit, commit_spelt};
pub use disclosure::{Disclosures, DisclosuresError};
pub use docket::{Cases, Docket, Finding, Probed, What};
pub use error::{LeafError, Why};
pub use fit::{Misfit, fit};
pub use leaf::{Body, Field, Fields, Gate, Leaf, Reference};
pub use opening::{Opening, OpeningError, Seed};
