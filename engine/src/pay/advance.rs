//! One event: load, decide, store, all or nothing, and again if somebody was faster.

use std::sync::Arc;

use drawbridge_canon::{Reason, Refusal};
use drawbridge_gate_pay::{Effect, Event, Payment, Wallet, World, step};

use crate::pay::record;
use crate::pay::{PayEngine, our_failure};
use crate::registry::{Snapshot, WalletAccount};
use crate::store::{CommitError, PaymentRow, StoreError};

/// How often a command tries again when others change the same payment meanwhile. Each try that
/// fails means that another one succeeded, so even a crowd gets through.
const TRIES_MAX: usize = 32;

/// Which payment an event is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject<'a> {
    /// By its id.
    Id(&'a str),
    /// By the merchant's order number at a front.
    Order {
        /// The front's key.
        account: &'a str,
        /// The number.
        order: &'a str,
    },
}

/// A payment after an event, and the calls that are to be made.
#[derive(Debug)]
pub(crate) struct Advanced {
    /// The payment as stored.
    pub payment: Payment,
    /// What to call, in order.
    pub calls: Vec<Effect>,
}

/// Why an event came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The machine says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// What is stored cannot be read, or cannot be booked: an error of this program.
    #[error("payment {0}: {1}")]
    Broken(String, String),
}

impl Trouble {
    /// What the caller is told; the rest is for the log.
    pub(crate) fn into_refusal(self) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal,
            Self::Store(error) => {
                tracing::error!(%error, "the store failed");
                our_failure()
            }
            broken @ Self::Broken(..) => {
                tracing::error!(error = %broken, "a payment is broken");
                our_failure()
            }
        }
    }
}

impl PayEngine {
    /// The payment a subject names.
    pub(crate) async fn load(
        &self,
        subject: Subject<'_>,
    ) -> Result<Option<(PaymentRow, Payment)>, Trouble> {
        let row = match subject {
            Subject::Id(id) => self.store.payment(id).await?,
            Subject::Order { account, order } => {
                self.store.payment_by_order(account, order).await?
            }
        };
        let Some(row) = row else { return Ok(None) };
        let payment = serde_json::from_slice(&row.state)
            .map_err(|error| Trouble::Broken(row.id.clone(), error.to_string()))?;
        Ok(Some((row, payment)))
    }

    /// Moves a payment one event on. `event` makes the event anew for every try, so that a new
    /// payment can draw another id.
    pub(crate) async fn advance(
        self: &Arc<Self>,
        subject: Subject<'_>,
        event: impl Fn() -> Event,
    ) -> Result<Advanced, Trouble> {
        for _ in 0..TRIES_MAX {
            let loaded = self.load(subject).await?;
            let event = event();
            if loaded.is_none() && !matches!(event, Event::Asked(_)) {
                return Err(no_order().into());
            }
            match self.try_once(loaded, event).await {
                Ok(advanced) => return Ok(advanced),
                Err(TryError::Raced) => {}
                Err(TryError::Trouble(trouble)) => return Err(trouble),
            }
        }
        Err(Refusal::new(Reason::TooOften, "too many calls change this order at once").into())
    }

    async fn try_once(
        &self,
        loaded: Option<(PaymentRow, Payment)>,
        event: Event,
    ) -> Result<Advanced, TryError> {
        let (row, before) = loaded.unzip();
        let snapshot = self.registry.now();
        let dialect = match (&before, &event) {
            (Some(payment), _) => &payment.front.dialect,
            (None, Event::Asked(asked)) => &asked.front.dialect,
            (None, _) => return Err(Trouble::from(no_order()).into()),
        };
        let merchant = match (&before, &event) {
            (None, Event::Asked(asked)) => &asked.merchant,
            (Some(payment), _) => &payment.merchant,
            (None, _) => return Err(Trouble::from(no_order()).into()),
        };
        let front = drawbridge_roster::dialect(dialect).and_then(|dialect| dialect.pay);
        let front =
            front.ok_or_else(|| broken(before.as_ref(), "its front is not spoken any more"))?;
        let accounts = wallets(&snapshot, merchant, before.as_ref());
        let wallets: Vec<Wallet<'_>> = accounts.iter().map(|account| as_wallet(account)).collect();
        let world = World { now: self.world.clock.now(), front: &front.rules, wallets: &wallets };
        let stepped = step(before.clone(), event, &world).map_err(Trouble::Refused)?;
        if before.as_ref() == Some(&stepped.payment) && stepped.effects.is_empty() {
            return Ok(Advanced { payment: stepped.payment, calls: Vec::new() });
        }
        let made = record::write(self, row.as_ref(), before.as_ref(), &stepped, &front.rules)?;
        match self.store.commit(made).await {
            Ok(()) => Ok(Advanced { payment: stepped.payment, calls: calls(stepped.effects) }),
            // Somebody was faster, or whether it is stored is not known: reading tells.
            Err(CommitError::Conflict | CommitError::Store(StoreError::Unknown(_))) => {
                Err(TryError::Raced)
            }
            // The order number was taken between our reading and our writing: now it can be read.
            Err(CommitError::Exists(_)) if before.is_none() => Err(TryError::Raced),
            Err(CommitError::Exists(number)) => {
                let message = format!("the refund number {number} belongs to another order");
                Err(Trouble::from(Refusal::new(Reason::RefundConflict, message)).into())
            }
            Err(CommitError::Replayed(nonce)) => {
                let message = format!("the request {nonce} was seen before");
                Err(Trouble::from(Refusal::new(Reason::Stale, message)).into())
            }
            Err(CommitError::Store(error)) => Err(Trouble::Store(error).into()),
        }
    }
}

/// Why one try came to nothing.
enum TryError {
    /// Somebody was faster, or the commit's outcome is unknown: read again.
    Raced,
    /// Anything else.
    Trouble(Trouble),
}

impl From<Trouble> for TryError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// The wallets the machine should know: those the merchant accepts now, and those that an older
/// offer was made to.
fn wallets(
    snapshot: &Snapshot,
    merchant: &str,
    payment: Option<&Payment>,
) -> Vec<Arc<WalletAccount>> {
    let mut accounts = snapshot.wallets_of(merchant);
    for offer in payment.iter().flat_map(|payment| &payment.offers) {
        if !accounts.iter().any(|account| account.name == offer.wallet) {
            accounts.extend(snapshot.wallets.get(&offer.wallet).cloned());
        }
    }
    accounts
}

pub(crate) fn as_wallet(account: &WalletAccount) -> Wallet<'_> {
    Wallet {
        name: &account.name,
        dialect: account.dialect.name,
        rules: &account.pay.rules,
        fee_ppm: account.fee_ppm,
    }
}

fn calls(effects: Vec<Effect>) -> Vec<Effect> {
    effects.into_iter().filter(|e| !matches!(e, Effect::Tell(_) | Effect::Book(_))).collect()
}

fn no_order() -> Refusal {
    Refusal::new(Reason::OrderNotFound, "there is no such order")
}

fn broken(payment: Option<&Payment>, why: &str) -> Trouble {
    let id = payment.map(|payment| payment.id.clone()).unwrap_or_default();
    Trouble::Broken(id, why.to_owned())
}
