//! Redirects: each is judged as if it were the first address.

use drawbridge_engine::fetch::Purpose;

use crate::hosts::inner_hosts;
use crate::kit::{Internet, Server, answer, page, redirect, send};

#[tokio::test]
async fn no_redirect_leads_inside() {
    let internet = Internet::new().await;
    let port = internet.canary.at.port();
    let hosts = inner_hosts();
    let shop = Server::new(move |path| {
        let mut parts = path.trim_start_matches('/').split('/');
        let (status, form) = (parts.next().unwrap(), parts.next().unwrap());
        let host = &hosts[parts.next().unwrap().parse::<usize>().unwrap()];
        let to = match form {
            "0" => format!("http://{host}:{port}/"),
            "1" => format!("//{host}:{port}/"),
            "2" => format!("http:\\\\{host}:{port}/"),
            _ => format!("http://mall.cn@{host}:{port}/"),
        };
        answer(&format!("{status} Found\r\nlocation: {to}"), b"")
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    let mut tried = 0;
    for at in 0..inner_hosts().len() {
        for form in 0..4 {
            let status = [301, 302, 303, 307, 308][(at + form) % 5];
            let kind = internet.refusal(&format!("http://mall.cn/{status}/{form}/{at}")).await;
            let refused = ["range", "name", "bad-redirect", "credentials", "no-such-name"];
            assert!(refused.contains(&kind), "{}: {kind}", inner_hosts()[at]);
            tried += 1;
        }
    }
    assert!(tried > 1000 && shop.count() == tried, "{tried}");
    assert_eq!(internet.canary.count(), 0);
}

#[tokio::test]
async fn redirects_to_other_schemes_ports_and_nowhere_are_refused() {
    let internet = Internet::new().await;
    let targets = [
        ("file:///etc/passwd", "scheme"),
        ("gopher://mall.cn/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("http://mall.cn:22/", "port"),
        ("http://me:secret@mall.cn/", "credentials"),
        ("http://[", "bad-redirect"),
    ];
    let shop = Server::new(move |path| match path.trim_start_matches('/').parse::<usize>() {
        Ok(at) => redirect(targets[at].0),
        Err(_) => answer("302 Found", b""),
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    for (at, (to, kind)) in targets.iter().enumerate() {
        assert_eq!(internet.refusal(&format!("http://mall.cn/{at}")).await, *kind, "{to}");
    }
    assert_eq!(internet.refusal("http://mall.cn/nowhere").await, "bad-redirect");
}

#[tokio::test]
async fn five_redirects_are_followed_and_a_sixth_is_not() {
    let internet = Internet::new().await;
    let shop = Server::new(|path| match path.trim_start_matches('/').parse::<u32>() {
        Ok(0) => page("end"),
        Ok(left) => redirect(&format!("/{}", left - 1)),
        Err(_) => page("?"),
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    let (fetched, body) = internet.get(Purpose::Page, "http://mall.cn/5#part").await;
    let fetched = fetched.unwrap();
    assert_eq!((body.as_slice(), fetched.hops.len()), (b"end".as_slice(), 6));
    assert_eq!(fetched.head.address, "http://mall.cn/0#part");
    assert_eq!(internet.refusal("http://mall.cn/6").await, "too-many-redirects");
    assert_eq!(shop.count(), 12, "and nobody was asked a seventh time");
}

#[tokio::test]
async fn circles_are_seen_at_once() {
    let internet = Internet::new().await;
    let shop =
        Server::new(|path| redirect(if path == "/a" { "/b#1" } else { "http://mall.cn/a#2" }))
            .await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    assert_eq!(internet.refusal("http://mall.cn/a").await, "circle");
    assert_eq!(shop.count(), 2);
}

#[tokio::test]
async fn endless_redirects_to_ever_new_names_end() {
    let internet = Internet::new().await;
    let shop = Server::new(|path| redirect(&format!("http://mall.cn{path}x"))).await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    assert_eq!(internet.refusal("http://mall.cn/").await, "too-many-redirects");
}

#[tokio::test]
async fn what_is_not_a_redirect_is_not_followed() {
    let internet = Internet::new().await;
    let canary = format!("http://127.0.0.1:{}/", internet.canary.at.port());
    let shop = Server::new(move |path| match path {
        "/refresh" => {
            answer(&format!("200 OK\r\nrefresh: 0; url={canary}\r\ncontent-type: text/html"), b"x")
        }
        "/meta" => page(&format!("<meta http-equiv=refresh content='0;url={canary}'>")),
        "/300" => answer(&format!("300 Multiple\r\nlocation: {canary}"), b""),
        "/201" => {
            answer(&format!("201 Created\r\nlocation: {canary}\r\ncontent-type: text/html"), b"")
        }
        _ => send(format!("HTTP/1.1 305 Use Proxy\r\nlocation: {canary}\r\n\r\n")),
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    for (path, kind) in
        [("refresh", ""), ("meta", ""), ("201", ""), ("300", "status"), ("305", "status")]
    {
        assert_eq!(internet.refusal(&format!("http://mall.cn/{path}")).await, kind, "{path}");
    }
    assert_eq!(internet.canary.count(), 0);
}

#[tokio::test]
async fn a_short_link_is_followed_and_not_read() {
    let internet = Internet::new().await;
    let short = Server::new(|_| redirect("http://mall.cn/item?id=1")).await;
    let shop = Server::new(|_| page("shop")).await;
    internet.at("t.cn", "1.2.3.5", &short);
    internet.at("mall.cn", "1.2.3.4", &shop);
    let (fetched, body) = internet.get(Purpose::ShortLink, "http://t.cn/abc").await;
    assert_eq!(fetched.unwrap().hops, ["http://t.cn/abc", "http://mall.cn/item?id=1"]);
    assert_eq!(body, b"");
}
