//! Which wallets a payment is put before.

use std::sync::Arc;

use drawbridge_canon::pay::{ChargeAsk, Scene};
use drawbridge_canon::{Reason, Refusal};
use drawbridge_gate_pay::{Asked, Event, Wallet, route};

use crate::pay::advance::{Advanced, Along, Belief, Subject, Trouble, as_wallet};
use crate::pay::cases::Case;
use crate::pay::gate::merchant;
use crate::pay::{PayEngine, our_failure};
use crate::registry::{Front, Merchant, WalletAccount};
use crate::store::{CommitError, LeafWrite, Write};

/// What was chosen.
#[derive(Default)]
pub(super) struct Chosen {
    /// The wallet that is called at once, if one is.
    pub(super) offer_to: Option<String>,
    /// The wallets that are accepted, in drawn order.
    pub(super) accepted: Vec<String>,
    /// That each wallet's case came in and was decided.
    pub(super) cases: Vec<LeafWrite>,
    /// Why none is accepted, if none is.
    pub(super) refusal: Option<Refusal>,
}

/// How often a payment is decided again because the published rules were replaced meanwhile. They are
/// a few times a year.
const DECIDED_MAX: usize = 4;

impl PayEngine {
    /// Decides about a payment that is asked for and stores it, by the rules that are in force when it is
    /// stored.
    pub(super) async fn ask(
        self: &Arc<Self>,
        front: &Front,
        ask: &ChargeAsk,
        key: Option<&str>,
    ) -> Result<Advanced, Trouble> {
        for _ in 0..DECIDED_MAX {
            match self.ask_once(front, ask, key).await {
                Err(Trouble::Replaced) => self.desk.look_again(),
                done => return done,
            }
        }
        Err(Trouble::Replaced)
    }

    async fn ask_once(
        self: &Arc<Self>,
        front: &Front,
        ask: &ChargeAsk,
        key: Option<&str>,
    ) -> Result<Advanced, Trouble> {
        let chosen = match self.decide(front, ask).await {
            Err(Trouble::Refused(refusal)) => {
                Chosen { refusal: Some(refusal), ..Chosen::default() }
            }
            decided => decided?,
        };
        let Chosen { offer_to, accepted, cases, refusal } = chosen;
        let subject = Subject::Order { account: &front.key, order: &ask.order };
        let asked = || {
            Event::Asked(Box::new(Asked {
                id: self.world.payment_id(),
                merchant: merchant(front).to_owned(),
                front: drawbridge_gate_pay::Front {
                    dialect: front.dialect.name.to_owned(),
                    account: front.key.clone(),
                    key: key.map(str::to_owned),
                },
                ask: ask.clone(),
                offer_to: offer_to.clone(),
                accepted: accepted.clone(),
                commission_ppm: self.settings.terms.ppm(),
            }))
        };
        let Some(refusal) = refusal else {
            // An order is asked for once as a rule: should it be there all the same, the commit says so.
            let along = Along { cases, ..Along::default() };
            return self.advance_from(subject, Belief::Absent, along, asked).await;
        };
        // An order that is there stays what it is, whatever the rules say of a new one by now.
        match self.advance(subject, asked).await {
            Err(Trouble::Refused(said)) if said.reason == Reason::Forbidden => {
                self.log_refused(cases).await?;
                Err(refusal.into())
            }
            repeated => repeated,
        }
    }

    /// Which wallet is called at once, and which are accepted, in drawn order: those that what is
    /// asked can be translated for, and that the published rules admit.
    pub(super) async fn decide(&self, front: &Front, ask: &ChargeAsk) -> Result<Chosen, Trouble> {
        let snapshot = self.registry.now();
        let accounts = snapshot.wallets_of(merchant(front));
        let wallets: Vec<Wallet<'_>> = accounts.iter().map(|account| as_wallet(account)).collect();
        let route = route(ask, front.dialect.name, &wallets);
        let unknown = || Arc::new(Merchant::of(merchant(front)));
        let owner = snapshot.merchants.get(merchant(front)).cloned().unwrap_or_else(unknown);
        let cases = self.cases_of(front, &owner, ask, (&accounts, &route)).await;
        let cases = cases.map_err(|error| {
            tracing::error!(%error, merchant = %owner.id, "a payment was not decided");
            our_failure()
        })?;
        let (mut admitted, refused): (Vec<_>, Vec<_>) =
            cases.into_iter().partition(|case| case.heard.allows());
        let refusal = admitted.is_empty().then(|| refusal(&refused));
        self.shuffle(&mut admitted);
        let accepted: Vec<String> = admitted.iter().map(|case| case.wallet.clone()).collect();
        let mut cases = Vec::new();
        for case in admitted.into_iter().chain(refused) {
            case.heard.put(&mut cases);
        }
        let direct = direct(front, ask, (&accepted, &accounts), owner.always_cashier);
        let offer_to = accepted.first().filter(|_| direct).cloned();
        Ok(Chosen { offer_to, accepted, cases, refusal })
    }

    /// Says in the log that nobody is accepted, before the merchant hears it.
    async fn log_refused(&self, leaves: Vec<LeafWrite>) -> Result<(), Trouble> {
        if leaves.is_empty() {
            return Ok(());
        }
        match self.store.commit(Write { leaves, ..Write::default() }).await {
            Err(CommitError::Replaced) => Err(Trouble::Replaced),
            stored => stored.map_err(|error| Trouble::from(error.into_failure())),
        }
    }

    /// An order that favours none (Fisher–Yates).
    fn shuffle<T>(&self, drawn: &mut [T]) {
        for last in (1..drawn.len()).rev() {
            let bound = u64::try_from(last + 1).unwrap_or(1);
            let other = usize::try_from(self.world.dice.below(bound)).unwrap_or(0);
            drawn.swap(last, other);
        }
    }
}

/// Why no wallet takes it, as the merchant is told.
fn refusal(refused: &[Case]) -> Refusal {
    let why = refused.iter().map(|case| {
        let known = case.heard.standard.rules();
        let rules = case.heard.ruling.rules.iter();
        let reasons = rules.filter_map(|rule| Some(&*known.get(rule)?.reason.en));
        let said: Vec<&str> = match &case.cannot {
            Some(why) => vec![why],
            None => reasons.collect(),
        };
        format!("{}: {}", case.wallet, said.join(" "))
    });
    let why: Vec<String> = why.collect();
    let why = if why.is_empty() { "none is set up".to_owned() } else { why.join("; ") };
    // If one could have been asked, it is the rules that say no.
    let forbidden = refused.iter().any(|case| case.cannot.is_none());
    let reason = if forbidden { Reason::Forbidden } else { Reason::Untranslatable };
    Refusal::new(reason, format!("no wallet can take this payment ({why})"))
}

/// Whether a wallet is called at once, instead of leaving the choice to the buyer.
fn direct(
    front: &Front,
    ask: &ChargeAsk,
    (accepted, accounts): (&[String], &[Arc<WalletAccount>]),
    always_cashier: bool,
) -> bool {
    match &ask.scene {
        // Nobody can be asked to choose: the code or the buyer's id has chosen.
        Scene::BuyerCode { .. } | Scene::InWallet { .. } | Scene::App => true,
        Scene::Code => accepted.len() == 1 && !always_cashier,
        // A link to another platform's page would promise the wrong app: the cashier explains.
        Scene::MobileWeb { .. } | Scene::DesktopWeb => {
            accepted.len() == 1
                && !always_cashier
                && accounts.iter().any(|account| {
                    account.name == accepted[0] && account.dialect.name == front.dialect.name
                })
        }
    }
}
