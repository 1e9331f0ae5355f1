//! A card in every form: as platforms and messengers want to be told, as a page, as a picture.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use drawbridge_canon::share::{Card, LeadsTo, Payload};
use drawbridge_canon::{Fault, Refusal};
use drawbridge_engine::base64;
use drawbridge_engine::page::Tongue;
use drawbridge_engine::share::write::{
    OPEN_FORMS, Writing, drawing, platform_forms, platform_of, write,
};
use drawbridge_engine::share::{Coding, Lending, Making};
use drawbridge_roster::DIALECTS;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::asked::Body;
use crate::admin::auth::{Caller, Reader};
use crate::admin::problem::Problem;
use crate::admin::schema::Text;
use crate::admin::tokens::Scope;
use crate::node::Node;

/// The forms in which a card can be written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Spoken {
    /// All of them: those of platforms, then the open ones.
    forms: Vec<FormLine>,
    /// Whether strangers' pictures are shown, at `/share/pictures`.
    pictures: bool,
    /// The links that platforms make on request, at `/share/platform-links`.
    links: Vec<LinkFormLine>,
    /// The codes that platforms draw on request, at `/share/platform-codes`.
    codes: Vec<CodeFormLine>,
}

/// A kind of code that a platform draws. It leads to a page of a mini program.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CodeFormLine {
    /// Its name, for `as`.
    name: String,
    /// The platform.
    platform: &'static str,
    /// What it is.
    title: Text,
    /// How many a day the platform draws for one app; absent where no number is published.
    a_day: Option<u32>,
    /// The quota's name.
    quota: &'static str,
}

/// A kind of link that a platform makes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LinkFormLine {
    /// Its name, for `as`.
    name: String,
    /// The platform.
    platform: &'static str,
    /// What it is.
    title: Text,
    /// Whether it leads to a page of a mini program; else to an address.
    to_page: bool,
    /// How many a day the platform makes for one app; absent where no number is published. Kinds that share
    /// a quota have the same `quota`.
    a_day: Option<u32>,
    /// The quota's name.
    quota: &'static str,
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
    /// The name of the account with the platform; the platform's first that fits, if absent.
    account: Option<String>,
    /// The language of our own words on a page or a picture.
    #[serde(default)]
    tongue: Speech,
    /// Whether a picture is light on dark.
    #[serde(default)]
    dark: bool,
}

/// In which language we speak.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Speech {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl From<Speech> for Tongue {
    fn from(speech: Speech) -> Self {
        match speech {
            Speech::Zh => Self::Chinese,
            Speech::En => Self::English,
        }
    }
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
    responses((status = 200, body = Spoken)))]
pub(crate) async fn forms(State(node): State<Arc<Node>>, _: Reader) -> Json<Spoken> {
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
    let links = Making::all(DIALECTS).map(|making| LinkFormLine {
        name: making.name(),
        platform: making.platform,
        title: text(making.own.title_zh, making.own.title),
        to_page: making.own.to == LeadsTo::Page,
        a_day: Some(making.own.quota.a_day).filter(|a_day| *a_day > 0),
        quota: making.own.quota.pool,
    });
    let codes = Coding::all(DIALECTS).map(|coding| CodeFormLine {
        name: coding.name(),
        platform: coding.platform,
        title: text(coding.own.title_zh, coding.own.title),
        a_day: Some(coding.own.quota.a_day).filter(|a_day| *a_day > 0),
        quota: coding.own.quota.pool,
    });
    let pictures = node.config.share.shows_pictures();
    let (forms, links) = (platforms.chain(open).collect(), links.collect());
    Json(Spoken { forms, pictures, links, codes: codes.collect() })
}

/// Writes a card in a form. `422` for a form that there is not, `409` for a card that the form cannot
/// carry: the detail says why. Forms that are signed take an account with the platform, and the scope
/// `write`.
#[utoipa::path(post, path = "/api/v1/share/write", tag = "share", request_body = WriteAsk,
    responses((status = 200, body = WrittenForm)))]
pub(crate) async fn write_card(
    State(node): State<Arc<Node>>,
    _: Reader,
    caller: Caller,
    Body(ask): Body<WriteAsk>,
) -> Result<Json<WrittenForm>, Problem> {
    if let Some(making) = Making::named(&ask.form, DIALECTS) {
        let detail =
            format!("{} is made by the platform: POST /share/platform-links", making.name());
        return Err(Problem::invalid("/as", detail));
    }
    if let Some(coding) = Coding::named(&ask.form, DIALECTS) {
        let detail =
            format!("{} is drawn by the platform: POST /share/platform-codes", coding.name());
        return Err(Problem::invalid("/as", detail));
    }
    let lent = lent(&node, &caller, &ask).await?;
    let writing = Writing {
        account: lent.as_ref().map_or(&node.share.nobody, |lent| &lent.account),
        page: ask.page.as_deref(),
        ticket: lent.as_ref().and_then(|lent| lent.ticket.as_deref()),
        link: ask.link.as_deref(),
        house: &node.config.share.house,
        tongue: ask.tongue.into(),
        dark: ask.dark,
    };
    if let Some((media_type, drawing)) = drawing(&ask.card, &ask.form, &writing) {
        let bytes = node.share.engine.draw(drawing).await;
        let bytes = bytes.map_err(|error| Problem::undrawn(&error))?;
        return Ok(Json(WrittenForm::of(Payload { media_type, body: bytes.to_vec() })));
    }
    let written = write(&ask.card, &ask.form, &writing, (DIALECTS, &node.world));
    let unknown = || Problem::invalid("/as", format!("there is no form `{}`", ask.form));
    Ok(Json(WrittenForm::of(written.ok_or_else(unknown)?.map_err(cannot)?)))
}

/// What the form is lent: an account where there is one, and a ticket where it is signed.
async fn lent(node: &Node, caller: &Caller, ask: &WriteAsk) -> Result<Option<Lending>, Problem> {
    let Some((platform, signed)) = platform_of(&ask.form, DIALECTS) else { return Ok(None) };
    if signed {
        caller.may(Scope::Write)?;
    }
    Ok(node.share.engine.accounts.lend(platform, ask.account.as_deref(), signed).await?)
}

impl WrittenForm {
    pub(super) fn of(Payload { media_type, body }: Payload) -> Self {
        match String::from_utf8(body) {
            Ok(text) => Self { media_type, text: Some(text), base64: None },
            Err(bytes) => {
                let base64 = Some(base64(bytes.as_bytes()));
                Self { media_type, text: None, base64 }
            }
        }
    }
}

pub(super) fn cannot(fault: Fault) -> Problem {
    let Refusal { message, .. } = fault.into_refusal();
    Problem::conflict(message)
}
