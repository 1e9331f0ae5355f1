//! What is sent, what is taken, and what is told.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_engine::fetch::{End, FetchAsk, Flow, Head, Kind, Next, Purpose, Sink};

use crate::kit::{Act, Internet, Server, answer, page};

#[tokio::test]
async fn the_question_says_who_we_are_and_nothing_else() {
    let mut internet = Internet::new().await;
    let shop =
        Server::new(|_| answer("200 OK\r\ncontent-type: text/html\r\nset-cookie: a=b", b"x")).await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    internet.settings = internet.settings.clone().with_contact("https://bridge.example/about");
    let fetcher = internet.fetcher();
    for _ in 0..2 {
        fetcher
            .fetch(FetchAsk::shared("http://mall.cn:8080/a?b=c#d", Purpose::Page), &mut Vec::new())
            .await
            .unwrap();
    }
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!(
        "GET /a?b=c HTTP/1.1\r\nhost: mall.cn:8080\r\n\
         user-agent: Drawbridge/{version} (link preview; +https://bridge.example/about)\r\n\
         accept: text/html, application/xhtml+xml, */*;q=0.1\r\naccept-language: zh-CN, zh;q=0.9, en;q=0.8\r\n\
         accept-encoding: gzip, deflate\r\nconnection: close\r\n\r\n"
    );
    assert_eq!(*shop.heard.lock().unwrap(), [expected.clone(), expected], "no cookie comes back");
}

#[tokio::test]
async fn only_the_types_that_were_asked_for_are_taken() {
    let internet = Internet::new().await;
    let shop = Server::new(|path| {
        let kind = path.trim_start_matches('/').replace("%20", " ");
        let head = if kind.is_empty() {
            "200 OK".to_owned()
        } else {
            format!("200 OK\r\ncontent-type: {kind}")
        };
        answer(&head, b"x")
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    for (purpose, kind, taken) in [
        (Purpose::Page, "text/html", true),
        (Purpose::Page, "TEXT/HTML;charset=gbk", true),
        (Purpose::Page, "application/xhtml+xml", true),
        (Purpose::Page, "", true),
        (Purpose::Page, "application/pdf", false),
        (Purpose::Page, "video/mp4", false),
        (Purpose::Page, "application/vnd.android.package-archive", false),
        (Purpose::Image, "image/jpeg", true),
        (Purpose::Image, "application/octet-stream", true),
        (Purpose::Image, "image/svg+xml", false),
        (Purpose::Image, "text/html", false),
        (Purpose::Oembed, "application/json;%20charset=utf-8", true),
        (Purpose::Oembed, "text/html", false),
        (Purpose::Oembed, "", false),
    ] {
        let (fetched, _) = internet.get(purpose, &format!("http://mall.cn/{kind}")).await;
        assert_eq!(fetched.is_ok(), taken, "{purpose:?} {kind}: {fetched:?}");
        assert!(taken || fetched.unwrap_err().kind == Kind::ContentType);
    }
}

#[tokio::test]
async fn a_status_is_told_with_what_may_be_done() {
    let internet = Internet::new().await;
    let shop =
        Server::new(|path| answer(&format!("{} X\r\nretry-after: 7", &path[1..]), b"x")).await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    for (status, name, next) in [
        (404, "gone", Next::Theirs),
        (410, "gone", Next::Theirs),
        (403, "forbidden", Next::Theirs),
        (429, "asked-to-wait", Next::Later),
        (500, "server-error", Next::Later),
        (503, "server-error", Next::Later),
        (304, "status", Next::Theirs),
    ] {
        let (fetched, body) =
            internet.get(Purpose::Page, &format!("http://mall.cn/{status}")).await;
        let error = fetched.unwrap_err();
        assert_eq!((error.kind.name(), error.next()), (name, next), "{status}");
        assert_eq!(error.again_after, Some(Duration::from_secs(7)));
        assert_eq!(body, b"", "what an error looks like is nothing to us");
        assert!(error.to_string().starts_with("http://mall.cn/"), "{error}");
    }
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let internet = Internet::new().await;
    let shop = Server::new(|path| match path {
        "/moved" => answer("302 Found\r\nlocation: http://other.cn/", b""),
        _ => answer("200 OK\r\ncontent-type: text/html\r\netag: \"v1\"\r\nlast-modified: Mon, 30 Nov 2026 00:00:00 GMT\r\ncache-control: max-age=90", b"x"),
    })
    .await;
    let other =
        Server::new(|_| answer("304 Not Modified\r\ncache-control: max-age=120", b"")).await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    internet.at("other.cn", "1.2.3.5", &other);
    let fetcher = internet.fetcher();
    let first = fetcher
        .fetch(FetchAsk::shared("http://mall.cn/", Purpose::Page), &mut Vec::new())
        .await
        .unwrap();
    let known = first.head.known().unwrap();
    assert_eq!(known.etag.as_deref(), Some("\"v1\""));
    let ask = FetchAsk::shared("http://mall.cn/", Purpose::Page).unless(known.clone());
    fetcher.fetch(ask, &mut Vec::new()).await.unwrap();
    let heard = shop.heard.lock().unwrap()[1].clone();
    assert!(heard.contains("if-none-match: \"v1\"\r\nif-modified-since: Mon, 30 Nov"), "{heard}");
    // The mark of one address is not told to another.
    let ask = FetchAsk::shared("http://mall.cn/moved", Purpose::Page).unless(known);
    // What was not asked about is not unchanged, whatever its server says.
    let led = fetcher.fetch(ask, &mut Vec::new()).await;
    assert_eq!(led.unwrap_err().kind, Kind::Status(304));
    assert!(!other.heard.lock().unwrap()[0].contains("if-none-match"));
    let ask = FetchAsk::shared("http://other.cn/", Purpose::Page).unless(
        drawbridge_engine::fetch::Known {
            address: "http://other.cn/".into(),
            etag: Some("\"o\"".into()),
            modified: None,
        },
    );
    let unchanged = fetcher.fetch(ask, &mut Vec::new()).await.unwrap();
    assert_eq!((unchanged.end, unchanged.freshness.fresh), (End::Unchanged, Some(120)));
}

#[tokio::test]
async fn a_mark_that_breaks_headers_is_not_sent() {
    let internet = Internet::new().await;
    let shop = Server::new(|_| page("x")).await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    let known = drawbridge_engine::fetch::Known {
        address: "http://mall.cn/".into(),
        etag: Some("\"a\"\r\nx-injected: 1".into()),
        modified: None,
    };
    let ask = FetchAsk::shared("http://mall.cn/", Purpose::Page).unless(known);
    assert_eq!(
        internet.fetcher().fetch(ask, &mut Vec::new()).await.unwrap_err().kind,
        Kind::NotAnAddress
    );
    assert_eq!(shop.count(), 0);
}

/// Wants so many bytes.
struct Some1000(usize);

impl Sink for Some1000 {
    fn head(&mut self, head: &Head) -> Flow {
        if head.links.is_empty() { Flow::More } else { Flow::Enough }
    }

    fn piece(&mut self, bytes: &[u8]) -> Flow {
        self.0 += bytes.len();
        if self.0 > 1000 { Flow::Enough } else { Flow::More }
    }
}

#[tokio::test]
async fn a_sink_that_has_enough_ends_it() {
    let internet = Internet::new().await;
    let shop = Server::new(|path| {
        let link = if path == "/link" { "link: </oembed>; rel=\"alternate\"\r\n" } else { "" };
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n{link}\r\n");
        vec![Act::Send(head.into()), Act::Forever(vec![b'x'; 100], Duration::from_millis(1))]
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    let fetcher = internet.fetcher();
    for (path, range) in [("/", 1000..20_000), ("/link", 0..1)] {
        let mut sink = Some1000(0);
        let ask = FetchAsk::shared(format!("http://mall.cn{path}"), Purpose::Page);
        assert_eq!(fetcher.fetch(ask, &mut sink).await.unwrap().end, End::Enough);
        assert!(range.contains(&sink.0), "{path}: {}", sink.0);
    }
}

#[tokio::test]
async fn the_next_address_is_tried_when_the_first_is_down() {
    let internet = Internet::new().await;
    let shop = Server::new(|_| page("shop")).await;
    let gone =
        Server { at: "127.0.0.1:9".parse().unwrap(), heard: Arc::default(), sent: Arc::default() };
    internet.at("gone.cn", "1.2.3.5", &gone);
    internet.at("mall.cn", "1.2.3.4", &shop);
    internet.name("mall.cn", &[&["1.2.3.5", "1.2.3.4"]]);
    assert_eq!(internet.refusal("http://mall.cn/").await, "");
    assert_eq!(internet.refusal("http://gone.cn/").await, "unreachable");
}

#[tokio::test]
async fn too_much_at_a_time_is_refused_and_room_comes_back() {
    let mut internet = Internet::new().await;
    internet.settings.at_once = 2;
    let slow =
        Server::new(|_| [vec![Act::Pause(Duration::from_millis(300))], page("x")].concat()).await;
    internet.at("mall.cn", "1.2.3.4", &slow);
    let fetcher = internet.fetcher();
    let ask = || FetchAsk::shared("http://mall.cn/", Purpose::Page);
    let held: Vec<_> = (0..2)
        .map(|_| {
            let (fetcher, ask) = (fetcher.clone(), ask());
            tokio::spawn(async move { fetcher.fetch(ask, &mut Vec::new()).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(fetcher.fetch(ask(), &mut Vec::new()).await.unwrap_err().kind, Kind::Busy);
    for held in held {
        assert!(held.await.unwrap().is_ok());
    }
    assert!(fetcher.fetch(ask(), &mut Vec::new()).await.is_ok());
}
