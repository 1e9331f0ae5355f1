//! Asking platforms what their codes mean, in the name of accounts that the operator has with them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::share::{ResolveAnswer, ResolveAsk, Share};
use drawbridge_canon::{Account, Fault};

use crate::outbound::Net;
use crate::world::World;

/// How long a platform may take. Somebody looks at the message meanwhile.
const CALL_MAX: Duration = Duration::from_secs(5);

/// Who asks platforms.
#[derive(Clone)]
pub struct Askers {
    /// By what they are reached.
    pub net: Arc<dyn Net>,
    /// Our accounts, by the dialect's name.
    pub accounts: BTreeMap<String, Account>,
}

impl Askers {
    /// Asks a platform. `Unsent` if there is no account with it, or it cannot be asked.
    pub(super) async fn ask(
        &self,
        (platform, share): (&str, &Share),
        code: &str,
        world: &World,
    ) -> Result<ResolveAnswer, Fault> {
        let no_account = || Fault::Unsent(format!("there is no account with {platform}"));
        let account = self.accounts.get(platform).ok_or_else(no_account)?;
        let cannot = || Fault::Unsent(format!("{platform} cannot be asked about codes"));
        let codec = share.resolve.ok_or_else(cannot)?;
        let nonce = world.dice.nonce();
        let ctx = world.ctx(&nonce, account);
        let request = codec.write_ask(&ResolveAsk { code: code.to_owned() }, &ctx)?;
        let response = self.net.send(&request, CALL_MAX).await?;
        codec.read_answer(&response, &ctx.answering(&request))
    }
}
