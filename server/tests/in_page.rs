//! The cashier in a wallet's own browser: signing in, and the call out of the page, against the
//! simulated wallet.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::collections::BTreeMap;

use axum::body::Body;
use drawbridge_engine::registry::Secret;
use house::{House, Reply};
use serde_json::{Value, json};

const INSIDE: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Mobile Safari/537.36 \
                      MicroMessenger/8.0.50 NetType/WIFI Language/zh_CN";
const WALLET: &str = "shop-wechat";

/// A phone that keeps its cookies.
struct Phone<'a> {
    house: &'a House,
    cookies: BTreeMap<String, String>,
}

impl<'a> Phone<'a> {
    fn new(house: &'a House) -> Self {
        Self { house, cookies: BTreeMap::new() }
    }

    async fn ask(&mut self, method: &str, url: &str) -> Reply {
        let path = url.strip_prefix(&self.house.base).unwrap_or(url).split('#').next().unwrap();
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let headers = [
            ("user-agent", INSIDE),
            ("cookie", &*cookies),
            ("accept-language", "zh-CN"),
            ("content-type", "application/json"),
        ];
        let reply = self.house.ask(method, path, &headers, Body::empty()).await;
        for cookie in reply.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        reply
    }

    async fn get(&mut self, url: &str) -> Reply {
        self.ask("GET", url).await
    }

    /// Opens a payment, and signs in up to where the wallet sends the browser back.
    async fn led_there_and_back(&mut self, id: &str) -> String {
        let led = self.get(&format!("/c/{id}")).await;
        assert_eq!(led.status, 303, "{}", led.text);
        let page = led.header("location").to_owned();
        assert!(page.contains("/connect/oauth2/authorize?appid=") && page.contains("snsapi_base"));
        let back = self.get(&page).await;
        assert_eq!(back.status, 302, "{}", back.text);
        back.header("location").to_owned()
    }

    /// Has the simulated wallet's browser do what the page asks it to.
    async fn bridge(&self, call: &Value) -> Reply {
        self.house.post("/sandbox/bridge/wechat", &[], call).await
    }
}

#[tokio::test]
async fn a_buyer_inside_signs_in_unseen_and_pays_by_the_pages_call() {
    let house = House::open().await;
    let id = house.order("INSIDE-1", |_| ()).await;
    let mut phone = Phone::new(&house);
    let back = phone.led_there_and_back(&id).await;
    assert!(back.starts_with(&format!("{}/c/{id}/signed-in/{WALLET}?code=", house.base)), "{back}");
    let signed = phone.get(&back).await;
    assert_eq!(
        (signed.status.as_u16(), signed.header("location")),
        (303, &*format!("{}/c/{id}#pay", house.base))
    );
    let page = phone.get(&format!("/c/{id}")).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("用微信支付付款") && page.text.contains("立即付款"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("mmpayweb"), "no address that the wallet's own browser refuses");
    let policy = page.header("content-security-policy");
    assert!(policy.ends_with("; frame-src weixin: weixinping:"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");

    let told = phone.ask("POST", &format!("/c/{id}/call")).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let told = told.json();
    assert_eq!(
        (&told["object"], &told["method"], &told["name"]),
        (&json!("WeixinJSBridge"), &json!("invoke"), &json!("getBrandWCPayRequest"))
    );
    let names: Vec<&String> = told["call"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["appId", "nonceStr", "package", "paySign", "signType", "timeStamp"]);
    // What is not signed so is not paid.
    let mut forged = told["call"].clone();
    forged["nonceStr"] = json!("another");
    assert_eq!(
        phone.bridge(&forged).await.json(),
        json!({"err_msg": "get_brand_wcpay_request:fail"})
    );
    assert_eq!(phone.get(&format!("/c/{id}/state")).await.json()["state"], "choose");
    assert_eq!(
        phone.bridge(&told["call"]).await.json(),
        json!({"err_msg": "get_brand_wcpay_request:ok"})
    );
    house.wait(&id, "paid").await;
    let page = phone.get(&format!("/c/{id}")).await;
    assert!(page.text.contains("data-state=\"paid\""));
    house.close().await;
}

#[tokio::test]
async fn a_state_is_good_once_for_its_payment_and_its_browser() {
    let house = House::open().await;
    let (id, other) = (house.order("STATE-1", |_| ()).await, house.order("STATE-2", |_| ()).await);
    let mut phone = Phone::new(&house);
    let back = phone.led_there_and_back(&id).await;
    let state = back.split("state=").nth(1).unwrap().to_owned();
    let digit = if state.starts_with('1') { "2" } else { "1" };
    let foreign = "这个链接不能用来付款";
    // Somebody else's browser is sent to come back with the buyer's code, or the buyer's with another's.
    let refused = |reply: Reply, said: &str| {
        assert_eq!(reply.status, 403, "{}", reply.text);
        assert!(
            reply.text.contains(said) && reply.text.contains("重新打开付款页"),
            "{}",
            reply.text
        );
        assert!(!reply.headers.contains_key("set-cookie"), "nothing is given");
    };
    let mut attacker = Phone::new(&house);
    refused(attacker.get(&back).await, foreign);
    let _ = attacker.led_there_and_back(&id).await;
    refused(attacker.get(&back).await, foreign);
    for wrong in [
        back.replacen(&state, &format!("{digit}{}", &state[1..]), 1),
        back.replacen(&id, &other, 1),
        back.replacen(&state, "", 1),
        back.split('?').next().unwrap().to_owned(),
    ] {
        refused(phone.get(&wrong).await, foreign);
    }
    // The true one is still good, and then is not any more: not even with the same cookies.
    let kept = phone.cookies.clone();
    assert_eq!(phone.get(&back).await.status, 303);
    phone.cookies = kept;
    refused(phone.get(&back).await, "这个链接已经失效");
    // A code that was used is no good with a fresh state either.
    let fresh = phone.get(&format!("/c/{id}/sign-in/{WALLET}")).await.header("location").to_owned();
    let fresh = fresh.split("state=").nth(1).unwrap().split('#').next().unwrap().to_owned();
    refused(phone.get(&back.replacen(&state, &fresh, 1)).await, "这个链接已经失效");
    house.close().await;
}

#[tokio::test]
async fn two_buyers_inside_are_handed_their_own_orders() {
    let house = House::open().await;
    let id = house.order("TWO-1", |_| ()).await;
    let mut packages = Vec::new();
    let mut tickets = Vec::new();
    for name in ["zhang", "li"] {
        let mut phone = Phone::new(&house);
        let led = phone.get(&format!("/c/{id}")).await.header("location").to_owned();
        let page = led.replacen('#', &format!("&buyer={name}#"), 1);
        let back = phone.get(&page).await.header("location").to_owned();
        assert_eq!(phone.get(&back).await.status, 303);
        let told = phone.ask("POST", &format!("/c/{id}/call")).await.json();
        packages.push(told["call"]["package"].clone());
        tickets.push(phone.cookies["payer"].clone());
    }
    assert_ne!(packages[0], packages[1]);
    // A ticket cannot be made up, nor turned into another's.
    let mut thief = Phone::new(&house);
    let moved = format!("1.{}", tickets[0].split_once('.').unwrap().1);
    for ticket in ["", "0", "0.", "99.00", &moved] {
        thief.cookies.insert("payer".to_owned(), ticket.to_owned());
        assert_eq!(thief.ask("POST", &format!("/c/{id}/call")).await.status, 409, "{ticket}");
    }
    house.close().await;
}

#[tokio::test]
async fn without_a_secret_the_page_says_what_to_do() {
    let house = House::with(|config| {
        for wallet in &mut config.wallets {
            wallet.account.app_secret = None;
            wallet.account.options.insert("client_ip".to_owned(), "203.0.113.7".to_owned());
        }
    })
    .await;
    let id = house.order("NOSECRET-1", |_| ()).await;
    let mut phone = Phone::new(&house);
    let page = phone.get(&format!("/c/{id}")).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("在浏览器打开") && page.text.contains("另一部手机的微信支付"),
        "{}",
        page.text
    );
    assert!(page.text.contains("class=\"outside\"><svg"), "its code is there: {}", page.text);
    let choice = json!({"wallet": WALLET, "here": true});
    let agent = [("user-agent", INSIDE)];
    let told = house.post(&format!("/c/{id}/choose"), &agent, &choice).await.json();
    assert_eq!(told["kind"], "code", "an H5 address would be refused: {told}");
    // Any other browser on a phone opens the wallet as ever.
    let told = house.post(&format!("/c/{id}/choose"), &[], &choice).await.json();
    assert_eq!(told["kind"], "redirect", "{told}");
    let none = phone.get(&format!("/c/{id}/sign-in/{WALLET}")).await;
    assert_eq!(none.status, 403, "{}", none.text);
    house.close().await;
}

#[tokio::test]
async fn a_wrong_secret_ends_on_a_page_that_leads_on() {
    let house = House::with(|config| {
        let wallet = config.wallets.iter_mut().find(|wallet| wallet.name == WALLET).unwrap();
        wallet.account.app_secret = Some(Secret("0".repeat(32)));
    })
    .await;
    let id = house.order("WRONG-1", |_| ()).await;
    let mut phone = Phone::new(&house);
    let back = phone.led_there_and_back(&id).await;
    let failed = phone.get(&back).await;
    assert_eq!(failed.status, 502);
    assert!(failed.text.contains("没能确认付款人"), "{}", failed.text);
    let link = failed.text.split("href=\"/c/").nth(1).unwrap().split('"').next().unwrap();
    let page = phone.get(&format!("/c/{link}")).await;
    assert_eq!(page.status, 200, "it does not run into the same wall again");
    assert!(page.text.contains("选择付款方式"));
    house.close().await;
}

#[tokio::test]
async fn whoever_chooses_the_wallet_inside_it_is_signed_in_too() {
    let house = House::open().await;
    let id = house.order("CHOOSE-1", |_| ()).await;
    let agent = [("user-agent", INSIDE)];
    let choice = json!({"wallet": WALLET, "here": true});
    let told = house.post(&format!("/c/{id}/choose"), &agent, &choice).await.json();
    assert_eq!(told["url"], format!("{}/c/{id}/sign-in/{WALLET}", house.base));
    let choice = json!({"wallet": "shop-alipay", "here": true});
    let told = house.post(&format!("/c/{id}/choose"), &agent, &choice).await.json();
    assert!(!told["url"].as_str().unwrap().contains("sign-in"), "{told}");
    house.close().await;
}

#[tokio::test]
async fn the_timeline_shows_the_sign_in_without_its_secrets() {
    let house = House::open().await;
    let id = house.order("SHOWN-1", |_| ()).await;
    let mut phone = Phone::new(&house);
    let back = phone.led_there_and_back(&id).await;
    let code = back.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    assert_eq!(phone.get(&back).await.status, 303);
    let store = house.running.node.store.clone();
    let mut texts = String::new();
    for _ in 0..50 {
        let kept = store.exchanges(&id).await.unwrap();
        let lines: Vec<String> =
            kept.iter().map(|row| format!("{} {}", row.call, row.text)).collect();
        texts = lines.join("\n");
        if texts.matches("identify").count() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(texts.contains("identify GET /sns/oauth2/access_token?appid="), "{texts}");
    let snapshot = house.running.node.registry.now();
    let secret = snapshot.wallets[WALLET].account.keys.app_secret.clone().unwrap();
    for hidden in [&*code, &*secret, "access_token\":\"access"] {
        assert!(!texts.contains(hidden), "{hidden}: {texts}");
    }
    house.close().await;
}
