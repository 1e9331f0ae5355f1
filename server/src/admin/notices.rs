//! Notices that wait for a merchant's acknowledgement.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use drawbridge_engine::store::NoticeOutcome;
use serde::Deserialize;

use super::asked::{Page, PageAsk, Query};
use super::auth::{Reader, Writer};
use super::problem::Problem;
use super::timeline::{Notice, notice};
use crate::node::Node;

/// Which notices.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NoticesAsk {
    /// How many at most: 1 to 200; 50 if not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Further than any schedule of any platform reaches.
const EVER_MS: i64 = 3650 * 24 * 3600 * 1000;

/// Notices that are still to be sent, the next due first.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", params(NoticesAsk),
    responses((status = 200, body = Page<Notice>)))]
pub(crate) async fn waiting(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<NoticesAsk>,
) -> Result<Json<Page<Notice>>, Problem> {
    let size = PageAsk { after: None, limit: ask.limit }.size();
    let ever = node.world.clock.now().plus_ms(EVER_MS);
    let rows = node.store.due_notices(ever, size).await?;
    Ok(Json(Page { items: rows.iter().map(notice).collect(), next: None }))
}

/// Sends a notice again, now, whatever its schedule says.
#[utoipa::path(post, path = "/api/v1/payments/{id}/notices/{notice}/resend", tag = "notices",
    params(("id" = String, Path), ("notice" = String, Path)),
    responses((status = 200, body = Notice)))]
pub(crate) async fn resend(
    State(node): State<Arc<Node>>,
    _: Writer,
    Path((id, wanted)): Path<(String, String)>,
) -> Result<Json<Notice>, Problem> {
    super::payments::row(&node, &id).await?;
    let found = |rows: Vec<drawbridge_engine::store::NoticeRow>| {
        let row = rows.into_iter().find(|row| row.id == wanted);
        row.ok_or_else(|| Problem::not_found("notice"))
    };
    let row = found(node.store.payment_notices(&id).await?)?;
    if row.done {
        return Err(Problem::conflict("the merchant has acknowledged it already"));
    }
    let again = NoticeOutcome::Retry {
        due: node.world.clock.now(),
        attempt: row.attempt,
        last_error: row.last_error.unwrap_or_default(),
    };
    node.store.notice_update(&row.id, again).await?;
    let row = found(node.store.payment_notices(&id).await?)?;
    Ok(Json(notice(&row)))
}
