//! Ways to open what a card means.

use serde::{Deserialize, Serialize};

/// One way to open it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum Opening {
    /// A page in any browser.
    Web {
        /// Its address.
        url: String,
    },
    /// An `https` address that the system hands to an app where it is installed.
    Universal {
        /// The address.
        url: String,
    },
    /// An app's own scheme.
    App {
        /// The address, `scheme://…`.
        url: String,
        /// On which system: `ios`, `android`, `harmony`; absent for all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        system: Option<String>,
        /// The app's name in its store: a package or a store's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        store_id: Option<String>,
    },
    /// A page of a mini program.
    Mini {
        /// The host, by its dialect's name; of a [`MiniAddress`](super::MiniAddress) by its domain or
        /// scheme.
        host: String,
        /// The program, by the host's number for it. Absent where the host has not told it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        app_id: Option<String>,
        /// The page with its query, without a leading slash.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// The host's own link to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<String>,
    },
}
