//! A card in every form: as platforms and messengers want to be told, as a page, as a picture.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use drawbridge_canon::share::{Card, Payload};
use drawbridge_canon::{Fault, Refusal};
use drawbridge_engine::base64;
use drawbridge_engine::page::Tongue;
use drawbridge_engine::share::write::{OPEN_FORMS, Writing, drawing, platform_forms, write};
use drawbridge_roster::DIALECTS;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::asked::Body;
use crate::admin::auth::Reader;
use crate::admin::problem::Problem;
use crate::admin::schema::Text;
use crate::node::Node;

/// The forms in which a card can be written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Forms {
    /// All of them: those of platforms, then the open ones.
    forms: Vec<FormLine>,
}

/// A form.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FormLine {
    /// Its name, for `as`.
    name: String,
    /// The platform; absent for an open form.
    platform: Option<&'static str>,
    /// What it is.
    title: Text,
}

/// A card to be written.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WriteAsk {
    /// The card (docs/share.md).
    #[schema(value_type = Object)]
    card: Card,
    /// The form.
    #[serde(rename = "as")]
    form: String,
    /// The address of the page on which it is shared, for forms that sign it.
    page: Option<String>,
    /// The link to be shared instead of the card's own.
    link: Option<String>,
}

/// What was written: text, or bytes in Base64.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WrittenForm {
    /// Its media type.
    media_type: &'static str,
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

/// The forms.
#[utoipa::path(get, path = "/api/v1/share/forms", tag = "share",
    responses((status = 200, body = Forms)))]
pub(crate) async fn forms(_: Reader) -> Json<Forms> {
    let text = |zh: &str, en: &str| Text { zh: zh.to_owned(), en: en.to_owned() };
    let platforms = platform_forms(DIALECTS).map(|(name, platform, form)| FormLine {
        name,
        platform: Some(platform),
        title: text(form.title_zh, form.title),
    });
    let open = OPEN_FORMS.iter().map(|form| FormLine {
        name: form.name.to_owned(),
        platform: None,
        title: text(form.title_zh, form.title),
    });
    Json(Forms { forms: platforms.chain(open).collect() })
}

/// Writes a card in a form. `422` for a form that there is not, `409` for a card that the form cannot
/// carry: the detail says why.
#[utoipa::path(post, path = "/api/v1/share/write", tag = "share", request_body = WriteAsk,
    responses((status = 200, body = WrittenForm)))]
pub(crate) async fn write_card(
    State(node): State<Arc<Node>>,
    _: Reader,
    Body(ask): Body<WriteAsk>,
) -> Result<Json<WrittenForm>, Problem> {
    let writing = Writing {
        account: &node.share.nobody,
        page: ask.page.as_deref(),
        ticket: None,
        link: ask.link.as_deref(),
        house: &node.config.share.house,
        tongue: Tongue::Chinese,
        dark: false,
    };
    if let Some(drawing) = drawing(&ask.card, &ask.form, &writing) {
        let (media_type, drawing) = drawing.map_err(cannot)?;
        let bytes = node.share.engine.draw(drawing).await;
        let bytes = bytes.map_err(|error| Problem::undrawn(&error))?;
        return Ok(Json(written_form(Payload { media_type, body: bytes.to_vec() })));
    }
    let written = write(&ask.card, &ask.form, &writing, (DIALECTS, &node.world));
    let unknown = || Problem::invalid("/as", format!("there is no form `{}`", ask.form));
    let payload = written.ok_or_else(unknown)?.map_err(cannot)?;
    Ok(Json(written_form(payload)))
}

fn written_form(Payload { media_type, body }: Payload) -> WrittenForm {
    match String::from_utf8(body) {
        Ok(text) => WrittenForm { media_type, text: Some(text), base64: None },
        Err(bytes) => {
            let base64 = Some(base64(bytes.as_bytes()));
            WrittenForm { media_type, text: None, base64 }
        }
    }
}

fn cannot(fault: Fault) -> Problem {
    let Refusal { message, .. } = fault.into_refusal();
    Problem::conflict(message)
}
