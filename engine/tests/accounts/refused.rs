//! What goes wrong is said with what helps, without secrets, and is not asked again at once.

use drawbridge_engine::share::{AccountTrouble, Use};

use crate::platform::{SECRET, Street, link};

#[tokio::test]
async fn a_wrong_secret_is_said_with_what_to_do_and_is_not_repeated() {
    let street = Street::with_secret("wechat", "fedcba9876543210").await;
    let node = street.node();
    let trouble = link(&node).await.unwrap_err();
    let said = trouble.to_string();
    assert!(said.contains("compare app_secret"), "{said}");
    assert!(said.contains("`ours`") && said.contains("invalid credential"), "{said}");
    assert!(
        !said.contains("fedcba9876543210") && !format!("{trouble:?}").contains("fedcba"),
        "{said}"
    );
    assert_eq!(trouble.code(), Some("40001"));
    link(&node).await.unwrap_err();
    assert_eq!(street.asked(), (1, 0, 0), "what somebody has to mend is not asked again at once");
    street.clock.pass(16);
    link(&node).await.unwrap_err();
    assert_eq!(street.asked().0, 2);
}

#[tokio::test]
async fn who_is_told_to_ask_less_asks_less() {
    let street = Street::of("wechat").await;
    let node = street.node();
    *street.platform.to_links.lock().unwrap() =
        Some(r#"{"errcode":45009,"errmsg":"reach max api daily quota limit"}"#.to_owned());
    let trouble = link(&node).await.unwrap_err();
    assert_eq!(trouble.code(), Some("45009"));
    assert!(trouble.to_string().contains("midnight"), "{trouble}");
    *street.platform.to_links.lock().unwrap() = None;
    let trouble = link(&node).await.unwrap_err();
    assert!(matches!(trouble, AccountTrouble::Resting { again_in: 60, .. }), "{trouble}");
    assert_eq!((street.asked().2, trouble.code()), (1, Some("45009")));
    street.clock.pass(60);
    link(&node).await.unwrap();
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_kept_for_nobody() {
    let street = Street::of("wechat").await;
    let node = street.node();
    for garbage in
        ["<html>502</html>", "{}", "[]", r#"{"access_token":"","expires_in":7200}"#, "\u{0}"]
    {
        *street.platform.to_tokens.lock().unwrap() = Some(garbage.to_owned());
        street.clock.pass(20);
        let trouble = link(&node).await.unwrap_err();
        assert!(matches!(trouble, AccountTrouble::Fault { .. }), "{garbage}: {trouble}");
    }
    *street.platform.to_tokens.lock().unwrap() = None;
    street.clock.pass(20);
    link(&node).await.unwrap();
    assert_eq!(street.asked(), (6, 0, 1));
}

#[tokio::test]
async fn a_link_that_is_none_is_not_handed_out() {
    let street = Street::of("wechat").await;
    let node = street.node();
    *street.platform.to_links.lock().unwrap() =
        Some(r#"{"errcode":0,"url_link":"javascript:alert(1)"}"#.to_owned());
    let trouble = link(&node).await.unwrap_err();
    assert!(matches!(trouble, AccountTrouble::Fault { .. }), "{trouble}");
    *street.platform.to_links.lock().unwrap() = Some(format!(
        r#"{{"errcode":40165,"errmsg":"invalid weapp pagepath for token-wechat-1 {SECRET}"}}"#
    ));
    let trouble = link(&node).await.unwrap_err();
    let said = trouble.to_string();
    assert_eq!(trouble.code(), Some("40165"));
    assert!(said.contains("invalid weapp pagepath") && !said.contains("token-wechat"), "{said}");
    assert!(!said.contains(SECRET), "{said}");
}

#[tokio::test]
async fn without_an_account_it_is_said_which_one_is_missing() {
    let street = Street::of("wechat").await;
    let node = street.node();
    let share = street.platform.dialect.share.unwrap();
    let trouble = node.sign_page(("alipay", share), "https://a.example/", None).await.unwrap_err();
    let said = trouble.to_string();
    assert!(said.contains("[[share.accounts]]") && said.contains("pages"), "{said}");
    let named = node.sign_page(("wechat", share), "https://a.example/", Some("mine")).await;
    assert!(named.unwrap_err().to_string().contains("there are: ours"));
    assert!(node.roll().choose("wechat", Use::Links, (None, Some("wxother"))).is_err());
}
