//! From a judged target to a connection: names looked up, every address judged, and only a judged
//! one dialled.

use std::net::SocketAddr;

use super::error::{FetchError, Kind};
use super::fetcher::Fetcher;
use super::net::Wire;
use super::pace::Turn;
use super::ranges::Public;
use super::settings::Own;
use super::target::{Target, Whom};

/// Addresses tried, at most, one after the other.
const TRIED: usize = 3;

/// Addresses that a name may have. Real sites have up to some dozens.
const ADDRESSES: usize = 64;

impl Fetcher {
    /// The addresses of a target, each of them public. One that is not condemns the name: a
    /// name with both is a name that tries something.
    pub(super) async fn addresses(&self, target: &Target) -> Result<Vec<Public>, FetchError> {
        let found = match target.whom() {
            Whom::Address(address) => vec![*address],
            Whom::Name(name) => self.looked_up(target, name).await?,
        };
        for address in &found {
            let listed = self.settings.own.contains(&Own::Address(address.ip()));
            if listed || self.settings.dialler.is_ours(address.ip()) {
                return Err(target.error(Kind::Ours));
            }
        }
        Ok(found)
    }

    async fn looked_up(&self, target: &Target, name: &str) -> Result<Vec<Public>, FetchError> {
        let ours = |own: &Own| match own {
            Own::Name(own) => name
                .strip_suffix(own.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
            Own::Address(_) => false,
        };
        if self.settings.own.iter().any(ours) {
            return Err(target.error(Kind::Ours));
        }
        let found = self.settings.resolver.resolve(name).await;
        let found = found.map_err(|why| {
            let busy = why.kind() == std::io::ErrorKind::WouldBlock;
            let kind = if busy { Kind::Busy } else { Kind::Unresolved };
            target.error(kind).because(&why.to_string())
        })?;
        if found.is_empty() {
            return Err(target.error(Kind::NoSuchName));
        }
        if found.len() > ADDRESSES {
            return Err(target.error(Kind::Unresolved).because("it has too many addresses"));
        }
        let judged = found.into_iter().map(|address| {
            Public::judge(address)
                .map_err(|range| target.error(Kind::Range).because(&format!("{address}: {range}")))
        });
        judged.collect()
    }

    /// Connects to the first address that answers, and keeps its turn there.
    pub(super) async fn connected(
        &self,
        target: &Target,
        queues: &mut bool,
    ) -> Result<(Box<dyn Wire>, Turn), FetchError> {
        let mut last = target.error(Kind::Unreachable);
        for address in self.addresses(target).await?.into_iter().take(TRIED) {
            let busy = || target.error(Kind::Busy).because("its address is asked too often");
            *queues = true;
            let turn = self.by_address.turn(&address.ip().to_string()).await;
            *queues = false;
            let turn = turn.ok_or_else(busy)?;
            let to = SocketAddr::new(address.ip(), target.port());
            let dialled =
                self.within(self.settings.limits.connect, self.settings.dialler.dial(to)).await;
            match dialled {
                Some(Ok(wire)) => return Ok((wire, turn)),
                Some(Err(why)) => last = target.error(Kind::Unreachable).because(&why.to_string()),
                None => {
                    last = target.error(Kind::Unreachable).because("no connection came up in time");
                }
            }
        }
        Err(last)
    }
}
