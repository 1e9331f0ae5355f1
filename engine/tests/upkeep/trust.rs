//! A platform that signs with a key we have not seen is asked for its certificates at once, and
//! what it said is judged again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use drawbridge_canon::{Method, NamedVerifier, Request, Timestamp};
use drawbridge_engine::registry::WalletAccount;
use drawbridge_engine::store::{Expect, ObjectWrite};
use drawbridge_seal::issue::{Authority, Subject, Validity};
use drawbridge_seal::{Certificate, PrivateKey};
use futures_util::future::join_all;

use crate::house::House;

/// The merchant whose shop speaks another platform than the wallet, and that wallet.
const WALLET: &str = "alipay-wechat";

/// The wallet account forgets every key of its platform.
pub(crate) fn forget(house: &House) {
    house.engine.registry.change(|snapshot| {
        let mut wallet = WalletAccount::clone(&snapshot.wallets[WALLET]);
        wallet.account.keys.theirs.clear();
        snapshot.wallets.insert(WALLET.to_owned(), Arc::new(wallet));
    });
}

/// Counts what is asked for at paths that end so.
fn counted(house: &House, ends: &'static [&'static str]) -> Vec<Arc<AtomicUsize>> {
    let counts: Vec<Arc<AtomicUsize>> = ends.iter().map(|_| Arc::default()).collect();
    let seen = counts.clone();
    house.spoil(move |asked, response| {
        for (end, count) in ends.iter().zip(&seen) {
            if asked.path.ends_with(end) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
        response
    });
    counts
}

fn count(counter: &AtomicUsize) -> usize {
    counter.load(Ordering::Relaxed)
}

#[tokio::test]
async fn an_answer_signed_with_an_unknown_key_is_judged_again_and_not_asked_for_again() {
    let house = House::open().await;
    forget(&house);
    let counts = counted(&house, &["/certificates", "/transactions/native"]);
    house.sell(WALLET, "T-1", 5000, true).await;
    assert_eq!((count(&counts[0]), count(&counts[1])), (1, 1));
}

#[tokio::test]
async fn a_notice_signed_with_an_unknown_key_is_heard_all_the_same() {
    let house = House::open().await;
    house.sell(WALLET, "T-2", 5000, true).await;
    forget(&house);
    let counts = counted(&house, &["/certificates"]);
    let pending = house.payment(WALLET, "T-2").await;
    assert!(pending.winner.is_none());
    house.sandbox.tell_due().await;
    assert!(house.payment(WALLET, "T-2").await.winner.is_some(), "heard at the first telling");
    assert_eq!(count(&counts[0]), 1);
}

/// A notice that names a key which nobody has.
pub(crate) fn forged(house: &House) -> Request {
    let mut forged = Request::new(Method::Post, "http://bridge.test", "/notify");
    forged.body = b"{}".to_vec();
    let now = house.engine.world.clock.wall().seconds().to_string();
    for (name, value) in
        [("timestamp", &*now), ("nonce", "n"), ("signature", "AAAA"), ("serial", "5157F09E")]
    {
        forged.headers.push(&format!("wechatpay-{name}"), value);
    }
    forged
}

#[tokio::test]
async fn keys_that_nobody_has_do_not_make_us_hammer_the_platform() {
    let house = House::open().await;
    let counts = counted(&house, &["/certificates"]);
    for expected in [1, 2] {
        let (requests, engine) =
            ((0..20).map(|_| forged(&house)).collect::<Vec<_>>(), &house.engine);
        let heard = requests.iter().map(|request| engine.hear(WALLET, request));
        for response in join_all(heard).await {
            assert!(response.status >= 400, "{}", response.status);
        }
        assert_eq!(count(&counts[0]), expected);
        house.clock.pass(60);
    }
}

/// The names of the platform's keys that the wallet account believes.
fn believed(house: &House) -> Vec<String> {
    let snapshot = house.engine.registry.now();
    snapshot.wallets[WALLET].account.keys.theirs.iter().map(|key| key.id.clone()).collect()
}

/// What the platform shows at the next look.
async fn shows(house: &House, certificates: &[&str]) {
    let due = Timestamp::parse_local("2200-01-01 00:00:00").unwrap();
    let kept = serde_json::json!({ "due": due, "certificates": certificates });
    let write = ObjectWrite {
        kind: "platform-certificates".to_owned(),
        id: WALLET.to_owned(),
        expected: Expect::Any,
        body: Some(serde_json::to_vec(&kept).unwrap()),
    };
    house.store.put_object(write).await.unwrap();
    house.engine.refresh_certificates().await.unwrap();
}

/// A platform's certificate that is valid from the house's day on for so many days.
fn certificate(house: &House, days: i64) -> Certificate {
    let now = house.engine.world.clock.wall();
    let subject = Subject { common_name: "p", organisation: "p", unit: "p" };
    let validity = Validity { from: now, until: now.plus_seconds(days * 86_400) };
    let key = PrivateKey::generate().unwrap();
    Authority::create(subject, validity, key).unwrap().certificate
}

#[tokio::test]
async fn a_certificate_that_the_platform_withdraws_is_not_believed_any_more() {
    let house = House::open().await;
    let configured = believed(&house);
    assert!(!configured.is_empty());
    let (old, new) = (certificate(&house, 30), certificate(&house, 30));
    let also = |more: &[&Certificate]| {
        let more = more.iter().map(|certificate| certificate.serial_hex.clone());
        configured.iter().cloned().chain(more).collect::<Vec<_>>()
    };
    shows(&house, &[&old.pem]).await;
    assert_eq!(believed(&house), also(&[&old]));
    shows(&house, &[&old.pem, &new.pem]).await;
    assert_eq!(believed(&house), also(&[&old, &new]));
    shows(&house, &[&new.pem]).await;
    assert_eq!(believed(&house), also(&[&new]), "withdrawn");
}

#[tokio::test]
async fn a_certificate_is_believed_until_its_end_and_what_the_configuration_names_always() {
    let house = House::open().await;
    let configured = believed(&house);
    let brief = certificate(&house, 2);
    shows(&house, &[&brief.pem]).await;
    for (days, expected) in [(1, 1), (3, 0), (36_500, 0)] {
        house.clock.pass(days * 86_400);
        house.engine.refresh_certificates().await.unwrap();
        assert_eq!(believed(&house).len(), configured.len() + expected, "after {days} days more");
    }
    assert_eq!(believed(&house), configured);
}

#[tokio::test]
async fn a_certificate_that_the_configuration_names_stays_when_the_platform_withdraws_it() {
    let house = House::open().await;
    let (named, other) = (certificate(&house, 30), certificate(&house, 30));
    shows(&house, &[&named.pem]).await;
    house.engine.registry.change(|snapshot| {
        let mut wallet = WalletAccount::clone(&snapshot.wallets[WALLET]);
        let key = Arc::new(named.public().unwrap());
        let id = named.serial_hex.clone();
        wallet.account.keys.theirs = vec![NamedVerifier { id, certificate: None, key }];
        snapshot.wallets.insert(WALLET.to_owned(), Arc::new(wallet));
    });
    shows(&house, &[&named.pem, &other.pem]).await;
    assert_eq!(believed(&house), [named.serial_hex.clone(), other.serial_hex.clone()]);
    shows(&house, &[]).await;
    assert_eq!(believed(&house), [named.serial_hex]);
}
