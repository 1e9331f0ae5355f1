//! The share gate inside this process: nothing that it finds out outlives it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use drawbridge_canon::share::Card;
use drawbridge_engine::desk::Desk;
use drawbridge_engine::fetch::{FetchSettings, Fetcher};
use drawbridge_engine::outbound::{HttpNet, NetSettings};
use drawbridge_engine::share::{AccountDesk, Roll, ShareEngine, ShareSettings};
use drawbridge_engine::store;
use drawbridge_engine::world::World;

use super::found::Found;

/// Bytes of cards that are kept ready: a batch may name the same page often.
const CARDS: usize = 64 << 20;

/// From where something may be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Net {
    /// From the public internet.
    Public,
    /// From nowhere.
    None,
}

impl Net {
    pub(super) fn of(offline: bool) -> Self {
        if offline { Self::None } else { Self::Public }
    }
}

/// A gate with the published standard. Nobody hears of what is read: nothing is logged, and no reading
/// counts as sharing.
pub(crate) async fn engine(net: Net) -> anyhow::Result<Arc<ShareEngine>> {
    let (world, _) = World::real();
    let store = store::open("sqlite::memory:").await?;
    let desk = Arc::new(Desk::published()?.unlogged());
    let reach = NetSettings::default();
    let trusts = "the certificates that this system trusts cannot be read";
    let mut fetch = FetchSettings::real(&reach, world.clone()).context(trusts)?;
    if net == Net::None {
        fetch.at_once = 0;
    }
    // No platform is asked: that takes an account with it, which a node has.
    let net = Arc::new(HttpNet::new(&reach).context(trusts)?);
    let accounts = AccountDesk::new(net, Roll::default(), (store.clone(), world.clone()));
    let pseudonym_key = world.dice.nonce();
    // There are no short links here.
    let judged_for = Duration::MAX;
    let (cards_bytes, pictures_bytes, drawn_bytes) = (CARDS, 0, 0);
    let settings =
        ShareSettings { pseudonym_key, cards_bytes, pictures_bytes, drawn_bytes, judged_for };
    let (with, by) = ((store, desk, world), (Fetcher::new(fetch), accounts));
    let engine = ShareEngine::new(with, by, drawbridge_roster::DIALECTS, settings);
    Ok(Arc::new(engine.uncounted()))
}

/// Reads a text.
pub(super) async fn read(
    engine: &Arc<ShareEngine>,
    text: &str,
    net: Net,
) -> anyhow::Result<Vec<Found>> {
    if net == Net::None {
        let read = engine.read_unfetched(text).await?;
        return Ok(read.into_iter().map(|(hit, card)| Found::new(text, hit, Ok(card))).collect());
    }
    let read = engine.read(text).await.into_iter().map(|shared| {
        let card = match shared.card {
            Ok(json) => Ok(serde_json::from_slice::<Card>(&json)?),
            Err(error) => Err(error),
        };
        Ok(Found::new(text, shared.hit, card))
    });
    read.collect()
}
