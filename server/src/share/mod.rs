//! The share gate of a node, built from its configuration.

mod accounts;
mod files;
mod lists;
pub(crate) mod own;
mod pace;
mod settings;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::Account;
use drawbridge_engine::desk::Desk;
use drawbridge_engine::fetch::{
    Dial, FetchSettings, Fetcher, Own, Resolve, SystemResolve, TcpDial,
};
use drawbridge_engine::outbound::{Net, NetSettings};
use drawbridge_engine::share::{AccountDesk, Counts, Links, ShareEngine, ShareSettings};
use drawbridge_engine::share_gate::code::CodeKey;
use drawbridge_engine::store::Store;
use drawbridge_engine::world::World;
use url::{Host, Url};

pub use accounts::accounts;
pub(crate) use files::Files;
pub use lists::ListFiles;
pub(crate) use pace::Pace;
pub use settings::{Android, Apps, List, Protect, Says, ShareConfig};

use crate::config::Config;
use crate::node::NodeError;

/// For one card that strangers may have made, so many pictures may be drawn: pages show a few.
const PICTURES: u32 = 4;

/// The share gate of a node.
pub struct ShareNode {
    /// Cards.
    pub engine: Arc<ShareEngine>,
    /// Short links.
    pub links: Arc<Links>,
    /// How often they were opened.
    pub counts: Arc<Counts>,
    /// The files of lists of bad links.
    pub lists: Arc<ListFiles>,
    /// The files below `/.well-known`.
    pub(crate) files: Files,
    /// Who asks for cards without a token, and how often.
    pub(crate) pace: Pace,
    /// Who has pictures drawn that are not at hand, and how often.
    pub(crate) pictures: Pace,
    /// Who we say we are when we fetch.
    pub(crate) agent: String,
    /// Our address in short links, no final slash.
    pub(crate) public_url: String,
    /// Who is lent to forms that sign nothing.
    pub(crate) nobody: Account,
}

/// Where links lead: who looks their hosts up, and who connects. What may be fetched is judged the same
/// in any.
pub struct Internet {
    /// Looks names up.
    pub resolver: Arc<dyn Resolve>,
    /// Connects.
    pub dialler: Arc<dyn Dial>,
}

impl Default for Internet {
    /// The one that there is.
    fn default() -> Self {
        Self { resolver: Arc::new(SystemResolve::default()), dialler: Arc::new(TcpDial) }
    }
}

impl ShareNode {
    /// Built so. `key` keys pseudonyms and codes.
    pub(crate) fn build(
        (config, base): (&Config, &Path),
        (store, desk, world): (Arc<dyn Store>, Arc<Desk>, World),
        (reach, internet, net): (&NetSettings, Internet, Arc<dyn Net>),
        key: &str,
    ) -> Result<Self, NodeError> {
        let share = &config.share;
        let public_url = share.public_url.as_ref().unwrap_or(&config.public_url).clone();
        let mut fetch = FetchSettings::real(reach, world.clone())
            .map_err(|fault| NodeError::Net(fault.to_string()))?
            .with_contact(share.contact.as_ref().unwrap_or(&config.public_url));
        fetch.own = own(&[&config.public_url, &public_url]);
        (fetch.resolver, fetch.dialler) = (internet.resolver, internet.dialler);
        let agent = fetch.agent.clone();
        let settings = ShareSettings {
            pseudonym_key: key.to_owned(),
            cards_bytes: share.cards_mib.saturating_mul(1 << 20),
            pictures_bytes: share.pictures_mib.saturating_mul(1 << 20),
            drawn_bytes: share.drawn_mib.saturating_mul(1 << 20),
            judged_for: Duration::from_hours(share.judged_hours.into()),
        };
        let with = (store.clone(), desk, world.clone());
        let fetcher = Fetcher::new(fetch);
        let roll = accounts::roll(&share.accounts, base)?;
        let accounts = AccountDesk::new(net, roll, (store.clone(), world.clone()));
        let mut engine =
            ShareEngine::new(with, (fetcher, accounts), drawbridge_roster::DIALECTS, settings);
        for owner in &share.protect {
            let names = owner.names.iter().map(String::as_str);
            engine.protect(names, owner.domains.iter().map(String::as_str));
        }
        let (lists, feeds) = ListFiles::open(&share.lists, base)?;
        engine.feed(feeds);
        Ok(Self {
            engine: Arc::new(engine),
            links: Arc::new(Links::new(store.clone(), world.clone(), code_key(key))),
            counts: Arc::new(Counts::new(store, world)),
            lists: Arc::new(lists),
            files: Files::of(&share.apps).map_err(NodeError::Share)?,
            pace: Pace::new(share.per_minute),
            pictures: Pace::new(share.per_minute.saturating_mul(PICTURES)),
            agent,
            public_url,
            nobody: Account::default(),
        })
    }
}

/// Two nodes of one store have the same.
fn code_key(key: &str) -> CodeKey {
    let hash = drawbridge_engine::sha256_hex(format!("{key}\nshort links").as_bytes());
    let half = u128::from_str_radix(&hash[..32], 16).unwrap_or_default();
    CodeKey::new(half.to_be_bytes())
}

/// Our own names and addresses: whoever shares one of them does not make us ask ourselves. Names are as
/// they are asked for, in the letters of DNS.
fn own(addresses: &[&str]) -> Vec<Own> {
    let host = |address: &&str| {
        Some(match Url::parse(address).ok()?.host()? {
            Host::Domain(name) => Own::Name(name.to_owned()),
            Host::Ipv4(address) => Own::Address(address.into()),
            Host::Ipv6(address) => Own::Address(address.into()),
        })
    };
    addresses.iter().filter_map(host).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_names_are_as_dns_has_them_and_addresses_are_addresses() {
        let name = |name: &str| Own::Name(name.to_owned());
        for (address, host) in [
            ("https://\u{540a}\u{6865}.\u{4e2d}\u{56fd}/x", name("xn--bqrq78b.xn--fiqs8s")),
            ("https://S.Bridge.Example:8443", name("s.bridge.example")),
            ("http://203.0.113.7:8080", Own::Address([203, 0, 113, 7].into())),
            ("http://[2001:db8::7]/", Own::Address("2001:db8::7".parse().expect("an address"))),
        ] {
            assert_eq!(own(&[address]), [host], "{address}");
        }
        assert_eq!(own(&["nothing"]), []);
    }
}
