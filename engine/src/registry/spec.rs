//! How merchants, fronts and wallets are written down: in the configuration file, and as objects
//! of the admin interface. Keys are references.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::registry::secret::Secret;

/// A merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MerchantSpec {
    /// Its id here: letters, digits and `-`.
    pub id: String,
    /// Its name for people.
    #[serde(default)]
    pub name: String,
    /// The wallets it accepts, by name. The order has no meaning for buyers: the cashier draws one
    /// for each payment.
    #[serde(default)]
    pub wallets: Vec<String>,
    /// Whether codes lead to the cashier even when only one wallet is accepted.
    #[serde(default)]
    pub always_cashier: bool,
    /// How the merchant stands with the operator: `good`, `probation` or `suspended`. A fact that the
    /// published rules decide on, as the two that follow.
    #[serde(default)]
    pub standing: Standing,
    /// Whether the merchant's licence to trade has lapsed.
    #[serde(default)]
    pub licence_lapsed: bool,
    /// What the operator's review found the risk to be, from 0 to 100.
    #[serde(default)]
    pub risk: u32,
}

/// How a merchant stands with the operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing is held against it.
    #[default]
    Good,
    /// Admitted, and watched more closely.
    Probation,
    /// Takes no payments until it is unblocked.
    Suspended,
}

impl Standing {
    /// The word for it in the published rules.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Probation => "probation",
            Self::Suspended => "suspended",
        }
    }
}

/// A front: the shop's side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontSpec {
    /// The merchant that calls here; absent for a sandbox front.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serves: Option<String>,
    /// Where notices go if the client names no address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify_url: Option<String>,
    /// The relation; its `ours` are the keys with which we play the platform.
    #[serde(flatten)]
    pub account: AccountSpec,
}

/// A wallet: the money's side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WalletSpec {
    /// Its name here: letters, digits and `-`.
    pub name: String,
    /// The merchant whose account it is.
    pub owner: String,
    /// The fee by contract in parts per million; the platform's usual one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_ppm: Option<u32>,
    /// The relation; its `ours` are the merchant's keys.
    #[serde(flatten)]
    pub account: AccountSpec,
}

/// A relation between a merchant and a platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSpec {
    /// The platform's name, as `drawbridge platforms` lists it.
    pub dialect: String,
    /// The merchant's number at the platform.
    pub merchant: String,
    /// App ids; the first is the default.
    #[serde(default)]
    pub apps: Vec<String>,
    /// The keys of the side that we play.
    #[serde(default)]
    pub ours: Vec<KeySpec>,
    /// The keys of the other side.
    #[serde(default)]
    pub theirs: Vec<PublicKeySpec>,
    /// The symmetric key that both hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<Secret>,
    /// The root certificates' PEM text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<Secret>,
    /// The secret of the first app, where the platform wants to know the buyer before a page inside
    /// its own browser can pay. Without it such buyers are shown a code and told what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_secret: Option<Secret>,
    /// Where the platform is reached, `https://host`; for a front, our own public address.
    #[serde(default)]
    pub endpoint: String,
    /// What only this platform needs, by the names in its mapping document.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

/// A private key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySpec {
    /// PKCS#8 or PKCS#1, PEM or Base64.
    pub key: Secret,
    /// Its certificate's PEM text, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Secret>,
    /// Its name on the wire; taken from the certificate if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicKeySpec {
    /// The key, or a certificate with it, PEM or Base64.
    pub key: Secret,
    /// Its name on the wire; taken from the certificate if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}
