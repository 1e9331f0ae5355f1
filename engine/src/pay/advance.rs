//! One event: load, decide, store, all or nothing, and again if somebody was faster.
//!
//! Where the payment is known, or known not to be there, reading it first can be left out: every
//! commit compares versions, so one that rests on an old belief is refused and tried again with
//! what is really stored.

use std::sync::Arc;

use drawbridge_canon::{Reason, Refusal};
use drawbridge_gate_pay::{Effect, Event, Payment, Step, Wallet, World, step};

use crate::desk::DeskError;
use crate::pay::cases::anew;
use crate::pay::record;
use crate::pay::{PayEngine, our_failure};
use crate::registry::{Snapshot, WalletAccount};
use crate::store::{CommitError, ExchangeRow, LeafWrite, PaymentRow, StoreError};

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

/// What is believed of a payment before an event.
#[derive(Debug)]
pub(crate) enum Belief {
    /// Nothing: it is read.
    Nothing,
    /// That it is not there.
    Absent,
    /// That it stands so.
    Stands(Box<Stored>),
}

/// A payment as it is stored.
#[derive(Debug)]
pub(crate) struct Stored {
    /// The payment.
    pub payment: Payment,
    /// Its version.
    pub version: u64,
    /// Where its leaves in the log begin, if it has any.
    pub leaf: Option<u64>,
}

/// A payment after an event, and the calls that are to be made.
#[derive(Debug)]
pub(crate) struct Advanced {
    /// The payment as stored.
    pub stored: Stored,
    /// What to call, in order.
    pub calls: Vec<Effect>,
}

/// What is stored along with what comes of an event.
#[derive(Debug, Default)]
pub(crate) struct Along {
    /// Messages; they are kept even if nothing comes of the event.
    pub messages: Vec<ExchangeRow>,
    /// That its cases came in and were decided: for a payment that is new, or asked for anew.
    pub cases: Vec<LeafWrite>,
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
    /// The published rules by which it was decided are not in force any more: they must decide again.
    #[error("the published rules were replaced while a case was decided")]
    Replaced,
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
            Self::Replaced => {
                tracing::error!("the published rules are replaced faster than cases are decided");
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
        self.advance_from(subject, Belief::Nothing, Along::default(), event).await
    }

    /// The same from what is believed of it, and with what is to be kept along.
    pub(crate) async fn advance_from(
        self: &Arc<Self>,
        subject: Subject<'_>,
        belief: Belief,
        along: Along,
        event: impl Fn() -> Event,
    ) -> Result<Advanced, Trouble> {
        let mut tried = match belief {
            Belief::Nothing => Err(TryError::Raced),
            Belief::Absent => self.try_believing(None, event(), &along).await,
            Belief::Stands(stored) => self.try_believing(Some(*stored), event(), &along).await,
        };
        for _ in 0..TRIES_MAX {
            match tried {
                Ok((advanced, kept)) => {
                    if !kept {
                        self.keep_later(along.messages);
                    }
                    return Ok(advanced);
                }
                Err(TryError::Trouble(trouble)) => {
                    self.keep_later(along.messages);
                    return Err(trouble);
                }
                Err(TryError::Raced) => {}
            }
            let loaded = match self.load(subject).await {
                Ok(loaded) => loaded,
                Err(trouble) => {
                    self.keep_later(along.messages);
                    return Err(trouble);
                }
            };
            let loaded = loaded.map(|(row, payment)| Stored {
                payment,
                version: row.version,
                leaf: row.leaf,
            });
            tried = self.try_once(loaded, event(), &along).await;
        }
        self.keep_later(along.messages);
        Err(Refusal::new(Reason::TooOften, "too many calls change this order at once").into())
    }

    /// Tries with what is believed. Only a commit proves that the belief was right: whatever else
    /// comes of it is not trusted.
    async fn try_believing(
        &self,
        believed: Option<Stored>,
        event: Event,
        along: &Along,
    ) -> Result<(Advanced, bool), TryError> {
        match self.try_once(believed, event, along).await {
            Ok((advanced, true)) => Ok((advanced, true)),
            Err(error @ TryError::Trouble(Trouble::Store(_) | Trouble::Replaced)) => Err(error),
            _ => Err(TryError::Raced),
        }
    }

    /// What the log is told of the cases that came to an end with a step.
    async fn ended(&self, step: &Step, leaf: Option<u64>) -> Result<Vec<LeafWrite>, Trouble> {
        let fates = step.effects.iter().filter_map(|effect| match effect {
            Effect::Record(fate) => Some(fate),
            _ => None,
        });
        let fates: Vec<_> = fates.collect();
        let written = self.endings(&step.payment, leaf, &fates).await;
        written.map_err(|error| told(&step.payment, error))
    }

    /// One try. Says also whether anything was stored, and with it the messages.
    async fn try_once(
        &self,
        loaded: Option<Stored>,
        event: Event,
        along: &Along,
    ) -> Result<(Advanced, bool), TryError> {
        let known = loaded.as_ref().map(|stored| (stored.version, stored.leaf));
        let before = loaded.map(|stored| stored.payment);
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
            let (version, leaf) = known.unwrap_or_default();
            let stored = Stored { payment: stepped.payment, version, leaf };
            return Ok((Advanced { stored, calls: Vec::new() }, false));
        }
        let version = known.map(|(version, _)| version);
        let mut made = record::write(self, version, before.as_ref(), &stepped, &front.rules)?;
        made.exchanges.extend_from_slice(&along.messages);
        made.anew = stepped.effects.contains(&Effect::Anew);
        made.leaves = match (known, &before) {
            (Some((_, leaf)), Some(before)) if made.anew => {
                let drawn = (&*before.order_drawn, &*stepped.payment.order_drawn);
                anew(&along.cases, leaf, drawn).map_err(|error| told(&stepped.payment, error))?
            }
            (Some((_, leaf)), _) => self.ended(&stepped, leaf).await?,
            (None, _) => along.cases.clone(),
        };
        let moved = made.anew;
        match self.store.commit_leaves(made).await {
            Ok(leaves) => {
                let version = version.unwrap_or_default() + 1;
                let first = || (!leaves.is_empty()).then_some(leaves.start);
                let leaf = known.filter(|_| !moved).map_or_else(first, |(_, leaf)| leaf);
                let stored = Stored { payment: stepped.payment, version, leaf };
                Ok((Advanced { stored, calls: calls(stepped.effects) }, true))
            }
            Err(error) => Err(uncommitted(error, before.is_none())),
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

/// What it means that a step was not committed, of a payment that was believed to be new or not.
fn uncommitted(error: CommitError, new: bool) -> TryError {
    match error {
        // Somebody was faster, or whether it is stored is not known: reading tells.
        CommitError::Conflict | CommitError::Store(StoreError::Unknown(_)) => TryError::Raced,
        // The order number was taken between our reading and our writing: now it can be read.
        CommitError::Exists(_) if new => TryError::Raced,
        CommitError::Exists(number) => {
            let message = format!("the refund number {number} belongs to another order");
            Trouble::from(Refusal::new(Reason::RefundConflict, message)).into()
        }
        CommitError::Replayed(nonce) => {
            let message = format!("the request {nonce} was seen before");
            Trouble::from(Refusal::new(Reason::Stale, message)).into()
        }
        CommitError::Replaced => Trouble::Replaced.into(),
        CommitError::Store(error) => Trouble::Store(error).into(),
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
    let stored = |effect: &Effect| {
        use Effect::{Anew, Book, Record, Tell};
        matches!(effect, Tell(_) | Book(_) | Record(_) | Anew)
    };
    effects.into_iter().filter(|effect| !stored(effect)).collect()
}

/// Why the log could not be told of a payment.
fn told(payment: &Payment, error: DeskError) -> Trouble {
    match error {
        DeskError::Store(error) => Trouble::Store(error),
        error => Trouble::Broken(payment.id.clone(), error.to_string()),
    }
}

fn no_order() -> Refusal {
    Refusal::new(Reason::OrderNotFound, "there is no such order")
}

fn broken(payment: Option<&Payment>, why: &str) -> Trouble {
    let id = payment.map(|payment| payment.id.clone()).unwrap_or_default();
    Trouble::Broken(id, why.to_owned())
}
