//! What the page of a short link is lent in the browser within an app: the platform's script by which pages
//! share there, and a signature of ours for this page. Where we have no account with the platform, or it
//! does not answer at once, the page is as it is everywhere.

use std::time::Duration;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use drawbridge_canon::share::{Card, PageScript, Step};
use drawbridge_engine::page::{Scripts, Tongue};
use drawbridge_engine::share::write::{Writing, write};
use drawbridge_roster::DIALECTS;

use super::link::KEPT;
use super::visitor::Visitor;
use crate::node::Node;

/// How long somebody waits for a page to be signed: less than is noticed. A ticket is at hand but once in two
/// hours, and what was asked for then is at hand for the next.
const PATIENCE: Duration = Duration::from_millis(400);

/// What a page is lent.
pub(super) struct Lent {
    script: PageScript,
    ours: String,
    data: String,
}

impl Lent {
    /// For this visitor, at this address of the page, with `link` to be shared.
    pub(super) async fn of(
        node: &Node,
        visitor: &Visitor,
        card: &Card,
        (page, link): (&str, &str),
    ) -> Option<Self> {
        let platform = visitor.app()?;
        let script = script_of(platform)?;
        if card.safety.as_ref().is_some_and(|safety| safety.step == Step::Refuse) {
            return None;
        }
        let lending = node.share.engine.accounts.lend(platform, None, true);
        let lent = match tokio::time::timeout(PATIENCE, lending).await {
            Ok(Ok(lent)) => lent?,
            Ok(Err(trouble)) => {
                tracing::debug!(%trouble, "a page is shown without a signature");
                return None;
            }
            Err(_) => return None,
        };
        let writing = Writing {
            account: &lent.account,
            page: Some(page),
            ticket: lent.ticket.as_deref(),
            link: Some(link),
            house: &node.config.share.house,
            tongue: Tongue::Chinese,
            dark: false,
        };
        let form = format!("{platform}/{}", script.form);
        let payload = write(card, &form, &writing, (DIALECTS, &node.world))?.ok()?;
        let data = String::from_utf8(payload.body).ok()?;
        let ours = format!("{}/share/script/{platform}.js", node.share.public_url);
        Some(Self { script, ours, data })
    }

    pub(super) fn scripts(&self) -> Scripts<'_> {
        Scripts { theirs: self.script.theirs, ours: &self.ours, data: &self.data }
    }
}

fn script_of(platform: &str) -> Option<PageScript> {
    drawbridge_roster::dialect(platform)?.share?.page_script
}

/// `/share/script/PLATFORM.js`: our own script for a platform's browser.
pub(super) async fn ours(Path(name): Path<String>) -> Response {
    let script = name.strip_suffix(".js").and_then(script_of);
    let Some(script) = script else { return StatusCode::NOT_FOUND.into_response() };
    let kept = format!("public, max-age={KEPT}");
    let mut response = (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ],
        script.ours,
    )
        .into_response();
    if let Ok(kept) = HeaderValue::from_str(&kept) {
        response.headers_mut().insert(header::CACHE_CONTROL, kept);
    }
    response
}
