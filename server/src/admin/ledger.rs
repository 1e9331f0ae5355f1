//! The books: balances, a day's postings and positions, and who owes whom.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use drawbridge_canon::{Money, Timestamp};
use drawbridge_engine::ledger::{
    Account, AccountKind, Balances, Basis, Draft, Lang, LedgerError, Party, Positions, Side,
};
use drawbridge_engine::store::{Balance, LedgerFilter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked::{Page, PageAsk, Query};
use super::auth::Reader;
use super::problem::Problem;
use super::schema::Amount;
use super::timeline::{Posting, posting};
use crate::node::Node;

/// Which accounts, over which days.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BalancesAsk {
    /// Whose.
    merchant: Option<String>,
    /// At which wallet.
    wallet: Option<String>,
    /// Which account: `receivable`, `payable`, `fee`, …
    account: Option<String>,
    /// First accounting day, `yyyy-MM-dd`.
    from: Option<String>,
    /// Last accounting day, included.
    to: Option<String>,
}

/// What an account holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BalanceLine {
    #[serde(flatten)]
    account: AccountName,
    /// Sum of the debits.
    debit: Amount,
    /// Sum of the credits.
    credit: Amount,
    /// Debits less credits.
    net: Amount,
}

/// One ledger account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AccountName {
    /// Whose.
    merchant: String,
    /// At which wallet.
    wallet: String,
    /// Which account.
    account: String,
    /// Its name in English.
    title: String,
    /// Its name in Chinese.
    title_zh: String,
}

/// An account's day. Debit is positive.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PositionLine {
    #[serde(flatten)]
    account: AccountName,
    /// When the day began.
    opening: Amount,
    /// The day's debits.
    debit: Amount,
    /// The day's credits.
    credit: Amount,
    /// When the day ended.
    closing: Amount,
}

/// A day's positions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PositionsOfDay {
    /// The Beijing day.
    day: String,
    /// Every account with a balance or a movement.
    items: Vec<PositionLine>,
}

/// Which figures are netted.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NettingAsk {
    /// `day` (the day's movements, if not said) or `closing` (all since the books began).
    basis: Option<String>,
}

/// Who owes whom. It is a statement and not a settlement: nobody's money passes through here.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Netting {
    /// The Beijing day.
    day: String,
    /// Pair by pair.
    lines: Vec<NettingPair>,
    /// Party by party; the sum is zero in every currency.
    parties: Vec<NettingParty>,
}

/// What stands between one wallet and one merchant.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NettingPair {
    /// Which wallet.
    wallet: String,
    /// Which merchant.
    merchant: String,
    /// Sales less refunds.
    earned: Amount,
    /// What the wallet kept.
    fee: Amount,
    /// Promised to buyers, and still with the wallet.
    refund_pending: Amount,
    /// Without a claim, and still with the wallet.
    unclaimed: Amount,
    /// What the wallet owes the merchant.
    wallet_owes: Amount,
    /// What the merchant owes the operator.
    commission: Amount,
}

/// What a party is to receive in all.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NettingParty {
    /// `merchant`, `wallet` or `operator`.
    party: &'static str,
    /// Which one.
    name: String,
    /// How much; negative if it is to pay.
    net: Amount,
}

/// What the accounts hold.
#[utoipa::path(get, path = "/api/v1/ledger/balances", tag = "ledger", params(BalancesAsk),
    responses((status = 200, body = Page<BalanceLine>)))]
pub(crate) async fn balances(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<BalancesAsk>,
) -> Result<Json<Page<BalanceLine>>, Problem> {
    for (pointer, day) in [("/from", &ask.from), ("/to", &ask.to)] {
        day.as_deref().map_or(Ok(()), |day| check_day(pointer, day))?;
    }
    let filter = LedgerFilter {
        merchant: ask.merchant,
        wallet: ask.wallet,
        kind: ask.account,
        from: ask.from,
        to: ask.to,
    };
    let held = node.store.balances(&filter).await?;
    let items = held.into_iter().map(|balance| {
        let net = i128::from(balance.debit) - i128::from(balance.credit);
        BalanceLine {
            debit: Amount::new(balance.debit, balance.currency),
            credit: Amount::new(balance.credit, balance.currency),
            net: Amount::new(net, balance.currency),
            account: name(balance.merchant, balance.wallet, &balance.kind),
        }
    });
    Ok(Json(Page { items: items.collect(), next: None }))
}

/// Which day's postings.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PostingsAsk {
    /// The accounting day, `yyyy-MM-dd`.
    day: String,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many items at most: 1 to 200; 50 if not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// The postings of a day, in the order in which they were made.
#[utoipa::path(get, path = "/api/v1/ledger/postings", tag = "ledger", params(PostingsAsk),
    responses((status = 200, body = Page<Posting>)))]
pub(crate) async fn postings(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<PostingsAsk>,
) -> Result<Json<Page<Posting>>, Problem> {
    check_day("/day", &ask.day)?;
    let size = PageAsk { after: None, limit: ask.limit }.size();
    let page = node.store.day_postings(&ask.day, ask.after.as_deref(), size).await?;
    let items = page.items.into_iter().map(posting).collect();
    Ok(Json(Page { items, next: page.next }))
}

/// Every account's day: opening, movements, closing.
#[utoipa::path(get, path = "/api/v1/ledger/positions/{day}", tag = "ledger",
    params(("day" = String, Path)), responses((status = 200, body = PositionsOfDay)))]
pub(crate) async fn positions(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path(day): Path<String>,
) -> Result<Json<PositionsOfDay>, Problem> {
    let positions = positions_of(&node, &day).await?;
    let items = positions.rows().into_iter().map(|row| {
        let amount = |minor| Amount::new(minor, row.currency);
        let Account { merchant, wallet, kind } = row.account;
        PositionLine {
            account: name(merchant, wallet, kind.code()),
            opening: amount(row.opening),
            debit: amount(row.debits),
            credit: amount(row.credits),
            closing: amount(row.closing),
        }
    });
    Ok(Json(PositionsOfDay { items: items.collect(), day }))
}

/// Who owes whom at the end of a day.
#[utoipa::path(get, path = "/api/v1/ledger/netting/{day}", tag = "ledger",
    params(("day" = String, Path), NettingAsk), responses((status = 200, body = Netting)))]
pub(crate) async fn netting(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path(day): Path<String>,
    Query(ask): Query<NettingAsk>,
) -> Result<Json<Netting>, Problem> {
    let basis = match ask.basis.as_deref() {
        None | Some("day") => Basis::Day,
        Some("closing") => Basis::Closing,
        Some(_) => return Err(Problem::invalid("/basis", "it is `day` or `closing`")),
    };
    let positions = positions_of(&node, &day).await?;
    let statement = drawbridge_engine::ledger::netting(&positions, basis);
    let lines = statement.lines.into_iter().map(|line| {
        let amount = |minor| Amount::new(minor, line.currency);
        NettingPair {
            earned: amount(line.earned),
            fee: amount(line.fee),
            refund_pending: amount(line.refund_pending),
            unclaimed: amount(line.unclaimed),
            wallet_owes: amount(line.wallet_owes),
            commission: amount(line.commission),
            wallet: line.wallet,
            merchant: line.merchant,
        }
    });
    let parties = statement.parties.into_iter().map(|one| {
        let (party, name) = match one.party {
            Party::Merchant(name) => ("merchant", name),
            Party::Wallet(name) => ("wallet", name),
            Party::Operator => ("operator", String::new()),
        };
        NettingParty { party, name, net: Amount::new(one.net, one.currency) }
    });
    Ok(Json(Netting { lines: lines.collect(), parties: parties.collect(), day }))
}

/// A day's positions, out of sums that the store keeps ready: however long the history is, two
/// short lists are read.
pub(super) async fn positions_of(node: &Node, day: &str) -> Result<Positions, Problem> {
    check_day("/day", day)?;
    let start = Timestamp::parse_day(day).unwrap_or_default();
    let before = start.plus_seconds(-1).day();
    let earlier = LedgerFilter { to: Some(before), ..LedgerFilter::default() };
    let of_day = LedgerFilter {
        from: Some(day.to_owned()),
        to: Some(day.to_owned()),
        ..LedgerFilter::default()
    };
    let opening = summed(node.store.balances(&earlier).await?, start.plus_seconds(-1));
    let moved = summed(node.store.balances(&of_day).await?, start);
    let broken = |error: LedgerError| Problem::failed(&error);
    let opening = Balances::of(&opening.map_err(broken)?).map_err(broken)?;
    let mut positions = Positions::open(day, opening);
    if let Some(posting) = moved.map_err(broken)? {
        positions.add(&posting).map_err(broken)?;
    }
    Ok(positions)
}

/// Sums as the one posting that would have made them. It balances, because each posting did; an
/// error here means that the books do not.
fn summed(
    balances: Vec<Balance>,
    at: Timestamp,
) -> Result<Option<drawbridge_engine::ledger::Posting>, LedgerError> {
    let mut draft = Draft::new("sum", at, "", "");
    for balance in balances {
        let Some(kind) = AccountKind::parse(&balance.kind) else { continue };
        let account = Account::new(balance.merchant, balance.wallet, kind);
        let money = |minor| Money { minor, currency: balance.currency };
        draft = draft.line(Side::Debit, account.clone(), money(balance.debit)).line(
            Side::Credit,
            account,
            money(balance.credit),
        );
    }
    if draft.entries.is_empty() {
        return Ok(None);
    }
    drawbridge_engine::ledger::Posting::new(draft).map(Some)
}

pub(super) fn check_day(pointer: &str, day: &str) -> Result<(), Problem> {
    let known = Timestamp::parse_day(day).is_some_and(|at| at.day() == day);
    if known { Ok(()) } else { Err(Problem::invalid(pointer, "a day is written 2026-11-24")) }
}

fn name(merchant: String, wallet: String, kind: &str) -> AccountName {
    let known = AccountKind::parse(kind);
    let title = |lang| known.map_or(kind, |kind| kind.title(lang)).to_owned();
    AccountName {
        merchant,
        wallet,
        account: kind.to_owned(),
        title: title(Lang::En),
        title_zh: title(Lang::Zh),
    }
}
