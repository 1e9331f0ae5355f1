//! How a payment stands, in the few words that a buyer needs.

use drawbridge_canon::Timestamp;
use drawbridge_engine::gate::Phase;
use drawbridge_engine::pay::cashier::CashierView;
use serde::Serialize;

/// How it stands for the buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// A wallet can be chosen.
    Choose,
    /// The wallet was chosen elsewhere: it waits for the buyer.
    Confirm,
    /// A wallet is being asked what became of it.
    Checking,
    /// Paid.
    Paid,
    /// Paid, and on the way back or back already.
    Refunded,
    /// Closed by somebody.
    Closed,
    /// Its time was up.
    Expired,
    /// The only attempt failed.
    Failed,
}

impl State {
    /// All of them.
    pub(super) const ALL: [Self; 8] = [
        Self::Choose,
        Self::Confirm,
        Self::Checking,
        Self::Paid,
        Self::Refunded,
        Self::Closed,
        Self::Expired,
        Self::Failed,
    ];

    /// How a payment stands at a moment.
    pub(super) fn of(view: &CashierView, now: Timestamp) -> Self {
        match view.phase {
            Phase::Paid | Phase::PartlyRefunded => Self::Paid,
            Phase::Refunding | Phase::Refunded => Self::Refunded,
            Phase::Failed => Self::Failed,
            Phase::Closed | Phase::Created if now >= view.expires => Self::Expired,
            Phase::Closed => Self::Closed,
            // What a wallet was asked may have been paid in time: only its own word says it was not.
            Phase::Awaiting | Phase::Unknown if now >= view.expires => Self::Checking,
            Phase::Unknown if view.direct => Self::Checking,
            Phase::Created | Phase::Awaiting | Phase::Unknown if view.direct => Self::Confirm,
            Phase::Created | Phase::Awaiting | Phase::Unknown => Self::Choose,
        }
    }

    /// Its name in the page.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Choose => "choose",
            Self::Confirm => "confirm",
            Self::Checking => "checking",
            Self::Paid => "paid",
            Self::Refunded => "refunded",
            Self::Closed => "closed",
            Self::Expired => "expired",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing more will happen that the buyer waits for.
    pub(super) const fn is_final(self) -> bool {
        !matches!(self, Self::Choose | Self::Confirm | Self::Checking)
    }
}

/// What the page is told while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Standing {
    /// How it stands.
    pub(super) state: State,
    /// Milliseconds left to pay, by our clock: the browser's may be wrong.
    pub(super) left_ms: i64,
}

impl Standing {
    /// How a payment stands at a moment.
    pub(super) fn of(view: &CashierView, now: Timestamp) -> Self {
        let left_ms = view.expires.0.saturating_sub(now.0).max(0);
        Self { state: State::of(view, now), left_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drawbridge_canon::Money;

    fn standing(phase: Phase, direct: bool) -> State {
        let expires = Timestamp(1000);
        let view = CashierView {
            id: String::new(),
            merchant: String::new(),
            subject: String::new(),
            amount: Money::fen(1),
            phase,
            expires,
            wallets: Vec::new(),
            return_url: None,
            direct,
        };
        State::of(&view, expires)
    }

    #[test]
    fn past_its_time_nothing_is_called_expired_that_a_wallet_was_asked_about() {
        for direct in [false, true] {
            for phase in [Phase::Awaiting, Phase::Unknown] {
                let state = standing(phase, direct);
                assert_eq!(state, State::Checking);
                assert!(!state.is_final());
            }
            for phase in [Phase::Created, Phase::Closed] {
                assert_eq!(standing(phase, direct), State::Expired);
            }
        }
    }
}
