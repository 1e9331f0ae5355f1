//! A body must be here in time: whoever sends none would otherwise hold its connection for ever.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use futures_util::{StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};

/// How long any client may take to send a body. A front's own limit is shorter, since it can say why
/// in the platform's words.
const BODY_TIME: Duration = Duration::from_secs(35);

/// The request, whose body ends with an error if it is not here in time.
pub(super) async fn limit(request: Request) -> Request {
    request.map(|body| within(body, BODY_TIME))
}

/// A body that ends with an error after a time. Its end would be taken for the whole of it.
fn within(body: Body, time: Duration) -> Body {
    let until = Instant::now() + time;
    let chunks = stream::unfold(Some(body.into_data_stream()), move |chunks| async move {
        let mut chunks = chunks?;
        match timeout_at(until, chunks.next()).await {
            Ok(chunk) => chunk.map(|chunk| (chunk, Some(chunks))),
            Err(late) => Some((Err(axum::Error::new(late)), None)),
        }
    });
    Body::from_stream(chunks)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Bytes;
    use axum::middleware::map_request;
    use axum::routing::post;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn whoever_sends_no_body_is_let_go() -> Result<(), Box<dyn std::error::Error>> {
        let soon =
            async |request: Request| request.map(|body| within(body, Duration::from_millis(20)));
        let router =
            Router::new().route("/", post(async |_: Bytes| "read")).layer(map_request(soon));
        let silent = Body::from_stream(stream::pending::<Result<Bytes, axum::Error>>());
        for (body, status) in [(silent, 400), (Body::from("{}"), 200)] {
            let asking = router.clone().oneshot(Request::post("/").body(body)?);
            let response = tokio::time::timeout(Duration::from_secs(5), asking).await??;
            assert_eq!(response.status(), status);
        }
        Ok(())
    }
}
