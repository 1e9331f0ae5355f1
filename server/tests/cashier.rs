//! The cashier's page: what each visitor is shown, and that nobody can put anything into it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::io::{Read as _, Write as _};

use house::House;
use serde_json::json;

const DESK: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari";

#[tokio::test]
async fn a_browser_is_shown_every_wallet_alike_in_the_drawn_order() {
    let house = House::open().await;
    let id = house.order("CASHIER-1", |_| ()).await;
    let view = house.get(&format!("/c/{id}/state"), &[]).await.json();
    let names: Vec<&str> =
        view["wallets"].as_array().unwrap().iter().map(|w| w["name"].as_str().unwrap()).collect();
    assert!(names.len() > 1, "{view}");
    for agent in [DESK, PHONE] {
        let page = house.get(&format!("/c/{id}"), &[("user-agent", agent)]).await;
        assert_eq!(page.status, 200);
        let places: Vec<usize> = names
            .iter()
            .map(|name| page.text.find(&format!("value=\"{name}\"")).expect(name))
            .collect();
        assert!(places.is_sorted(), "{names:?} {places:?}");
        assert!(!page.text.contains("checked") && !page.text.contains("selected"));
        // The same markup for each, but for its names.
        let items: Vec<&str> = page.text.split("<li>").skip(1).collect();
        let tags = |item: &str| item.matches('<').count();
        assert!(items[..names.len() - 1].windows(2).all(|two| tags(two[0]) == tags(two[1])));
    }
    house.close().await;
}

#[tokio::test]
async fn a_hostile_subject_stays_text() {
    let house = House::open().await;
    let subject = "</bdi><script src=//evil></script><img src=x onerror=alert(1)>\"' &\u{202e}";
    let id = house
        .order("CASHIER-XSS", |ask| {
            ask.subject = subject.to_owned();
            ask.return_url = Some("javascript:alert(document.cookie)".to_owned());
        })
        .await;
    let page = house.get(&format!("/c/{id}"), &[("user-agent", DESK)]).await;
    assert!(page.text.contains("&lt;/bdi&gt;&lt;script src=//evil&gt;"), "{}", page.text);
    assert_eq!(page.text.matches("<script").count(), 1);
    assert!(!page.text.contains("<img src=x") && !page.text.contains('\u{202e}'));
    assert!(!page.text.contains("javascript:"));
    let back = house.get(&format!("/c/{id}/back"), &[]).await;
    assert_eq!((back.status.as_u16(), back.header("location")), (404, ""));
    house.close().await;
}

#[tokio::test]
async fn every_page_lets_nothing_foreign_in_and_is_never_kept() {
    let house = House::open().await;
    let id = house.order("CASHIER-CSP", |_| ()).await;
    let missing = "9".repeat(28);
    for path in
        [format!("/c/{id}"), format!("/c/{id}/state"), format!("/c/{missing}"), "/c/x".to_owned()]
    {
        let page = house.get(&path, &[]).await;
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(page.header("referrer-policy"), "strict-origin", "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        for inline in ["style=", "onclick", "<style", "http-equiv=\"Content"] {
            assert!(!page.text.contains(inline), "{path}: {inline}");
        }
    }
    let page = house.get(&format!("/c/{id}"), &[]).await.text;
    for attribute in ["href=\"/assets/", "src=\"/assets/"] {
        for part in page.split(attribute).skip(1) {
            let file = part.split('"').next().unwrap();
            let asset = house.get(&format!("/assets/{file}"), &[]).await;
            assert_eq!(asset.status, 200, "{file}");
            assert!(asset.header("cache-control").contains("immutable"), "{file}");
        }
    }
    house.close().await;
}

#[tokio::test]
async fn a_wallets_own_app_is_led_on_at_once_and_only_once() {
    let house = House::open().await;
    let id = house.order("CASHIER-APP", |_| ()).await;
    let agent = "Mozilla/5.0 (Linux; Android 15) Mobile AlipayClient/10.5 Language/zh-Hans";
    // A chat that passes a link on marks it; a wallet that sends somebody back marks it too.
    let forwarded = format!("/c/{id}?from=singlemessage&isappinstalled=0");
    assert_eq!(house.get(&forwarded, &[("user-agent", agent)]).await.status, 303);
    let returned = format!("/c/{id}?out_trade_no=1");
    assert_eq!(house.get(&returned, &[("user-agent", agent)]).await.status, 200);
    let led = house.get(&format!("/c/{id}"), &[("user-agent", agent)]).await;
    assert_eq!(led.status, 303, "{}", led.text);
    assert!(led.header("location").starts_with("http"), "{led:?}");
    let cookie = led.header("set-cookie").split(';').next().unwrap().to_owned();
    let again = [("user-agent", agent), ("cookie", &cookie)];
    let back = house.get(&format!("/c/{id}"), &again).await;
    assert_eq!(back.status, 200);
    assert!(back.text.contains(&format!("/c/{id}/look")), "whoever comes back can ask");
    house.close().await;
}

#[tokio::test]
async fn a_choice_gives_a_code_to_a_desk_and_a_link_to_a_phone() {
    let house = House::open().await;
    let id = house.order("CASHIER-CHOICE", |_| ()).await;
    let path = format!("/c/{id}/choose");
    let view = house.get(&format!("/c/{id}/state"), &[]).await.json();
    let wallet = view["wallets"][0]["name"].as_str().unwrap();
    let desk = house.post(&path, &[], &json!({"wallet": wallet})).await;
    assert_eq!(desk.status, 200, "{}", desk.text);
    let desk = desk.json();
    assert_eq!(desk["kind"], "code");
    assert!(desk["code"]["path"].as_str().unwrap().starts_with("M4 4h7"), "{desk}");
    let phone = house.post(&path, &[], &json!({"wallet": wallet, "here": true})).await;
    assert_eq!(phone.status, 200, "{}", phone.text);
    // Without a script the same comes as a page.
    let form = [("content-type", "application/x-www-form-urlencoded"), ("user-agent", DESK)];
    let page = house.ask("POST", &path, &form, format!("wallet={wallet}")).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.text.matches("<svg").count(), 2, "the page's own code and the wallet's");
    let wrong = house.post(&path, &[], &json!({"wallet": "nobody"})).await;
    assert_eq!(wrong.status, 409);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_that_is_opened_from_a_phone_hears_from_where_the_buyer_comes() {
    for (trusted, expected) in [(&[][..], "127.0.0.1"), (&["127.0.0.0/8"], "198.51.100.7")] {
        let trusted = trusted.iter().map(|&proxy: &&str| proxy.to_owned()).collect();
        let house = House::with(|config| config.trusted_proxies = trusted).await;
        let id = house.order("CASHIER-FROM", |_| ()).await;
        let answer = over_a_proxy(&house, &id, "198.51.100.7");
        assert!(answer.contains("\"kind\":\"redirect\""), "{answer}");
        let row = house.running.node.store.payment(&id).await.unwrap().unwrap();
        let state: serde_json::Value = serde_json::from_slice(&row.state).unwrap();
        assert_eq!(state["offers"][0]["scene"]["client_ip"], expected, "{state}");
        house.close().await;
    }
}

/// A choice made on a phone, as a proxy passes it on.
fn over_a_proxy(house: &House, id: &str, from: &str) -> String {
    let body = r#"{"wallet":"shop-wechat","here":true}"#;
    let text = format!(
        "POST /c/{id}/choose HTTP/1.1\r\nhost: localhost\r\nuser-agent: {PHONE}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nx-forwarded-for: {from}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = std::net::TcpStream::connect(house.running.http).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test]
async fn a_payment_is_followed_to_its_end_and_back_to_the_merchant() {
    let house = House::open().await;
    let id = house
        .order("CASHIER-PAID", |ask| ask.return_url = Some("https://shop.example/done".to_owned()))
        .await;
    let events = format!("/c/{id}/events");
    let listening = house.get(&events, &[]);
    let paying = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        house.pay(&id, "wechat").await;
    };
    let (heard, ()) = tokio::join!(listening, paying);
    assert_eq!(heard.header("content-type"), "text/event-stream");
    let states: Vec<&str> = heard.text.lines().filter(|line| line.starts_with("data:")).collect();
    assert!(states.first().is_some_and(|data| data.contains("\"choose\"")), "{states:?}");
    assert!(states.last().is_some_and(|data| data.contains("\"paid\"")), "{states:?}");
    let page = house.get(&format!("/c/{id}"), &[("accept-language", "zh-CN")]).await.text;
    assert!(page.contains("data-state=\"paid\"") && page.contains("支付成功"), "{page}");
    assert!(!page.contains("http-equiv"), "a page at its end need not refresh itself");
    let back = house.get(&format!("/c/{id}/back"), &[]).await;
    assert_eq!(back.status, 303);
    let to = back.header("location");
    assert!(to.starts_with("https://shop.example/done?"), "{to}");
    assert!(to.contains("sign="), "the front's platform signs the way back: {to}");
    house.close().await;
}

#[tokio::test]
async fn the_visitors_language_is_spoken_and_a_chosen_one_remembered() {
    let house = House::open().await;
    let id = house.order("CASHIER-LANG", |_| ()).await;
    let path = format!("/c/{id}");
    let says = |page: &house::Reply, text: &str| assert!(page.text.contains(text), "{text}");
    says(&house.get(&path, &[("accept-language", "zh-CN,en;q=0.5")]).await, "lang=\"zh-CN\"");
    says(&house.get(&path, &[("accept-language", "de")]).await, "Choose how to pay");
    let chosen = house.get(&format!("{path}?lang=zh"), &[("accept-language", "en")]).await;
    says(&chosen, "选择付款方式");
    assert!(chosen.header("set-cookie").starts_with("lang=zh; Path=/c;"));
    let kept = house.get(&path, &[("accept-language", "en"), ("cookie", "a=b; lang=zh")]).await;
    says(&kept, "选择付款方式");
    house.close().await;
}
