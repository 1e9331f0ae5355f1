//! What to answer the merchant's call now, or what to wait for.

use drawbridge_canon::pay::Transaction;
use drawbridge_canon::pay::{CancelAction, CancelAnswer, Handover, RefundState, Rules, Scene};
use drawbridge_canon::{Reason, Refusal};

use crate::offer::{Offer, OfferState};
use crate::payment::{ClosedBy, Payment, Phase};
use crate::record::{RefundKind, RefundRecord, RefundStep};

/// What to answer a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// This.
    Hand(Handover),
    /// Nothing yet: a call about this offer is on its way.
    Wait(usize),
    /// A no.
    Refuse(Refusal),
    /// The engine's own cashier, where the buyer chooses.
    Cashier,
}

/// What to answer any other call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// This.
    Say(T),
    /// Nothing yet: a call is on its way.
    Wait(Waiting),
    /// A no.
    Refuse(Refusal),
}

/// What a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// A wallet's answer about this offer.
    Offer(usize),
    /// A wallet's answer about this refund.
    Refund(usize),
}

impl Payment {
    /// What to answer the merchant's charge. If [`Reply::Wait`] lasts too long for the caller,
    /// answer `ServiceFailed`: repeating the call is safe.
    pub fn charge_reply(&self) -> Reply {
        if !self.direct {
            return if self.winner.is_some() {
                Reply::Refuse(paid())
            } else if self.closing.is_some() || self.closed_at.is_some() {
                Reply::Refuse(closed())
            } else {
                Reply::Cashier
            };
        }
        match self.offers.len().checked_sub(1) {
            Some(last) => self.offer_reply(last),
            None => Reply::Refuse(closed()),
        }
    }

    /// What to show the buyer who chose an offer, in the same spirit.
    pub fn offer_reply(&self, index: usize) -> Reply {
        let Some(offer) = self.offers.get(index) else {
            return Reply::Refuse(Refusal::new(Reason::OrderNotFound, "there is no such offer"));
        };
        let scanned = matches!(self.ask.scene, Scene::BuyerCode { .. });
        let so_far = || Box::new(self.transaction());
        match offer.state {
            OfferState::Paid if scanned => Reply::Hand(Handover::Paid { transaction: so_far() }),
            OfferState::Paid => Reply::Refuse(paid()),
            _ if self.winner.is_some() => Reply::Refuse(paid()),
            OfferState::Failed => Reply::Refuse(fault_of(offer)),
            _ if self.closing.is_some() || self.closed_at.is_some() => Reply::Refuse(closed()),
            OfferState::Closed | OfferState::Closing => Reply::Refuse(closed()),
            OfferState::Asked => Reply::Wait(index),
            OfferState::Unknown if offer.wanted => Reply::Wait(index),
            // The merchant who scanned a code is used to asking until it is decided.
            OfferState::Unknown | OfferState::Open | OfferState::Paying if scanned => {
                Reply::Hand(Handover::Paying { transaction: so_far() })
            }
            OfferState::Open | OfferState::Paying => match &offer.handover {
                Some(handover) => Reply::Hand(handover.clone()),
                None => Reply::Refuse(try_again(offer)),
            },
            OfferState::Unknown | OfferState::Unsent => Reply::Refuse(try_again(offer)),
        }
    }

    /// What to answer the merchant's query.
    pub fn query_reply(&self, front: &Rules) -> Result<Transaction, Refusal> {
        if self.exists_for_merchant(front) { Ok(self.transaction()) } else { Err(not_found()) }
    }

    /// What to answer the merchant's close: the order number and the wallet's number.
    pub fn close_reply(&self, front: &Rules) -> Outcome<(String, Option<String>)> {
        if self.winner.is_some() {
            return Outcome::Refuse(paid());
        }
        if !self.exists_for_merchant(front) {
            // The platform would not know the order. It is closed all the same: the merchant does
            // not want it, so no buyer may find it later.
            return Outcome::Refuse(not_found());
        }
        if self.closed_at.is_some() || self.phase() == Phase::Failed {
            return Outcome::Say((self.ask.order.clone(), Some(self.id.clone())));
        }
        match self.unclosed() {
            Ok(offer) => Outcome::Wait(Waiting::Offer(offer)),
            Err(refusal) => Outcome::Refuse(refusal),
        }
    }

    /// What to answer the merchant's cancellation.
    pub fn cancel_reply(&self, front: &Rules) -> Outcome<CancelAnswer> {
        let wallet_no = self.exists_for_merchant(front).then(|| self.id.clone());
        let order = self.ask.order.clone();
        let say = |action, retry| Outcome::Say(CancelAnswer { order, wallet_no, action, retry });
        if self.winner.is_some() {
            let Some(index) = self.refunds.iter().rposition(|r| r.kind == RefundKind::Cancel)
            else {
                return say(None, false);
            };
            let refund = &self.refunds[index];
            return match refund.status {
                RefundStep::Asked => Outcome::Wait(Waiting::Refund(index)),
                RefundStep::Unknown | RefundStep::Unsent | RefundStep::Closed => say(None, true),
                RefundStep::Refused => Outcome::Refuse(refund_fault(refund)),
                _ => say(Some(CancelAction::Refund), false),
            };
        }
        match (self.closed_at, self.closed_by) {
            (Some(_), Some(ClosedBy::Cancel)) => return say(Some(CancelAction::Close), false),
            (Some(_), _) => return say(None, false),
            _ => {}
        }
        match self.unclosed() {
            Ok(offer) => Outcome::Wait(Waiting::Offer(offer)),
            Err(_) => say(None, true),
        }
    }

    /// What to answer the merchant's refund of that number. `repeat` says that the call changed
    /// nothing ([`Step::changed`](crate::Step)): then no money moved because of it.
    pub fn refund_reply(&self, refund: &str, repeat: bool) -> Outcome<RefundState> {
        let merchants = |r: &RefundRecord| r.kind == RefundKind::Merchant && r.refund == refund;
        let Some(index) = self.refunds.iter().position(merchants) else {
            return Outcome::Refuse(Refusal::new(Reason::RefundNotFound, "no such refund"));
        };
        let record = &self.refunds[index];
        match record.status {
            RefundStep::Asked => Outcome::Wait(Waiting::Refund(index)),
            RefundStep::Unsent | RefundStep::Unknown | RefundStep::Refused => {
                Outcome::Refuse(refund_fault(record))
            }
            _ => match self.refund_state(refund) {
                Some(state) => {
                    let moved = Some(!repeat && record.status == RefundStep::Done);
                    Outcome::Say(RefundState { moved, ..state })
                }
                None => Outcome::Refuse(refund_fault(record)),
            },
        }
    }

    /// An offer that a close waits for, or why the waiting is over without success for now.
    fn unclosed(&self) -> Result<usize, Refusal> {
        let failing = |offer: &&Offer| offer.state == OfferState::Unknown && offer.fault.is_some();
        if let Some(offer) = self.offers.iter().find(failing) {
            return Err(Refusal {
                reason: Reason::ServiceFailed,
                message: "the wallet has not confirmed that the order is closed; ask again".into(),
                ..fault_of(offer)
            });
        }
        self.offers.iter().position(|offer| offer.state.is_live()).ok_or_else(|| {
            Refusal::new(Reason::ServiceFailed, "the order is not closed yet; ask again")
        })
    }
}

pub(crate) fn not_found() -> Refusal {
    Refusal::new(Reason::OrderNotFound, "there is no such order")
}

pub(crate) fn paid() -> Refusal {
    Refusal::new(Reason::OrderPaid, "the order has been paid")
}

pub(crate) fn closed() -> Refusal {
    Refusal::new(Reason::OrderClosed, "the order has been closed")
}

fn fault_of(offer: &Offer) -> Refusal {
    let unknown = || Refusal::new(Reason::PaymentFailed, "the payment failed");
    offer.fault.clone().unwrap_or_else(unknown)
}

fn try_again(offer: &Offer) -> Refusal {
    let message = "the wallet could not be asked, or did not answer; repeat the same call";
    let message = match &offer.fault {
        Some(fault) => format!("{message} ({})", fault.message),
        None => message.to_owned(),
    };
    Refusal::new(Reason::ServiceFailed, message)
}

fn refund_fault(record: &RefundRecord) -> Refusal {
    let message = "the outcome of the refund is not known yet; repeat with the same number";
    match (&record.fault, record.status) {
        (Some(fault), RefundStep::Refused) => fault.clone(),
        _ => Refusal::new(Reason::ServiceFailed, message),
    }
}
