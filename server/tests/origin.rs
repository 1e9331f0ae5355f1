//! Links to bills are built on the address by which the client came, as far as it can be known.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::io::{Read as _, Write as _};

use drawbridge_canon::pay::{BillAsk, BillKind, Pay};
use drawbridge_engine::registry::{Backend, WalletAccount};
use drawbridge_sandbox::PayWith;
use house::House;

/// A client of a simulated wallet whose bills lie under links of its own host.
const WALLET: &str = "alipay-wechat";

fn client(house: &House) -> (std::sync::Arc<WalletAccount>, &'static Pay) {
    let snapshot = house.running.node.registry.now();
    let wallet = snapshot.wallets[WALLET].clone();
    let pay = wallet.pay;
    (wallet, pay)
}

/// Asks over a real connection for the bill of two days ago, and returns the link.
fn link(house: &House, host: &str, headers: &[(&str, &str)]) -> String {
    let node = &house.running.node;
    let (wallet, pay) = client(house);
    let date = node.world.clock.now().plus_seconds(-2 * 24 * 3600).day();
    let ask = BillAsk { kind: BillKind::Trade, date, gzip: false, sub_merchant: None };
    let nonce = node.world.dice.nonce();
    let ctx = node.world.ctx(&nonce, &wallet.account);
    let request = pay.bill.unwrap().write_ask(&ask, &ctx).unwrap();
    let mut text = format!("GET {} HTTP/1.1\r\nhost: {host}\r\n", path(&request.url()));
    let own = request.headers.0.iter().map(|(name, value)| (&**name, &**value));
    for (name, value) in own.chain(headers.iter().copied()) {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text += "connection: close\r\n\r\n";
    let mut stream = std::net::TcpStream::connect(house.running.http).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let at = reply.find("\"download_url\":\"").unwrap_or_else(|| panic!("{host}: {reply}"));
    let url = reply[at..].split('"').nth(3).unwrap();
    url.split("/wechatpay/").next().unwrap().to_owned()
}

fn path(url: &str) -> &str {
    let host = url.find("://").unwrap() + 3;
    &url[host + url[host..].find('/').unwrap()..]
}

/// A house on whose first day something was sold.
async fn house(trusted: &[&str]) -> House {
    let trusted = trusted.iter().map(|&proxy| proxy.to_owned()).collect();
    let house = House::with(|config| {
        // Nobody listens there, so that notices end at once and on this machine.
        "https://localhost:1".clone_into(&mut config.public_url);
        config.trusted_proxies = trusted;
    })
    .await;
    let node = &house.running.node;
    let snapshot = node.registry.now();
    let gate = Backend::Gate { merchant: WALLET.to_owned() };
    let front = snapshot.fronts.values().find(|front| front.backend == gate).unwrap();
    let charge = house::charge("O-1");
    drawbridge_engine::pay::backend::Backend::charge(&node.engine, front, charge, None)
        .await
        .unwrap();
    let row = node.store.payment_by_order(&front.key, "O-1").await.unwrap().unwrap();
    let state: serde_json::Value = serde_json::from_slice(&row.state).unwrap();
    let number = state["offers"][0]["order"].as_str().unwrap();
    node.sandbox.pay(Some("wechat"), number, &PayWith::default()).unwrap();
    // The next day's bill comes in its morning: after two days it is there for sure.
    node.clock.advance_ms(2 * 24 * 3600 * 1000);
    house
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_default_no_header_about_a_proxy_is_believed() {
    let house = house(&[]).await;
    let forged = [("x-forwarded-proto", "https"), ("x-forwarded-host", "evil.example")];
    for (host, expected) in [
        // Whoever came by the public host came by its scheme, through whatever stands before us.
        ("localhost:1", "https://localhost:1"),
        ("10.0.0.5:8080", "http://10.0.0.5:8080"),
    ] {
        assert_eq!(link(&house, host, &[]), expected);
        assert_eq!(link(&house, host, &forged), expected);
        assert_eq!(link(&house, host, &[("forwarded", "proto=https;host=evil.example")]), expected);
    }
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_that_is_named_is_believed() {
    let house = house(&["127.0.0.0/8"]).await;
    for (headers, expected) in [
        (&[("x-forwarded-proto", "https")][..], "https://inside:8080"),
        (
            &[("x-forwarded-proto", "https"), ("x-forwarded-host", "shop.example")],
            "https://shop.example",
        ),
        (&[("forwarded", "for=192.0.2.1;proto=https;host=shop.example")], "https://shop.example"),
        (&[], "http://inside:8080"),
    ] {
        assert_eq!(link(&house, "inside:8080", headers), expected, "{headers:?}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_proxy_that_is_no_address_is_refused_at_the_start() {
    use drawbridge_server::{Config, Node};
    let config = Config { trusted_proxies: vec!["localhost".to_owned()], ..Config::default() };
    let said = Node::build(config, std::path::Path::new(".")).await.err().unwrap().to_string();
    assert!(said.starts_with("trusted_proxies: `localhost` is neither"), "{said}");
}
