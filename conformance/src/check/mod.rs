//! What must be true when everything has come to rest. Every sentence that is not true is said;
//! none of them is an error of the checker's making.

mod books;
mod merchants;
mod wallets;

use std::collections::BTreeMap;
use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_engine::gate::Payment;
use drawbridge_engine::store::{NoticeRow, PaymentFilter, PostingRow};

use drawbridge_engine::registry::WalletAccount;
use drawbridge_engine::sandbox::Sandbox;

use crate::shop::Shop;
use crate::sim::Vault;

pub use merchants::answers;

/// Later than anything.
const NEVER: Timestamp = Timestamp(i64::MAX / 4);

/// Everything that is looked at.
pub struct Evidence {
    /// What our nodes kept.
    pub vault: Vault,
    /// The simulated wallets.
    pub sandbox: Arc<Sandbox>,
    /// Our accounts there.
    pub wallets: Vec<Arc<WalletAccount>>,
    /// The merchants.
    pub shop: Arc<Shop>,
    /// When.
    pub now: Timestamp,
    /// Whether refunds may have come to nothing at the wallets.
    pub refunds_fail: bool,
    /// Whether wallets may have taken money for an order that they had closed.
    pub paid_late: bool,
}

/// Everything that a life left behind.
struct Remains<'a> {
    life: &'a Evidence,
    payments: Vec<Payment>,
    postings: Vec<PostingRow>,
    notices: BTreeMap<String, Vec<NoticeRow>>,
    untrue: Vec<String>,
}

/// All payments, as our nodes kept them.
pub fn payments(evidence: &Evidence) -> Vec<Payment> {
    Remains::of(evidence).payments
}

/// The sentences that are not true.
pub fn check(evidence: &Evidence) -> Vec<String> {
    let mut remains = Remains::of(evidence);
    remains.at_rest();
    remains.wallets_agree();
    remains.books_balance();
    remains.bills_match();
    remains.merchants_were_told();
    if std::env::var_os("DRAWBRIDGE_SHOW").is_some() {
        remains.show();
    }
    let mut untrue = remains.untrue;
    untrue.sort();
    untrue.dedup();
    untrue
}

impl<'a> Remains<'a> {
    fn of(life: &'a Evidence) -> Self {
        let (store, vault) = (&life.vault.store, &life.vault);
        let all = PaymentFilter::default();
        let mut rows = Vec::new();
        let mut after = None;
        loop {
            let page = vault.ask(store.payments(&all, after.as_deref(), 1000));
            let page = page.expect("the store reads");
            rows.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let read = |state: &[u8]| serde_json::from_slice::<Payment>(state).expect("a payment");
        let payments: Vec<Payment> = rows.iter().map(|row| read(&row.state)).collect();
        let mut postings = Vec::new();
        let mut notices = BTreeMap::new();
        for payment in &payments {
            let booked = vault.ask(store.payment_postings(&payment.id));
            postings.extend(booked.expect("the store reads"));
            let told = vault.ask(store.payment_notices(&payment.id)).expect("the store reads");
            notices.insert(payment.id.clone(), told);
        }
        Self { life, payments, postings, notices, untrue: Vec::new() }
    }

    /// Everything there is to know, for whoever hunts a defect.
    fn show(&self) {
        for payment in &self.payments {
            let text = serde_json::to_string_pretty(payment).unwrap_or_default();
            eprintln!("{text}");
            for offer in &payment.offers {
                eprintln!(
                    "AT WALLET {:?}",
                    wallets::order_at(self.life, &offer.wallet, &offer.order)
                );
            }
            for refund in &payment.refunds {
                let offer = &payment.offers[refund.offer];
                let truth =
                    wallets::refund_at(self.life, &offer.wallet, &offer.order, &refund.wallet_no);
                eprintln!("AT WALLET {truth:?}");
            }
        }
        for posting in &self.postings {
            eprintln!("POSTED {posting:?}");
        }
    }

    /// A sentence that had to be true.
    pub(super) fn hold(&mut self, holds: bool, sentence: impl FnOnce() -> String) {
        if !holds {
            self.untrue.push(sentence());
        }
    }

    fn at_rest(&mut self) {
        let (store, vault) = (&self.life.vault.store, &self.life.vault);
        let payments = vault.ask(store.due_payments(NEVER, 10)).expect("the store reads");
        let notices = vault.ask(store.due_notices(NEVER, 10)).expect("the store reads");
        for row in payments {
            let phase = row.phase;
            self.untrue.push(format!("payment {} ({phase}) never comes to rest", row.id));
        }
        for row in notices {
            self.untrue.push(format!("notice {} never comes to rest", row.id));
        }
        for payment in self.payments.clone() {
            self.hold(payment.due().is_none(), || format!("payment {} is not at rest", payment.id));
        }
    }
}
