//! The payment as the merchant sees it: its own words, and Drawbridge in the place of the wallet.

use drawbridge_canon::pay::{RefundQueryAsk, RefundState, TradeState, Transaction};

use crate::offer::{Offer, OfferState};
use crate::payment::{Payment, Phase};
use crate::record::{RefundKind, RefundRecord};

impl Payment {
    /// The payment as the merchant sees it. Whether the merchant may see it at all is for
    /// [`Payment::exists_for_merchant`] to say.
    pub fn transaction(&self) -> Transaction {
        let seen = self.offers.iter().any(|offer| offer.seen) || self.closed_at.is_some();
        let winner = self.winning_offer();
        let same = winner.filter(|offer| offer.dialect == self.front.dialect);
        let refunded = self.refunded();
        Transaction {
            wallet_no: (seen || winner.is_some()).then(|| self.id.clone()),
            paid: winner.map(|offer| offer.buyer_paid.unwrap_or(self.ask.amount)),
            refunded: (!refunded.is_zero()).then_some(refunded),
            paid_at: self.paid_at(),
            buyer: self.buyer().cloned(),
            scene: Some(self.ask.scene.clone()),
            app: self.ask.app.clone(),
            sub_merchant: self.ask.sub_merchant.clone(),
            subject: Some(self.ask.subject.clone()),
            body: self.ask.body.clone(),
            attach: self.ask.attach.clone(),
            // Another wallet's words for banks and pockets mean nothing to this merchant.
            bank: same.and_then(|offer| offer.bank.clone()),
            funds: same.map(|offer| offer.funds.clone()).unwrap_or_default(),
            created_at: Some(self.created),
            closed_at: self.closed_at,
            ..Transaction::new(self.ask.order.clone(), self.trade_state(), self.ask.amount)
        }
    }

    /// A refund as the merchant sees it, by the merchant's number. `None`: there is no such refund,
    /// or it was refused.
    pub fn refund_state(&self, refund: &str) -> Option<RefundState> {
        self.told_refund(self.refund(refund)?)
    }

    /// The refund that a merchant asks about. `None`: there is none of that number, or none that was
    /// asked for at the time named.
    pub fn refund_asked_about(&self, ask: &RefundQueryAsk) -> Option<RefundState> {
        let record = self.refund(&ask.refund)?;
        record.asked_at_time(ask.asked_at).then(|| self.told_refund(record))?
    }

    /// The same for any refund of the payment that counts.
    pub(crate) fn told_refund(&self, record: &RefundRecord) -> Option<RefundState> {
        if record.kind == RefundKind::Suspense {
            return None;
        }
        let state = RefundState::new(record.refund.clone(), record.status.told()?);
        let asked_at = record.ask.as_ref().and_then(|ask| ask.asked_at);
        Some(RefundState {
            wallet_refund_no: Some(record.wallet_no.clone()),
            order: Some(self.ask.order.clone()),
            wallet_no: Some(self.id.clone()),
            amount: Some(record.amount),
            total: Some(self.ask.amount),
            refunded: Some(self.refunded()),
            created_at: Some(asked_at.unwrap_or(record.created)),
            done_at: record.done_at,
            account: record.account.clone(),
            buyer: self.buyer().cloned(),
            reason: record.ask.as_ref().and_then(|ask| ask.reason.clone()),
            ..state
        })
    }

    fn trade_state(&self) -> TradeState {
        match self.phase() {
            Phase::Closed => TradeState::Closed,
            Phase::Failed => TradeState::Failed,
            Phase::Refunded => TradeState::Refunded,
            Phase::Paid | Phase::Refunding | Phase::PartlyRefunded => {
                let nothing = self.refunded().is_zero();
                if nothing { TradeState::Paid } else { TradeState::PartlyRefunded }
            }
            Phase::Created | Phase::Awaiting | Phase::Unknown => {
                let paying = |offer: &Offer| offer.state == OfferState::Paying;
                let anyone = self.offers.iter().any(paying);
                if anyone { TradeState::Paying } else { TradeState::NotPaid }
            }
        }
    }
}
