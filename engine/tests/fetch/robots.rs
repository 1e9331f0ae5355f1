//! A site's `robots.txt`: obeyed where we read on our own account, not where a person shared a link.

use drawbridge_engine::fetch::{FetchAsk, Kind, Purpose, Robots, TOKEN};

use crate::kit::{Internet, Server, answer, page, redirect};

#[tokio::test]
async fn a_crawl_obeys_and_a_shared_link_is_shown() {
    let internet = Internet::new().await;
    let shop = Server::new(|path| match path {
        "/robots.txt" => {
            answer("200 OK\r\ncontent-type: text/plain", b"User-agent: *\nDisallow: /private")
        }
        "/out" => redirect("http://closed.cn/"),
        _ => page("shop"),
    })
    .await;
    let closed = Server::new(|path| match path {
        "/robots.txt" => {
            answer("200 OK\r\ncontent-type: text/plain", b"User-agent: Drawbridge\nDisallow: /")
        }
        _ => page("closed"),
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    internet.at("closed.cn", "1.2.3.5", &closed);
    let fetcher = internet.fetcher();
    let crawl = async |url: &str| {
        fetcher.fetch(FetchAsk::crawl(url, Purpose::Page), &mut Vec::new()).await.map(|_| ())
    };
    let shared = async |url: &str| {
        fetcher.fetch(FetchAsk::shared(url, Purpose::Page), &mut Vec::new()).await.map(|_| ())
    };
    assert_eq!(crawl("http://mall.cn/").await, Ok(()));
    assert_eq!(crawl("http://mall.cn/private/a").await.unwrap_err().kind, Kind::Robots);
    assert_eq!(
        crawl("http://mall.cn/out").await.unwrap_err().kind,
        Kind::Robots,
        "where it leads, too"
    );
    assert_eq!(shared("http://mall.cn/private/a").await, Ok(()));
    assert_eq!(shared("http://mall.cn/out").await, Ok(()));
    let asked = shop
        .heard
        .lock()
        .unwrap()
        .iter()
        .filter(|head| head.starts_with("GET /robots.txt"))
        .count();
    assert_eq!(asked, 1, "kept");
}

#[tokio::test]
async fn no_file_permits_and_no_answer_forbids() {
    for (head, permitted) in [
        ("404 Not Found", true),
        ("403 Forbidden", true),
        ("200 OK\r\ncontent-type: image/png", true),
        ("500 Oops", false),
        ("503 Oops", false),
        ("429 Wait", false),
        ("302 Found\r\nlocation: http://127.0.0.1/", false),
    ] {
        let internet = Internet::new().await;
        let shop = Server::new(
            move |path| if path == "/robots.txt" { answer(head, b"") } else { page("x") },
        )
        .await;
        internet.at("mall.cn", "1.2.3.4", &shop);
        let crawled = internet
            .fetcher()
            .fetch(FetchAsk::crawl("http://mall.cn/", Purpose::Page), &mut Vec::new())
            .await;
        assert_eq!(crawled.is_ok(), permitted, "{head}: {crawled:?}");
        assert_eq!(internet.canary.count(), 0);
    }
}

#[test]
fn the_longest_rule_of_the_right_group_decides() {
    for (text, path, permitted) in [
        ("", "/a", true),
        ("User-agent: *\nDisallow:", "/a", true),
        ("User-agent: *\nDisallow: /", "/a", false),
        ("user-agent : *\r\ndisallow : /a # secret\r\n", "/ab", false),
        ("\u{feff}User-agent: *\nDisallow: /a", "/a", false),
        ("User-agent: other\nDisallow: /", "/a", true),
        ("User-agent: *\nDisallow: /\n\nUser-agent: drawbridge/1.0\nAllow: /", "/a", true),
        ("User-agent: other\nUser-agent: DRAWBRIDGE\nDisallow: /", "/a", false),
        (
            "User-agent: drawbridge\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: drawbridge\nDisallow: /c",
            "/c",
            false,
        ),
        ("User-agent: drawbridge\nDisallow: /a\nUser-agent: x\nDisallow: /b", "/b", true),
        ("User-agent: drawbridgette\nDisallow: /", "/a", true),
        ("User-agent: drawbridge\nSitemap: /s\nUser-agent: *\nDisallow: /", "/a", false),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", true),
        ("User-agent: *\nDisallow: /*.php$", "/x/y.php", false),
        ("User-agent: *\nDisallow: /*.php$", "/y.php?a", true),
        ("User-agent: *\nDisallow: /*a*b*c", "/xxaxxbxxc", false),
        ("User-agent: *\nDisallow: /*a*b*c", "/xxaxxcxxb", true),
        ("User-agent: *\nDisallow: /a$", "/a", false),
        ("User-agent: *\nDisallow: /a$", "/ab", true),
        ("User-agent: *\nDisallow: /\u{4f60}", "/%e4%bd%a0", false),
        ("User-agent: *\nDisallow: /%e4%bd%a0", "/%E4%BD%A0x", false),
        ("User-agent: *\nDisallow: /", "/robots.txt", true),
        ("Disallow: /", "/a", true),
        ("garbage\n::::\nUser-agent\n", "/a", true),
    ] {
        assert_eq!(Robots::read(text, TOKEN).permit(path), permitted, "{text:?} {path}");
    }
}

#[test]
fn a_file_made_to_hold_us_up_does_not() {
    let text =
        format!("User-agent: *\n{}", format!("Disallow: /{}\n", "*a".repeat(2000)).repeat(5000));
    let start = std::time::Instant::now();
    let robots = Robots::read(&text, TOKEN);
    for _ in 0..10 {
        robots.permit(&format!("/{}", "a".repeat(4000)));
    }
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}
