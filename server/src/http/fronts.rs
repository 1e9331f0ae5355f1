//! Fronts, by path prefix and by official host name, and the notices of wallets.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Request as HttpRequest, StatusCode};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{any, post};
use drawbridge_canon::{Account, Dialect};
use drawbridge_engine::pay::front::Served;

use crate::http::origin::Named;
use crate::http::raw::Unread;
use crate::http::{metrics, raw};
use crate::node::Node;

/// `/notify/{wallet}`, every dialect's mount, and every other path for official host names.
pub(super) fn router() -> Router<Arc<Node>> {
    let mut router = Router::new().route("/notify/{wallet}", post(notice));
    for dialect in drawbridge_roster::DIALECTS.iter().copied() {
        let Some(pay) = dialect.pay else { continue };
        let serve = move |State(node): State<Arc<Node>>, request: HttpRequest<Body>| async move {
            // Behind an official host name a mount is an ordinary path.
            match by_host(&request) {
                Some(named) => serve(&node, named, "", request).await,
                None => serve(&node, dialect, pay.mount, request).await,
            }
        };
        router = router.route(&format!("{}/{{*rest}}", pay.mount), any(serve));
    }
    router.fallback(any_host)
}

async fn any_host(State(node): State<Arc<Node>>, request: HttpRequest<Body>) -> HttpResponse {
    match by_host(&request) {
        Some(dialect) => serve(&node, dialect, "", request).await,
        None => (StatusCode::NOT_FOUND, "there is nothing at this address\n").into_response(),
    }
}

async fn serve(
    node: &Node,
    dialect: &'static Dialect,
    mount: &str,
    request: HttpRequest<Body>,
) -> HttpResponse {
    let request = match raw::read(request, mount).await {
        Ok(request) => request,
        Err(unread) => return refuse(node, dialect, *unread),
    };
    let asked = metrics::Asked::new(dialect, &request);
    match node.fronts.serve(dialect, request).await {
        Served::Reply(response) => {
            asked.done(Some(response.status));
            raw::write(response)
        }
        Served::Drop => {
            asked.done(None);
            dropped()
        }
    }
}

/// Says in the platform's own words that a request was not taken. It is not signed: who asked is not
/// known.
fn refuse(node: &Node, dialect: &'static Dialect, unread: Unread) -> HttpResponse {
    let Some(pay) = dialect.pay else { return unread.into_response() };
    let asked = metrics::Asked::new(dialect, &unread.request);
    let (world, nobody) = (&node.fronts.world, Account::default());
    let nonce = world.dice.nonce();
    let ctx = world.ctx(&nonce, &nobody).answering(&unread.request);
    let response = (pay.refuse)(&unread.refusal, &ctx);
    asked.done(Some(response.status));
    raw::write(response)
}

async fn notice(
    State(node): State<Arc<Node>>,
    Path(wallet): Path<String>,
    request: HttpRequest<Body>,
) -> HttpResponse {
    match raw::read(request, "").await {
        Ok(request) => raw::write(node.engine.hear(&wallet, &request).await),
        Err(unread) => unread.into_response(),
    }
}

/// The dialect whose official host name the caller used.
fn by_host(request: &HttpRequest<Body>) -> Option<&'static Dialect> {
    let host = request.extensions().get::<Named>()?.host.as_ref()?;
    let name = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    let official = |dialect: &&Dialect| dialect.pay.is_some_and(|pay| pay.hosts.contains(&&*name));
    drawbridge_roster::DIALECTS.iter().copied().find(official)
}

/// A response whose body breaks off at once, which closes the connection without a reply.
fn dropped() -> HttpResponse {
    let broken = futures_util::stream::once(async {
        Err::<axum::body::Bytes, _>(std::io::Error::other("dropped on purpose"))
    });
    let mut response = HttpResponse::new(Body::from_stream(broken));
    // More is promised than comes: no client takes this for a complete reply.
    response.headers_mut().insert("content-length", axum::http::HeaderValue::from_static("1"));
    response
}
