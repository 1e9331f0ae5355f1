//! What a message holds.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use drawbridge_engine::fetch::FetchError;
use drawbridge_engine::share::Shared;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::admin::asked::Body;
use crate::admin::auth::Reader;
use crate::admin::problem::Problem;
use crate::admin::schema::Text;
use crate::node::Node;

/// A message, as it was pasted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Message {
    /// All of it: a chat message, a share text, a code, or a link alone.
    text: String,
}

/// What was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FoundAll {
    /// Everything in it, in its order.
    found: Vec<FoundOne>,
}

/// A share text, a code or a link.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FoundOne {
    /// From where to where it stands in the text, in UTF-16 units, as scripts count.
    span: [usize; 2],
    /// The platform, by its dialect's name; absent for a link of none.
    platform: Option<&'static str>,
    /// Which of the platform's shapes it has.
    shape: &'static str,
    /// The link, as it stands there.
    url: Option<String>,
    /// The code, without its marks.
    code: Option<String>,
    /// The card (docs/share.md); absent where it could not be made.
    #[schema(value_type = Option<Object>)]
    card: Option<Value>,
    /// Why there is none.
    error: Option<Unmade>,
}

/// Why a card could not be made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Unmade {
    /// Why.
    reason: Text,
    /// What helps.
    remedy: Text,
}

/// Finds everything in a message, and makes a card of each; the first sixteen at most.
#[utoipa::path(post, path = "/api/v1/share/read", tag = "share", request_body = Message,
    responses((status = 200, body = FoundAll)))]
pub(crate) async fn read_message(
    State(node): State<Arc<Node>>,
    _: Reader,
    Body(message): Body<Message>,
) -> Result<Json<FoundAll>, Problem> {
    let shared = node.share.engine.read(&message.text).await;
    let found = shared.into_iter().map(|shared| one(&message.text, shared));
    Ok(Json(FoundAll { found: found.collect() }))
}

fn one(text: &str, shared: Shared) -> FoundOne {
    let Shared { hit, card } = shared;
    let at = |byte: usize| text[..byte].encode_utf16().count();
    let (card, error) = match card {
        Ok(json) => (serde_json::from_slice(&json).ok(), None),
        Err(error) => (None, Some(unmade(&error))),
    };
    FoundOne {
        span: [at(hit.found.span.start), at(hit.found.span.end)],
        platform: hit.platform,
        shape: hit.found.shape,
        url: hit.found.url,
        code: hit.found.code,
        card,
        error,
    }
}

fn unmade(error: &FetchError) -> Unmade {
    let words = error.words();
    let text = |(zh, en): (&str, &str)| Text { zh: zh.to_owned(), en: en.to_owned() };
    Unmade {
        reason: text((words.reason_zh, words.reason_en)),
        remedy: text((words.remedy_zh, words.remedy_en)),
    }
}
