//! Routes.

mod caller;
mod cashier;
mod console;
mod control;
mod fronts;
mod health;
pub(crate) mod html;
pub(crate) mod log;
pub(crate) mod metrics;
mod origin;
mod raw;
mod share;
mod slow;
mod wallet_page;

pub use origin::Proxies;
pub(crate) use origin::{Peer, Scheme};
pub(crate) use share::{address as share_address, drawn_anew};

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn_with_state, map_request};

use crate::node::Node;

/// The largest request body that a route takes, unless it says more. Payment calls have a few kilobytes; the
/// largest documented field of any platform is far below this.
pub const BODY_MAX: usize = 1 << 20;

/// The largest opening of a probe, and the largest body of any route. A pair has some kilobytes in it, and a
/// probe that could be fixed and not opened would stay overdue for ever.
pub const OPENING_MAX: usize = 16 << 20;

/// All routes of a node. Whatever no route names is a front's by its host name, or nobody's.
pub fn router(node: Arc<Node>) -> Router {
    let mut router = Router::new()
        .merge(health::router())
        .merge(metrics::router())
        .merge(cashier::router())
        .merge(crate::assets::router())
        .merge(console::router())
        .merge(log::router())
        .merge(share::router())
        .merge(crate::admin::router(&node))
        .merge(fronts::router());
    if node.config.sandbox {
        router = router.merge(control::router()).merge(wallet_page::router());
    }
    router
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(map_request(slow::limit))
        .layer(from_fn_with_state(node.clone(), origin::name))
        .with_state(node)
}
