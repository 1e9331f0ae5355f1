//! Payments, to look at.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use drawbridge_engine::gate::{Offer, Payment, RefundRecord};
use drawbridge_engine::store::{PaymentFilter, PaymentRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked::{Page, PageAsk, Query};
use super::auth::Reader;
use super::problem::Problem;
use super::schema::{Amount, masked, time};
use crate::node::Node;

/// Which payments. What is not said stands for all.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaymentsAsk {
    /// Whose.
    merchant: Option<String>,
    /// Through which front: `dialect:caller`.
    front: Option<String>,
    /// Where it stands: `created`, `awaiting`, `unknown`, `failed`, `closed`, `paid`, `refunding`,
    /// `partly_refunded`, `refunded`.
    phase: Option<String>,
    /// With which wallet.
    wallet: Option<String>,
    /// Of which Beijing day, `yyyy-MM-dd`.
    day: Option<String>,
    /// A payment's id or a merchant's order number, exactly; the rest is not looked at then.
    find: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many items at most: 1 to 200; 50 if not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// A payment in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PaymentLine {
    /// Its id: what the merchant knows as the wallet's number.
    id: String,
    /// Whose.
    merchant: String,
    /// Through which front.
    front: String,
    /// The merchant's order number.
    order: String,
    /// What the buyer reads.
    subject: String,
    /// How much.
    amount: Amount,
    /// Where it stands.
    phase: String,
    /// The wallet that it was paid with or last offered to.
    wallet: Option<String>,
    /// When it was asked for.
    created: String,
}

/// A payment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PaymentFull {
    #[serde(flatten)]
    line: PaymentLine,
    /// How often it was written.
    version: u64,
    /// How merchant and buyer met.
    scene: &'static str,
    /// The last moment to pay.
    expires: String,
    /// When it is looked at next by itself; absent: it is at rest.
    due: Option<String>,
    /// When it was paid.
    paid_at: Option<String>,
    /// What the buyer has back.
    refunded: Amount,
    /// What can still be refunded.
    refundable: Amount,
    /// When it was closed.
    closed_at: Option<String>,
    /// Who closed it: `expiry`, `merchant`, `cancel`, `wallet`.
    #[schema(value_type = Option<String>)]
    closed_by: Option<drawbridge_engine::gate::ClosedBy>,
    /// Whether one wallet was called at once, instead of leaving the choice to the buyer.
    direct: bool,
    /// The wallets accepted, in the order drawn for this payment.
    order_drawn: Vec<String>,
    /// The wallets it was offered to, oldest first.
    offers: Vec<OfferLine>,
    /// Which offer was paid and counts: its place from 0.
    winner: Option<usize>,
    /// Refunds, oldest first.
    refunds: Vec<RefundLine>,
    /// What a person should know.
    notes: Vec<NoteLine>,
}

/// An offer: the payment put before one wallet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OfferLine {
    /// The wallet.
    wallet: String,
    /// Its platform.
    dialect: String,
    /// The order number there.
    order: String,
    /// Where it stands.
    #[schema(value_type = String)]
    state: drawbridge_engine::gate::OfferState,
    /// The wallet's own number.
    wallet_no: Option<String>,
    /// What was paid.
    paid: Option<Amount>,
    /// What the wallet keeps.
    fee: Option<Amount>,
    /// When it was paid.
    paid_at: Option<String>,
    /// Who paid, blotted out in the middle.
    buyer: Option<String>,
    /// When the wallet is asked next.
    next_ask: Option<String>,
    /// What last went wrong.
    fault: Option<String>,
}

/// A refund.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RefundLine {
    /// The merchant's refund number.
    pub(super) refund: String,
    /// The refund number at the wallet.
    wallet_no: String,
    /// Who wanted it: `merchant`, `cancel`, `suspense`.
    #[schema(value_type = String)]
    kind: drawbridge_engine::gate::RefundKind,
    /// Where it stands.
    #[schema(value_type = String)]
    status: drawbridge_engine::gate::RefundStep,
    /// How much.
    amount: Amount,
    /// Of which offer, by its place.
    offer: usize,
    /// When it was asked for.
    created: String,
    /// When the buyer had it.
    done_at: Option<String>,
    /// The line for the buyer.
    reason: Option<String>,
    /// What last went wrong.
    fault: Option<String>,
}

/// Something a person should know.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NoteLine {
    /// When it was noticed.
    at: String,
    /// What.
    text: String,
}

/// Payments, the newest first.
#[utoipa::path(get, path = "/api/v1/payments", tag = "payments", params(PaymentsAsk),
    responses((status = 200, body = Page<PaymentLine>)))]
pub(crate) async fn list(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<PaymentsAsk>,
) -> Result<Json<Page<PaymentLine>>, Problem> {
    if let Some(number) = ask.find.filter(|number| !number.is_empty()) {
        let items = found(&node, number.trim()).await?;
        return Ok(Json(Page { items, next: None }));
    }
    let size = PageAsk { after: None, limit: ask.limit }.size();
    let filter = PaymentFilter {
        merchant: said(ask.merchant),
        account: said(ask.front),
        phase: said(ask.phase),
        wallet: said(ask.wallet),
        day: said(ask.day),
    };
    let page = node.store.payments(&filter, ask.after.as_deref(), size).await?;
    let items = page.items.iter().map(line).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next: page.next }))
}

/// One payment.
#[utoipa::path(get, path = "/api/v1/payments/{id}", tag = "payments",
    params(("id" = String, Path)), responses((status = 200, body = PaymentFull)))]
pub(crate) async fn read(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path(id): Path<String>,
) -> Result<Json<PaymentFull>, Problem> {
    let row = row(&node, &id).await?;
    full(&row).map(Json)
}

/// A payment's row, or the problem that there is none.
pub(super) async fn row(node: &Node, id: &str) -> Result<PaymentRow, Problem> {
    let missing = || Problem::not_found("payment");
    if id.len() != 28 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(missing());
    }
    node.store.payment(id).await?.ok_or_else(missing)
}

/// A row's own state.
pub(super) fn state(row: &PaymentRow) -> Result<Payment, Problem> {
    serde_json::from_slice(&row.state).map_err(|error| Problem::failed(&error))
}

async fn found(node: &Node, number: &str) -> Result<Vec<PaymentLine>, Problem> {
    let mut rows = Vec::new();
    if let Ok(row) = row(node, number).await {
        rows.push(row);
    }
    for front in node.registry.now().fronts.keys() {
        rows.extend(node.store.payment_by_order(front, number).await?);
    }
    rows.iter().map(line).collect()
}

fn said(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.is_empty())
}

fn line(row: &PaymentRow) -> Result<PaymentLine, Problem> {
    Ok(line_of(row, &state(row)?))
}

fn line_of(row: &PaymentRow, payment: &Payment) -> PaymentLine {
    PaymentLine {
        id: row.id.clone(),
        merchant: row.merchant.clone(),
        front: row.account.clone(),
        order: row.order.clone(),
        subject: payment.ask.subject.clone(),
        amount: row.amount.into(),
        phase: row.phase.clone(),
        wallet: row.wallet.clone(),
        created: time(row.created),
    }
}

pub(super) fn full(row: &PaymentRow) -> Result<PaymentFull, Problem> {
    let payment = state(row)?;
    let refundable = match payment.winner {
        Some(_) => payment.ask.amount.minor.saturating_sub(payment.committed().minor),
        None => 0,
    };
    Ok(PaymentFull {
        line: line_of(row, &payment),
        version: row.version,
        scene: payment.ask.scene.name(),
        expires: time(payment.expires),
        due: row.due.map(time),
        paid_at: payment.paid_at().map(time),
        refunded: payment.refunded().into(),
        refundable: Amount::new(refundable, payment.ask.amount.currency),
        closed_at: payment.closed_at.map(time),
        closed_by: payment.closed_by,
        direct: payment.direct,
        order_drawn: payment.order_drawn.clone(),
        offers: payment.offers.iter().map(offer).collect(),
        winner: payment.winner,
        refunds: payment.refunds.iter().map(refund).collect(),
        notes: payment
            .notes
            .iter()
            .map(|note| NoteLine { at: time(note.at), text: note.text.clone() })
            .collect(),
    })
}

fn offer(offer: &Offer) -> OfferLine {
    OfferLine {
        wallet: offer.wallet.clone(),
        dialect: offer.dialect.clone(),
        order: offer.order.clone(),
        state: offer.state,
        wallet_no: offer.wallet_no.clone(),
        paid: offer.paid.map(Amount::from),
        fee: offer.fee.map(Amount::from),
        paid_at: offer.paid_at.map(time),
        buyer: offer.buyer.as_ref().map(|buyer| masked(&buyer.id)),
        next_ask: offer.next_ask.map(time),
        fault: offer.fault.as_ref().map(ToString::to_string),
    }
}

pub(super) fn refund(record: &RefundRecord) -> RefundLine {
    RefundLine {
        refund: record.refund.clone(),
        wallet_no: record.wallet_no.clone(),
        kind: record.kind,
        status: record.status,
        amount: record.amount.into(),
        offer: record.offer,
        created: time(record.created),
        done_at: record.done_at.map(time),
        reason: record.ask.as_ref().and_then(|ask| ask.reason.clone()),
        fault: record.fault.as_ref().map(ToString::to_string),
    }
}
