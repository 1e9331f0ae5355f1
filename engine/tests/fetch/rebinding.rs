//! Names that lead inside, at once, in part, or at the second question.

use std::sync::atomic::Ordering;

use drawbridge_engine::fetch::{FetchAsk, Purpose};

use crate::kit::{Internet, Server, page, redirect};

#[tokio::test]
async fn a_name_that_changes_its_mind_is_asked_once_and_dialled_as_judged() {
    let internet = Internet::new().await;
    let shop = Server::new(|_| page("shop")).await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    internet.name("mall.cn", &[&["1.2.3.4"], &["127.0.0.1"]]);
    let (fetched, body) = internet.get(Purpose::Page, "http://mall.cn/").await;
    assert!(fetched.is_ok(), "{fetched:?}");
    assert_eq!(body, b"shop");
    assert_eq!(internet.book.asked.load(Ordering::Relaxed), 1);
    let dialled = internet.exchange.dialled.lock().unwrap().clone();
    assert_eq!(dialled, ["1.2.3.4:80".parse().unwrap()]);
    // And the next fetch sees the change and refuses it.
    assert_eq!(internet.refusal("http://mall.cn/").await, "range");
    assert_eq!(internet.canary.count(), 0);
}

#[tokio::test]
async fn a_name_that_changes_between_two_hops_is_judged_again() {
    let internet = Internet::new().await;
    let shop = Server::new(|path| if path == "/" { redirect("/next") } else { page("shop") }).await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    internet.name("mall.cn", &[&["1.2.3.4"], &["10.0.0.1"]]);
    assert_eq!(internet.refusal("http://mall.cn/").await, "range");
    assert_eq!((shop.count(), internet.canary.count()), (1, 0));
}

#[tokio::test]
async fn answers_that_alternate_never_lead_inside() {
    let mut internet = Internet::new().await;
    (internet.settings.hosts.waiting, internet.settings.addresses.waiting) = (1000, 1000);
    let port = internet.canary.at.port();
    let shop = Server::new(move |path| match path {
        "/" => redirect(&format!("http://mall.cn:{port}/next")),
        _ => page("shop"),
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    // The canary stands on a real socket at this very address and port: whoever dials what the second
    // answer says reads its secret.
    let answers: Vec<&[&str]> =
        (0..400).map(|n| if n % 2 == 0 { &["1.2.3.4"][..] } else { &["127.0.0.1"] }).collect();
    internet.name("mall.cn", &answers);
    let fetcher = internet.fetcher();
    let asked = (0..200).map(|n| {
        let (fetcher, path) = (fetcher.clone(), if n % 3 == 0 { "" } else { "next" });
        tokio::spawn(async move {
            let (mut body, url) = (Vec::new(), format!("http://mall.cn/{path}"));
            let told = fetcher.fetch(FetchAsk::shared(url, Purpose::Page), &mut body).await;
            (told.map(|_| body).map_err(|error| error.kind.name()), n)
        })
    });
    let mut met = std::collections::BTreeMap::<_, usize>::new();
    for fetch in asked.collect::<Vec<_>>() {
        let (outcome, n) = fetch.await.unwrap();
        match &outcome {
            Ok(body) => assert_eq!(body, b"shop", "{n}"),
            Err(kind) => assert!(["range", "busy"].contains(kind), "{n}: {kind}"),
        }
        *met.entry(outcome.err()).or_default() += 1;
    }
    assert!(met[&None] > 5 && met[&Some("range")] > 5, "both answers were met: {met:?}");
    let dialled = internet.exchange.dialled.lock().unwrap().clone();
    assert!(dialled.iter().all(|to| to.ip().to_string() == "1.2.3.4"), "{dialled:?}");
    assert_eq!(internet.canary.count(), 0);
}

#[tokio::test]
async fn one_inner_address_condemns_the_name() {
    let internet = Internet::new().await;
    let shop = Server::new(|_| page("shop")).await;
    internet.at("public.cn", "1.2.3.4", &shop);
    for inner in [
        "127.0.0.1",
        "10.1.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "192.168.0.1",
        "0.0.0.0",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::1",
        "2001::1",
        "fe80::1",
        "fd00:ec2::254",
        "ff02::1",
        "198.18.0.9",
        "168.63.129.16",
        "240.0.0.1",
    ] {
        for answers in [
            &["1.2.3.4", inner][..],
            &[inner, "1.2.3.4"],
            &[inner],
            &["1.2.3.4", "2606:4700::1", inner],
        ] {
            internet.name("mixed.cn", &[answers]);
            assert_eq!(internet.refusal("http://mixed.cn/").await, "range", "{answers:?}");
        }
    }
    assert_eq!(internet.exchange.dialled.lock().unwrap().len(), 0);
    assert_eq!(internet.canary.count(), 0);
}

#[tokio::test]
async fn a_mapped_public_address_is_dialled_as_what_it_is() {
    let internet = Internet::new().await;
    let shop = Server::new(|_| page("shop")).await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    internet.name("mall.cn", &[&["::ffff:1.2.3.4"]]);
    assert_eq!(internet.refusal("http://mall.cn/").await, "");
    assert_eq!(internet.exchange.dialled.lock().unwrap()[0], "1.2.3.4:80".parse().unwrap());
}

#[tokio::test]
async fn a_name_without_addresses_or_with_too_many_is_refused() {
    let internet = Internet::new().await;
    assert_eq!(internet.refusal("http://nobody.cn/").await, "no-such-name");
    let many: Vec<String> = (0..65).map(|n| format!("1.2.3.{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    internet.name("many.cn", &[&many]);
    assert_eq!(internet.refusal("http://many.cn/").await, "unresolved");
}
