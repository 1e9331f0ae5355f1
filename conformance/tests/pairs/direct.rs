//! A network without time, for what is run outside of the simulation.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use drawbridge_canon::{Fault, Request, Response};
use drawbridge_conformance::sim::houses::Platforms;
use drawbridge_conformance::sim::net::Door;
use drawbridge_engine::outbound::Net;

/// To the platforms, at once.
pub(crate) struct Direct(pub(crate) Arc<Platforms>);

#[async_trait]
impl Net for Direct {
    async fn send(&self, request: &Request, _limit: Duration) -> Result<Response, Fault> {
        let at = Request::to_url(request.method, &request.url());
        let at = at.ok_or_else(|| Fault::Unsent("not an address".to_owned()))?;
        let path = Request { origin: at.origin, path: at.path, query: at.query, ..request.clone() };
        let (_, work) = self.0.knock(path).ok_or_else(|| Fault::Unsent("closed".to_owned()))?;
        work.await.ok_or_else(|| Fault::Unknown("no reply".to_owned()))
    }
}
