//! What one step of the machine changes in the store, as one write.

use drawbridge_canon::pay::{RefundScope, Rules};
use drawbridge_gate_pay::{Effect, Moved, Movement, Payment, RefundKind, Step, Tell};
use drawbridge_ledger as ledger;
use serde::{Deserialize, Serialize};

use crate::pay::advance::Trouble;
use crate::pay::{PayEngine, lines};
use crate::store::{EntryRow, NoticeRow, PaymentRow, PaymentWrite, PostingRow, RefundKey, Write};

/// What is kept of a notice until the merchant has acknowledged it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptNotice {
    /// The front's key.
    pub front: String,
    /// Where it goes.
    pub url: String,
    /// Which of our keys signs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What it says.
    pub tell: Tell,
}

/// The write for a step, without its leaves. `version` and `before` are the payment as it was, if it was.
pub(crate) fn write(
    engine: &PayEngine,
    version: Option<u64>,
    before: Option<&Payment>,
    step: &Step,
    rules: &Rules,
) -> Result<Write, Trouble> {
    let payment = &step.payment;
    let mut write = Write {
        payment: Some(PaymentWrite { row: payment_row(payment)?, expected: version }),
        refunds: refund_keys(before, payment, rules),
        ours: lines::lines(before, step),
        ..Write::default()
    };
    for effect in &step.effects {
        match effect {
            Effect::Book(movement) => write.postings.push(posting(engine, payment, movement)?),
            Effect::Tell(tell) => write.notices.extend(notice(engine, payment, tell)?),
            _ => {}
        }
    }
    Ok(write)
}

fn payment_row(payment: &Payment) -> Result<PaymentRow, Trouble> {
    let state = serde_json::to_vec(payment).map_err(|error| broken(payment, &error.to_string()))?;
    let wallet = payment.winning_offer().or(payment.offers.last());
    Ok(PaymentRow {
        id: payment.id.clone(),
        merchant: payment.merchant.clone(),
        account: payment.front.account.clone(),
        order: payment.ask.order.clone(),
        version: 0,
        state,
        due: payment.due(),
        created: payment.created,
        phase: payment.phase().name().to_owned(),
        amount: payment.ask.amount,
        wallet: wallet.map(|offer| offer.wallet.clone()),
        leaf: None,
    })
}

/// Refund numbers that this step brought, where the platform wants them unique for the merchant.
fn refund_keys(before: Option<&Payment>, payment: &Payment, rules: &Rules) -> Vec<RefundKey> {
    if rules.refund_scope == RefundScope::Order {
        return Vec::new();
    }
    let known = before.map_or(0, |payment| payment.refunds.len());
    let fresh = payment.refunds[known.min(payment.refunds.len())..].iter();
    fresh
        .filter(|refund| refund.kind == RefundKind::Merchant)
        .map(|refund| RefundKey {
            account: payment.front.account.clone(),
            refund: refund.refund.clone(),
            payment: payment.id.clone(),
        })
        .collect()
}

fn notice(
    engine: &PayEngine,
    payment: &Payment,
    tell: &Tell,
) -> Result<Option<NoticeRow>, Trouble> {
    let snapshot = engine.registry.now();
    let front = snapshot.fronts.get(&payment.front.account);
    let fallback = front.and_then(|front| front.notify_url.clone());
    // A merchant that names no address anywhere wants no notices: it asks.
    let Some(url) = tell.url.clone().or(fallback) else { return Ok(None) };
    let kept = KeptNotice {
        front: payment.front.account.clone(),
        url,
        key: payment.front.key.clone(),
        tell: tell.clone(),
    };
    let body = serde_json::to_vec(&kept).map_err(|error| broken(payment, &error.to_string()))?;
    let now = engine.world.clock.now();
    Ok(Some(NoticeRow {
        id: tell.id.clone(),
        payment: payment.id.clone(),
        account: payment.front.account.clone(),
        body,
        created: now,
        due: Some(now),
        attempt: 0,
        done: false,
        last_error: None,
    }))
}

fn posting(
    engine: &PayEngine,
    payment: &Payment,
    movement: &Movement,
) -> Result<PostingRow, Trouble> {
    let terms = engine.settings.terms.at(payment.commission_ppm);
    let booked = ledger::book(&in_ledger_words(movement), &terms)
        .map_err(|error| Trouble::Broken(movement.payment.clone(), error.to_string()))?;
    Ok(posting_row(&booked))
}

/// A posting of the ledger as the store has it.
pub(crate) fn posting_row(posting: &ledger::Posting) -> PostingRow {
    let entries = posting.entries().iter().map(|entry| EntryRow {
        merchant: entry.account.merchant.clone(),
        wallet: entry.account.wallet.clone(),
        kind: entry.account.kind.code().to_owned(),
        debit: entry.side == ledger::Side::Debit,
        minor: entry.amount.minor,
        currency: entry.amount.currency,
    });
    PostingRow {
        key: posting.key().to_owned(),
        payment: Some(posting.payment().to_owned()).filter(|payment| !payment.is_empty()),
        at: posting.at(),
        day: posting.day().to_owned(),
        memo: posting.memo().to_owned(),
        entries: entries.collect(),
    }
}

/// The gate has never heard of the ledger, nor the ledger of the gate: here they are introduced.
fn in_ledger_words(movement: &Movement) -> ledger::Movement {
    let what = match movement.what.clone() {
        Moved::Paid { amount, fee } => ledger::What::Paid { amount, fee },
        Moved::RefundAsked { amount } => ledger::What::RefundAsked { amount },
        Moved::RefundDone { amount, fee_back } => ledger::What::RefundDone { amount, fee_back },
        Moved::RefundFailed { amount } => ledger::What::RefundFailed { amount },
        Moved::Suspense { amount, fee, why } => ledger::What::Suspense { amount, fee, why },
        Moved::SuspenseRefundDone { amount, fee_back } => {
            ledger::What::SuspenseRefundDone { amount, fee_back }
        }
    };
    ledger::Movement {
        key: movement.key.clone(),
        at: movement.at,
        merchant: movement.merchant.clone(),
        wallet: movement.wallet.clone(),
        payment: movement.payment.clone(),
        what,
    }
}

fn broken(payment: &Payment, why: &str) -> Trouble {
    Trouble::Broken(payment.id.clone(), why.to_owned())
}
