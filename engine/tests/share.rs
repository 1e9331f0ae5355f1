//! Links before the published rules: judged, written down, appealed against.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use drawbridge_canon::Timestamp;
use drawbridge_canon::share::{Card, Safety, Source, Step, Told};
use drawbridge_engine::cases::{AppealError, Cases};
use drawbridge_engine::desk::Desk;
use drawbridge_engine::fetch::{FetchSettings, Fetcher};
use drawbridge_engine::outbound::{HttpNet, NetSettings};
use drawbridge_engine::share::{
    AccountDesk, Counts, Links, Roll, Saved, ShareEngine, ShareError, ShareSettings, ShortLink,
    Standing,
};
use drawbridge_engine::store::{self, Store};
use drawbridge_engine::world::{Clock, Dice, RuntimeBackground, SystemDice, World};
use drawbridge_fair_record::leaf::Verdict;
use drawbridge_fair_record::{Body, Field, Leaf, Object, Value};
use drawbridge_gate_share::code::{Code, CodeKey};
use drawbridge_gate_share::safety::{Feeds, Threat, Way};
use url::Url;

const NOON: i64 = 1_800_000_000_000;
const DAY: i64 = 86_400_000;

struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

struct House {
    store: Arc<dyn Store>,
    clock: Arc<HandClock>,
    world: World,
    cases: Cases,
    share: ShareEngine,
}

impl House {
    async fn open() -> Self {
        let store = store::open("sqlite::memory:").await.unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(NOON)));
        let (dice, background) = (Arc::new(SystemDice), Arc::new(RuntimeBackground));
        let world = World { clock: clock.clone(), dice, background };
        let desk = Arc::new(Desk::published().unwrap());
        let cases = Cases::new(store.clone(), desk.clone());
        let fetch = FetchSettings::real(&NetSettings::default(), world.clone()).unwrap();
        let settings = ShareSettings {
            pseudonym_key: "key".to_owned(),
            cards_bytes: 1 << 20,
            pictures_bytes: 1 << 20,
            drawn_bytes: 1 << 20,
            judged_for: Duration::from_hours(24),
        };
        let with = (store.clone(), desk, world.clone());
        let fetcher = Fetcher::new(fetch);
        let net = Arc::new(HttpNet::new(&NetSettings::default()).unwrap());
        let accounts = AccountDesk::new(net, Roll::default(), (store.clone(), world.clone()));
        let share =
            ShareEngine::new(with, (fetcher, accounts), drawbridge_roster::DIALECTS, settings);
        Self { store, clock, world, cases, share }
    }

    async fn judge(&self, address: &str) -> Safety {
        let steps = [Url::parse(address).unwrap()];
        let told = |text: &str| Some(Told::new(text.to_owned(), Source::Address));
        let card = Card { url: told(address), title: told("title"), ..Card::default() };
        self.share.judge(Way { steps: &steps, ended: true }, &card).await.unwrap()
    }

    /// What is said of an address when nothing is fetched. In a message one that is written in other
    /// scripts would end before them.
    async fn safety_of(&self, address: &str) -> Safety {
        let card = if address.is_ascii() {
            self.share.read_unfetched(address).await.unwrap().remove(0).1
        } else {
            let saved = Saved { url: address, body: b"", content_type: None };
            self.share.read_saved(saved).await.unwrap().1
        };
        card.safety.unwrap()
    }

    async fn leaf(&self, index: u64) -> Leaf {
        let (_, body) = self.store.leaves(index, 1).await.unwrap().pop().unwrap();
        Leaf::read(&body).unwrap()
    }
}

fn rules(safety: &Safety) -> Vec<&str> {
    safety.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

#[tokio::test]
async fn a_crossing_is_a_case_with_what_became_of_it() {
    let house = House::open().await;
    let safety = house.judge("https://shop.example/item?id=1").await;
    assert_eq!((safety.step, rules(&safety)), (Step::Open, vec![]));
    let first = safety.decision.unwrap();
    let Body::Intake(intake) = house.leaf(first).await.body else { panic!("an intake") };
    assert_eq!(intake.action, "link.open");
    assert_eq!(intake.facts["disguised"], Field::Open(Value::Bool(false)));
    let Body::Decision(decision) = house.leaf(first + 1).await.body else { panic!("a decision") };
    assert_eq!((decision.verdict, decision.intake.index), (Verdict::Allow, first));
    let Body::Outcome(outcome) = house.leaf(first + 2).await.body else { panic!("an outcome") };
    assert_eq!(outcome.of.index, first + 1);
    for (fact, is) in [("same_form", true), ("in_app", true)] {
        assert_eq!(outcome.facts[fact], Field::Open(Value::Bool(is)));
    }
}

#[tokio::test]
async fn each_rule_is_reached_with_reason_and_remedy() {
    let house = House::open().await;
    let mut feeds = Feeds::default();
    feeds.threats.import("bad.example", Threat::Phishing).unwrap();
    feeds.illegal.import("illegal.example", Threat::Suspicious).unwrap();
    house.share.feed(feeds);
    for (address, step, rule) in [
        ("https://u@shop.example/", Step::Refuse, "link.credentials"),
        ("https://x.bad.example/", Step::Refuse, "link.malicious"),
        ("https://illegal.example/", Step::Refuse, "link.illegal"),
        ("https://t\u{430}\u{43b}k-\u{4e2d}\u{3042}a.example/x.apk", Step::Warn, "link.program"),
    ] {
        let safety = house.judge(address).await;
        assert_eq!(safety.step, step, "{address}: {safety:?}");
        assert!(rules(&safety).contains(&rule), "{address}: {safety:?}");
        for finding in &safety.findings {
            assert!(!finding.reason_zh.is_empty() && !finding.remedy_en.is_empty());
        }
    }
}

#[tokio::test]
async fn a_burst_from_a_new_domain_is_warned_of_until_the_day_is_over() {
    let house = House::open().await;
    for _ in 0..999 {
        house.judge("https://new.example/").await;
    }
    assert_eq!(rules(&house.judge("https://www.new.example/").await), ["link.burst"]);
    assert_eq!(house.judge("https://other.example/").await.step, Step::Open);
    house.clock.0.fetch_add(DAY, Ordering::Relaxed);
    assert_eq!(house.judge("https://new.example/").await.step, Step::Open);
}

#[tokio::test]
async fn an_appeal_is_heard_once_and_what_it_finds_counts() {
    let house = House::open().await;
    let refused = house.judge("https://u@shop.example/").await.decision.unwrap();
    let at = (Timestamp(NOON + 1), &SystemDice as _);
    let appeal = |grounds| house.cases.appeal(refused, grounds, at);
    assert!(matches!(appeal(" ").await, Err(AppealError::Grounds)));
    let index = appeal("`u@` is part of our address").await.unwrap();
    let leaf = house.leaf(index).await;
    assert!(matches!(leaf.body, Body::Appeal(_)), "{leaf:?}");
    assert!(matches!(appeal("again").await, Err(AppealError::Heard)));
    let found = |name: &str| Object::from([(name.to_owned(), Value::Bool(false))]);
    let house = &house;
    let answer = |found: Object| async move {
        house.share.answer(&house.cases, refused, &found, ("r-1", Timestamp(NOON + 2))).await
    };
    let wrong = answer(found("nothing")).await;
    assert!(matches!(wrong, Err(ShareError::Appeal(AppealError::Fact(_)))), "{wrong:?}");
    let ruling = answer(found("credentials")).await.unwrap();
    assert_eq!(ruling.verdict, Verdict::Allow);
    assert_eq!(house.judge("https://u@shop.example/").await.step, Step::Open, "it counts");
    let none = answer(found("credentials")).await;
    assert!(matches!(none, Err(ShareError::Appeal(AppealError::NoAppeal))), "{none:?}");
    let passed = house.cases.appeal(refused, "more", at).await;
    assert!(matches!(passed, Err(AppealError::Passed)), "{passed:?}");
}

#[tokio::test]
async fn what_an_appeal_finds_counts_for_that_link_alone_and_not_for_ever() {
    let house = House::open().await;
    let list = |text: &str| {
        let mut feeds = Feeds::default();
        feeds.threats.import(text, Threat::Phishing).unwrap();
        house.share.feed(feeds);
    };
    let listed = "https://docs.example/forms/d/evil\nhttps://docs.example/forms/d/evil2";
    list(listed);
    let refused = house.judge("https://docs.example/forms/d/evil").await.decision.unwrap();
    let at = (Timestamp(NOON + 1), &SystemDice as _);
    house.cases.appeal(refused, "not ours", at).await.unwrap();
    let clean = Object::from([("scan".to_owned(), Value::Text("clean".to_owned()))]);
    let by = ("r-1", Timestamp(NOON + 2));
    house.share.answer(&house.cases, refused, &clean, by).await.unwrap();
    let step = async |address: &str| house.judge(address).await.step;
    assert_eq!(step("https://docs.example/forms/d/evil").await, Step::Open, "it counts");
    assert_eq!(step("https://docs.example/forms/d/evil2").await, Step::Refuse, "not for another");
    list(&format!("{listed}\nhttps://other.example/"));
    assert_eq!(step("https://docs.example/forms/d/evil").await, Step::Refuse, "another list");
    list(listed);
    assert_eq!(step("https://docs.example/forms/d/evil").await, Step::Open);
    let leaves = house.store.leaf_count().await.unwrap();
    let back = async || house.share.take_back(&house.cases, refused, Timestamp(NOON + 3)).await;
    let index = back().await.unwrap();
    assert_eq!(index, leaves, "a leaf says so");
    let Body::Outcome(told) = house.leaf(index).await.body else { panic!("an outcome") };
    let Body::Decision(answered) = house.leaf(told.of.index).await.body else { panic!("of it") };
    assert_eq!(answered.reviewer.as_deref(), Some("r-1"));
    assert_eq!(told.facts["finding_counts"], Field::Open(Value::Bool(false)));
    let again = back().await;
    let nothing = ShareError::Appeal(AppealError::NothingFound);
    assert_eq!(again.unwrap_err().to_string(), nothing.to_string(), "once");
    assert_eq!(house.store.leaf_count().await.unwrap(), index + 1);
    assert_eq!(step("https://docs.example/forms/d/evil").await, Step::Refuse, "it is taken back");
}

#[tokio::test]
async fn what_is_true_of_a_domain_is_found_for_the_domain() {
    let house = House::open().await;
    let address = "https://taoba0.com/a";
    let warned = house.judge(address).await;
    assert_eq!(rules(&warned), ["link.look-alike"]);
    let at = (Timestamp(NOON + 1), &SystemDice as _);
    house.cases.appeal(warned.decision.unwrap(), "our name since 1990", at).await.unwrap();
    let found = Object::from([("look_alike".to_owned(), Value::Bool(false))]);
    let by = ("r-1", Timestamp(NOON + 2));
    house.share.answer(&house.cases, warned.decision.unwrap(), &found, by).await.unwrap();
    assert_eq!(house.judge("https://www.taoba0.com/b").await.step, Step::Open);
    assert_eq!(house.judge("https://tmal1.com/b").await.step, Step::Warn);
}

#[tokio::test]
async fn what_is_found_of_one_message_counts_for_no_other() {
    let house = House::open().await;
    let text = "[https://icbc.com.cn](https://other.example/)";
    let read = async || house.share.read_unfetched(text).await.unwrap().remove(0).1;
    let intake = read().await.safety.unwrap().decision.unwrap();
    let at = (Timestamp(NOON + 1), &SystemDice as _);
    house.cases.appeal(intake, "both are ours", at).await.unwrap();
    let found = Object::from([("shown_otherwise".to_owned(), Value::Bool(false))]);
    let by = ("r-1", Timestamp(NOON + 2));
    let ruling = house.share.answer(&house.cases, intake, &found, by).await.unwrap();
    assert_eq!(ruling.verdict, Verdict::Allow);
    assert_eq!(rules(&read().await.safety.unwrap()), ["link.shown-otherwise"]);
}

#[tokio::test]
async fn nothing_opens_without_an_address() {
    let house = House::open().await;
    let card = async |text: &str| {
        let shared = house.share.read_unfetched(text).await.unwrap();
        shared.into_iter().next().unwrap().1
    };
    for (text, step, rule) in [
        ("https://xn--a.com/", Step::Refuse, "link.unfit"),
        ("https://example.com:3000/a", Step::Warn, "link.odd-port"),
        ("http://x.cn:8888/", Step::Warn, "link.odd-port"),
        ("http://192.168.1.1/reboot", Step::Warn, "link.inner"),
        ("http://localhost/", Step::Warn, "link.inner"),
        ("https://dwz.cn/abc", Step::Warn, "link.redirects"),
        ("https://link.juejin.cn/?target=https%3A%2F%2Ftaoba0.com", Step::Warn, "link.look-alike"),
        ("https://a.example/?to=https://evil.cn/", Step::Warn, "link.passes-elsewhere"),
        ("[https://icbc.com.cn](https://other.example/)", Step::Warn, "link.shown-otherwise"),
        (
            "<a href=\"https://other.example/\">www.icbc.com.cn/login</a>",
            Step::Warn,
            "link.shown-otherwise",
        ),
        (
            "[https://icbc.com.cn](https://item.taobao.com/item.htm?id=1)",
            Step::Warn,
            "link.shown-otherwise",
        ),
    ] {
        let card = card(text).await;
        let safety = card.safety.unwrap();
        assert_eq!((safety.step, rules(&safety)), (step, vec![rule]), "{text}");
        assert_eq!(card.url.is_some(), step != Step::Refuse, "{text}");
    }
    let plain = card("https://example.com:8443/a").await.safety.unwrap();
    assert_eq!(plain.step, Step::Open);
}

/// The table, a line an address; `\u{430}` stands for the letter, which nobody would see.
const SAFETY: &str = include_str!("../../gates/share/tests/data/safety.txt");

#[tokio::test]
async fn ordinary_sites_open_and_what_deceives_does_not() {
    let house = House::open().await;
    let lines = SAFETY.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut wrong = Vec::new();
    let mut counted = [0, 0];
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        let [step, rule, address] = words[..] else { panic!("{line}") };
        let address = address.replace("\\u{430}", "\u{430}").replace("\\u{456}", "\u{456}");
        let safety = house.safety_of(&address).await;
        let is = serde_json::to_value(safety.step).unwrap();
        let fits =
            if step == "open" { rules(&safety).is_empty() } else { rules(&safety).contains(&rule) };
        counted[usize::from(step != "open")] += 1;
        if is != step || !fits {
            wrong.push(format!("{line}: {is} {:?}", rules(&safety)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(counted.iter().all(|count| *count >= 60) && counted.iter().sum::<i32>() >= 150);
}

fn link(expires: Option<i64>) -> ShortLink {
    ShortLink {
        url: "https://shop.example/item?id=1".to_owned(),
        card: Card::default(),
        judged: None,
        owner: "shop".to_owned(),
        created: Timestamp(NOON),
        expires: expires.map(Timestamp),
        withdrawn: None,
    }
}

#[tokio::test]
async fn a_short_link_leads_until_it_ends_or_is_withdrawn() {
    let house = House::open().await;
    let links = Links::new(house.store.clone(), house.world.clone(), CodeKey::new([7; 16]));
    let (one, two) = (
        links.make(&link(None)).await.unwrap(),
        links.make(&link(Some(NOON + DAY))).await.unwrap(),
    );
    assert_ne!(one, two);
    let standing = |link: Option<ShortLink>, at| link.unwrap().standing(Timestamp(at));
    assert_eq!(standing(links.find(&two).await.unwrap(), NOON + DAY - 1), Standing::Live);
    assert_eq!(standing(links.find(&two).await.unwrap(), NOON + DAY), Standing::Expired);
    let gone = links.withdraw(&one, "sold").await.unwrap().unwrap();
    assert_eq!(gone.withdrawn.as_ref().unwrap().why, "sold");
    let again = links.withdraw(&one, "another reason").await.unwrap().unwrap();
    assert_eq!(again, gone, "it was withdrawn once");
    assert_eq!(standing(links.find(&one).await.unwrap(), NOON), Standing::Withdrawn);
    assert_eq!(links.list(None, 10).await.unwrap().items.len(), 2);
    let unknown = Code::of(5, &CodeKey::new([8; 16])).unwrap();
    assert_eq!(links.find(&unknown).await.unwrap(), None);
    assert_eq!(links.withdraw(&unknown, "").await.unwrap(), None);
}

#[tokio::test]
async fn codes_that_are_taken_are_drawn_anew() {
    /// Throws the same twice.
    struct Loaded(AtomicI64);
    impl Dice for Loaded {
        fn fill(&self, bytes: &mut [u8]) {
            let throw = self.0.fetch_add(1, Ordering::Relaxed) / 2;
            bytes.fill(u8::try_from(throw).unwrap());
        }
    }
    let house = House::open().await;
    let world = World { dice: Arc::new(Loaded(AtomicI64::new(0))), ..house.world.clone() };
    let links = Links::new(house.store.clone(), world, CodeKey::new([7; 16]));
    let one = links.make(&link(None)).await.unwrap();
    assert_ne!(links.make(&link(None)).await.unwrap(), one);
}

#[tokio::test]
async fn openings_are_counted_by_day_and_app_and_two_nodes_add_up() {
    let house = House::open().await;
    let nodes = [(); 2].map(|()| Counts::new(house.store.clone(), house.world.clone()));
    for node in &nodes {
        node.count("AAAA", "browser");
        node.count("AAAA", "a");
        node.count("BBBB", "browser");
    }
    let (one, two) = tokio::join!(nodes[0].keep(), nodes[1].keep());
    one.unwrap();
    two.unwrap();
    let days = nodes[0].of("AAAA").await.unwrap();
    let [(day, counts)] = &days[..] else { panic!("{days:?}") };
    assert_eq!(day, &Timestamp(NOON).day());
    assert_eq!(counts.clone(), [("a".to_owned(), 2), ("browser".to_owned(), 2)].into());
}

#[test]
fn what_is_shared_is_the_link_and_a_picture_needs_none() {
    use drawbridge_canon::Account;
    use drawbridge_engine::share::write::{Writing, write};
    use drawbridge_page::write::Tongue;
    let told = |text: &str| Some(Told::new(text.to_owned(), Source::Html));
    let nobody = Account::default();
    let writing = |page, link| Writing {
        account: &nobody,
        page,
        ticket: None,
        link,
        house: "a house",
        tongue: Tongue::English,
        dark: false,
    };
    let world = World::real().0;
    let written = |card: &Card, form, writing: &Writing<'_>| {
        let written = write(card, form, writing, (drawbridge_roster::DIALECTS, &world)).unwrap();
        written.map(|payload| payload.body)
    };
    let (own, page, link) = ("https://own.cn/", Some("https://page.cn/"), Some("https://link.cn/"));
    let card = Card { url: told(own), title: told("tea"), ..Card::default() };
    for form in ["og", "oembed", "oembed-xml", "json-ld", "text", "svg"] {
        let plain = written(&card, form, &writing(None, None)).unwrap();
        assert!(plain == written(&card, form, &writing(page, None)).unwrap(), "{form}");
        let linked = written(&card, form, &writing(None, link)).unwrap();
        assert!(linked == written(&card, form, &writing(page, link)).unwrap(), "{form}");
        // An oEmbed answer and JSON-LD tell of the thing, and not of a link to it.
        let links = ["og", "text", "svg"].contains(&form);
        assert_eq!(linked != plain, links, "{form}");
    }
    let code = Card { url: None, ..card };
    for form in ["og", "oembed", "oembed-xml", "json-ld", "text"] {
        assert!(written(&code, form, &writing(page, None)).is_err(), "{form} links to nowhere");
        assert!(written(&code, form, &writing(None, link)).is_ok(), "{form}");
    }
    assert!(written(&code, "png", &writing(None, None)).unwrap().starts_with(b"\x89PNG"));
    let scanned = |writing| String::from_utf8(written(&code, "svg", &writing).unwrap()).unwrap();
    assert!(scanned(writing(None, link)).len() > scanned(writing(None, None)).len() + 500);
}
