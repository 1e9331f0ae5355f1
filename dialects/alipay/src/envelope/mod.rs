//! How a request and a reply travel: forms, JSON, signatures, encryption, in both of Alipay's
//! protocols. Nothing here knows what is asked.

pub(crate) mod asked;
pub(crate) mod cert;
pub(crate) mod charset;
pub(crate) mod content;
pub(crate) mod fields;
pub(crate) mod form;
pub(crate) mod gateway_reply;
pub(crate) mod gateway_request;
pub(crate) mod json;
pub(crate) mod manner;
pub(crate) mod signing;
pub(crate) mod v3_auth;
pub(crate) mod v3_reply;
pub(crate) mod v3_request;
#[cfg(test)]
mod vectors;

pub(crate) use asked::{Asked, Said, open, read, write};
pub(crate) use fields::Fields;
pub(crate) use json::Json;
pub(crate) use manner::{Manner, Protocol};

/// The gateway's one path.
pub(crate) const GATEWAY: &str = "/gateway.do";

/// The longest request body and query that are read, together: a payment request is some kilobytes, and an
/// order of many lines some hundred.
pub(crate) const MAX_REQUEST: usize = 1 << 20;
