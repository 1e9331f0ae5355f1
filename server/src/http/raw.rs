//! From the server's request to ours, byte for byte.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request as HttpRequest, StatusCode, header};
use axum::response::{IntoResponse, Response as HttpResponse};
use drawbridge_canon::{Carrier, Headers, Method, Reason, Refusal, Request, Response};
use futures_util::StreamExt as _;

use crate::http::BODY_MAX;
use crate::http::origin::Named;

/// How long a client may take to send a body: the largest one over the slowest line.
const BODY_TIME: Duration = Duration::from_secs(30);

/// How much more than is permitted is read and thrown away. A client that sends all before it
/// listens would otherwise be cut off and never hear why.
const SURPLUS_MAX: usize = 8 << 20;

/// A request whose body was not taken.
pub(super) struct Unread {
    /// The request, without its body.
    pub(super) request: Request,
    /// Why, for callers to whom the platform's own words mean nothing.
    status: StatusCode,
    /// Why, in words that every platform has an equal for.
    pub(super) refusal: Refusal,
}

impl IntoResponse for Unread {
    fn into_response(self) -> HttpResponse {
        (self.status, format!("{}\n", self.refusal.message)).into_response()
    }
}

/// Reads a request whole. The path keeps its percent-escapes; `mount` is cut off it.
pub(super) async fn read(request: HttpRequest<Body>, mount: &str) -> Result<Request, Box<Unread>> {
    let (head, body) = request.into_parts();
    let origin = head.extensions.get::<Named>().and_then(|named| {
        let host = named.host.as_ref()?;
        Some(format!("{}://{host}", named.scheme))
    });
    let path = head.uri.path();
    let mut request = Request {
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
        body: Vec::new(),
        carrier: Carrier::Us,
    };
    match whole(&head.headers, body).await {
        Ok(body) => {
            request.body = body;
            Ok(request)
        }
        Err((status, message)) => {
            let refusal = Refusal::new(Reason::Unreadable, message);
            Err(Box::new(Unread { request, status, refusal }))
        }
    }
}

/// The body, if it has a size and a form that are taken.
async fn whole(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, (StatusCode, String)> {
    let read = tokio::time::timeout(BODY_TIME, limited(body)).await.map_err(|_| {
        let seconds = BODY_TIME.as_secs();
        (StatusCode::REQUEST_TIMEOUT, format!("a request must be here within {seconds} s"))
    })?;
    // Signatures are over the bytes as they were sent, and no platform permits packed ones.
    let packed = headers.get(header::CONTENT_ENCODING).filter(|coding| *coding != "identity");
    if packed.is_some() {
        let message = "a request is read as it is sent: send it without Content-Encoding";
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, message.to_owned()));
    }
    read
}

async fn limited(body: Body) -> Result<Vec<u8>, (StatusCode, String)> {
    let (mut kept, mut surplus) = (Vec::new(), 0);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk =
            chunk.map_err(|_| (StatusCode::BAD_REQUEST, "the request broke off".to_owned()))?;
        if surplus == 0 && kept.len() + chunk.len() <= BODY_MAX {
            kept.extend_from_slice(&chunk);
            continue;
        }
        kept = Vec::new();
        surplus += chunk.len();
        if surplus > SURPLUS_MAX {
            break;
        }
    }
    if surplus == 0 {
        return Ok(kept);
    }
    Err((StatusCode::PAYLOAD_TOO_LARGE, format!("a request has at most {BODY_MAX} bytes")))
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
