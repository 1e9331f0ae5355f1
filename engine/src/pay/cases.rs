//! Every wallet that a payment might be put before is a case under the published rules.
//!
//! The leaves of a new payment stand together: for each wallet that it may be put before, in the order
//! that was drawn, then for each that it may not, that the case came in and that it was decided. So
//! the payment need only know where the first stands.

use std::sync::Arc;

use drawbridge_canon::Money;
use drawbridge_canon::pay::ChargeAsk;
use drawbridge_fair_log::leaf_hash;
use drawbridge_fair_record::leaf::End;
use drawbridge_fair_record::{Body, Field, Gate, Integer, Leaf, Object, Reference, Value};
use drawbridge_gate_pay::{Ended, Fate, Payment, Route};
use drawbridge_seal::digest::sha256_hex;

use crate::desk::{self, DeskError, Ending, Fact, Heard, Petition, Shown};
use crate::pay::PayEngine;
use crate::registry::{Front, Merchant, WalletAccount};
use crate::store::LeafWrite;

/// The action of the published rules.
pub(crate) const ACTION: &str = "pay.accept";

/// The protected attributes that its cases bring.
pub(crate) const PROTECTED: [&str; 3] = ["camp", "wallet_brand", "sdk_vendor"];

/// The fact by which a case of an order that is asked for anew names the earlier one: the index of its
/// intake.
const EARLIER: &str = "earlier_case";

/// The least and the most that we ourselves put before a wallet, in minor units: whatever a leaf can
/// say. A wallet that takes less says so itself.
const LEAST: i64 = 1;
const MOST: i64 = 1_000_000_000_000_000;

/// A wallet that a payment might be put before, and what the rules say.
pub(super) struct Case {
    /// The wallet's name.
    pub(super) wallet: String,
    /// Why the payment cannot be put before it, whatever the rules say.
    pub(super) cannot: Option<String>,
    /// What they say.
    pub(super) heard: Heard,
}

impl PayEngine {
    /// Puts every wallet of a merchant before the published rules.
    pub(super) async fn cases_of(
        &self,
        front: &Front,
        merchant: &Merchant,
        ask: &ChargeAsk,
        (accounts, route): (&[Arc<WalletAccount>], &Route),
    ) -> Result<Vec<Case>, DeskError> {
        let now = self.world.clock.now();
        let in_force = self.desk.in_force(&*self.store, now).await?;
        let subject = self.pseudonym_of(&merchant.id);
        let methods = i64::try_from(route.chosen.len()).unwrap_or(i64::MAX);
        let cases = accounts.iter().map(|account| {
            let cannot = route.refused.iter().find(|(name, _)| *name == account.name);
            let cannot = cannot.map(|(_, why)| why.clone());
            let petition = Petition {
                gate: Gate::Pay,
                action: ACTION,
                subject: subject.clone(),
                time: now,
                protected: protected(front, account),
                facts: facts(merchant, ask, cannot.as_deref(), methods),
            };
            let heard = self.desk.hear(petition, &in_force, &*self.world.dice)?;
            Ok(Case { wallet: account.name.clone(), cannot, heard })
        });
        cases.collect()
    }

    /// Under what name a merchant stands in the log: the same one always, and nobody without our key
    /// can tell whose it is.
    fn pseudonym_of(&self, merchant: &str) -> String {
        let key = &self.settings.pseudonym_key;
        let hash = sha256_hex(format!("{key}\nmerchant\n{merchant}").as_bytes());
        format!("m-{}", &hash[..32])
    }

    /// The leaves that say what became of a payment's cases. `first` is where its leaves begin.
    pub(super) async fn endings(
        &self,
        payment: &Payment,
        first: Option<u64>,
        fates: &[&Fate],
    ) -> Result<Vec<LeafWrite>, DeskError> {
        let mut leaves = Vec::new();
        for fate in fates {
            let place = payment.order_drawn.iter().position(|name| *name == fate.wallet);
            // A payment from before there was a log, or a wallet that was added to the merchant later.
            let (Some(first), Some(place)) = (first, place) else { continue };
            let index = first + 2 * place as u64 + 1;
            let Some((of, leaf)) = self.decision_of(payment, index).await? else {
                // Money that came is booked all the same.
                tracing::error!(payment = payment.id, index, "the log holds no such decision");
                continue;
            };
            leaves.push(desk::end(ending(fate, of, &leaf), &*self.world.dice)?);
        }
        Ok(leaves)
    }

    /// The decision at this index, if it is about the payment's merchant.
    async fn decision_of(
        &self,
        payment: &Payment,
        index: u64,
    ) -> Result<Option<(Reference, Leaf)>, DeskError> {
        let found = self.store.leaves(index, 1).await?.pop().filter(|(at, _)| *at == index);
        let Some((_, body)) = found else { return Ok(None) };
        let leaf = Leaf::read(&body)?;
        let decides = matches!(&leaf.body, Body::Decision(decision)
            if decision.subject == self.pseudonym_of(&payment.merchant));
        Ok(decides.then(|| (Reference { index, hash: leaf_hash(&body) }, leaf)))
    }
}

/// Who must not matter: whose wallet it is, and whose words the merchant speaks. It is the wallet that
/// is let in or kept out, so its camp is the case's.
fn protected(front: &Front, account: &WalletAccount) -> Object {
    let wallet = account.dialect.name;
    let is = [wallet, wallet, front.dialect.name];
    let named = PROTECTED.into_iter().zip(is);
    named.map(|(name, is)| (name.to_owned(), Value::Text(is.to_owned()))).collect()
}

fn facts(merchant: &Merchant, ask: &ChargeAsk, cannot: Option<&str>, methods: i64) -> Vec<Fact> {
    let text = |text: &str| Value::Text(text.to_owned());
    let open = Shown::Open;
    let mut facts = vec![
        Fact::decides("licence_valid", Value::Bool(!merchant.licence_lapsed), open),
        Fact::decides("merchant_standing", text(merchant.standing.name()), open),
        Fact::decides("risk", number(merchant.risk.into()), Shown::Committed),
        // Whether the wallet takes it is known when it is asked: it is the wallet's own rule.
        Fact::decides("currency_supported", Value::Bool(true), open),
        Fact::decides("scene_supported", Value::Bool(cannot.is_none()), open),
        Fact::decides("amount", amount(ask.amount), Shown::Committed),
        Fact::decides("amount_min", number(LEAST), open),
        Fact::decides("amount_max", number(MOST), open),
        Fact::told("channel", text(ask.scene.name()), open),
        Fact::told("currency", text(ask.amount.currency.code()), open),
        Fact::told("methods", number(methods), open),
    ];
    if let Some(why) = cannot {
        facts.push(Fact::told("untranslatable", text(why), open));
    }
    facts
}

/// The cases of an order that is asked for anew. The intake of each wallet that it may be put before
/// names that of the earlier ask, which began at `first`; wallets stand in the order that was drawn
/// `(then, now)`.
pub(super) fn anew(
    cases: &[LeafWrite],
    first: Option<u64>,
    (then, now): (&[String], &[String]),
) -> Result<Vec<LeafWrite>, DeskError> {
    let mut cases = cases.to_vec();
    // An intake and its decision for each wallet.
    for (wallet, case) in now.iter().zip(cases.chunks_mut(2)) {
        let place = then.iter().position(|name| name == wallet);
        if let (Some(first), Some(place), LeafWrite::Ready { body, .. }) =
            (first, place, &mut case[0])
        {
            *body = naming(body, first + 2 * place as u64)?;
        }
    }
    Ok(cases)
}

/// An intake that tells the index of an earlier one.
fn naming(intake: &[u8], earlier: u64) -> Result<Vec<u8>, DeskError> {
    let mut leaf = Leaf::read(intake)?;
    if let Body::Intake(intake) = &mut leaf.body {
        let index = i64::try_from(earlier).unwrap_or(Integer::MAX);
        intake.facts.insert(EARLIER.to_owned(), Field::Open(number(index)));
    }
    Ok(leaf.write()?)
}

fn ending<'a>(fate: &Fate, of: Reference, leaf: &'a Leaf) -> Ending<'a> {
    let end = match fate.end {
        Ended::Paid => End::Applied,
        Ended::Failed | Ended::Expired => End::Expired,
        Ended::Withdrawn => End::Withdrawn,
    };
    let paid = fate.end == Ended::Paid;
    let waited = number(fate.at.0.saturating_sub(fate.since.0).max(0));
    let facts = vec![
        Fact::told("succeeded", Value::Bool(paid), Shown::Open),
        Fact::told("waited_ms", waited, Shown::Open),
    ];
    Ending { gate: Gate::Pay, of, leaf, end, facts, time: fate.at }
}

fn amount(amount: Money) -> Value {
    // More than a leaf can say is more than the rules take: they refuse it.
    number(i64::try_from(amount.minor).unwrap_or(Integer::MAX))
}

fn number(number: i64) -> Value {
    let most = Integer::MAX;
    Integer::new(number.clamp(-most, most)).map_or(Value::Null, Value::Integer)
}
