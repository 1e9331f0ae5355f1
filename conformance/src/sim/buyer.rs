//! Buyers: given a code, a number or an address, they look, choose, pay, hesitate or fail.

use std::net::IpAddr;
use std::sync::Arc;

use drawbridge_canon::pay::{Handover, TradeState};
use drawbridge_canon::{Method, Request};
use drawbridge_engine::pay::cashier::Screen;
use drawbridge_sandbox::{BuyerAct, PayWith};
use tokio::sync::oneshot;

use super::Sim;
use super::houses::{Bridge, Platforms};
use super::people::{BRIDGE, PLATFORMS, spoken};
use crate::shop::Shop;

/// All buyers.
pub struct Buyers {
    /// Time and chance.
    pub sim: Arc<Sim>,
    /// Our nodes, for the cashier.
    pub bridge: Arc<Bridge>,
    /// The wallets.
    pub platforms: Arc<Platforms>,
    /// Their browser.
    pub shop: Arc<Shop>,
}

impl Buyers {
    /// A buyer does something with what was shown.
    pub async fn act(&self, text: String, with: PayWith) {
        let cashier = format!("{BRIDGE}/c/");
        match text.strip_prefix(&cashier) {
            Some(id) => {
                let id = id.to_owned();
                if let Some((dialect, text)) = self.at_cashier(id).await {
                    self.at_wallet(Some(dialect), text, &with).await;
                }
            }
            None => self.at_wallet(None, text, &with).await,
        }
    }

    /// A buyer who was asked on the phone confirms.
    pub fn confirm(&self, with: &PayWith) {
        for (dialect, _) in spoken() {
            let merchants: Vec<String> = self.merchants(dialect.name);
            for merchant in merchants {
                let waiting = self.platforms.sandbox.with(dialect.name, |wallet, here| {
                    let orders = wallet.orders(&merchant, here);
                    let paying = orders.filter(|order| order.state == TradeState::Paying);
                    paying.map(|order| order.order).collect::<Vec<_>>()
                });
                for order in waiting.unwrap_or_default() {
                    if self.sim.draw(|chance| chance.one_in(2)) {
                        let with = PayWith { merchant: Some(merchant.clone()), ..with.clone() };
                        drop(self.platforms.sandbox.pay(Some(dialect.name), &order, &with));
                    }
                }
            }
        }
        self.platforms.stir();
    }

    fn merchants(&self, dialect: &str) -> Vec<String> {
        let snapshot = self.platforms.sandbox.registry.now();
        let fronts = snapshot.fronts.values().filter(|front| front.dialect.name == dialect);
        fronts.map(|front| front.account.id.clone()).collect()
    }

    /// The cashier's page is served by a node, which may die meanwhile.
    async fn at_cashier(&self, id: String) -> Option<(&'static str, String)> {
        let node = self.bridge.any()?;
        let (answer, handed) = oneshot::channel();
        let here = self.sim.draw(|chance| chance.one_in(4));
        // Some wallets want to know where the buyer comes from.
        let address = Some(IpAddr::from([203, 0, 113, 9]));
        let screen = if here { Screen::This { address } } else { Screen::Other };
        let sim = self.sim.clone();
        self.sim.spawn(node.process, async move {
            let Ok(view) = node.engine.cashier_view(&id).await else { return };
            if view.wallets.is_empty() {
                return;
            }
            let wallet = sim.draw(|chance| chance.pick(&view.wallets).clone());
            if let Ok(handover) = node.engine.choose(&id, &wallet.name, screen).await {
                drop(answer.send((wallet.dialect, handover)));
            }
        });
        let (dialect, handover) = handed.await.ok()?;
        let dialect = drawbridge_roster::dialect(&dialect)?.name;
        Some((dialect, text_of(handover)?))
    }

    async fn at_wallet(&self, dialect: Option<&'static str>, text: String, with: &PayWith) {
        let text = self.through_browser(text).await;
        let ms = self.sim.draw(|chance| chance.between(200, 20_000));
        self.sim.sleep(ms).await;
        drop(self.platforms.sandbox.pay(dialect, &text, with));
        self.platforms.stir();
    }

    /// An address of a platform's front is opened first: it leads to the wallet's page.
    async fn through_browser(&self, text: String) -> String {
        let mounted =
            spoken().iter().any(|(_, pay)| text.starts_with(&format!("{PLATFORMS}{}/", pay.mount)));
        let Some(request) = mounted.then(|| Request::to_url(Method::Get, &text)).flatten() else {
            return text;
        };
        match self.shop.fetch(&request).await {
            Ok(response) => response.headers.get("location").unwrap_or(&text).to_owned(),
            Err(_) => text,
        }
    }
}

/// Mostly pays.
pub fn mood(sim: &Sim) -> PayWith {
    let act = match sim.draw(|chance| chance.below(10)) {
        0 => BuyerAct::Open,
        1 => BuyerAct::Fail,
        _ => BuyerAct::Pay,
    };
    PayWith { act, ..PayWith::default() }
}

fn text_of(handover: Handover) -> Option<String> {
    match handover {
        Handover::Code { text } | Handover::AppText { text } => Some(text),
        Handover::Redirect { url } => Some(url),
        Handover::Prepay { id } => Some(id),
        Handover::Paid { .. } | Handover::Paying { .. } => None,
    }
}
