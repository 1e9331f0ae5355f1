//! Tokens and tickets are asked for once, for everybody, until shortly before their end.

use std::sync::atomic::Ordering;

use drawbridge_engine::share::AccountTrouble;
use serde_json::Value;

use crate::platform::{APP, NOON, Street, link, link_that};

#[tokio::test]
async fn a_token_is_used_again_until_shortly_before_its_end() {
    let street = Street::of("wechat").await;
    let node = street.node();
    let made = link(&node).await.unwrap();
    assert_eq!((made.link.as_str(), made.account.as_str()), ("https://wxaurl.cn/abcdef1", "ours"));
    assert_eq!(made.ends.unwrap().0, NOON + 30 * 86_400_000, "as is usual");
    link(&node).await.unwrap();
    assert_eq!(street.asked(), (1, 0, 2));
    street.clock.pass(7200 - 301);
    link(&node).await.unwrap();
    assert_eq!(street.asked().0, 1, "five minutes before its end it is still used");
    street.clock.pass(1);
    link(&node).await.unwrap();
    assert_eq!(street.asked().0, 2, "and then not any more");
}

#[tokio::test]
async fn whoever_asks_at_the_same_time_waits_for_one_answer() {
    let street = Street::of("wechat").await;
    let node = street.node();
    let all = futures_util::future::join_all((0..50).map(|_| link(&node))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(street.asked(), (1, 0, 50));
}

#[tokio::test]
async fn asking_goes_on_when_whoever_began_it_leaves() {
    let street = Street::of("wechat").await;
    let node = street.node();
    let short = std::time::Duration::from_millis(5);
    assert!(tokio::time::timeout(short, link(&node)).await.is_err(), "gone before the answer");
    // The clock stands still: a turn that was left lying would be waited for without end.
    let long = std::time::Duration::from_secs(10);
    let made = tokio::time::timeout(long, link(&node)).await;
    made.expect("whoever began it went on").unwrap();
    assert_eq!(street.asked(), (1, 0, 1));
}

#[tokio::test]
async fn a_token_that_is_called_invalid_is_asked_for_anew_once() {
    let street = Street::of("wechat").await;
    let node = street.node();
    link(&node).await.unwrap();
    street.platform.end_token();
    street.clock.pass(60);
    let both = futures_util::future::join_all((0..5).map(|_| link(&node))).await;
    assert!(both.iter().all(Result::is_ok), "{both:?}");
    assert_eq!(street.asked(), (2, 0, 1 + 5 + 5), "five failed, one asked for all, five again");
    street.platform.accepts_none.store(true, Ordering::SeqCst);
    street.clock.pass(60);
    let trouble = link(&node).await.unwrap_err();
    assert!(matches!(&trouble, AccountTrouble::NotAccepted { .. }), "{trouble}");
    assert_eq!(trouble.code(), Some("40001"));
    assert_eq!(street.asked(), (3, 0, 13), "once more, and not again");
    let trouble = link(&node).await.unwrap_err();
    assert!(trouble.to_string().contains("another program"), "{trouble}");
    assert_eq!(street.asked(), (3, 0, 14), "a token of this moment is not asked for anew");
}

#[tokio::test]
async fn a_page_is_signed_with_a_ticket_that_is_kept() {
    let street = Street::of("wechat").await;
    let node = street.node();
    let share = street.platform.dialect.share.unwrap();
    let page = "https://shop.example/item?id=1#there";
    for _ in 0..2 {
        let signed = node.sign_page(("wechat", share), page, None).await.unwrap();
        let config: Value = serde_json::from_slice(&signed.body).unwrap();
        let nonce = config["nonceStr"].as_str().unwrap();
        let told = format!(
            "jsapi_ticket=ticket-1&noncestr={nonce}&timestamp={}&url=https://shop.example/item?id=1",
            NOON / 1000
        );
        assert_eq!(config["signature"], drawbridge_seal::digest::sha1_hex(told.as_bytes()));
        assert_eq!(config["appId"], APP);
    }
    assert_eq!(street.asked(), (1, 1, 0));
    // The token has ended meanwhile; the ticket is asked for with another one.
    street.platform.end_token();
    street.clock.pass(7200 - 300);
    node.sign_page(("wechat", share), page, None).await.unwrap();
    assert_eq!(street.asked().1, 2);
}

#[tokio::test]
async fn what_the_rules_do_not_permit_is_refused_before_anything_is_sent() {
    use drawbridge_canon::Timestamp;
    use drawbridge_canon::share::Expiry;
    let street = Street::of("wechat").await;
    let node = street.node();
    let late = Timestamp(NOON + 31 * 86_400_000);
    for expiry in [Expiry::Never, Expiry::Days(31), Expiry::At(late), Expiry::At(Timestamp(NOON))] {
        let trouble = link_that(&node, |wanted| wanted.expiry = Some(expiry)).await.unwrap_err();
        assert!(
            trouble.to_string().contains("expiry")
                || trouble.to_string().contains("days")
                || trouble.to_string().contains("passed"),
            "{expiry:?}: {trouble}"
        );
    }
    let long = "x".repeat(1025);
    assert!(link_that(&node, |wanted| wanted.query = long).await.is_err());
    assert!(link_that(&node, |wanted| wanted.query = "q=茶".to_owned()).await.is_err());
    assert_eq!(street.asked(), (0, 0, 0));
}
