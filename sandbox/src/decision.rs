//! What a script means for one call.

use drawbridge_canon::{Reason, Refusal};
use serde::{Deserialize, Serialize};

use crate::limits::MAX_DELAY_MS;
use crate::script::Act;

/// What the shell should do around one call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Milliseconds by which the reply waits.
    pub delay_ms: u64,
    /// Fail, and do not do the work.
    pub before: Option<Fail>,
    /// Do the work, and then fail.
    pub after: Option<Fail>,
    /// Sign the reply wrongly: for [`Ctx::probe`](drawbridge_canon::Ctx::probe).
    pub probe: bool,
    /// Sign the reply with this key: for [`Ctx::sign_with`](drawbridge_canon::Ctx::sign_with).
    pub sign_with: Option<String>,
}

/// How a call fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fail {
    /// With a refusal in the platform's own format.
    Refuse(Refusal),
    /// With a bare HTTP status and no body.
    Status(u16),
    /// With a closed connection.
    Drop,
}

impl Decision {
    /// What these acts mean for a call. The first failure decides.
    pub(crate) fn of(acts: Vec<Act>) -> Self {
        let mut decision = Self::default();
        for act in acts {
            let (fail, after) = match act {
                Act::SlowReply { ms } => {
                    decision.delay_ms = decision.delay_ms.saturating_add(ms).min(MAX_DELAY_MS);
                    continue;
                }
                Act::WrongSignature => {
                    decision.probe = true;
                    continue;
                }
                Act::SignWith { key } => {
                    decision.sign_with = Some(key);
                    continue;
                }
                Act::Refuse { reason, message, after } => {
                    (Fail::Refuse(scripted(reason, message)), after)
                }
                Act::Status { status, after } => (Fail::Status(status), after),
                Act::Drop { after } => (Fail::Drop, after),
                _ => continue,
            };
            let slot = if after { &mut decision.after } else { &mut decision.before };
            slot.get_or_insert(fail);
        }
        decision
    }
}

/// The refusal that a script asks for.
pub(crate) fn scripted(reason: Reason, message: String) -> Refusal {
    let default = || "The sandbox's script refuses this.".to_owned();
    Refusal::new(reason, if message.is_empty() { default() } else { message })
}
