//! Offers that are closed or failed here, and that their wallet may be paid for all the same.
//!
//! A wallet that has no close was never told, and one that knew of no order has closed none; one
//! that tells of a failed attempt may yet take another. If it tells of a payment for minutes only,
//! and every notice is lost, nobody but the wallet would ever know of the money. So such an offer
//! stays on the calendar: it is asked about like an open one until its last moment to pay, and a
//! few times more in the week after it.

use crate::draft::Draft;
use crate::timing;

/// Seconds from an offer's last moment to pay to the last look that is planned. From there on any
/// word of the wallet's is the last, and none is given up after a while.
pub(crate) const LASTS: i64 = timing::LAST_LOOKS[timing::LAST_LOOKS.len() - 1];

/// Whether an offer that comes to rest is to be looked at again: an order may exist at its wallet,
/// which does not tell for long.
pub(crate) fn needed(draft: &Draft<'_>, index: usize) -> bool {
    let brief = draft.wallet_of(index).is_ok_and(|wallet| {
        let told = wallet.rules.notice_retries.iter().map(|wait| i64::from(*wait)).sum::<i64>();
        told < timing::TELLS_LONG
    });
    brief && draft.payment.offers[index].reached
}

/// Begins to look at an offer that has come to rest.
pub(crate) fn begin(draft: &mut Draft<'_>, index: usize) {
    draft.offer(index).asks = 0;
    plan(draft, index);
}

/// A look is due.
pub(crate) fn look(draft: &mut Draft<'_>, index: usize) {
    draft.query(index);
    plan(draft, index);
}

/// The wallet says that nobody has paid. After the last look that is the end of it.
pub(crate) fn not_paid(draft: &mut Draft<'_>, index: usize) {
    let (state, now) = (draft.state(index), draft.now);
    let offer = draft.offer(index);
    if state.is_dead() && now >= offer.expires.plus_seconds(LASTS) {
        offer.next_ask = None;
    }
}

/// Puts the next look on the calendar.
fn plan(draft: &mut Draft<'_>, index: usize) {
    let now = draft.now;
    let offer = draft.offer(index);
    let looks = timing::LAST_LOOKS.map(|after| offer.expires.plus_seconds(after));
    let next = looks.into_iter().find(|look| *look > now);
    offer.next_ask = Some(match next {
        Some(look) if now < offer.expires => {
            look.min(now.plus_seconds(timing::wait(&timing::OPEN_BACKOFF, offer.asks)))
        }
        Some(look) => look,
        None => now.plus_seconds(timing::LOOK_AGAIN),
    });
}
