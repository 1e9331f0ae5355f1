//! Which wallets a payment can go to, and why the others not.

use drawbridge_canon::pay::{ChargeAsk, Scene};
use drawbridge_canon::{Reason, Refusal};

use crate::Wallet;

/// Which wallets can take a payment. Only what cannot be translated excludes a wallet, never
/// anybody's wish: every exclusion has its reason on record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The wallet accounts that can, in the order given.
    pub chosen: Vec<String>,
    /// `(account, reason)` of those that cannot.
    pub refused: Vec<(String, String)>,
}

impl Route {
    /// The chosen ones, or the refusal that the merchant is told.
    pub fn accepted(&self) -> Result<&[String], Refusal> {
        if !self.chosen.is_empty() {
            return Ok(&self.chosen);
        }
        let reasons: Vec<_> =
            self.refused.iter().map(|(wallet, why)| format!("{wallet}: {why}")).collect();
        let reasons = if reasons.is_empty() { "none is set up".into() } else { reasons.join("; ") };
        let message = format!("no wallet can take this payment ({reasons})");
        Err(Refusal::new(Reason::Untranslatable, message))
    }
}

/// Chooses the wallets that can take what a merchant of the `front` dialect asks for.
pub fn route(ask: &ChargeAsk, front: &str, wallets: &[Wallet<'_>]) -> Route {
    let mut route = Route::default();
    let owner = match &ask.scene {
        Scene::BuyerCode { code } => Some(owner_of_code(code, wallets)),
        _ => None,
    };
    for wallet in wallets {
        let verdict = match &owner {
            Some(Err(why)) => Err(why.clone()),
            Some(Ok(name)) if *name != wallet.name => {
                Err("the buyer's code belongs to another wallet".to_owned())
            }
            _ => fits(ask, front, wallet),
        };
        match verdict {
            Ok(()) => route.chosen.push(wallet.name.to_owned()),
            Err(why) => route.refused.push((wallet.name.to_owned(), why)),
        }
    }
    route
}

/// The wallet that a buyer's bar code belongs to, by its first digits and its length. `None` if it
/// belongs to none, or if more than one account could have issued it.
pub fn wallet_for_buyer_code<'w, 'a>(
    code: &str,
    wallets: &'w [Wallet<'a>],
) -> Option<&'w Wallet<'a>> {
    let mut issuers = wallets.iter().filter(|wallet| issues(wallet, code));
    issuers.next().filter(|_| issuers.next().is_none())
}

fn fits(ask: &ChargeAsk, front: &str, wallet: &Wallet<'_>) -> Result<(), String> {
    let foreign = wallet.dialect != front;
    match &ask.scene {
        Scene::InWallet { .. } if foreign => {
            return Err("the buyer is named by another wallet's id, which has no equal here".into());
        }
        Scene::App if foreign => {
            return Err("the merchant's app calls another wallet's app".into());
        }
        _ => {}
    }
    if foreign && ask.sub_merchant.is_some() {
        return Err("the merchant served is named by another platform's number".into());
    }
    match ask.origin.for_dialect(wallet.dialect) {
        Ok(_) => Ok(()),
        Err(field) => Err(format!("field {field} has no equal here")),
    }
}

fn owner_of_code<'a>(code: &str, wallets: &[Wallet<'a>]) -> Result<&'a str, String> {
    if let Some(wallet) = wallet_for_buyer_code(code, wallets) {
        return Ok(wallet.name);
    }
    let any = wallets.iter().any(|wallet| issues(wallet, code));
    let several = "more than one wallet account could have issued the buyer's code";
    Err(if any { several } else { "the buyer's code is none of this wallet's" }.to_owned())
}

fn issues(wallet: &Wallet<'_>, code: &str) -> bool {
    code.bytes().all(|byte| byte.is_ascii_digit())
        && wallet.rules.buyer_codes.iter().any(|(prefix, shortest, longest)| {
            code.starts_with(prefix) && (*shortest..=*longest).contains(&code.len())
        })
}
