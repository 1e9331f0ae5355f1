//! The cashier's side of the gate: what a buyer can choose, and how it stands.

mod sealed;
mod sign_in;

use std::net::IpAddr;
use std::sync::Arc;

use drawbridge_canon::pay::{Handover, Scene};
use drawbridge_canon::{Money, Reason, Refusal, Timestamp};
use drawbridge_gate_pay::{Event, Payment, Phase, Reply};
use serde::Serialize;

use crate::pay::advance::{Subject, Trouble};
use crate::pay::{PayEngine, our_failure};

pub use sign_in::{Begun, SIGN_IN_LIVES};

/// What the cashier's page shows of a payment. Nothing in it is the merchant's or buyer's secret:
/// whoever has the link may see it.
#[derive(Clone, Debug, Serialize)]
pub struct CashierView {
    /// The payment's id.
    pub id: String,
    /// The merchant's name.
    pub merchant: String,
    /// What is paid for.
    pub subject: String,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub phase: Phase,
    /// The last moment to pay.
    pub expires: Timestamp,
    /// The wallets, in the order drawn for this payment.
    pub wallets: Vec<CashierWallet>,
    /// Where the buyer goes after paying, if the merchant said so.
    pub return_url: Option<String>,
    /// Whether one wallet was called at once, so that the buyer has nothing to choose here.
    pub direct: bool,
}

/// A wallet on the cashier's page.
#[derive(Clone, Debug, Serialize)]
pub struct CashierWallet {
    /// The wallet account.
    pub name: String,
    /// Its platform.
    pub dialect: String,
    /// The platform's name in English.
    pub title: String,
    /// The platform's name in Chinese.
    pub title_zh: String,
    /// How it is paid in its own browser.
    #[serde(skip)]
    pub inside: Inside,
}

/// How a payment is made in a page that is open in the wallet's own browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// By a page of the wallet's.
    Page,
    /// By signing the buyer in first.
    SignIn,
    /// It would be by signing in, for which this account or this order is not made.
    NotSetUp,
}

/// On which screen the buyer sees the cashier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// On another than that of the phone with the wallet: a code is scanned.
    Other,
    /// On the phone itself: the wallet is opened from there.
    This {
        /// The address that the buyer comes from, which some wallets compare with their own view.
        address: Option<IpAddr>,
    },
}

impl PayEngine {
    /// What the cashier shows.
    pub async fn cashier_view(&self, id: &str) -> Result<CashierView, Refusal> {
        let loaded = self.load(Subject::Id(id)).await.map_err(Trouble::into_refusal)?;
        let (_, payment) = loaded
            .ok_or_else(|| Refusal::new(Reason::OrderNotFound, "there is no such payment"))?;
        let snapshot = self.registry.now();
        let merchant = snapshot.merchants.get(&payment.merchant);
        let wallets = payment.order_drawn.iter().filter_map(|name| snapshot.wallets.get(name));
        Ok(CashierView {
            id: payment.id.clone(),
            merchant: merchant.map_or_else(String::new, |merchant| merchant.name.clone()),
            subject: payment.ask.subject.clone(),
            amount: payment.ask.amount,
            phase: payment.phase(),
            expires: payment.expires,
            wallets: wallets
                .map(|wallet| CashierWallet {
                    name: wallet.name.clone(),
                    dialect: wallet.dialect.name.to_owned(),
                    title: wallet.dialect.title.to_owned(),
                    title_zh: wallet.dialect.title_zh.to_owned(),
                    inside: sign_in::inside(&payment, wallet),
                })
                .collect(),
            return_url: payment.ask.return_url.clone(),
            direct: payment.direct,
        })
    }

    /// The payment of a merchant's order number at a front.
    pub async fn payment_of_order(
        &self,
        front: &str,
        order: &str,
    ) -> Result<Option<Payment>, Refusal> {
        let subject = Subject::Order { account: front, order };
        let loaded = self.load(subject).await.map_err(Trouble::into_refusal)?;
        Ok(loaded.map(|(_, payment)| payment))
    }

    /// The wallet whose in-app browser this is, by the marks in its `User-Agent`, among those that
    /// the payment accepts.
    pub fn recognise(&self, view: &CashierView, user_agent: &str) -> Option<String> {
        let agent = user_agent.to_ascii_lowercase();
        let snapshot = self.registry.now();
        view.wallets
            .iter()
            .map(|wallet| &wallet.name)
            .find(|name| {
                let marks =
                    snapshot.wallets.get(*name).map(|wallet| wallet.pay.rules.browser_marks);
                marks.unwrap_or_default().iter().any(|mark| agent.contains(mark))
            })
            .cloned()
    }

    /// The buyer has chosen a wallet: what to show or where to send the browser.
    pub async fn choose(
        self: &Arc<Self>,
        id: &str,
        wallet: &str,
        screen: Screen,
    ) -> Result<Handover, Refusal> {
        let scene = match screen {
            Screen::Other => Scene::Code,
            Screen::This { address } => Scene::MobileWeb {
                client_ip: address.map(|address| address.to_string()),
                device: Some("Wap".to_owned()),
                quit_url: None,
            },
        };
        self.meet(id, wallet, scene).await.map(|(_, handover)| handover)
    }

    /// Puts the payment before a wallet for a buyer met so: the offer's place, and what the wallet
    /// handed over.
    async fn meet(
        self: &Arc<Self>,
        id: &str,
        wallet: &str,
        scene: Scene,
    ) -> Result<(usize, Handover), Refusal> {
        let event = || Event::Chosen { wallet: wallet.to_owned(), scene: Some(scene.clone()) };
        let advanced = self.advance(Subject::Id(id), event).await.map_err(Trouble::into_refusal)?;
        let payment = self.settle_anyway(advanced).await.map_err(Trouble::into_refusal)?;
        // The same wallet may have been opened both ways: a code on a desk, then a link on a phone.
        let offer = payment.offers.iter().rposition(|offer| {
            let met = offer.scene.as_ref().unwrap_or(&payment.ask.scene);
            offer.wallet == wallet && met.serves(&scene)
        });
        match offer.map(|offer| (offer, payment.offer_reply(offer))) {
            Some((offer, Reply::Hand(handover))) => Ok((offer, handover)),
            Some((_, Reply::Refuse(refusal))) => Err(refusal),
            Some((_, Reply::Wait(_) | Reply::Cashier)) | None => Err(our_failure()),
        }
    }
}
