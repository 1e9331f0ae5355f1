//! Every way to write an address that leads inside: refused, and the canary never called.

use drawbridge_engine::fetch::{FetchAsk, Own, Purpose};

use crate::hosts::inner_hosts;
use crate::kit::{Internet, Server, page};

/// URLs around an inner host: as browsers take them.
fn urls(host: &str, port: u16) -> Vec<String> {
    [
        format!("http://{host}/"),
        format!("http://{host}:{port}/"),
        format!("https://{host}:{port}/latest/meta-data/"),
        format!("http:{host}:{port}/"),
        format!("http:\\\\{host}:{port}\\a"),
        format!("http:////{host}:{port}/"),
        format!(" \t http://{host}:{port}/ \n"),
        format!("ht\ntp://{host}:\t{port}/"),
        format!("HTTP://{host}:{port}#@mall.cn/"),
        format!("http://{host}:{port}?@mall.cn/"),
        format!("http://{host}:{port}\\@mall.cn/"),
        format!("http://mall.cn@{host}:{port}/"),
        format!("http://mall.cn:80@{host}:{port}/"),
        format!("http://mall.cn%20@{host}:{port}/"),
        format!("http://@{host}:{port}/"),
    ]
    .to_vec()
}

#[tokio::test]
async fn no_way_of_writing_an_inner_address_leads_inside() {
    let internet = Internet::new().await;
    let shop = Server::new(|_| page("shop")).await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    let (fetcher, port) = (internet.fetcher(), internet.canary.at.port());
    let mut forms = 0;
    for host in inner_hosts() {
        for url in urls(&host, port) {
            forms += 1;
            let mut body = Vec::new();
            let outcome =
                fetcher.fetch(FetchAsk::shared(url.clone(), Purpose::Page), &mut body).await;
            let kind = outcome.map_err(|error| error.kind.name());
            let refused = ["range", "name", "not-an-address", "credentials", "no-such-name"];
            assert!(kind.as_ref().is_err_and(|kind| refused.contains(kind)), "{url:?}: {kind:?}");
            assert_eq!(body, b"", "{url:?}");
        }
    }
    assert!(forms > 5000, "{forms} forms");
    assert_eq!(internet.exchange.dialled.lock().unwrap().as_slice(), [], "nothing was dialled");
    assert_eq!(internet.canary.count(), 0);
    assert_eq!(internet.refusal("http://mall.cn/").await, "", "and a public page is fetched");
}

#[tokio::test]
async fn names_of_inner_networks_are_not_even_looked_up() {
    let internet = Internet::new().await;
    for name in ["localhost", "metadata.google.internal", "db", "printer.local", "mall.cn."] {
        internet.name(name, &[&["1.2.3.4"]]);
        assert_eq!(internet.refusal(&format!("http://{name}/")).await, "name", "{name}");
    }
    assert_eq!(internet.book.asked.load(std::sync::atomic::Ordering::Relaxed), 0);
}

#[tokio::test]
async fn other_schemes_ports_and_credentials_are_refused() {
    let internet = Internet::new().await;
    let shop = Server::new(|_| page("shop")).await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    for (url, kind) in [
        ("file:///etc/passwd", "scheme"),
        ("ftp://mall.cn/", "scheme"),
        ("gopher://mall.cn:70/_x", "scheme"),
        ("dict://mall.cn:11211/stat", "scheme"),
        ("ldap://mall.cn/", "scheme"),
        ("jar:http://mall.cn!/", "scheme"),
        ("data:text/html,x", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("blob:http://mall.cn/x", "scheme"),
        ("ws://mall.cn/", "scheme"),
        ("unix:///var/run/x.sock", "scheme"),
        ("//mall.cn/", "not-an-address"),
        ("mall.cn", "not-an-address"),
        ("", "not-an-address"),
        ("http://", "not-an-address"),
        ("http://a b/", "not-an-address"),
        ("http://[::1/", "not-an-address"),
        ("http://mall.cn:99999/", "not-an-address"),
        ("http://me@mall.cn/", "credentials"),
        ("http://me:secret@mall.cn/", "credentials"),
        ("http://:secret@mall.cn/", "credentials"),
        ("http://mall.cn:22/", "port"),
        ("http://mall.cn:25/", "port"),
        ("http://mall.cn:6379/", "port"),
        ("https://mall.cn:9200/", "port"),
        ("http://mall.cn:0/", "port"),
    ] {
        assert_eq!(internet.refusal(url).await, kind, "{url}");
    }
    assert_eq!((shop.count(), internet.canary.count()), (0, 0));
}

#[tokio::test]
async fn our_own_addresses_are_refused() {
    let mut internet = Internet::new().await;
    let ours = Server::new(|_| page("ours")).await;
    internet.at("us.cn", "1.2.3.4", &ours);
    internet.at("also-us.cn", "1.2.3.5", &ours);
    internet.at("bridge.cn", "1.2.3.6", &ours);
    internet.at("s.bridge.cn", "1.2.3.6", &ours);
    internet.at("notbridge.cn", "1.2.3.6", &ours);
    internet.ours("1.2.3.4");
    internet.settings.own =
        vec![Own::Address("1.2.3.5".parse().unwrap()), Own::Name("bridge.cn".to_owned())];
    for url in [
        "http://us.cn/",
        "http://1.2.3.4/",
        "http://also-us.cn/",
        "http://bridge.cn/",
        "http://s.bridge.cn/",
    ] {
        assert_eq!(internet.refusal(url).await, "ours", "{url}");
    }
    assert_eq!(ours.count(), 0);
    assert_eq!(internet.refusal("http://notbridge.cn/").await, "");
}
