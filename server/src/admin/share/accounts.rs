//! What is done in the name of our accounts with platforms: pages are signed, and links and codes are made.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use drawbridge_canon::Timestamp;
use drawbridge_canon::share::{Card, Expiry, LeadsTo, Step};
use drawbridge_engine::share::{Making, ShareAccount, Use, WantedLink};
use drawbridge_roster::DIALECTS;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::write::{WrittenForm, cannot};
use crate::admin::asked::Body;
use crate::admin::auth::{Reader, Writer};
use crate::admin::problem::Problem;
use crate::admin::schema::time;
use crate::node::Node;

/// Our accounts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ShareAccounts {
    /// All of them, in the order in which they are chosen.
    accounts: Vec<ShareAccountLine>,
}

/// An account with a platform. Nothing of it is secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ShareAccountLine {
    /// Its name here.
    name: String,
    /// The platform.
    platform: &'static str,
    /// Its apps, by the platform's numbers.
    apps: Vec<String>,
    /// What it is there for: `pages`, `links`, `codes`.
    uses: Vec<&'static str>,
    /// The signed forms, and the links and codes that it can make.
    forms: Vec<String>,
}

/// A page to be signed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignAsk {
    /// The platform, by its dialect's name.
    platform: String,
    /// The page's address, as the browser has it.
    page: String,
    /// The account's name; the platform's first that signs pages, if absent.
    account: Option<String>,
}

/// The link that a platform is to make: to what a card opens, or to a page or an address.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlatformLinkAsk {
    /// The kind of link, as `/share/forms` lists them.
    #[serde(rename = "as")]
    form: String,
    /// The card (docs/share.md), instead of `path` and `query`.
    #[schema(value_type = Option<Object>)]
    card: Option<Card>,
    /// The page of the mini program, or the address.
    path: Option<String>,
    /// The page's query, without `?`.
    query: Option<String>,
    /// The title, where the link carries one.
    title: Option<String>,
    /// When it ends (RFC 3339). Without `expires` and `days` it ends as is usual for the kind.
    expires: Option<String>,
    /// After how many days it ends; 0 for never, where the platform permits that.
    days: Option<u32>,
    /// The account's name; the platform's first that makes links, if absent.
    account: Option<String>,
}

/// A link that a platform made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PlatformLink {
    /// As the platform made it.
    link: String,
    /// Its kind.
    #[serde(rename = "as")]
    form: String,
    /// By which account.
    account: String,
    /// When it ends; never, if absent.
    expires: Option<String>,
}

/// Our accounts with platforms, and what each is there for.
#[utoipa::path(get, path = "/api/v1/share/accounts", tag = "share",
    responses((status = 200, body = ShareAccounts)))]
pub(crate) async fn list_accounts(State(node): State<Arc<Node>>, _: Reader) -> Json<ShareAccounts> {
    let accounts = node.share.engine.accounts.roll().0.iter().map(line);
    Json(ShareAccounts { accounts: accounts.collect() })
}

fn line(one: &ShareAccount) -> ShareAccountLine {
    let (platform, share) = (one.dialect.name, one.share);
    let can = |purpose: &Use| match purpose {
        Use::Pages => !share.forms.is_empty(),
        Use::Links => share.make_link.is_some() || share.make_code.is_some(),
        Use::Codes => share.resolve.is_some(),
    };
    let all = [Use::Pages, Use::Links, Use::Codes];
    let uses: Vec<Use> =
        all.into_iter().filter(|purpose| one.serves(*purpose) && can(purpose)).collect();
    let signed = share.signed.iter().filter(|_| uses.contains(&Use::Pages));
    let links = share.links.iter().map(|link| link.name);
    let makes = links.chain(share.codes.iter().map(|code| code.name));
    let forms = signed.copied().chain(makes.filter(|_| uses.contains(&Use::Links)));
    ShareAccountLine {
        name: one.name.clone(),
        platform,
        apps: one.account.apps.clone(),
        uses: uses.iter().map(|purpose| purpose.name()).collect(),
        forms: forms.map(|form| format!("{platform}/{form}")).collect(),
    }
}

/// Signs a page: what it hands to the platform's script, so that it may share. For every address another
/// signature, and for every load a fresh one.
#[utoipa::path(post, path = "/api/v1/share/sign", tag = "share", request_body = SignAsk,
    responses((status = 200, body = WrittenForm)))]
pub(crate) async fn sign_page(
    State(node): State<Arc<Node>>,
    _: Writer,
    Body(ask): Body<SignAsk>,
) -> Result<Json<WrittenForm>, Problem> {
    let dialect = drawbridge_roster::dialect(&ask.platform);
    let unknown = || Problem::invalid("/platform", format!("`{}` shares nothing", ask.platform));
    let share = dialect.and_then(|dialect| dialect.share).ok_or_else(unknown)?;
    if !["https://", "http://"].iter().any(|scheme| ask.page.starts_with(scheme)) {
        return Err(Problem::invalid("/page", "the page's whole address, https://…"));
    }
    let accounts = &node.share.engine.accounts;
    let signed = accounts.sign_page((&ask.platform, share), &ask.page, ask.account.as_deref());
    Ok(Json(WrittenForm::of(signed.await?)))
}

/// Has a platform make a link of its own. `422` for what its published rules do not permit, before it is
/// asked; `409` with the platform's own `code` if it refuses; `429` if the day's links are used up.
#[utoipa::path(post, path = "/api/v1/share/platform-links", tag = "share",
    request_body = PlatformLinkAsk, responses((status = 201, body = PlatformLink)))]
pub(crate) async fn make_platform_link(
    State(node): State<Arc<Node>>,
    _: Writer,
    Body(ask): Body<PlatformLinkAsk>,
) -> Result<(StatusCode, Json<PlatformLink>), Problem> {
    let unknown = || {
        let names: Vec<String> = Making::all(DIALECTS).map(|making| making.name()).collect();
        Problem::invalid(
            "/as",
            format!("no platform makes `{}`; there are {}", ask.form, names.join(", ")),
        )
    };
    let making = Making::named(&ask.form, DIALECTS).ok_or_else(unknown)?;
    let mut wanted = wanted(&making, &ask)?;
    if making.own.to == LeadsTo::Address {
        may_be_handed_on(&node, &wanted.path).await?;
    }
    wanted.expiry = expiry(&ask)?;
    wanted.account.clone_from(&ask.account);
    let accounts = &node.share.engine.accounts;
    let made = accounts.make((making.platform, making.share), making.own, wanted).await;
    let made = made.map_err(|trouble| in_our_words(trouble.into(), &ask))?;
    let link = PlatformLink {
        link: made.link,
        form: making.name(),
        account: made.account,
        expires: made.ends.map(time),
    };
    Ok((StatusCode::CREATED, Json(link)))
}

/// The pointer to the field as it is called here.
fn in_our_words(mut problem: Problem, ask: &PlatformLinkAsk) -> Problem {
    let ours = match problem.pointer.as_deref() {
        Some("/expiry") if ask.expires.is_some() => "/expires",
        Some("/expiry") => "/days",
        Some("/form") => "/as",
        _ => return problem,
    };
    problem.pointer = Some(ours.into());
    problem
}

fn wanted(making: &Making, ask: &PlatformLinkAsk) -> Result<WantedLink, Problem> {
    let mut wanted = match (&ask.card, &ask.path) {
        (Some(card), None) if ask.query.is_none() => making.wanted(card).map_err(cannot)?,
        (None, Some(path)) if making.own.to == LeadsTo::Address => {
            WantedLink { path: path.clone(), ..WantedLink::default() }
        }
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
    Ok(wanted)
}

fn expiry(ask: &PlatformLinkAsk) -> Result<Option<Expiry>, Problem> {
    match (&ask.expires, ask.days) {
        (None, None) => Ok(None),
        (None, Some(0)) => Ok(Some(Expiry::Never)),
        (None, Some(days)) => Ok(Some(Expiry::Days(days))),
        (Some(text), None) => {
            let wrong = "a moment by RFC 3339, such as 2027-01-01T00:00:00+08:00";
            let at = Timestamp::parse_rfc3339(text);
            Ok(Some(Expiry::At(at.ok_or_else(|| Problem::invalid("/expires", wrong))?)))
        }
        (Some(_), Some(_)) => Err(Problem::invalid("/days", "either `expires` or `days`")),
    }
}

/// What the standard refuses to open is handed to no platform.
async fn may_be_handed_on(node: &Node, address: &str) -> Result<(), Problem> {
    let read = node.share.engine.card(address).await;
    let json = read.map_err(|error| Problem::unfetched(&error))?;
    let card: Card = serde_json::from_slice(&json).map_err(|error| Problem::failed(&error))?;
    match card.safety {
        Some(safety) if safety.step == Step::Refuse => {
            let why = safety.findings.iter();
            let why: Vec<String> =
                why.map(|finding| format!("{}: {}", finding.rule, finding.reason_en)).collect();
            Err(Problem::conflict(why.join("; ")))
        }
        _ => Ok(()),
    }
}
