//! What an installation decides about links.

use std::path::PathBuf;

use drawbridge_engine::registry::ShareAccountSpec;
use serde::{Deserialize, Serialize};

/// Links: cards of what others share, and short links of our own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShareConfig {
    /// What people are told who serves the pages of short links.
    pub house: String,
    /// Our address as short links have it, no final slash: a short name of one's own. Absent: `public_url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// The address of a page that says who we are, which sites find in what we call ourselves when we
    /// fetch. Absent: `public_url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// How many MiB of cards are kept ready.
    pub cards_mib: usize,
    /// How many MiB of pictures are. 0: strangers' pictures are not fetched, and shown nowhere.
    pub pictures_mib: usize,
    /// How many MiB of cards that were drawn as pictures are.
    pub drawn_mib: usize,
    /// For how many hours a short link keeps a verdict. After that, and where rules, lists or what appeals
    /// found have changed, it is judged anew when it is opened.
    pub judged_hours: u32,
    /// Whether anybody may have links fetched that no card is at hand of, at `/share/card`. If not, only
    /// whoever has a token.
    pub open: bool,
    /// How many such links a minute from one address.
    pub per_minute: u32,
    /// Our accounts with platforms: they sign pages, make links of their own, and say what their codes mean.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<ShareAccountSpec>,
    /// More names that nobody else may be mistaken for, besides those of the platforms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub protect: Vec<Protect>,
    /// Lists of links that are known to be bad. They are read at the start, and again when a file changes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<List>,
    /// Apps that open our links, for the files below `/.well-known`.
    pub apps: Apps,
}

impl ShareConfig {
    /// Whether strangers' pictures are shown.
    pub(crate) fn shows_pictures(&self) -> bool {
        self.pictures_mib > 0
    }
}

/// An owner of well-known names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protect {
    /// The names, as they stand in domains and in words.
    pub names: Vec<String>,
    /// The owner's domains.
    pub domains: Vec<String>,
}

/// A list of links.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The file: an address, a host, or a hash of one (Safe Browsing's expressions, SHA-256, in
    /// hexadecimal, 4 bytes or more) a line.
    pub path: PathBuf,
    /// What is said of them: `suspicious`, `phishing`, `malware`, or `illegal`.
    pub says: Says,
}

/// What a list says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Says {
    /// It looks bad, and it is not certain.
    Suspicious,
    /// It asks for secrets under another's name.
    Phishing,
    /// It carries malicious code.
    Malware,
    /// It is against the law.
    Illegal,
}

/// Apps that open our links instead of a browser.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Apps {
    /// Apple's: `TEAMID.bundle`.
    pub apple: Vec<String>,
    /// Android's.
    pub android: Vec<Android>,
    /// HarmonyOS's, by the number that the store gave.
    pub harmony: Vec<String>,
}

/// An Android app.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Android {
    /// The package.
    pub package: String,
    /// The SHA-256 fingerprints of the certificates that sign it: `AB:CD:…`.
    pub fingerprints: Vec<String>,
}

impl Default for ShareConfig {
    fn default() -> Self {
        Self {
            house: "Drawbridge".to_owned(),
            public_url: None,
            contact: None,
            cards_mib: 128,
            pictures_mib: 64,
            drawn_mib: 32,
            judged_hours: 24,
            open: false,
            per_minute: 30,
            accounts: Vec::new(),
            protect: Vec::new(),
            lists: Vec::new(),
            apps: Apps::default(),
        }
    }
}
