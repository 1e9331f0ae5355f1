//! From the server's request to ours, byte for byte.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request as HttpRequest, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response as HttpResponse};
use drawbridge_canon::{Carrier, Headers, Method, Request, Response};

use crate::http::BODY_MAX;

/// By which scheme a request came: the listener knows, the request does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scheme(pub(crate) &'static str);

/// Reads a request whole. The path keeps its percent-escapes; `mount` is cut off it.
pub(super) async fn read(request: HttpRequest<Body>, mount: &str) -> Result<Request, HttpResponse> {
    let (head, body) = request.into_parts();
    let scheme = head.extensions.get::<Scheme>().map_or("http", |scheme| scheme.0);
    let host = host(&head.uri, &head.headers);
    let body = to_bytes(body, BODY_MAX).await.map_err(|_| {
        let message = format!("a request has at most {BODY_MAX} bytes\n");
        (StatusCode::PAYLOAD_TOO_LARGE, message).into_response()
    })?;
    let path = head.uri.path();
    Ok(Request {
        method: match head.method.as_str() {
            "GET" => Method::Get,
            "POST" => Method::Post,
            _ => Method::Other,
        },
        origin: host.map_or_else(String::new, |host| format!("{scheme}://{host}")),
        mount: mount.to_owned(),
        path: path.strip_prefix(mount).unwrap_or(path).to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: headers(&head.headers),
        body: body.to_vec(),
        carrier: Carrier::Us,
    })
}

/// The host by which the caller named us: of an absolute target, else of the `Host` header.
pub(super) fn host(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let named = uri.authority().map(|authority| authority.as_str().to_owned());
    named.or_else(|| headers.get(header::HOST)?.to_str().ok().map(str::to_owned))
}

fn headers(map: &HeaderMap) -> Headers {
    let mut headers = Headers::default();
    for (name, value) in map {
        headers.push(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
    }
    headers
}

/// Our response as the server's.
pub(super) fn write(response: Response) -> HttpResponse {
    let mut out = HttpResponse::builder().status(response.status);
    for (name, value) in &response.headers.0 {
        out = out.header(name, value);
    }
    out.body(Body::from(response.body)).unwrap_or_else(|error| {
        tracing::error!(%error, "a response could not be sent");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}
