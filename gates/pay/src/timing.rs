//! How long the machine waits, and for what.

use drawbridge_canon::Timestamp;

use crate::offer::OfferState;
use crate::payment::{Payment, Phase};

/// Seconds before each question about an outcome that is not known; the last one repeats.
pub const BACKOFF: [i64; 8] = [5, 15, 30, 60, 120, 300, 600, 1800];

/// Seconds before each question about an order that merely waits for its buyer. Wallets tell of
/// payments by notice; asking is for the notice that got lost.
pub const OPEN_BACKOFF: [i64; 4] = [300, 1800, 7200, 21_600];

/// Seconds before each question about a refund that the wallet is at: banks take days.
pub const REFUND_BACKOFF: [i64; 8] = [15, 60, 300, 600, 1800, 1800, 3600, 21_600];

/// How often the wallet is asked about a refund that it has taken on before it is believed that it
/// does not know it any more: more than a day of questions.
pub const FORGOTTEN_ASKS: u32 = 12;

/// Seconds after which a call that nobody answered counts as lost. The engine must neither make a
/// call so long after the step that wanted it, nor wait so long for the answer.
pub const LOST_AFTER: i64 = 30;

/// Seconds after which what a wallet handed over is fetched anew before it is shown again: the
/// shortest life among the wallets' documents (a payment page's address: five minutes).
pub const HANDOVER_LIFE: i64 = 300;

/// Seconds after the expiry at which an offer is given up whose wallet never says how it stands.
pub const GIVE_UP_AFTER: i64 = 24 * 3600;

/// How often its wallet must have been asked by then: about three hours of questions.
pub const GIVE_UP_ASKS: u32 = 12;

/// A wallet that tells of a payment for less than so many seconds is not relied upon to tell of money
/// that it takes for an offer that is closed or failed here.
pub const TELLS_LONG: i64 = 12 * 3600;

/// Seconds after its last moment to pay at which such an offer is looked at.
pub const LAST_LOOKS: [i64; 4] = [60, 3600, 86_400, 7 * 86_400];

/// Seconds after which the last of these looks is repeated if the wallet did not answer it.
pub const LOOK_AGAIN: i64 = 1800;

/// A merchant's question makes us ask the wallet if we have not called it for so many seconds.
pub const LOOK_GAP: i64 = 3;

/// Seconds after which a buyer may try a wallet again that has refused a payment for good.
pub const CHOOSE_AGAIN: i64 = 60;

/// Most offers to one wallet that buyers may bring about, so that other wallets keep room among the
/// order numbers: whoever has the cashier's link can choose as often as they like.
pub const OFFERS_MOST: usize = 10;

/// How often a wallet is called for a refund out of suspense before a person is.
pub const SUSPENSE_ASKS: u32 = 100;

/// The wait before question number `asks` (from zero).
pub fn wait(table: &[i64], asks: u32) -> i64 {
    let index = usize::try_from(asks).unwrap_or(usize::MAX);
    table.get(index).or(table.last()).copied().unwrap_or(LOST_AFTER)
}

/// The wait of an offer in this state before question number `asks`; `None`: it is not asked.
pub const fn table(state: OfferState) -> Option<&'static [i64]> {
    match state {
        OfferState::Unknown | OfferState::Paying => Some(&BACKOFF),
        OfferState::Open => Some(&OPEN_BACKOFF),
        OfferState::Asked | OfferState::Closing => Some(&[LOST_AFTER]),
        OfferState::Unsent | OfferState::Paid | OfferState::Closed | OfferState::Failed => None,
    }
}

/// Whether the expiry still has something to end.
pub fn can_expire(payment: &Payment) -> bool {
    payment.closing.is_none()
        && matches!(payment.phase(), Phase::Created | Phase::Awaiting | Phase::Unknown)
}

/// An expiry by a platform's rules: `wanted`, or the platform's own, neither too near nor too far.
pub fn expiry(
    wanted: Option<Timestamp>,
    rules: &drawbridge_canon::pay::Rules,
    now: Timestamp,
) -> Timestamp {
    let Some(wanted) = wanted else { return now.plus_seconds(rules.expires_after) };
    let least = now.plus_seconds(rules.expires_least);
    let most = now.plus_seconds(rules.expires_most.max(rules.expires_least));
    wanted.clamp(least, most)
}
