//! What platforms make in a day for our apps, counted for all nodes of a store.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use drawbridge_canon::share::{OwnLink, Quota};
use drawbridge_canon::{Account, Fault, Keys, Request, Response, Timestamp};
use drawbridge_engine::outbound::Net;
use drawbridge_engine::share::{
    AccountDesk, AccountTrouble, MadeLink, Making, Roll, ShareAccount, WantedLink,
};
use drawbridge_engine::store::Store;
use drawbridge_engine::world::{Clock, RuntimeBackground, SystemDice, World};

use crate::home::{Home, opened};

/// Noon in Beijing.
const NOON: i64 = 20_834 * 86_400_000 + 4 * 3_600_000;

/// A platform that makes whatever it is asked for, and counts.
#[derive(Default)]
struct Platform(AtomicU32);

#[async_trait::async_trait]
impl Net for Platform {
    async fn send(&self, request: &Request, _: Duration) -> Result<Response, Fault> {
        if request.path == "/cgi-bin/stable_token" {
            let told = r#"{"access_token":"a-token","expires_in":7200}"#;
            return Ok(Response::new(200, "application/json", told));
        }
        self.0.fetch_add(1, Ordering::SeqCst);
        let told = r#"{"errcode":0,"errmsg":"ok","url_link":"https://wxaurl.cn/abcdefghijk"}"#;
        Ok(Response::new(200, "application/json", told))
    }
}

/// Stands still until a test moves it.
struct HandClock(AtomicI64);

#[async_trait::async_trait]
impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

struct Street {
    platform: Arc<Platform>,
    clock: Arc<HandClock>,
}

impl Street {
    fn new() -> Self {
        let clock = Arc::new(HandClock(AtomicI64::new(NOON)));
        Self { platform: Arc::default(), clock }
    }

    fn node(&self, store: &Arc<dyn Store>, app: &str) -> Arc<AccountDesk> {
        let dialect = drawbridge_roster::dialect("wechat").expect("spoken");
        let account = Account {
            apps: vec![app.to_owned()],
            keys: Keys { app_secret: Some("0123456789abcdef".to_owned()), ..Keys::default() },
            ..Account::default()
        };
        let (name, uses) = ("ours".to_owned(), Vec::new());
        let one =
            ShareAccount { name, dialect, share: dialect.share.expect("shares"), uses, account };
        let (dice, background) = (Arc::new(SystemDice), Arc::new(RuntimeBackground));
        let world = World { clock: self.clock.clone(), dice, background };
        AccountDesk::new(self.platform.clone(), Roll(vec![one]), (store.clone(), world))
    }

    fn made(&self) -> u32 {
        self.platform.0.load(Ordering::SeqCst)
    }
}

async fn link(node: &Arc<AccountDesk>, a_day: u32) -> Result<MadeLink, AccountTrouble> {
    let making = Making::named("wechat/url-link", drawbridge_roster::DIALECTS).expect("made");
    let own = OwnLink { quota: Quota { pool: "few", a_day }, ..*making.own };
    node.make((making.platform, making.share), &own, WantedLink::page("pages/a")).await
}

fn is_used_up(made: &Result<MadeLink, AccountTrouble>) -> bool {
    matches!(made, Err(AccountTrouble::UsedUp { again_in: 43_200, .. }))
}

/// Four nodes ask at the same time for three times what there is.
pub(crate) async fn nodes_together_make_no_more_than_a_day_permits(home: &Home) {
    let street = Street::new();
    let nodes: Vec<_> = (0..4).map(|_| street.node(&home.store, "wx1")).collect();
    let asked = (0..30).map(|at| link(&nodes[at % 4], 10));
    let told = futures_util::future::join_all(asked).await;
    assert_eq!(told.iter().filter(|made| made.is_ok()).count(), 10, "{told:?}");
    assert_eq!(told.iter().filter(|made| is_used_up(made)).count(), 20, "{told:?}");
    assert_eq!(street.made(), 10);
    // Whoever starts anew knows it too; another app has its own.
    assert!(is_used_up(&link(&street.node(&home.store, "wx1"), 10).await));
    link(&street.node(&home.store, "wx2"), 10).await.expect("another app");
    street.clock.0.fetch_add(12 * 3_600_000, Ordering::Relaxed);
    link(&nodes[0], 10).await.expect("the next day");
}

/// Of large numbers some are taken at a time, never more than a node has made already.
pub(crate) async fn one_write_is_enough_for_many(home: &Home) {
    let street = Street::new();
    let (one, other) = (street.node(&home.store, "wx1"), street.node(&home.store, "wx1"));
    for _ in 0..8 {
        link(&one, 500_000).await.expect("made");
    }
    link(&other, 500_000).await.expect("made");
    let kind = drawbridge_engine::store::kinds::SHARE_MADE;
    let kept = home.store.objects(kind, "", None, 10).await.expect("read").items;
    let kept: Vec<_> = kept.iter().map(|object| (object.version, &*object.body)).collect();
    assert_eq!(kept, [(5, &br#"{"day":20834,"made":16}"#[..])], "1, 2, 4, 8, and 1");
}

/// The same for processes of their own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_together_make_no_more_than_a_day_permits() {
    let home = Home::postgres().await;
    let street = Street::new();
    let stores = [home.store.clone(), opened(&home.url).await, opened(&home.url).await];
    let nodes: Vec<_> = stores.iter().map(|store| street.node(store, "wx1")).collect();
    let asked = (0..30).map(|at| link(&nodes[at % 3], 10));
    let told = futures_util::future::join_all(asked).await;
    assert_eq!(told.iter().filter(|made| made.is_ok()).count(), 10, "{told:?}");
    assert_eq!(street.made(), 10);
    for store in &stores[1..] {
        store.close().await.expect("closed");
    }
    home.leave().await;
}
