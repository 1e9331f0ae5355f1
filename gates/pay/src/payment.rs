//! A payment: everything that must survive a crash.

use drawbridge_canon::pay::{Buyer, ChargeAsk, Rules, Scene};
use drawbridge_canon::{Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::offer::{Offer, OfferState};
use crate::record::{RefundKind, RefundRecord, RefundStep};
use crate::timing;

/// One payment: what the merchant asked for, the wallets it was offered to, and what came of it.
///
/// It is stored as JSON. What can be derived is a method, so that no two fields can disagree:
/// see [`Payment::phase`], [`Payment::paid_at`], [`Payment::due`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// 28 decimal digits, given by the engine. Merchants are told it as the wallet's number.
    pub id: String,
    /// The merchant, as Drawbridge names it.
    pub merchant: String,
    /// Which front the merchant speaks to.
    pub front: Front,
    /// What the merchant asked for, in its own words.
    pub ask: ChargeAsk,
    /// When it was asked for.
    pub created: Timestamp,
    /// The last moment to pay, by the front's rules.
    pub expires: Timestamp,
    /// Whether one wallet was called at once (and its answer is the merchant's answer), instead of
    /// leaving the choice to the buyer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub direct: bool,
    /// The wallets accepted, in the order in which the cashier shows them: drawn by the engine,
    /// kept so that anyone can see that nobody is favoured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_drawn: Vec<String>,
    /// The wallets it was offered to, oldest first. An offer's place is its number and never changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// The offer whose payment counts: the first one that was committed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<usize>,
    /// Refunds, oldest first. A refund's place is its number and never changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<RefundRecord>,
    /// Somebody wants it closed, and not every wallet has confirmed that yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<ClosedBy>,
    /// When it was closed: from here on a payment that arrives is too late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// Who closed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<ClosedBy>,
    /// What the operator takes of it, in parts per million, as it was when the order was made: a
    /// refund gives back what was taken, whatever the rate is then.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub commission_ppm: u32,
    /// Whether it was said what became of the wallets that it was put before: that is said once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
    /// How many notices were made for the merchant: the last notice's number.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub told: u32,
    /// What a person should know: contradictions, and why money lies in suspense.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// The front that a merchant speaks to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Front {
    /// The dialect's name.
    pub dialect: String,
    /// The merchant's account at that front.
    pub account: String,
    /// The key by which the merchant asked to be answered, where it named one: notices are signed
    /// with it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// Who wants (or wanted) a payment closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBy {
    /// Its time was up.
    Expiry,
    /// The merchant closed it.
    Merchant,
    /// The merchant cancelled it: should it turn out to be paid, it is refunded.
    Cancel,
    /// The only wallet it was offered to closed it.
    Wallet,
}

/// Something a person should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When it was noticed.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// Where a payment stands, derived from its offers and refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// No wallet has been called.
    Created,
    /// A wallet has it; nobody has paid.
    Awaiting,
    /// The outcome of the only call is not known: it is being asked about.
    Unknown,
    /// The wallet that was called at once said no.
    Failed,
    /// Closed without payment.
    Closed,
    /// Paid.
    Paid,
    /// A refund is on its way.
    Refunding,
    /// A part was refunded.
    PartlyRefunded,
    /// All was refunded.
    Refunded,
}

impl Phase {
    /// The name in records and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Awaiting => "awaiting",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
            Self::Closed => "closed",
            Self::Paid => "paid",
            Self::Refunding => "refunding",
            Self::PartlyRefunded => "partly_refunded",
            Self::Refunded => "refunded",
        }
    }
}

impl Payment {
    /// Where it stands.
    pub fn phase(&self) -> Phase {
        if self.winner.is_some() {
            return self.phase_after_payment();
        }
        if self.closed_at.is_some() {
            return Phase::Closed;
        }
        let current = || self.offers.iter().filter(|offer| !offer.retired);
        let any = |state| current().any(|offer| offer.state == state);
        match current().next_back().map(|offer| offer.state) {
            None => Phase::Created,
            Some(OfferState::Failed) if self.direct => Phase::Failed,
            Some(_) if any(OfferState::Open) || any(OfferState::Paying) => Phase::Awaiting,
            Some(_) if any(OfferState::Unknown) => Phase::Unknown,
            Some(_) => Phase::Awaiting,
        }
    }

    /// The offer that was paid.
    pub fn winning_offer(&self) -> Option<&Offer> {
        self.winner.and_then(|index| self.offers.get(index))
    }

    /// When it was paid.
    pub fn paid_at(&self) -> Option<Timestamp> {
        self.winning_offer().and_then(|offer| offer.paid_at)
    }

    /// Who paid, as the engine let us know them.
    pub fn buyer(&self) -> Option<&Buyer> {
        self.winning_offer().and_then(|offer| offer.buyer.as_ref())
    }

    /// What the buyer has back of the payment that counts.
    pub fn refunded(&self) -> Money {
        self.sum(|refund| refund.status == RefundStep::Done)
    }

    /// What is refunded or promised of the payment that counts: the rest can still be refunded.
    pub fn committed(&self) -> Money {
        self.sum(|refund| refund.status.is_committed())
    }

    /// The merchant's refund of that number.
    pub fn refund(&self, number: &str) -> Option<&RefundRecord> {
        self.refunds.iter().find(|r| r.kind == RefundKind::Merchant && r.refund == number)
    }

    /// The place of the last offer to this wallet in this scene (`None`: the merchant's own).
    pub fn offer_of(&self, wallet: &str, scene: Option<&Scene>) -> Option<usize> {
        let met = scene.unwrap_or(&self.ask.scene);
        self.offers.iter().rposition(|offer| {
            let made_for = offer.scene.as_ref().unwrap_or(&self.ask.scene);
            !offer.retired && offer.wallet == wallet && made_for.serves(met)
        })
    }

    /// The place of the offer that has this order number at its wallet.
    pub fn offer_by_order(&self, order: &str) -> Option<usize> {
        self.offers.iter().position(|offer| offer.order == order)
    }

    /// The place of the refund that has this number at its wallet.
    pub fn refund_by_wallet_no(&self, number: &str) -> Option<usize> {
        self.refunds.iter().position(|refund| refund.wallet_no == number)
    }

    /// Whether the merchant's platform would know this order.
    ///
    /// Where a code makes no trade until a buyer opens it ([`Rules::exists_before_scan`]), queries
    /// are answered `OrderNotFound` until then. A charge that was refused made no order anywhere.
    pub fn exists_for_merchant(&self, front: &Rules) -> bool {
        if self.winner.is_some() || self.offers.iter().any(|offer| offer.seen) {
            return true;
        }
        let at_once = matches!(self.ask.scene, Scene::InWallet { .. } | Scene::BuyerCode { .. });
        let refused = self.direct
            && self.offers.iter().all(|offer| offer.state == OfferState::Failed)
            && !self.offers.is_empty();
        (front.exists_before_scan || at_once) && !refused
    }

    /// The earliest moment at which a [`Tick`](crate::Event::Tick) has work. `None`: never; the
    /// payment is at rest, and only somebody else's word can move it.
    pub fn due(&self) -> Option<Timestamp> {
        let expiry = timing::can_expire(self).then_some(self.expires);
        let offers = self.offers.iter().filter_map(|offer| offer.next_ask);
        let refunds = self.refunds.iter().filter_map(|refund| refund.next_ask);
        offers.chain(refunds).chain(expiry).min()
    }

    /// Whether this wallet is still to be asked about an offer.
    pub fn asks_of_offer(&self, wallet: &str) -> bool {
        self.offers.iter().any(|offer| offer.wallet == wallet && offer.next_ask.is_some())
    }

    /// Whether this wallet is still to be asked for or about a refund.
    pub fn asks_of_refund(&self, wallet: &str) -> bool {
        let mut asked = self.refunds.iter().filter(|refund| refund.next_ask.is_some());
        asked.any(|refund| self.offers.get(refund.offer).is_some_and(|o| o.wallet == wallet))
    }

    fn phase_after_payment(&self) -> Phase {
        let paid = self.ask.amount;
        let mut counted = self.refunds.iter().filter(|r| r.kind != RefundKind::Suspense);
        let refunded = self.refunded();
        if refunded == paid {
            Phase::Refunded
        } else if counted.any(|refund| refund.status.is_pending()) {
            Phase::Refunding
        } else if refunded.is_zero() {
            Phase::Paid
        } else {
            Phase::PartlyRefunded
        }
    }

    fn sum(&self, which: impl Fn(&RefundRecord) -> bool) -> Money {
        let counted = self.refunds.iter().filter(|r| r.kind != RefundKind::Suspense && which(r));
        let minor = counted.map(|refund| refund.amount.minor).fold(0, u64::saturating_add);
        Money { minor, ..self.ask.amount }
    }
}

/// For `skip_serializing_if`, which lends its argument.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
pub(crate) fn is_zero(number: &u32) -> bool {
    *number == 0
}
