//! Outbound HTTP: sending a request as its exact bytes, and telling "never sent" from "may have
//! happened".

mod http;

use std::time::Duration;

use drawbridge_canon::{Fault, Request, Response};

pub use http::{HttpNet, NetSettings};

/// Sends requests.
#[async_trait::async_trait]
pub trait Net: Send + Sync {
    /// Sends `request` and waits for the whole reply, at most `limit`.
    /// [`Fault::Unsent`] only if not one byte of it can have been understood by the other side;
    /// [`Fault::Unknown`] for everything that went wrong later, time-outs included.
    async fn send(&self, request: &Request, limit: Duration) -> Result<Response, Fault>;
}
