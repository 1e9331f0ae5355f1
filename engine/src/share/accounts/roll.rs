//! Which accounts there are, and which one is meant.

use drawbridge_canon::share::Share;
use drawbridge_canon::{Account, Dialect};
use serde::{Deserialize, Serialize};

use super::trouble::Trouble;

/// What an account is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Use {
    /// Signing pages and forms.
    Pages,
    /// Making links of the platform's own.
    Links,
    /// Asking what the platform's codes mean.
    Codes,
}

impl Use {
    /// Its name in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Links => "links",
            Self::Codes => "codes",
        }
    }
}

/// An account with a platform.
#[derive(Clone)]
pub struct ShareAccount {
    /// Its name here.
    pub name: String,
    /// The platform.
    pub dialect: &'static Dialect,
    /// The platform's half of the share gate.
    pub share: &'static Share,
    /// What it is there for; nothing means everything.
    pub uses: Vec<Use>,
    /// Its app, its secret, and what else the platform needs.
    pub account: Account,
}

impl ShareAccount {
    /// Whether it is there for that.
    pub fn serves(&self, purpose: Use) -> bool {
        self.uses.is_empty() || self.uses.contains(&purpose)
    }

    /// Whether it is the app's. An account without apps is nobody's in particular.
    fn is_of(&self, app: Option<&str>) -> bool {
        app.is_none_or(|app| self.account.apps.iter().any(|own| own == app))
    }
}

/// All accounts, in the order in which they are written down.
#[derive(Clone, Default)]
pub struct Roll(pub Vec<ShareAccount>);

impl Roll {
    /// The account that is meant: the one of that name, or else the platform's first that is there for
    /// this, of that app where one is named.
    pub fn choose(
        &self,
        platform: &str,
        purpose: Use,
        (name, app): (Option<&str>, Option<&str>),
    ) -> Result<&ShareAccount, Trouble> {
        if let Some(name) = name {
            let named = self.0.iter().find(|one| one.name == name && one.dialect.name == platform);
            let unknown = || Trouble::NoSuchAccount {
                name: name.to_owned(),
                platform: platform.to_owned(),
                there_are: self.names_of(platform),
            };
            return named.ok_or_else(unknown);
        }
        let mut fitting =
            self.0.iter().filter(|one| one.dialect.name == platform && one.serves(purpose));
        let missing = || Trouble::NoAccount {
            platform: platform.to_owned(),
            purpose,
            app: app.map(str::to_owned),
        };
        fitting.find(|one| one.is_of(app)).ok_or_else(missing)
    }

    fn names_of(&self, platform: &str) -> Vec<String> {
        let own = self.0.iter().filter(|one| one.dialect.name == platform);
        own.map(|one| one.name.clone()).collect()
    }
}
