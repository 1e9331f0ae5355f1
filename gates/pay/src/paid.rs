//! The buyer paid: does it count?

use drawbridge_canon::Money;
use drawbridge_canon::pay::{TradeState, Transaction};

use crate::draft::Draft;
use crate::effect::Moved;
use crate::offer::OfferState;
use crate::payment::{ClosedBy, Phase};
use crate::{cancel, suspense};

pub(crate) fn paid(draft: &mut Draft<'_>, index: usize, told: &Transaction) {
    if draft.state(index) == OfferState::Paid {
        return watch_refunds(draft, index, told);
    }
    let why = why_not(draft, index, told);
    let failed = draft.payment.phase() == Phase::Failed;
    record(draft, index, told);
    match why {
        None => win(draft, index, told),
        Some(why) => suspend(draft, index, told, why),
    }
    if failed {
        // The merchant was told no. With money on the way back the number is not free again.
        draft.payment.closed_at = Some(draft.now);
        draft.payment.closed_by = Some(ClosedBy::Wallet);
    }
}

/// Whether an offer's money has all been given back, as far as we know.
pub(crate) fn given_back(draft: &Draft<'_>, index: usize) -> bool {
    if draft.payment.winner == Some(index) {
        return draft.payment.phase() == Phase::Refunded;
    }
    suspense::all_back(draft, index)
}

/// Why the money does not count, if it does not.
fn why_not(draft: &Draft<'_>, index: usize, told: &Transaction) -> Option<String> {
    let payment = &draft.payment;
    if let Some(first) = payment.winning_offer() {
        let (wallet, order) = (&first.wallet, &first.order);
        return Some(format!("paid twice: {wallet} was paid first, as its order {order}"));
    }
    match payment.closed_by {
        Some(ClosedBy::Expiry) => return Some("paid after it had expired and was closed".into()),
        Some(_) => return Some("paid after it was closed".into()),
        None => {}
    }
    if payment.phase() == Phase::Failed {
        return Some("paid after the wallet had refused it".into());
    }
    if payment.offers[index].retired {
        return Some("paid after the merchant had started anew".into());
    }
    if told.amount != payment.ask.amount {
        let (paid, asked) = (told.amount, payment.ask.amount);
        return Some(format!("the amount differs: paid {paid}, asked {asked}"));
    }
    None
}

fn record(draft: &mut Draft<'_>, index: usize, told: &Transaction) {
    let now = draft.now;
    let offer = draft.offer(index);
    offer.fee = Some(told.amount.share_ppm(offer.fee_ppm));
    offer.paid = Some(told.amount);
    offer.buyer_paid = told.paid;
    offer.paid_at = told.paid_at.or(Some(now));
    offer.wallet_no.clone_from(&told.wallet_no);
    offer.buyer.clone_from(&told.buyer);
    offer.bank.clone_from(&told.bank);
    offer.funds.clone_from(&told.funds);
    offer.seen = true;
    offer.reached = true;
    offer.fault = None;
    offer.asks = 0;
    draft.set(index, OfferState::Paid);
}

/// The first payment that is committed counts. Whatever else is open is closed.
fn win(draft: &mut Draft<'_>, index: usize, told: &Transaction) {
    let cancelled = draft.payment.closing == Some(ClosedBy::Cancel);
    draft.payment.winner = Some(index);
    draft.payment.closing = None;
    let fee = fee_of(draft, index);
    let key = format!("{}.paid", draft.payment.id);
    draft.book_at(told.paid_at, key, index, Moved::Paid { amount: told.amount, fee });
    draft.tell_payment();
    draft.close_all();
    watch_refunds(draft, index, told);
    if cancelled {
        cancel::refund_all(draft);
    }
}

/// Money that should not have come is held apart, and given back.
fn suspend(draft: &mut Draft<'_>, index: usize, told: &Transaction, why: String) {
    let order = draft.offer(index).order.clone();
    draft.note(format!("order {order} at {}: {why}", draft.payment.offers[index].wallet));
    let amount = told.amount;
    if amount.is_zero() {
        return;
    }
    let fee = fee_of(draft, index);
    let key = format!("{order}.held");
    draft.book_at(told.paid_at, key, index, Moved::Suspense { amount, fee, why });
    suspense::give_back(draft, index, told);
}

/// Refunds at the wallet that nobody asked for here are for a person to look into.
fn watch_refunds(draft: &mut Draft<'_>, index: usize, told: &Transaction) {
    let counts = draft.payment.winner == Some(index);
    let ours = if counts { draft.payment.committed() } else { told.amount };
    let theirs = match told.state {
        TradeState::Refunded => told.amount,
        TradeState::PartlyRefunded => told.refunded.unwrap_or(Money { minor: 1, ..told.amount }),
        _ => told.amount.none(),
    };
    if theirs > ours {
        let order = draft.offer(index).order.clone();
        draft.note(format!("the wallet tells of a refund of order {order} not asked for here"));
    }
}

fn fee_of(draft: &mut Draft<'_>, index: usize) -> Money {
    let none = draft.payment.ask.amount.none();
    draft.offer(index).fee.unwrap_or(none)
}
