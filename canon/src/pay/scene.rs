//! Where the buyer is, and who the buyer is.

use serde::{Deserialize, Serialize};

/// How merchant and buyer meet. It decides what the merchant is handed to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Scene {
    /// The buyer scans a code on a screen or on paper.
    Code,
    /// A page or mini program inside the wallet's app, where the buyer is known.
    InWallet {
        /// The buyer, as that wallet names them.
        buyer: Buyer,
    },
    /// The merchant's own app hands over to the wallet's app.
    App,
    /// A page in a phone's browser hands over to the wallet's app.
    MobileWeb {
        /// The buyer's address, where the merchant says it.
        client_ip: Option<String>,
        /// What the phone runs (`Wap`, `iOS`, `Android`), where the merchant says it.
        device: Option<String>,
        /// Where a buyer who gives up goes.
        quit_url: Option<String>,
    },
    /// A page in a desktop browser.
    DesktopWeb,
    /// The merchant scans the buyer's code.
    BuyerCode {
        /// The digits of the buyer's code. Secret for its minute of life: never logged.
        code: String,
    },
}

impl Scene {
    /// The scene's name in records and metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::InWallet { .. } => "in_wallet",
            Self::App => "app",
            Self::MobileWeb { .. } => "mobile_web",
            Self::DesktopWeb => "desktop_web",
            Self::BuyerCode { .. } => "buyer_code",
        }
    }

    /// Whether what a wallet handed over for a buyer met this way serves one met like `other`: the
    /// same kind of meeting, inside a wallet the same buyer, and on a phone no other address. Some
    /// wallets refuse a page that is opened from another address than the one they were told; an
    /// address that is not known contradicts none.
    pub fn serves(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::InWallet { buyer: one }, Self::InWallet { buyer: another }) => {
                one.id == another.id
            }
            (
                Self::MobileWeb { client_ip: Some(one), .. },
                Self::MobileWeb { client_ip: Some(another), .. },
            ) => one == another,
            _ => self.name() == other.name(),
        }
    }
}

/// A buyer as one wallet names them to one merchant. There is no name that two wallets share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// The opaque id: an open id per app, or the wallet's user number.
    pub id: String,
    /// Whether `id` is per app (an open id) and not the wallet's own user number.
    #[serde(default)]
    pub per_app: bool,
    /// The masked login name, `159****5620`, where the wallet tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_for_one_buyer_serves_no_other() {
        let inside =
            |id: &str| Scene::InWallet { buyer: Buyer { id: id.to_owned(), ..Buyer::default() } };
        let here = |device: &str| Scene::MobileWeb {
            client_ip: None,
            device: Some(device.to_owned()),
            quit_url: None,
        };
        let from = |address: &str| Scene::MobileWeb {
            client_ip: Some(address.to_owned()),
            device: None,
            quit_url: None,
        };
        for (one, another, expected) in [
            (inside("a"), inside("a"), true),
            (inside("a"), inside("b"), false),
            (inside("a"), Scene::Code, false),
            (here("iOS"), here("Wap"), true),
            (from("192.0.2.1"), from("192.0.2.1"), true),
            (from("192.0.2.1"), from("192.0.2.2"), false),
            (from("192.0.2.1"), here("Wap"), true),
            (here("Wap"), from("192.0.2.1"), true),
            (Scene::Code, Scene::Code, true),
        ] {
            assert_eq!(one.serves(&another), expected, "{one:?} {another:?}");
        }
    }
}
