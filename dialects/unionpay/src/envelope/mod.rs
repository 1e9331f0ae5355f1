//! How a message travels: forms, the gateway's raw replies, and signatures over both. Nothing here
//! knows what is asked.

mod asked;
mod fields;
mod form;
mod page;
mod raw;
mod reply;
mod signing;
mod trust;

pub(crate) use asked::{Asked, browse, open, read, send};
pub(crate) use fields::Fields;
pub(crate) use form::{fields_of, write as write_form};
pub(crate) use page::page;
pub(crate) use reply::{open_reply, write_reply};
pub(crate) use signing::{Name, stamp};
pub(crate) use trust::verify;

/// The interface's version; older ones sign otherwise.
pub(crate) const VERSION: &str = "5.1.0";

/// The longest request that is read, query and body together: one of a payment has some two
/// kilobytes, and a notice some four.
pub(crate) const MAX_REQUEST: usize = 1 << 18;
