//! What should go wrong, as data.
//!
//! A merchant's [`Script`] is a list of rules, each a `when` and a `do`, and a state of migration
//! between two keys. Rules are tried in order at every call, payment, refund and telling of a
//! notice; all that match act. For example:
//!
//! ```
//! use drawbridge_sandbox::Script;
//! let script: Script = serde_json::from_str(r#"{
//!   "rules": [
//!     {"when": {"on": "notice", "percent": 5},           "do": {"kind": "wrong_signature"}},
//!     {"when": {"on": "notice", "next": 3},              "do": {"kind": "lose_notice"}},
//!     {"when": {"order_prefix": "SLOW-"},                "do": {"kind": "slow_reply", "ms": 3000}},
//!     {"when": {"on": "charge", "nth": 2},               "do": {"kind": "status", "status": 502, "after": true}},
//!     {"when": {"on": "query", "percent": 10},           "do": {"kind": "refuse", "reason": "too_often"}},
//!     {"when": {"on": "pay", "order_prefix": "POOR-"},   "do": {"kind": "insufficient_balance"}},
//!     {"when": {"on": "pay", "order_prefix": "THINK-"},  "do": {"kind": "still_paying", "seconds": 20}},
//!     {"when": {"on": "pay", "order_prefix": "LATE-"},   "do": {"kind": "pay_after_close"}},
//!     {"when": {"on": "refund_life"},                    "do": {"kind": "refund_takes", "seconds": 60}}
//!   ],
//!   "migration": {"percent": 20}
//! }"#)?;
//! assert_eq!(script.check(), Ok(()));
//! # Ok::<(), serde_json::Error>(())
//! ```

use drawbridge_canon::Reason;
use drawbridge_canon::pay::{Call, RefundStatus};
use serde::{Deserialize, Serialize};

use crate::limits::{MAX_COPIES, MAX_DELAY_MS, MAX_LATE_S, MAX_RULES};
use crate::numbers::mix;

/// One merchant's faults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// Tried in order; all that match act.
    pub rules: Vec<ScriptRule>,
    /// The move from the old key to the new one; `None`: each dialect's own rule decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub migration: Option<Migration>,
    /// Signatures chosen so far: state, not for people to write.
    #[serde(skip_serializing_if = "is_zero")]
    pub signed: u64,
}

/// How far the platform has moved a merchant from its old key to its new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Migration {
    /// How many of a hundred signatures are made with the new key.
    pub percent: u8,
    /// Whether replies move too, and not only notices. A client that names the key it expects in
    /// its request is answered with that key by the dialect's own rule unless this is set.
    #[serde(default)]
    pub replies: bool,
}

/// When something goes wrong, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptRule {
    /// When.
    #[serde(default)]
    pub when: When,
    /// What.
    #[serde(rename = "do")]
    pub act: Act,
    /// How often `on` and `order_prefix` have matched: state.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub matched: u64,
    /// How often it has acted: state.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub fired: u64,
}

/// All conditions must hold; one that is absent holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// At which moment; absent: whenever the act makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Moment>,
    /// How the merchant's order number begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_prefix: Option<String>,
    /// Only this one of those that match so far, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Only so many times, then never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
    /// How many of a hundred; drawn from the seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
}

/// When a script is consulted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// A merchant's call of this kind.
    Charge,
    /// As above.
    Query,
    /// As above.
    Close,
    /// As above.
    Cancel,
    /// As above.
    Refund,
    /// As above.
    RefundQuery,
    /// As above.
    Bill,
    /// As above.
    BillFile,
    /// As above.
    Certificates,
    /// A buyer pays, also by the buyer's code.
    Pay,
    /// A refund was accepted and takes its course.
    RefundLife,
    /// A notice is about to be told, at each attempt.
    Notice,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Act {
    /// Calls: the reply waits.
    SlowReply {
        /// Milliseconds.
        ms: u64,
    },
    /// Calls and payments: refused, in the platform's own error format.
    Refuse {
        /// Why: [`Reason::TooOften`] is the frequency limit, [`Reason::ServiceFailed`] the
        /// platform's own failure.
        reason: Reason,
        /// A sentence; a default one if empty.
        #[serde(default)]
        message: String,
        /// Whether the work was done all the same. Payments are never done.
        #[serde(default)]
        after: bool,
    },
    /// Calls: a bare HTTP status with no body, as a broken gateway gives.
    Status {
        /// The status.
        status: u16,
        /// Whether the work was done all the same.
        #[serde(default)]
        after: bool,
    },
    /// Calls: the connection closes without a reply.
    Drop {
        /// Whether the work was done all the same.
        #[serde(default)]
        after: bool,
    },
    /// Calls and notices: signed wrongly, as the platform does to probe its callers.
    WrongSignature,
    /// Calls and notices: signed with this key.
    SignWith {
        /// Its id.
        key: String,
    },
    /// Notices: this telling never arrives, and is followed by the next by schedule.
    LoseNotice,
    /// Notices: this telling arrives several times.
    DoubleNotice {
        /// How often in all.
        #[serde(default = "twice")]
        times: u32,
    },
    /// Notices: this telling is late.
    LateNotice {
        /// Seconds.
        seconds: u32,
    },
    /// Notices: this telling waits until another notice has overtaken it, or for a minute.
    ReorderNotice,
    /// Payments: the buyer is still confirming.
    StillPaying {
        /// Then it is paid by itself; `None`: not until the buyer acts.
        #[serde(default)]
        seconds: Option<u32>,
    },
    /// Payments: the buyer's balance does not cover it.
    InsufficientBalance,
    /// Payments: it goes through although the order is closed or has expired.
    PayAfterClose,
    /// Refunds: takes so long, even where it would be done at once.
    RefundTakes {
        /// Seconds.
        seconds: u32,
    },
    /// Refunds: ends so.
    RefundEnds {
        /// How.
        status: RefundStatus,
    },
}

impl Script {
    /// What is wrong with it, as a sentence for the person who wrote it.
    pub fn check(&self) -> Result<(), String> {
        if self.rules.len() > MAX_RULES {
            return Err(format!("at most {MAX_RULES} rules"));
        }
        if self.migration.is_some_and(|migration| migration.percent > 100) {
            return Err("migration.percent must be 0 to 100".to_owned());
        }
        for (index, rule) in self.rules.iter().enumerate() {
            rule.check().map_err(|why| format!("rules[{index}]: {why}"))?;
        }
        Ok(())
    }

    /// What happens at this moment, counting it.
    pub(crate) fn acts(&mut self, moment: Moment, order: &str, seed: u64) -> Vec<Act> {
        let rules = (0_u64..).zip(&mut self.rules);
        rules
            .filter_map(|(index, rule)| {
                rule.fires(moment, order, mix(seed, &[index])).then(|| rule.act.clone())
            })
            .collect()
    }

    /// Which of the two keys signs next, where the merchant is migrating.
    pub(crate) fn signer(&mut self, keys: &[String], reply: bool, seed: u64) -> Option<String> {
        let migration = self.migration.filter(|migration| migration.replies || !reply)?;
        self.signed += 1;
        let new = mix(seed, &[0x6b65_7973, self.signed]) % 100 < u64::from(migration.percent);
        keys.get(usize::from(new)).cloned()
    }
}

impl ScriptRule {
    fn fires(&mut self, moment: Moment, order: &str, seed: u64) -> bool {
        let when = &self.when;
        if !self.act.fits(moment)
            || when.on.is_some_and(|on| on != moment)
            || when.order_prefix.as_ref().is_some_and(|prefix| !order.starts_with(&**prefix))
        {
            return false;
        }
        self.matched += 1;
        let drawn = mix(seed, &[self.matched]) % 100;
        let fires = when.nth.is_none_or(|nth| nth == self.matched)
            && when.next.is_none_or(|next| self.fired < next)
            && when.percent.is_none_or(|percent| drawn < u64::from(percent));
        self.fired += u64::from(fires);
        fires
    }

    fn check(&self) -> Result<(), String> {
        if self.when.percent.is_some_and(|percent| percent > 100) {
            return Err("when.percent must be 0 to 100".to_owned());
        }
        if let Some(on) = self.when.on.filter(|on| !self.act.fits(*on)) {
            return Err(format!("this act never happens on {on:?}"));
        }
        match &self.act {
            Act::SlowReply { ms } if *ms > MAX_DELAY_MS => {
                Err(format!("at most {MAX_DELAY_MS} ms"))
            }
            Act::Status { status, .. } if !(100..600).contains(status) => {
                Err("status must be 100 to 599".to_owned())
            }
            Act::DoubleNotice { times } if !(1..=MAX_COPIES).contains(times) => {
                Err(format!("times must be 1 to {MAX_COPIES}"))
            }
            Act::LateNotice { seconds }
            | Act::StillPaying { seconds: Some(seconds) }
            | Act::RefundTakes { seconds }
                if *seconds > MAX_LATE_S =>
            {
                Err(format!("at most {MAX_LATE_S} seconds"))
            }
            _ => Ok(()),
        }
    }
}

impl Act {
    /// Whether the act has a meaning at this moment.
    const fn fits(&self, moment: Moment) -> bool {
        match self {
            Self::SlowReply { .. } | Self::Status { .. } | Self::Drop { .. } => moment.is_call(),
            Self::Refuse { .. } => moment.is_call() || matches!(moment, Moment::Pay),
            Self::WrongSignature | Self::SignWith { .. } => {
                moment.is_call() || matches!(moment, Moment::Notice)
            }
            Self::LoseNotice
            | Self::DoubleNotice { .. }
            | Self::LateNotice { .. }
            | Self::ReorderNotice => matches!(moment, Moment::Notice),
            Self::StillPaying { .. } | Self::InsufficientBalance | Self::PayAfterClose => {
                matches!(moment, Moment::Pay)
            }
            Self::RefundTakes { .. } | Self::RefundEnds { .. } => {
                matches!(moment, Moment::RefundLife)
            }
        }
    }
}

impl Moment {
    const fn is_call(self) -> bool {
        !matches!(self, Self::Pay | Self::RefundLife | Self::Notice)
    }
}

impl From<Call> for Moment {
    fn from(call: Call) -> Self {
        match call {
            Call::Charge => Self::Charge,
            Call::Query => Self::Query,
            Call::Close => Self::Close,
            Call::Cancel => Self::Cancel,
            Call::Refund => Self::Refund,
            Call::RefundQuery => Self::RefundQuery,
            Call::Bill => Self::Bill,
            Call::BillFile => Self::BillFile,
            Call::Certificates => Self::Certificates,
        }
    }
}

const fn twice() -> u32 {
    2
}

#[allow(clippy::trivially_copy_pass_by_ref)] // The signature that serde calls.
const fn is_zero(count: &u64) -> bool {
    *count == 0
}
