//! A merchant, from how it is written down.

use crate::registry::{BuildError, MerchantSpec, Standing};

/// The largest risk: the scale of the published rules.
const RISK_MOST: u32 = 100;

/// A merchant of this installation.
#[derive(Clone, Debug)]
pub struct Merchant {
    /// Its id here.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The wallets it accepts, by name.
    pub wallets: Vec<String>,
    /// Whether codes lead to our cashier even when only one wallet is accepted.
    pub always_cashier: bool,
    /// How it stands with the operator.
    pub standing: Standing,
    /// Whether its licence to trade has lapsed.
    pub licence_lapsed: bool,
    /// What the operator's review found the risk to be, from 0 to 100.
    pub risk: u32,
}

impl Merchant {
    /// A merchant of whom nothing but the id is known.
    pub fn of(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            wallets: Vec::new(),
            always_cashier: false,
            standing: Standing::Good,
            licence_lapsed: false,
            risk: 0,
        }
    }
}

impl MerchantSpec {
    /// A merchant of whom nothing but the id is said.
    pub fn of(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            wallets: Vec::new(),
            always_cashier: false,
            standing: Standing::Good,
            licence_lapsed: false,
            risk: 0,
        }
    }

    /// The merchant, if what is said of it can be.
    pub fn build(&self) -> Result<Merchant, BuildError> {
        if self.risk > RISK_MOST {
            let why = format!("{} is more than {RISK_MOST}, the largest risk", self.risk);
            return Err(BuildError::Field("risk", why));
        }
        Ok(Merchant {
            id: self.id.clone(),
            name: if self.name.is_empty() { self.id.clone() } else { self.name.clone() },
            wallets: self.wallets.clone(),
            always_cashier: self.always_cashier,
            standing: self.standing,
            licence_lapsed: self.licence_lapsed,
            risk: self.risk,
        })
    }
}
