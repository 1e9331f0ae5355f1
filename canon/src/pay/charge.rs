//! A merchant asks to be paid.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::codec::Exchange;
use crate::money::Money;
use crate::pay::scene::Scene;
use crate::pay::transaction::Transaction;
use crate::time::Timestamp;

/// Making a payment: the merchant's side of the counter.
pub struct Charge;

impl Exchange for Charge {
    const NAME: &'static str = "charge";
    type Ask = ChargeAsk;
    type Answer = Handover;
}

/// What the merchant asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeAsk {
    /// How the buyer will be met.
    pub scene: Scene,
    /// The merchant's order number: unique for the merchant at this platform.
    pub order: String,
    /// How much; never zero.
    pub amount: Money,
    /// One line that the buyer reads.
    pub subject: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Opaque to everyone but the merchant; given back in queries and notices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attach: Option<String>,
    /// Where notices go. `None`: the account's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify_url: Option<String>,
    /// Where the buyer's browser goes after paying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// Last moment to pay. `None`: the platform's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// The app id named in the ask, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// The merchant for whom a service provider asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_merchant: Option<SubMerchant>,
    /// The lines of the order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goods: Vec<Goods>,
    /// Whether paying on credit is excluded.
    #[serde(default)]
    pub no_credit: bool,
    /// Whether the money is to be split afterwards.
    #[serde(default)]
    pub split: bool,
    /// What only the asking platform can say.
    #[serde(default, skip_serializing_if = "Origin::is_empty")]
    pub origin: Origin,
}

/// A merchant served by a service provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubMerchant {
    /// Its merchant number.
    pub merchant: String,
    /// Its app id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// The merchant's own number for the article.
    pub id: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many.
    pub quantity: u32,
    /// The price of one.
    pub unit_price: Money,
}

/// Fields that have a meaning which no canonical word has: they pass between two halves of the
/// same dialect, and every other dialect must refuse them as untranslatable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The dialect that read them.
    pub dialect: String,
    /// Field path to its JSON text, as the platform names it.
    pub fields: BTreeMap<String, String>,
}

impl Origin {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The fields for `dialect`, or the first field that is foreign to it.
    pub fn for_dialect(&self, dialect: &str) -> Result<&BTreeMap<String, String>, &str> {
        match self.fields.first_key_value() {
            Some((field, _)) if self.dialect != dialect => Err(field),
            _ => Ok(&self.fields),
        }
    }
}

/// What the merchant is handed, to hand to the buyer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Handover {
    /// The text of a QR code. [`Scene::Code`].
    Code {
        /// What the code says.
        text: String,
    },
    /// A number with which the merchant's client calls the wallet. [`Scene::InWallet`], [`Scene::App`].
    Prepay {
        /// The number.
        id: String,
    },
    /// An address for the buyer's browser. [`Scene::MobileWeb`], [`Scene::DesktopWeb`].
    Redirect {
        /// The address.
        url: String,
    },
    /// A signed text that the merchant's app gives to the wallet's app. [`Scene::App`].
    AppText {
        /// The text.
        text: String,
    },
    /// Paid already. [`Scene::BuyerCode`].
    Paid {
        /// The payment.
        transaction: Box<Transaction>,
    },
    /// The buyer must confirm on the phone: query until it is decided. [`Scene::BuyerCode`].
    Paying {
        /// What is known so far.
        transaction: Box<Transaction>,
    },
}
