//! Nodes of one store: some platforms end a token when another is asked for.

use std::sync::atomic::Ordering;

use drawbridge_engine::store::kinds;

use crate::platform::{SECRET, Street, link};

#[tokio::test]
async fn what_one_was_lent_another_uses() {
    for platform in ["wechat", "douyin"] {
        let street = Street::of(platform).await;
        let (one, other) = (street.node(), street.node());
        link(&one).await.unwrap();
        link(&other).await.unwrap();
        assert_eq!(street.asked(), (1, 0, 2), "{platform}");
        let signed = one.lend(platform, None, true).await.unwrap().unwrap();
        let again = other.lend(platform, None, true).await.unwrap().unwrap();
        assert_eq!(signed.ticket, again.ticket);
        assert_eq!(street.asked().1, 1, "{platform}");
    }
}

#[tokio::test]
async fn siblings_that_ask_at_the_same_time_ask_once() {
    let street = Street::of("douyin").await;
    let nodes: Vec<_> = (0..4).map(|_| street.node()).collect();
    let all = futures_util::future::join_all(nodes.iter().map(link)).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(street.asked(), (1, 0, 4));
}

#[tokio::test]
async fn a_token_that_a_sibling_renewed_is_taken_from_it() {
    let street = Street::of("wechat").await;
    let (one, other) = (street.node(), street.node());
    link(&one).await.unwrap();
    link(&other).await.unwrap();
    street.platform.end_token();
    street.clock.pass(60);
    link(&one).await.unwrap();
    link(&other).await.unwrap();
    assert_eq!(street.asked().0, 2, "the other failed once, and found the new one");
}

#[tokio::test]
async fn who_died_while_asking_holds_up_nobody_for_long() {
    let street = Street::of("wechat").await;
    let claim = br#"{"asking":0}"#;
    link(&street.node()).await.unwrap();
    let kept = street.store.objects(kinds::SHARE_LENT, "", None, 10).await.unwrap().items;
    assert_eq!(kept.len(), 1);
    let until = crate::platform::NOON + 8_000;
    let claim = String::from_utf8_lossy(claim).replace('0', &until.to_string());
    let write = drawbridge_engine::store::ObjectWrite {
        kind: kinds::SHARE_LENT.to_owned(),
        id: kept[0].id.clone(),
        expected: drawbridge_engine::store::Expect::Any,
        body: Some(claim.into_bytes()),
    };
    let write = drawbridge_engine::store::Write { objects: vec![write], ..Default::default() };
    street.store.commit(write).await.unwrap();
    let waiting = tokio::spawn({
        let node = street.node();
        async move { link(&node).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    assert!(!waiting.is_finished(), "the other may still be asking");
    street.clock.pass(9);
    waiting.await.unwrap().unwrap();
    assert_eq!(street.asked().0, 2);
}

#[tokio::test]
async fn neither_secret_nor_token_stands_in_the_store() {
    let street = Street::of("wechat").await;
    link(&street.node()).await.unwrap();
    let kept = street.store.objects(kinds::SHARE_LENT, "", None, 10).await.unwrap().items;
    assert_eq!(kept.len(), 1);
    let body = String::from_utf8(kept[0].body.clone()).unwrap();
    assert!(body.contains("until"), "{body}");
    for secret in ["token-wechat-1", SECRET] {
        assert!(!body.contains(secret) && !kept[0].id.contains(secret), "{body}");
    }
    let told = drawbridge_seal::text::base64(b"token-wechat-1");
    assert!(!body.contains(&told[..16]), "{body}");
    // Whoever has another secret finds nothing, and is refused.
    let stranger = Street::with_secret("wechat", "another").await;
    let with = (street.store.clone(), street.world.clone());
    let roll = stranger.node().roll().clone();
    let node = drawbridge_engine::share::AccountDesk::new(street.platform.clone(), roll, with);
    assert!(link(&node).await.is_err());
    assert_eq!(street.platform.tokens.load(Ordering::SeqCst), 2);
}
