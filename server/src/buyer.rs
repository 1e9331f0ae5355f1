//! The simulated buyer: given whatever a person would scan or click, finds the simulated wallet
//! that can pay it, through our own cashier where that is what the code leads to.

use drawbridge_canon::pay::{Handover, Transaction};
use drawbridge_canon::{Reason, Refusal};
use drawbridge_engine::gate::Payment;
use drawbridge_engine::pay::cashier::Screen;
pub use drawbridge_sandbox::PayWith;

use crate::node::Node;

/// What the buyer was given.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The text of a code, a prepay number, or the address of a page.
    pub code: Option<String>,
    /// The merchant's order number.
    pub order: Option<String>,
    /// Whose order: merchant number or app id.
    pub caller: Option<String>,
    /// The wallet's platform, where the buyer prefers one.
    pub dialect: Option<String>,
}

/// The buyer acts.
pub async fn act(node: &Node, given: &Given, with: PayWith) -> Result<Transaction, Refusal> {
    if let Some(code) = &given.code {
        return scan(node, code, given.dialect.as_deref(), &with).await;
    }
    let order = given.order.as_deref().unwrap_or_default();
    let own = PayWith { merchant: given.caller.clone(), ..with.clone() };
    match node.sandbox.pay(given.dialect.as_deref(), order, &own) {
        Err(no) if no.reason == Reason::OrderNotFound => {}
        decided => return decided,
    }
    // Not a simulated wallet's own order: perhaps one that crosses the bridge.
    let snapshot = node.registry.now();
    let fronts = snapshot.fronts.values().filter(|front| {
        given
            .caller
            .as_ref()
            .is_none_or(|caller| *caller == front.account.id || *caller == front.account.merchant)
    });
    for front in fronts {
        if let Some(payment) = node.engine.payment_of_order(&front.key, order).await? {
            return pay_bridged(node, &payment, given.dialect.as_deref(), &with).await;
        }
    }
    Err(Refusal::new(Reason::OrderNotFound, format!("nobody knows an order `{order}`")))
}

async fn scan(
    node: &Node,
    code: &str,
    dialect: Option<&str>,
    with: &PayWith,
) -> Result<Transaction, Refusal> {
    let cashier = format!("{}/c/", node.config.public_url);
    match code.strip_prefix(&cashier) {
        Some(id) => {
            let id = id.split(['?', '/', '#']).next().unwrap_or(id);
            at_cashier(node, id, dialect, with).await
        }
        None => node.sandbox.pay(dialect, code, with),
    }
}

async fn at_cashier(
    node: &Node,
    id: &str,
    dialect: Option<&str>,
    with: &PayWith,
) -> Result<Transaction, Refusal> {
    let view = node.engine.cashier_view(id).await?;
    let mut wallets = view.wallets.iter();
    let wallet = wallets.find(|wallet| dialect.is_none_or(|dialect| dialect == wallet.dialect));
    let wallet = wallet.ok_or_else(|| {
        Refusal::new(Reason::Forbidden, "the payment does not accept that wallet")
    })?;
    let handed = node.engine.choose(id, &wallet.name, Screen::Other).await?;
    let text = match handed {
        Handover::Code { text } | Handover::AppText { text } => text,
        Handover::Redirect { url } => url,
        Handover::Prepay { id } => id,
        Handover::Paid { transaction } | Handover::Paying { transaction } => {
            return Ok(*transaction);
        }
    };
    node.sandbox.pay(Some(&wallet.dialect), &text, with)
}

async fn pay_bridged(
    node: &Node,
    payment: &Payment,
    dialect: Option<&str>,
    with: &PayWith,
) -> Result<Transaction, Refusal> {
    match payment.offers.iter().rfind(|offer| offer.state.is_live()) {
        Some(offer) => node.sandbox.pay(Some(&offer.dialect), &offer.order, with),
        None => at_cashier(node, &payment.id, dialect, with).await,
    }
}
