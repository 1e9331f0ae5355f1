//! Everything that happened to one payment, in one line of time.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use drawbridge_canon::{Money, Timestamp};
use drawbridge_engine::gate::{Offer, Payment};
use drawbridge_engine::store::{ExchangeRow, NoticeRow, PostingRow};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::asked::Page;
use super::auth::Reader;
use super::payments;
use super::problem::Problem;
use super::schema::{Amount, time};
use crate::node::Node;

/// Something that happened.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Happening {
    /// When.
    at: String,
    /// What.
    #[serde(flatten)]
    what: What,
}

/// What happened.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
enum What {
    /// The payment, one of its offers or refunds came to stand so.
    State {
        /// `created`, `offered`, `opened`, `paid`, `closed`, `refund_asked`, `refund_done`.
        name: &'static str,
        /// The wallet concerned.
        #[serde(skip_serializing_if = "Option::is_none")]
        wallet: Option<String>,
        /// How much.
        #[serde(skip_serializing_if = "Option::is_none")]
        amount: Option<Amount>,
        /// The number concerned: an order or refund number.
        #[serde(skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
    /// Something a person should know.
    Note {
        /// What.
        text: String,
    },
    /// A message to or from a wallet or the merchant, with what is secret or personal blotted out.
    Exchange {
        /// `ask-in`, `answer-out`, `ask-out`, `answer-in`.
        direction: String,
        /// In whose words.
        dialect: String,
        /// Which call.
        call: String,
        /// The HTTP status; 0 where there is none.
        status: u16,
        /// The message.
        text: String,
    },
    /// A notice to the merchant.
    Notice(Notice),
    /// A booking.
    Posting(Posting),
}

/// A notice to the merchant.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Notice {
    /// Its number.
    pub(super) id: String,
    /// The payment it is about.
    payment: String,
    /// The front that is told.
    front: String,
    /// Where it goes.
    url: Option<String>,
    /// `payment` or `refund`.
    about: Option<String>,
    /// How often it was sent.
    attempts: u32,
    /// Whether it was acknowledged.
    done: bool,
    /// When it is sent next; absent: never by itself.
    due: Option<String>,
    /// Why the last attempt failed.
    last_error: Option<String>,
}

/// A booking: its debits are its credits.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Posting {
    /// What makes it unique.
    key: String,
    /// The payment it is about.
    payment: Option<String>,
    /// The accounting day.
    day: String,
    /// Why.
    memo: String,
    /// Its lines.
    entries: Vec<Entry>,
}

/// A line of a booking.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Entry {
    /// Whose account.
    merchant: String,
    /// At which wallet.
    wallet: String,
    /// Which account.
    account: String,
    /// Debit, or else credit.
    debit: bool,
    /// How much.
    amount: Amount,
}

/// Everything that happened to a payment, oldest first.
#[utoipa::path(get, path = "/api/v1/payments/{id}/timeline", tag = "payments",
    params(("id" = String, Path)), responses((status = 200, body = Page<Happening>)))]
pub(crate) async fn read(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path(id): Path<String>,
) -> Result<Json<Page<Happening>>, Problem> {
    let row = payments::row(&node, &id).await?;
    let payment = payments::state(&row)?;
    let mut line = states(&payment);
    let exchanges = node.store.exchanges(&id).await?;
    line.extend(exchanges.into_iter().map(|row| Event::new(row.at, row.at, exchange(row))));
    for row in node.store.payment_notices(&id).await? {
        line.push(Event::new(row.created, row.created, What::Notice(notice(&row))));
    }
    let mut after = payment.winning_offer().map_or(payment.created, |o| paid_order(&payment, o));
    for row in node.store.payment_postings(&id).await? {
        after = after.max(row.at);
        line.push(Event::new(after, row.at, What::Posting(posting(row))));
    }
    // What happened at one moment stays in the order above: cause before effect.
    line.sort_by_key(|event| event.order);
    let items = line.into_iter().map(|event| Happening { at: time(event.at), what: event.what });
    let items = items.collect();
    Ok(Json(Page { items, next: None }))
}

pub(super) fn notice(row: &NoticeRow) -> Notice {
    let body: Value = serde_json::from_slice(&row.body).unwrap_or_default();
    let about = body["tell"]["told"].as_object().and_then(|told| told.keys().next().cloned());
    Notice {
        id: row.id.clone(),
        payment: row.payment.clone(),
        front: row.account.clone(),
        url: body["url"].as_str().map(str::to_owned),
        about,
        attempts: row.attempt,
        done: row.done,
        due: row.due.map(time),
        last_error: row.last_error.clone(),
    }
}

pub(super) fn posting(row: PostingRow) -> Posting {
    let entries = row.entries.into_iter().map(|entry| Entry {
        merchant: entry.merchant,
        wallet: entry.wallet,
        account: entry.kind,
        debit: entry.debit,
        amount: Amount::new(entry.minor, entry.currency),
    });
    Posting {
        key: row.key,
        payment: row.payment,
        day: row.day,
        memo: row.memo,
        entries: entries.collect(),
    }
}

/// Something that happened, and where it belongs: wallets tell times to the second, so that an effect
/// can seem to be earlier than its cause.
struct Event {
    order: Timestamp,
    at: Timestamp,
    what: What,
}

impl Event {
    fn new(order: Timestamp, at: Timestamp, what: What) -> Self {
        Self { order, at, what }
    }

    /// A state that came to be at a moment, after something else.
    fn state(at: Option<Timestamp>, after: Timestamp, what: What) -> Option<Self> {
        at.map(|at| Self::new(at.max(after), at, what))
    }
}

/// What the payment itself remembers of its states.
fn states(payment: &Payment) -> Vec<Event> {
    let made = payment.created;
    let asked = What::state("created", None, Some(payment.ask.amount), &payment.ask.order);
    let mut line = vec![Event::new(made, made, asked)];
    for offer in &payment.offers {
        let what = |name, amount| What::state(name, Some(&offer.wallet), amount, &offer.order);
        line.extend(Event::state(offer.handed_at, made, what("offered", None)));
        let order = paid_order(payment, offer);
        line.extend(Event::state(offer.paid_at, order, what("paid", offer.paid)));
    }
    line.extend(Event::state(payment.closed_at, made, What::state("closed", None, None, "")));
    for refund in &payment.refunds {
        let wallet = payment.offers.get(refund.offer).map(|offer| &*offer.wallet);
        let what = |name| What::state(name, wallet, Some(refund.amount), &refund.refund);
        line.push(Event::new(refund.created, refund.created, what("refund_asked")));
        line.extend(Event::state(refund.done_at, refund.created, what("refund_done")));
    }
    let notes = payment.notes.iter();
    line.extend(
        notes.map(|note| Event::new(note.at, note.at, What::Note { text: note.text.clone() })),
    );
    line
}

fn paid_order(payment: &Payment, offer: &Offer) -> Timestamp {
    offer.paid_at.unwrap_or(payment.created).max(offer.handed_at.unwrap_or(payment.created))
}

impl What {
    fn state(
        name: &'static str,
        wallet: Option<&str>,
        amount: Option<Money>,
        number: &str,
    ) -> Self {
        Self::State {
            name,
            wallet: wallet.map(str::to_owned),
            amount: amount.map(Amount::from),
            number: (!number.is_empty()).then(|| number.to_owned()),
        }
    }
}

fn exchange(row: ExchangeRow) -> What {
    What::Exchange {
        direction: row.direction,
        dialect: row.dialect,
        call: row.call,
        status: row.status,
        text: row.text,
    }
}
