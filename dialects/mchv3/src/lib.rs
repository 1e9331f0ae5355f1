//! One engine for the family of protocols in which a merchant number signs JSON: an
//! `Authorization: SCHEME mchid="…"` header over five lines, replies signed over three, resources
//! under AES-256-GCM, secrets under RSA-OAEP, bills as comma separated text behind backticks.
//!
//! Several wallets speak it with other names. A [`Family`] holds the names and the differences;
//! [`Mch`] is the codec of every exchange for one family. A wallet's own crate is a `static` of
//! each and whatever is really its own.

mod bill;
mod book;
mod certificates;
mod charge;
mod codes;
mod envelope;
mod family;
mod fields;
mod json;
mod notice;
mod order;
mod outcome;
mod paysign;
mod refund;
mod refuse;
mod resource;
mod route;
mod secret;
mod transaction;
mod url;

pub use book::Book;
pub use codes::CODES;
pub use envelope::{Authorization, reply_text, request_text};
pub use family::{Books, Code, Duties, Family, Mch, Paths, PaySign, Says, Words};
pub use paysign::{AppCall, PageCall, app_call, page_call, read_page_call};
pub use refuse::{peek, refuse};
pub use resource::{open as open_resource, seal as seal_resource};
pub use secret::{open_secret, seal_secret};
