//! Codes that platforms draw in the name of our accounts: pictures that lead to a page of a mini program.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use drawbridge_canon::share::Card;
use drawbridge_engine::base64;
use drawbridge_engine::share::{Coding, WantedLink};
use drawbridge_roster::DIALECTS;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::write::cannot;
use crate::admin::asked::Body;
use crate::admin::auth::Writer;
use crate::admin::problem::Problem;
use crate::node::Node;

/// The code that a platform is to draw: to what a card opens, or to a page.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlatformCodeAsk {
    /// The kind of code, as `/share/forms` lists them.
    #[serde(rename = "as")]
    form: String,
    /// The card (docs/share.md), instead of `path` and `query`.
    #[schema(value_type = Option<Object>)]
    card: Option<Card>,
    /// The page of the mini program.
    path: Option<String>,
    /// The page's query, without `?`.
    query: Option<String>,
    /// What the code is for, where the platform keeps a note of that.
    title: Option<String>,
    /// How wide the picture is, in pixels, where the platform lets one choose; as is usual there, if absent.
    width: Option<u32>,
    /// The account's name; the platform's first that makes links and codes, if absent.
    account: Option<String>,
}

/// A code that a platform drew, drawn anew by us.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PlatformCode {
    /// The file, in Base64.
    base64: String,
    /// `image/jpeg`, or `image/png` if something shines through.
    media_type: &'static str,
    /// In pixels.
    width: u32,
    /// In pixels.
    height: u32,
    /// Its kind.
    #[serde(rename = "as")]
    form: String,
    /// By which account.
    account: String,
}

/// Has a platform draw a code of its own, and draws it anew. `422` for what its published rules do not
/// permit, before it is asked; `409` with the platform's own `code` if it refuses; `429` if it is asked too
/// often; `502` if what it gave is no picture.
#[utoipa::path(post, path = "/api/v1/share/platform-codes", tag = "share",
    request_body = PlatformCodeAsk, responses((status = 201, body = PlatformCode)))]
pub(crate) async fn make_platform_code(
    State(node): State<Arc<Node>>,
    _: Writer,
    Body(ask): Body<PlatformCodeAsk>,
) -> Result<(StatusCode, Json<PlatformCode>), Problem> {
    let unknown = || {
        let names: Vec<String> = Coding::all(DIALECTS).map(|coding| coding.name()).collect();
        Problem::invalid(
            "/as",
            format!("no platform draws `{}`; there are {}", ask.form, names.join(", ")),
        )
    };
    let coding = Coding::named(&ask.form, DIALECTS).ok_or_else(unknown)?;
    let mut wanted = match (&ask.card, &ask.path) {
        (Some(card), None) if ask.query.is_none() => coding.wanted(card).map_err(cannot)?,
        (None, Some(path)) => WantedLink::page(path),
        _ => {
            return Err(Problem::invalid("/path", "either a `card`, or a `path` with its `query`"));
        }
    };
    match (&ask.query, wanted.query.is_empty()) {
        (Some(_), false) => return Err(Problem::invalid("/query", "`path` has a query already")),
        (Some(query), true) => wanted.query.clone_from(query),
        (None, _) => {}
    }
    wanted.title = ask.title.clone().or(wanted.title);
    wanted.width = ask.width;
    wanted.account.clone_from(&ask.account);
    let made = node.share.engine.platform_code(&coding, wanted).await?;
    let code = PlatformCode {
        base64: base64(&made.picture.bytes),
        media_type: made.picture.media_type,
        width: made.picture.width,
        height: made.picture.height,
        form: coding.name(),
        account: made.account,
    };
    Ok((StatusCode::CREATED, Json(code)))
}
