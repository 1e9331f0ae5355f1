//! Outbound HTTP: sending a request as its exact bytes, and telling "never sent" from "may have
//! happened".

mod http;

use std::time::Duration;

use drawbridge_canon::{Fault, Request, Response};

pub(crate) use http::tls;
pub use http::{HttpNet, NetSettings};

/// The largest reply that is taken, in bytes. The largest that platforms give, all their
/// certificates, has some ten thousand. A larger one counts as not understood.
pub const REPLY_MAX: usize = 1 << 20;

/// The largest file that is taken, in bytes: a day's bill of a large merchant.
pub const FILE_MAX: usize = 256 << 20;

/// Sends requests.
#[async_trait::async_trait]
pub trait Net: Send + Sync {
    /// Sends `request` and waits for the whole reply, at most `limit`.
    /// [`Fault::Unsent`] only if not one byte of it can have been understood by the other side;
    /// [`Fault::Unknown`] for everything that went wrong later, time-outs included.
    ///
    /// A reply is small, at most [`REPLY_MAX`]: whoever is called, a merchant's server too, cannot
    /// fill our memory. Files are [fetched](Self::fetch).
    async fn send(&self, request: &Request, limit: Duration) -> Result<Response, Fault>;

    /// The same for a file, at most [`FILE_MAX`]. Few at a time: it is held in memory.
    async fn fetch(&self, request: &Request, limit: Duration) -> Result<Response, Fault> {
        self.send(request, limit).await
    }
}
