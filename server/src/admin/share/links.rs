//! Short links.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use drawbridge_canon::Timestamp;
use drawbridge_canon::share::{Card, Finding, Step};
use drawbridge_engine::page::plain_text;
use drawbridge_engine::share::{Judgement, ShortLink, Standing};
use drawbridge_engine::share_gate::code::{Code, Tongue, spoken};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::asked::{Body, Page, PageAsk, Query};
use crate::admin::auth::{Caller, Reader, Writer};
use crate::admin::problem::Problem;
use crate::admin::schema::time;
use crate::http::share_address as address;
use crate::node::Node;

/// The link that is wanted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkAsk {
    /// Where it leads.
    url: String,
    /// What it is shown as; if absent, its page is read.
    #[schema(value_type = Option<Object>)]
    card: Option<Card>,
    /// When it ends (RFC 3339); never, if absent.
    expires: Option<String>,
}

/// Why a link is withdrawn.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WithdrawAsk {
    /// Whoever opens the link reads it.
    #[serde(default)]
    why: String,
}

/// A short link.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LinkLine {
    /// Its code.
    code: String,
    /// Its address.
    link: String,
    /// A text to paste into a chat.
    text: String,
    /// Where it leads.
    url: String,
    /// The name of the token that made it.
    owner: String,
    /// When it was made.
    created: String,
    /// When the verdict in its card was found; it is found anew when the link is opened and it is old.
    judged: Option<String>,
    /// When it ends.
    expires: Option<String>,
    /// `live`, `expired` or `withdrawn`.
    standing: &'static str,
    /// That it was withdrawn.
    withdrawn: Option<WithdrawnLine>,
    /// What it is shown as (docs/share.md).
    #[schema(value_type = Object)]
    card: Card,
}

/// That a link was withdrawn.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WithdrawnLine {
    /// When.
    at: String,
    /// Why.
    why: String,
}

/// How often a link was opened.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Openings {
    /// Day by day.
    days: Vec<OpeningDay>,
}

/// A day's openings.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OpeningDay {
    /// The Beijing day, `yyyy-MM-dd`.
    day: String,
    /// How often, by the app in whose browser it was opened; `browser` for all others.
    by: BTreeMap<String, u64>,
}

/// Short links, in no order that means anything.
#[utoipa::path(get, path = "/api/v1/share/links", tag = "share", params(PageAsk),
    responses((status = 200, body = Page<LinkLine>)))]
pub(crate) async fn list_links(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<PageAsk>,
) -> Result<Json<Page<LinkLine>>, Problem> {
    let page = node.share.links.list(ask.after.as_deref(), ask.size()).await?;
    let read = |(code, link): (String, ShortLink)| Some(line(&node, Code::read(&code).ok()?, link));
    Ok(Json(Page { items: page.items.into_iter().filter_map(read).collect(), next: page.next }))
}

/// Makes a short link. `409` if the standard refuses to open what it leads to.
#[utoipa::path(post, path = "/api/v1/share/links", tag = "share", request_body = LinkAsk,
    responses((status = 201, body = LinkLine)))]
pub(crate) async fn make_link(
    State(node): State<Arc<Node>>,
    _: Writer,
    caller: Caller,
    Body(ask): Body<LinkAsk>,
) -> Result<(StatusCode, Json<LinkLine>), Problem> {
    let now = node.world.clock.now();
    let expires = ask.expires.as_deref().map(|text| moment(text, now)).transpose()?;
    let (card, judged) = led_to(&node, &ask.url).await?;
    let card = match ask.card {
        Some(shown) => shown_as(card, shown),
        None => card,
    };
    let (url, owner, created) = (ask.url, caller.name, now);
    let link = ShortLink { url, card, judged, owner, created, expires, withdrawn: None };
    let code = node.share.links.make(&link).await?;
    Ok((StatusCode::CREATED, Json(line(&node, code, link))))
}

/// When a link ends: a moment that is still to come.
fn moment(text: &str, now: Timestamp) -> Result<Timestamp, Problem> {
    let moment = Timestamp::parse_rfc3339(text).filter(|moment| *moment > now);
    moment.ok_or_else(|| {
        let how = "a moment to come by RFC 3339, such as 2027-01-01T00:00:00+08:00";
        Problem::invalid("/expires", how)
    })
}

/// The judged card of what a link is to lead to.
async fn led_to(node: &Node, url: &str) -> Result<(Card, Option<Judgement>), Problem> {
    let read = node.share.engine.card_for_link(url).await;
    let (card, judged) = read.map_err(|error| Problem::unfetched(&error))?;
    let Some(safety) = &card.safety else {
        return Err(Problem::failed(&"the standard could not be asked about this link: try again"));
    };
    // What is no address at all is a slip of the asker's, and no verdict on a link.
    let unfit = safety.findings.iter().any(|finding| finding.rule == "link.unfit");
    if safety.step == Step::Refuse && !unfit {
        let why = |finding: &Finding| format!("{}: {}", finding.rule, finding.reason_en);
        let why: Vec<_> = safety.findings.iter().map(why).collect();
        return Err(Problem::conflict(why.join("; ")));
    }
    if unfit || card.url.is_none() {
        let how = "an address of the web, such as https://example.com/page";
        return Err(Problem::invalid("/url", how));
    }
    Ok((card, judged))
}

/// A card as its sharer wants it shown. Words, pictures and prices are the sharer's; where it leads, whose it
/// is and what the standard says of it stay as they were read and judged.
fn shown_as(read: Card, shown: Card) -> Card {
    let Card { url, openings, platform, site, safety, kind, .. } = read;
    let kind = kind.or_else(|| shown.kind.clone());
    Card { url, openings, platform, site, safety, kind, ..shown }
}

/// One short link.
#[utoipa::path(get, path = "/api/v1/share/links/{code}", tag = "share",
    params(("code" = String, Path)), responses((status = 200, body = LinkLine)))]
pub(crate) async fn read_link(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path(code): Path<String>,
) -> Result<Json<LinkLine>, Problem> {
    let code = known(&code)?;
    let found = node.share.links.find(&code).await?.ok_or_else(nowhere)?;
    Ok(Json(line(&node, code, found)))
}

/// Withdraws a short link: it leads nowhere any more, and says why. Withdrawn again, it stays as it is.
#[utoipa::path(delete, path = "/api/v1/share/links/{code}", tag = "share",
    params(("code" = String, Path)), request_body = WithdrawAsk,
    responses((status = 200, body = LinkLine)))]
pub(crate) async fn withdraw_link(
    State(node): State<Arc<Node>>,
    _: Writer,
    Path(code): Path<String>,
    Body(ask): Body<WithdrawAsk>,
) -> Result<Json<LinkLine>, Problem> {
    let code = known(&code)?;
    let gone = node.share.links.withdraw(&code, ask.why.trim()).await?.ok_or_else(nowhere)?;
    Ok(Json(line(&node, code, gone)))
}

/// How often a short link was opened. Nothing of who opened it is known.
#[utoipa::path(get, path = "/api/v1/share/links/{code}/openings", tag = "share",
    params(("code" = String, Path)), responses((status = 200, body = Openings)))]
pub(crate) async fn openings(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path(code): Path<String>,
) -> Result<Json<Openings>, Problem> {
    let code = known(&code)?;
    node.share.links.find(&code).await?.ok_or_else(nowhere)?;
    let days = node.share.counts.of(&code.signs()).await?;
    let days = days.into_iter().map(|(day, by)| OpeningDay { day, by });
    Ok(Json(Openings { days: days.collect() }))
}

fn known(code: &str) -> Result<Code, Problem> {
    Code::read(code).map_err(|error| Problem::invalid("/code", error.to_string()))
}

fn nowhere() -> Problem {
    Problem::not_found("short link")
}

fn line(node: &Node, code: Code, link: ShortLink) -> LinkLine {
    let here = address(node, code);
    let standing = match link.standing(node.world.clock.now()) {
        Standing::Live => "live",
        Standing::Expired => "expired",
        Standing::Withdrawn => "withdrawn",
    };
    LinkLine {
        code: code.to_string(),
        text: plain_text(&link.card, &here, Some(&spoken(code, Tongue::Zh))),
        link: here,
        url: link.url,
        owner: link.owner,
        created: time(link.created),
        judged: link.judged.map(|judged| time(judged.at)),
        expires: link.expires.map(time),
        standing,
        withdrawn: link.withdrawn.map(|gone| WithdrawnLine { at: time(gone.at), why: gone.why }),
        card: link.card,
    }
}
