//! What a message holds.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use drawbridge_engine::fetch::FetchError;
use drawbridge_engine::share::{Shared, Standing};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::admin::asked::Body;
use crate::admin::auth::Reader;
use crate::admin::problem::Problem;
use crate::admin::schema::Text;
use crate::http::share_address as address;
use crate::node::Node;
use crate::share::own::{self, Own};

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

/// Finds everything in a message, and makes a card of each of the first sixteen; the others say so.
#[utoipa::path(post, path = "/api/v1/share/read", tag = "share", request_body = Message,
    responses((status = 200, body = FoundAll)))]
pub(crate) async fn read_message(
    State(node): State<Arc<Node>>,
    _: Reader,
    Body(message): Body<Message>,
) -> Result<Json<FoundAll>, Problem> {
    let text = &message.text;
    let own = own::find(&node, text).await?;
    let shared = node.share.engine.read(&own::without(text, &own)).await;
    let shared = shared.into_iter().map(|shared| (shared.hit.found.span.start, one(text, shared)));
    let own = own.into_iter().map(|own| (own.span.start, ours(&node, text, own)));
    let mut found: Vec<_> = shared.chain(own).collect();
    found.sort_by_key(|(at, _)| *at);
    Ok(Json(FoundAll { found: found.into_iter().map(|(_, found)| found).collect() }))
}

/// A short link of ours: its card is at hand, if it still leads anywhere.
fn ours(node: &Node, text: &str, own: Own) -> FoundOne {
    let said = match (&own.link, own.standing) {
        (None, _) => Err(NOWHERE),
        (Some(_), Standing::Expired | Standing::Withdrawn) => Err(ENDED),
        (Some(link), Standing::Live) => Ok(serde_json::to_value(&link.card).ok()),
    };
    let (card, error) = match said {
        Ok(card) => (card, None),
        Err((reason, remedy)) => {
            (None, Some(Unmade { reason: both(reason), remedy: both(remedy) }))
        }
    };
    FoundOne {
        span: [utf16(text, own.span.start), utf16(text, own.span.end)],
        platform: None,
        shape: if own.as_link { "short-link" } else { "short-code" },
        url: Some(address(node, own.code)),
        code: Some(own.code.to_string()),
        card,
        error,
    }
}

type Words = (&'static str, &'static str);

const NOWHERE: (Words, Words) = (
    ("没有这个链接", "There is no such short link."),
    ("请核对口令，或让分享的人再发一次", "Check the code, or ask who shared it to send it again."),
);
const ENDED: (Words, Words) = (
    ("链接已失效", "This short link has ended."),
    ("让分享的人再发一个新的", "Ask who shared it for a new one."),
);

fn both((zh, en): Words) -> Text {
    Text { zh: zh.to_owned(), en: en.to_owned() }
}

fn utf16(text: &str, byte: usize) -> usize {
    text[..byte].encode_utf16().count()
}

fn one(text: &str, shared: Shared) -> FoundOne {
    let Shared { hit, card } = shared;
    let (card, error) = match card {
        Ok(json) => (serde_json::from_slice(&json).ok(), None),
        Err(error) => (None, Some(unmade(&error))),
    };
    FoundOne {
        span: [utf16(text, hit.found.span.start), utf16(text, hit.found.span.end)],
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
    Unmade {
        reason: both((words.reason_zh, words.reason_en)),
        remedy: both((words.remedy_zh, words.remedy_en)),
    }
}
