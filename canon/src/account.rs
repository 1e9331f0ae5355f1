//! The relation between one merchant and one platform, seen from either side.

use std::collections::BTreeMap;

use crate::keys::Keys;

/// What both sides of a merchant's relation to a platform know, and the keys of the side we play.
///
/// In a connector we are the merchant and `keys.ours` is the merchant's; in a front (and in a
/// sandbox) we are the platform and `keys.ours` is the platform's.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The name by which a caller is found on the wire: merchant number or app id, as the platform
    /// has it. Equal to [`Peek::caller`](crate::pay::Peek::caller).
    pub id: String,
    /// The merchant's number at the platform (mchid, seller id, merId).
    pub merchant: String,
    /// App ids that belong to the merchant; the first is the default.
    pub apps: Vec<String>,
    /// The keys of the side we play.
    pub keys: Keys,
    /// Where the platform is reached: `https://host[:port][/prefix]`, no final slash. In a front,
    /// our own public address.
    pub endpoint: String,
    /// What only this platform needs, by the names its `MAPPING.md` lists.
    pub options: BTreeMap<String, String>,
}

impl Account {
    /// The default app id, or nothing.
    pub fn app(&self) -> &str {
        self.apps.first().map_or("", String::as_str)
    }

    /// An option's value.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(String::as_str)
    }
}
