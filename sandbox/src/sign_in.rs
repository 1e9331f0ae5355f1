//! A buyer signs in to a merchant's app out of the wallet's own browser.

use drawbridge_canon::pay::Buyer;
use drawbridge_canon::{Reason, Refusal, Timestamp};
use serde::{Deserialize, Serialize};

use crate::limits::{CODE_LIVES_S, MAX_CODES};
use crate::numbers::Facts;
use crate::settle::SOMEBODY;
use crate::wallet::{Here, Wallet};

/// A code, and for whom it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SignedIn {
    merchant: String,
    app: String,
    buyer: String,
    until: Timestamp,
    used: bool,
}

impl Wallet {
    /// The buyer signs in to an app of a merchant: the code that stands for them. `buyer` is their
    /// name in the sandbox; `None`: the one who always pays.
    pub fn authorise(
        &mut self,
        merchant: &str,
        app: &str,
        buyer: Option<&str>,
        at: &Here<'_>,
    ) -> String {
        let facts = Facts { now: at.now, order: "", prepay: "", wallet_no: "" };
        let code = self.text("{token:32}", &facts);
        if self.codes.len() >= MAX_CODES {
            let oldest = self.codes.iter().min_by_key(|(_, signed)| signed.until);
            if let Some(oldest) = oldest.map(|(code, _)| code.clone()) {
                self.codes.remove(&oldest);
            }
        }
        let signed = SignedIn {
            merchant: merchant.to_owned(),
            app: app.to_owned(),
            buyer: buyer.unwrap_or(SOMEBODY).to_owned(),
            until: at.now.plus_seconds(CODE_LIVES_S),
            used: false,
        };
        self.codes.insert(code.clone(), signed);
        code
    }

    /// For whom a code stands, told once and only to the app that they signed in to. Refused with
    /// [`Reason::BuyerCodeInvalid`], and with [`Reason::Stale`] if it was told before.
    pub fn identify(
        &mut self,
        merchant: &str,
        app: &str,
        code: &str,
        at: &Here<'_>,
    ) -> Result<Buyer, Refusal> {
        let no = |reason, why| Err(Refusal::new(reason, why));
        let signed = self.codes.get_mut(code);
        let signed = signed.filter(|signed| signed.merchant == merchant && signed.app == app);
        match signed {
            Some(signed) if signed.used => no(Reason::Stale, "The code was used."),
            Some(signed) if at.now < signed.until => {
                signed.used = true;
                let name = signed.buyer.clone();
                Ok(self.buyer(merchant, Some(app), &name))
            }
            _ => no(Reason::BuyerCodeInvalid, "The code is not valid."),
        }
    }
}
