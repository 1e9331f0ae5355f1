//! What goes wrong with an account, and what to do about it. No secret stands in what is said.

use drawbridge_canon::{Account, Fault, Reason, Refusal};

use super::roll::Use;
use crate::store::StoreError;

/// What was being done when it went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// A token was asked for.
    Token,
    /// A ticket was asked for.
    Ticket,
    /// A link was to be made.
    Link,
    /// A code was to be drawn.
    Drawing,
    /// A code was asked about.
    Code,
    /// A page or a form was to be signed.
    Signature,
}

impl Doing {
    const fn words(self) -> &'static str {
        match self {
            Self::Token => "asking for a token",
            Self::Ticket => "asking for a ticket",
            Self::Link => "making a link",
            Self::Drawing => "drawing a code",
            Self::Code => "asking what a code means",
            Self::Signature => "signing",
        }
    }
}

/// Why something could not be done in an account's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is no account that could do it.
    #[error("there is no account with {platform} {}: add one under [[share.accounts]]{}", for_what(*purpose), whose(app.as_deref()))]
    NoAccount {
        /// With whom.
        platform: String,
        /// For what.
        purpose: Use,
        /// Whose page it is about.
        app: Option<String>,
    },
    /// There is none of that name.
    #[error("there is no account `{name}` with {platform}; there are: {}", listed(there_are))]
    NoSuchAccount {
        /// The name.
        name: String,
        /// With whom.
        platform: String,
        /// Those that there are.
        there_are: Vec<String>,
    },
    /// The platform has no such thing.
    #[error("{platform} has no call for {}", doing.words())]
    Cannot {
        /// Which platform.
        platform: String,
        /// What was wanted.
        doing: Doing,
    },
    /// What the platform makes in a day for this account is used up.
    #[error(
        "{pool}: the {a_day} that {platform} makes a day for account `{account}` are used up; they are counted anew at midnight in Beijing"
    )]
    UsedUp {
        /// Which account.
        account: String,
        /// Which platform.
        platform: String,
        /// Of what.
        pool: String,
        /// How many there are in a day.
        a_day: u32,
        /// In how many seconds the next day begins.
        again_in: i64,
    },
    /// The platform said that it was asked too often, a moment ago: it is not asked again yet.
    #[error("{platform} said that account `{account}` asks too often: try again in {again_in} s")]
    Resting {
        /// Which account.
        account: String,
        /// Which platform.
        platform: String,
        /// The platform's own code.
        code: Option<String>,
        /// In how many seconds it is asked again.
        again_in: i64,
    },
    /// The platform does not accept a token that it gave a moment ago.
    #[error(
        "{platform} does not accept the token that it gave account `{account}` a moment ago: does another program ask for tokens of the same app and end ours? Let it ask in the way that leaves others' tokens alone, or share an app of its own"
    )]
    NotAccepted {
        /// Which account.
        account: String,
        /// Which platform.
        platform: String,
        /// The platform's own code.
        code: Option<String>,
    },
    /// The platform, or the way to it, said no.
    #[error("{} at {platform} for account `{account}`: {fault}{}{}", doing.words(), coded(fault), advice(*doing, fault))]
    Fault {
        /// Which account.
        account: String,
        /// Which platform.
        platform: String,
        /// What was being done.
        doing: Doing,
        /// What was said, without secrets.
        fault: Box<Fault>,
    },
    /// What the platform gave for a picture is none, or none that can be handed on.
    #[error("the picture that {platform} made for account `{account}` is not handed on: {why}")]
    NoPicture {
        /// Which account.
        account: String,
        /// Which platform.
        platform: String,
        /// Why.
        why: String,
        /// Whether trying again may help.
        again: bool,
    },
    /// The store, where siblings find what one of them was lent, failed.
    #[error("what is lent to account `{account}`, or made by it, cannot be read or kept: {error}")]
    Store {
        /// Which account.
        account: String,
        /// What the store said.
        error: String,
        /// Whether trying again may help.
        again: bool,
    },
}

impl Trouble {
    /// The store failed.
    pub(super) fn store(account: &str, error: &StoreError) -> Self {
        let (account, again) = (account.to_owned(), error.may_retry());
        Self::Store { account, error: error.to_string(), again }
    }

    /// The platform's own code, where it gave one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Fault { .. } => self.refusal().and_then(|refusal| refusal.code.as_deref()),
            Self::Resting { code, .. } | Self::NotAccepted { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// The same, with the platform's own code where none is known yet.
    pub(super) fn with_code(mut self, said: Option<&str>) -> Self {
        if let Self::NotAccepted { code, .. } = &mut self
            && code.is_none()
        {
            *code = said.map(str::to_owned);
        }
        self
    }

    /// Whether it is over in a moment, as far as one can tell.
    pub(super) fn passes(&self) -> bool {
        match self {
            Self::Fault { fault, .. } => matches!(**fault, Fault::Unsent(_) | Fault::Unknown(_)),
            Self::Store { .. } => true,
            _ => false,
        }
    }

    /// Whether the platform said that it is asked too often.
    pub(super) fn is_too_often(&self) -> bool {
        self.refusal().is_some_and(|refusal| refusal.reason == Reason::TooOften)
    }

    /// Whether the platform said that the token is no good.
    pub(super) fn is_stale(&self) -> bool {
        self.refusal().is_some_and(|refusal| refusal.reason == Reason::Stale)
    }

    /// What the platform refused.
    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Fault { fault, .. } => match &**fault {
                Fault::Refused(refusal) => Some(refusal),
                _ => None,
            },
            _ => None,
        }
    }
}

fn for_what(purpose: Use) -> &'static str {
    match purpose {
        Use::Pages => "that signs pages (uses = [\"pages\"])",
        Use::Links => "that makes links and codes (uses = [\"links\"])",
        Use::Codes => "that asks about codes (uses = [\"codes\"])",
    }
}

fn whose(app: Option<&str>) -> String {
    app.map(|app| format!(" with `{app}` among its apps")).unwrap_or_default()
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// The platform's own code, for whoever looks it up in its documents.
fn coded(fault: &Fault) -> String {
    match fault {
        Fault::Refused(Refusal { code: Some(code), .. }) => format!(" ({code})"),
        _ => String::new(),
    }
}

/// What helps, by what was said.
fn advice(doing: Doing, fault: &Fault) -> &'static str {
    let reason = match fault {
        Fault::Refused(refusal) => refusal.reason,
        Fault::Unsent(_) => return "; nothing was sent: try again",
        Fault::Unknown(_) => return "; it may have happened all the same: try again later",
        Fault::Malformed(_) | Fault::Forged(_) => {
            return "; is `endpoint` of the account the platform itself?";
        }
        Fault::Untranslatable(_) => return "",
    };
    match (reason, doing) {
        (Reason::SignatureWrong, _) => {
            "; compare app_secret (or the keys) of the account with the platform's console"
        }
        (Reason::CallerUnknown, _) => "; compare apps of the account with the platform's console",
        (Reason::Forbidden, Doing::Token) => {
            "; the platform's console lists which addresses may ask: add ours"
        }
        (Reason::Forbidden, _) => {
            "; the app lacks the right, or has lost it: see the platform's console"
        }
        (Reason::TooOften, _) => {
            "; wait: what a day permits is counted anew at midnight in Beijing"
        }
        (Reason::Stale, _) => "; the token is asked for anew at the next call",
        _ => "; the platform's documents say what its code means",
    }
}

/// A fault without what nobody but us and the platform may read: platforms repeat in their answers what
/// they were sent.
pub(super) fn without_secrets(fault: Fault, account: &Account, lent: &[&str]) -> Fault {
    let secret = account.keys.app_secret.as_deref();
    let secrets: Vec<&str> = secret.into_iter().chain(lent.iter().copied()).collect();
    let clean = |text: String| {
        let hidden = secrets.iter().filter(|secret| !secret.is_empty());
        hidden.fold(text, |text, secret| text.replace(secret, "…"))
    };
    let refusal = |refusal: Refusal| Refusal { message: clean(refusal.message), ..refusal };
    match fault {
        Fault::Unsent(why) => Fault::Unsent(clean(why)),
        Fault::Unknown(why) => Fault::Unknown(clean(why)),
        Fault::Refused(said) => Fault::Refused(refusal(said)),
        Fault::Malformed(said) => Fault::Malformed(refusal(said)),
        Fault::Forged(said) => Fault::Forged(refusal(said)),
        Fault::Untranslatable(said) => Fault::Untranslatable(refusal(said)),
    }
}
