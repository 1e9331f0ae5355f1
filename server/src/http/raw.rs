//! From the server's request to ours, byte for byte.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request as HttpRequest, StatusCode};
use axum::response::{IntoResponse, Response as HttpResponse};
use drawbridge_canon::{Carrier, Headers, Method, Request, Response};

use crate::http::BODY_MAX;
use crate::http::origin::Named;

/// Reads a request whole. The path keeps its percent-escapes; `mount` is cut off it.
pub(super) async fn read(request: HttpRequest<Body>, mount: &str) -> Result<Request, HttpResponse> {
    let (head, body) = request.into_parts();
    let origin = head.extensions.get::<Named>().and_then(|named| {
        let host = named.host.as_ref()?;
        Some(format!("{}://{host}", named.scheme))
    });
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
        origin: origin.unwrap_or_default(),
        mount: mount.to_owned(),
        path: path.strip_prefix(mount).unwrap_or(path).to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: headers(&head.headers),
        body: body.to_vec(),
        carrier: Carrier::Us,
    })
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
