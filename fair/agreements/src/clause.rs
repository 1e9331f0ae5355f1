//! One clause of an agreement, in a form that rules can read.

use drawbridge_canon::Timestamp;
use drawbridge_fair_record::LeafError;
use drawbridge_fair_record::members::{Draft, Members, Read};

use crate::member::{Member, objects};
use crate::words::{Cause, Condition, Means, Measure, Over, Role, Scope, Trigger, Use};

/// A clause: where it stands in the document, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its number in the document, such as `5.2`; none twice in an agreement.
    pub id: String,
    /// What it says.
    pub says: Says,
}

objects! {
    /// Somebody may not deal with others.
    Exclusivity {
        /// Who.
        bound: Role,
        /// For whose benefit.
        benefit: Role,
        /// Over what.
        over: Over,
        /// Until when, where that is not the end of the agreement.
        until: Option<Timestamp>,
    }
    /// Somebody must give terms at least as good as elsewhere: a most-favoured-party clause.
    Parity {
        /// Who.
        bound: Role,
        /// To whom.
        benefit: Role,
        /// What must be as good.
        over: Measure,
        /// As where.
        scope: Scope,
    }
    /// Somebody may not tell customers of offers elsewhere.
    Steering {
        /// Who.
        bound: Role,
        /// For whose benefit.
        benefit: Role,
    }
    /// Something costs.
    Fee {
        /// Who pays.
        payer: Role,
        /// Whom.
        payee: Role,
        /// For what service, by its published name.
        service: String,
        /// The published class to which it applies; none if there are no classes.
        class: Option<String>,
        /// Basis points of the turnover: 100 are one percent.
        rate_bp: Option<u64>,
        /// A fixed amount in minor units (fen, cents).
        amount_minor: Option<u64>,
        /// Of which currency (ISO 4217); must be there if there is an amount.
        currency: Option<String>,
        /// On what condition.
        on: Condition,
        /// The share of the business, in basis points, where that is the condition.
        share_bp: Option<u64>,
    }
    /// Something is paid back.
    Rebate {
        /// Who pays it back.
        payer: Role,
        /// To whom.
        payee: Role,
        /// Basis points of the turnover.
        rate_bp: u64,
        /// On what condition.
        on: Condition,
        /// The share of the business, in basis points, where that is the condition.
        share_bp: Option<u64>,
    }
    /// Something is punished.
    Penalty {
        /// Who is.
        bound: Role,
        /// By whom.
        benefit: Role,
        /// For what.
        trigger: Trigger,
        /// By what.
        means: Means,
        /// How much, in minor units, if it is money.
        amount_minor: Option<u64>,
    }
    /// Money is kept as a security.
    Deposit {
        /// Who pays it.
        payer: Role,
        /// Who keeps it.
        payee: Role,
        /// For what service, by its published name.
        service: String,
        /// The published class to which it applies; none if there are no classes.
        class: Option<String>,
        /// How much, in minor units.
        amount_minor: u64,
        /// Of which currency.
        currency: String,
        /// Within how many days it is given back.
        return_days: u64,
    }
    /// The terms may be changed by one side.
    Change {
        /// By whom.
        by: Role,
        /// How many days before it takes effect the other side is told.
        notice_days: u64,
        /// Whether the other side may leave without charge before it takes effect.
        exit: bool,
        /// Whether a change may apply to what was before it.
        retroactive: bool,
        /// Whether it is open to public comment first.
        consulted: bool,
    }
    /// The agreement may be ended.
    Termination {
        /// By whom.
        by: Role,
        /// How many days before it ends the other side is told.
        notice_days: u64,
        /// For what cause.
        cause: Cause,
        /// Whether reasons are stated.
        reasons: bool,
    }
    /// It goes on when its term has run out.
    Renewal {
        /// Whether by itself.
        automatic: bool,
        /// For how many months.
        months: u64,
        /// How many days before the end one must decline.
        decline_days: u64,
    }
    /// Data is used.
    Data {
        /// By whom.
        by: Role,
        /// Whose.
        of: Role,
        /// For what.
        purpose: Use,
    }
}

macro_rules! says {
    ($($kind:ident = $name:literal,)+) => {
        /// What a clause says, by its member `kind`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Says {
            $(#[doc = concat!("`", $name, "`")] $kind($kind),)+
        }

        impl Says {
            /// Every kind, in the order of the documentation.
            pub const KINDS: &'static [&'static str] = &[$($name,)+];

            /// The member `kind`.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$kind(_) => $name,)+ }
            }

            fn read(kind: &str, members: &mut Members) -> Option<Read<Self>> {
                match kind {
                    $($name => Some($kind::read(members).map(Self::$kind)),)+
                    _ => None,
                }
            }

            fn write(&self, draft: &mut Draft) -> Read<()> {
                match self { $(Self::$kind(says) => says.write(draft),)+ }
            }
        }
    };
}

says! {
    Exclusivity = "exclusivity",
    Parity = "parity",
    Steering = "steering",
    Fee = "fee",
    Rebate = "rebate",
    Penalty = "penalty",
    Deposit = "deposit",
    Change = "change",
    Termination = "termination",
    Renewal = "renewal",
    Data = "data",
}

impl Clause {
    pub(crate) fn read(members: &mut Members) -> Read<Self> {
        let (id, kind) = (members.token("id")?, members.token("kind")?);
        let Some(says) = Says::read(&kind, members) else {
            return Err(LeafError::expected(members.way("kind"), "a kind of clause"));
        };
        let says = says?;
        whole(&says, members)?;
        Ok(Self { id, says })
    }

    pub(crate) fn write(&self, draft: &mut Draft) -> Read<()> {
        draft.text("id", &self.id);
        draft.text("kind", self.says.kind());
        self.says.write(draft)
    }
}

/// What members of one clause owe each other.
fn whole(says: &Says, members: &Members) -> Read<()> {
    let wrong = |name, why| Err(LeafError::contradiction(members.way(name), why));
    let share = |on: Condition, share: Option<u64>| {
        if (on == Condition::ShareHere) != share.is_some() {
            return wrong("share_bp", "a share stands where it is the condition, and only there");
        }
        if share.is_some_and(|share| share > 10_000) {
            return wrong("share_bp", "a share is at most 10,000 basis points");
        }
        Ok(())
    };
    match says {
        Says::Fee(fee) => {
            if fee.rate_bp.is_none() && fee.amount_minor.is_none() {
                return wrong("rate_bp", "a fee has a rate or an amount, which may be 0");
            }
            if fee.amount_minor.is_some() != fee.currency.is_some() {
                return wrong("currency", "an amount has a currency, and a currency an amount");
            }
            share(fee.on, fee.share_bp)
        }
        Says::Rebate(rebate) => share(rebate.on, rebate.share_bp),
        _ => Ok(()),
    }
}
