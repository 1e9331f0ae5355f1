//! Cards of what answers badly: whatever a link leads to, what is known of it is judged and told, and
//! what lies with us is no card.

use std::sync::{Arc, Mutex};

use drawbridge_canon::share::{Card, Kind, Step};
use drawbridge_engine::desk::Desk;
use drawbridge_engine::fetch::{FetchError, Fetcher, Limits, PaceSettings};
use drawbridge_engine::outbound::{HttpNet, NetSettings};
use drawbridge_engine::share::{AccountDesk, Roll, ShareEngine, ShareSettings};
use drawbridge_engine::store;
use drawbridge_engine::world::World;
use drawbridge_gate_share::safety::{Feeds, Threat};

use crate::kit::{Act, Ahead, Internet, Server, answer, page, redirect};

/// A share gate before a small internet.
pub(crate) async fn gate(internet: &Internet) -> Arc<ShareEngine> {
    let world = internet.settings.world.clone();
    let settings = ShareSettings {
        pseudonym_key: "key".to_owned(),
        cards_bytes: 1 << 20,
        pictures_bytes: 1 << 20,
        drawn_bytes: 1 << 20,
        judged_for: std::time::Duration::from_hours(24),
    };
    let net = Arc::new(HttpNet::new(&NetSettings::default()).unwrap());
    let store = store::open("sqlite::memory:").await.unwrap();
    let accounts = AccountDesk::new(net, Roll::default(), (store.clone(), world.clone()));
    let with = (store, Arc::new(Desk::published().unwrap()), world);
    let by = (Fetcher::new(internet.settings.clone()), accounts);
    Arc::new(ShareEngine::new(with, by, drawbridge_roster::DIALECTS, settings))
}

async fn card(gate: &Arc<ShareEngine>, url: &str) -> Result<Card, FetchError> {
    gate.card(url).await.map(|json| serde_json::from_slice(&json).unwrap())
}

fn rules(card: &Card) -> Vec<String> {
    let safety = card.safety.as_ref().expect("it is judged");
    assert!(safety.decision.is_some(), "it stands in the log");
    safety.findings.iter().map(|finding| finding.rule.clone()).collect()
}

/// `mall.cn` and the short links of a platform, which redirect to where their path says, and `end.cn`,
/// which answers in bad ways.
async fn leading() -> Internet {
    const TO: [&str; 12] = [
        "http://end.cn/404",
        "http://end.cn/403",
        "http://end.cn/hangs",
        "http://end.cn/pdf",
        "http://127.0.0.1/",
        "http://10.0.0.1:22/",
        "javascript:alert(1)",
        "snssdk1128://aweme/detail/7",
        "http://nobody.cn/",
        "http://[",
        "http://me@end.cn/",
        "/round",
    ];
    let internet = Internet::new().await;
    let leads = |path: &str| match path.trim_start_matches('/').parse::<usize>() {
        Ok(at) => redirect(TO[at]),
        Err(_) => redirect("/round"),
    };
    let mall = Server::new(leads).await;
    let end = Server::new(|path| match path {
        "/404" => answer("404 Not Found\r\ncontent-type: text/html", b"gone"),
        "/403" => answer("403 Forbidden\r\ncontent-type: text/html", b"no"),
        "/hangs" => vec![Act::Pause(std::time::Duration::from_secs(9))],
        _ => answer("200 OK\r\ncontent-type: application/pdf", b"%PDF-1.7"),
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &mall);
    internet.at("t.cn", "1.2.3.6", &mall);
    internet.at("end.cn", "1.2.3.5", &end);
    internet
}

#[tokio::test]
async fn what_fails_behind_a_redirect_has_a_judged_card() {
    let internet = leading().await;
    let gate = gate(&internet).await;
    for host in ["mall.cn", "t.cn"] {
        for at in 0..12 {
            let url = format!("http://{host}/{at}");
            let card = card(&gate, &url).await.unwrap();
            let rules = rules(&card);
            match at {
                4 => assert_eq!(rules, ["link.inner"], "{url}"),
                5 => assert_eq!(rules, ["link.inner", "link.odd-port"], "{url}"),
                10 => assert_eq!(rules, ["link.credentials"], "{url}"),
                // What nobody opens is an end that was not reached. What is no address at all leads nowhere: a
                // short link has not ended there, and a page is a page that could not be read.
                6 | 7 | 11 => assert_eq!(rules, ["link.redirects"], "{url}"),
                9 if host == "t.cn" => assert_eq!(rules, ["link.redirects"], "{url}"),
                _ => assert_eq!(rules, [""; 0], "{url}"),
            }
            if at < 3 {
                let led = card.url.unwrap().value;
                assert!(led.starts_with("http://end.cn/"), "{url}: {led}");
            }
        }
    }
    assert_eq!(internet.canary.count(), 0);
}

#[tokio::test]
async fn a_bad_site_behind_a_redirect_does_not_escape_by_failing() {
    let internet = leading().await;
    let gate = gate(&internet).await;
    let mut feeds = Feeds::default();
    feeds.threats.import("end.cn\n127.0.0.1", Threat::Phishing).unwrap();
    gate.feed(feeds);
    for host in ["mall.cn", "t.cn"] {
        for at in [0, 1, 2, 3, 4, 10] {
            let url = format!("http://{host}/{at}");
            let card = card(&gate, &url).await.unwrap();
            assert_eq!(card.safety.unwrap().step, Step::Refuse, "{url}");
        }
    }
}

#[tokio::test]
async fn what_fails_in_the_middle_of_a_way_is_judged_with_all_of_it() {
    let internet = Internet::new().await;
    let leads = Server::new(|path| match path {
        "/a" => redirect("http://bad.cn/b"),
        "/b" => redirect("http://end.cn/c"),
        _ => answer("500 Oops", b""),
    })
    .await;
    for (host, address) in [("mall.cn", "1.2.3.4"), ("bad.cn", "1.2.3.5"), ("end.cn", "1.2.3.6")] {
        internet.at(host, address, &leads);
    }
    let gate = gate(&internet).await;
    let mut feeds = Feeds::default();
    feeds.threats.import("bad.cn", Threat::Phishing).unwrap();
    gate.feed(feeds);
    let card = card(&gate, "http://mall.cn/a").await.unwrap();
    assert_eq!(rules(&card), ["link.malicious"]);
    assert_eq!(leads.count(), 3, "nothing is asked twice");
}

#[tokio::test]
async fn a_page_behind_a_redirect_is_read() {
    let internet = Internet::new().await;
    let mall = Server::new(|path| match path {
        "/" => redirect("/page"),
        _ => page("<title>Tea</title>"),
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &mall);
    let gate = gate(&internet).await;
    let card = card(&gate, "http://mall.cn/").await.unwrap();
    assert_eq!(card.title.unwrap().value, "Tea");
    assert_eq!(card.url.unwrap().value, "http://mall.cn/page");
}

#[tokio::test]
async fn what_we_are_too_busy_for_is_no_card() {
    let mut internet = Internet::new().await;
    internet.settings.hosts = PaceSettings::of_hosts();
    // As they are at work: no page is too slow, even on a machine that is.
    internet.settings.limits = Limits::default();
    let mall = Server::new(|path| page(&format!("<title>Tea {path}</title>"))).await;
    internet.at("mall.cn", "1.2.3.4", &mall);
    let gate = gate(&internet).await;
    let urls: Vec<_> = (0..60).map(|n| format!("http://mall.cn/{n}")).collect();
    let cards = urls.iter().map(|url| card(&gate, url));
    let cards = futures_util::future::join_all(cards).await;
    let told = cards.iter().flatten().filter(|card| card.title.is_some()).count();
    let busy = cards.iter().filter(|card| card.as_ref().is_err_and(FetchError::is_ours)).count();
    let others: Vec<_> = cards
        .iter()
        .filter_map(|card| card.as_ref().err().filter(|error| !error.is_ours()))
        .collect();
    assert!(told > 10 && busy > 10 && told + busy == 60, "{told} told, {busy} busy, {others:?}");
    let at = cards.iter().position(Result::is_err).unwrap();
    assert!(gate.at_hand(&urls[at]).await.is_none(), "nothing is kept of it");
}

/// A mall that answers as told, at a time that passes as told.
struct Mall {
    gate: Arc<ShareEngine>,
    clock: Arc<Ahead>,
    server: Server,
    says: Arc<Mutex<Vec<Act>>>,
}

impl Mall {
    async fn open(hosts: &[&str]) -> Self {
        let mut internet = Internet::new().await;
        let clock = Arc::new(Ahead::default());
        internet.settings.world = World { clock: clock.clone(), ..World::real().0 };
        let says = Arc::new(Mutex::new(page("<title>Tea</title>")));
        let told = says.clone();
        let server = Server::new(move |_| told.lock().unwrap().clone()).await;
        for (at, host) in hosts.iter().enumerate() {
            internet.at(host, &format!("1.2.3.{}", at + 1), &server);
        }
        Self { gate: gate(&internet).await, clock, server, says }
    }

    /// Asks, after so much time, and lets what goes on by itself come to its end.
    async fn asked(&self, url: &str, answer: Vec<Act>, seconds: i64) -> Card {
        *self.says.lock().unwrap() = answer;
        self.clock.pass(seconds);
        card(&self.gate, url).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        card(&self.gate, url).await.unwrap()
    }
}

#[tokio::test]
async fn a_card_that_tells_something_outlives_a_site_that_is_down() {
    let mall = Mall::open(&["mall.cn", "www.mall.cn", "evil.cn"]).await;
    let url = "http://mall.cn/tea";
    let title = |card: &Card| card.title.as_ref().map(|title| title.value.clone());
    // Of a domain that is not known for a day, a card is made anew after a minute.
    let day = 86_400;
    assert!(title(&mall.asked(url, page("<title>Tea</title>"), 0).await).is_some());
    mall.clock.pass(day);
    assert!(title(&mall.asked(url, page("<title>Tea</title>"), 0).await).is_some());
    for status in ["503 Away", "500 Oops", "429 Slowly"] {
        let asked = mall.server.count();
        let card = mall.asked(url, answer(status, b""), 3700).await;
        assert_eq!(title(&card).as_deref(), Some("Tea"), "{status}");
        assert_eq!(mall.server.count(), asked + 1, "{status}: and it was asked");
    }
    let gone = mall.asked(url, answer("404 Gone", b""), 3700).await;
    assert_eq!(title(&gone), None, "what is gone is gone");
    let back = mall.asked(url, page("<title>Tea</title>"), 700).await;
    assert_eq!(title(&back).as_deref(), Some("Tea"));
}

#[tokio::test]
async fn a_card_at_hand_is_anybodys_whatever_its_link_is_and_while_it_is_made_anew() {
    let hosts = ["mp.weixin.qq.com", "y.qq.com", "www.zhihu.com", "music.163.com", "mall.cn"];
    for url in [
        "http://mp.weixin.qq.com/s/abcdefghijklmnop",
        "http://y.qq.com/n/ryqq/songDetail/0039MnYb0qxYhV",
        "http://www.zhihu.com/question/19550225",
        "http://music.163.com/song?id=186016",
        "http://mall.cn/tea",
    ] {
        let mall = Mall::open(&hosts).await;
        assert!(mall.gate.at_hand(url).await.is_none(), "{url}");
        card(&mall.gate, url).await.unwrap();
        assert!(mall.gate.at_hand(url).await.is_some(), "{url}");
        let asked = mall.server.count();
        mall.clock.pass(120);
        assert!(mall.gate.at_hand(url).await.is_some(), "{url}: it is past its time");
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert!(mall.server.count() > asked, "{url}: and it is made anew");
        mall.clock.pass(8 * 86_400);
        assert!(mall.gate.at_hand(url).await.is_none(), "{url}: for a week at most");
    }
}

#[tokio::test]
async fn no_address_makes_the_card_of_another() {
    let mall = Mall::open(&["mall.cn"]).await;
    let told = "看 http://mall.cn/tea";
    mall.gate.read(told).await;
    for forged in [
        "http://mall.cn/tea\nlink\nNone\nNone\nNone\nNone\nNone\nNone",
        "words 19:http://mall.cn/tea",
        "link http://mall.cn/tea",
    ] {
        let card = card(&mall.gate, forged).await.unwrap();
        assert_ne!(card.url.map(|url| url.value).as_deref(), Some("http://mall.cn/tea"));
    }
}

#[tokio::test]
async fn a_file_is_shown_as_what_it_is() {
    let mall = Mall::open(&["mall.cn"]).await;
    for (media_type, kind) in [
        ("image/png", Kind::Picture),
        ("image/svg+xml", Kind::Picture),
        ("video/mp4", Kind::Video),
        ("audio/mpeg", Kind::Music),
        ("application/pdf", Kind::Article),
    ] {
        let url = format!("http://mall.cn/{}/big", media_type.replace('+', "-"));
        let says = answer(&format!("200 OK\r\ncontent-type: {media_type}"), b"bytes");
        let card = mall.asked(&url, says, 0).await;
        assert_eq!(card.kind.unwrap().value, kind, "{media_type}");
        assert_eq!(card.title.unwrap().value, "big");
        assert_eq!(
            card.images.first().map(|image| &image.value.url),
            (kind == Kind::Picture).then_some(&url)
        );
        assert!(card.safety.is_some());
        assert_eq!(card.note, None, "{media_type}: there is no page to be read");
    }
}

#[tokio::test]
async fn a_wall_is_told_on_the_card_whoever_knows_it() {
    // A platform's own wall, which says what it stands before or not; and that of any other site.
    let internet = Internet::new().await;
    let server = Server::new(|path| match path {
        "/question/19550225" => redirect("/signin?next=%2Fquestion%2F19550225"),
        "/question/19550226" => redirect("/account/unhuman"),
        "/x" => redirect("/login?to=%2Fx"),
        path if path.starts_with("/account") => answer("403 Forbidden", b""),
        _ => page("<title>Log in</title>"),
    })
    .await;
    internet.at("www.zhihu.com", "1.2.3.4", &server);
    internet.at("mall.cn", "1.2.3.5", &server);
    let gate = gate(&internet).await;
    for (url, shown) in [
        ("http://www.zhihu.com/question/19550225", "https://www.zhihu.com/question/19550225"),
        ("http://www.zhihu.com/question/19550226", "https://www.zhihu.com/question/19550226"),
        ("http://mall.cn/x", "http://mall.cn/x"),
    ] {
        let card = card(&gate, url).await.unwrap();
        assert_eq!(card.note.map(|note| note.name).as_deref(), Some("login-wall"), "{url}");
        assert_eq!((card.title, card.url.unwrap().value.as_str()), (None, shown));
    }
    // Whoever shares the page on which one logs in means it.
    let login = card(&gate, "http://mall.cn/login").await.unwrap();
    assert_eq!((login.title.unwrap().value.as_str(), login.note), ("Log in", None));
}

#[tokio::test]
async fn a_way_has_one_budget_however_often_it_is_begun() {
    // A platform's wrapper answers slowly with an error; what it wraps is slow too.
    let internet = Internet::new().await;
    let slow = Server::new(|_| vec![Act::Pause(std::time::Duration::from_secs(9))]).await;
    let leads = Server::new(|path| match path {
        "/one" => {
            let mut acts = vec![Act::Pause(std::time::Duration::from_millis(700))];
            acts.extend(redirect("/two"));
            acts
        }
        _ => vec![Act::Pause(std::time::Duration::from_secs(9))],
    })
    .await;
    internet.at("t.cn", "1.2.3.4", &leads);
    internet.at("slow.cn", "1.2.3.5", &slow);
    let gate = gate(&internet).await;
    let begun = std::time::Instant::now();
    card(&gate, "http://t.cn/one").await.unwrap();
    assert!(begun.elapsed() < std::time::Duration::from_millis(3300), "{:?}", begun.elapsed());
    assert_eq!(leads.count(), 2, "nothing is asked twice");
}

#[tokio::test]
async fn what_is_shown_for_a_link_is_judged_with_it_and_judged_again() {
    let internet = Internet::new().await;
    let mall = Server::new(|path| match path {
        "/go" => redirect("http://end.cn/x"),
        _ => page("<title>Tea</title>"),
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &mall);
    internet.at("end.cn", "1.2.3.5", &mall);
    let gate = gate(&internet).await;
    let read = async |text: &str| {
        let json = gate.read(text).await.remove(0).card.unwrap();
        rules(&serde_json::from_slice(&json).unwrap())
    };
    let (lies, says) = ("[https://icbc.com.cn](http://mall.cn/x)", "[end.cn](http://mall.cn/go)");
    assert_eq!(read(lies).await, ["link.shown-otherwise"]);
    assert_eq!(read("http://mall.cn/x").await, [""; 0], "the link alone is another card");
    assert_eq!(read(says).await, [""; 0], "that is where it ends");
    let mut feeds = Feeds::default();
    feeds.threats.import("bad.cn", Threat::Phishing).unwrap();
    gate.feed(feeds);
    assert_eq!(read(lies).await, ["link.shown-otherwise"]);
    assert_eq!(mall.count(), 4, "it was judged again without being read again");
}
