//! From a hit to a card: what is asked for in which order, and who is believed about what.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

use drawbridge_canon::codec::{Codec, Ctx};
use drawbridge_canon::share::{
    Address, Canonical, Card, Found, Host, Image, Kind, Opening, Resolve, ResolveAnswer,
    ResolveAsk, Safety, Share, Source, Step, Told, Wall,
};
use drawbridge_canon::{Fault, Request, Response};
use drawbridge_gate_share::resolve::{
    Effect, Event, Facts, MOST_HOPS, Purpose, Resolving, Trouble, Waits, begin, known, step,
};
use drawbridge_gate_share::{Hit, Platforms};
use url::Url;

/// A platform that can say what its codes mean. How it is asked does not matter here.
struct Asked;

impl Codec<Resolve> for Asked {
    fn write_ask(&self, _: &ResolveAsk, _: &Ctx<'_>) -> Result<Request, Fault> {
        unreachable!("the machine makes no calls")
    }
    fn read_ask(&self, _: &Request, _: &Ctx<'_>) -> Result<ResolveAsk, Fault> {
        unreachable!("the machine makes no calls")
    }
    fn write_answer(&self, _: &ResolveAnswer, _: &Ctx<'_>) -> Result<Response, Fault> {
        unreachable!("the machine makes no calls")
    }
    fn read_answer(&self, _: &Response, _: &Ctx<'_>) -> Result<ResolveAnswer, Fault> {
        unreachable!("the machine makes no calls")
    }
}

static SHOP: Share = Share {
    hosts: &[Host::short("s.cn"), Host::pages(".shop.cn"), Host::passes("go.shop.cn")],
    brands: &["shop", "某店"],
    canonical: |url| {
        let id = url.parameter("id")?;
        Some(Canonical {
            url: format!("https://www.shop.cn/item?id={id}"),
            kind: Some(Kind::Product),
            openings: vec![Opening::App {
                url: format!("shop://item/{id}"),
                system: None,
                store_id: None,
            }],
            id: Some(id),
        })
    },
    passes_to: Some(|url| Url::parse(&url.parameter("to")?).ok()),
    wall: Some(|url| (url.path() == "/login").then(|| Wall::at(url, &["back"]))),
    resolve: Some(&Asked),
    ..Share::SILENT
};
const PLATFORMS: &Platforms<'static> = &[("shop", &SHOP)];

fn hit(url: Option<&str>, code: Option<&str>, title: Option<&str>) -> Hit {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let (url, code, title) = (owned(url), owned(code), owned(title));
    Hit { platform: Some("shop"), found: Found { url, code, title, ..Found::default() } }
}

#[allow(clippy::unnecessary_wraps, reason = "the fields of a card are optional")]
fn told(text: &str, from: Source) -> Option<Told<String>> {
    Some(Told::new(text.to_owned(), from))
}

fn page(title: &str) -> Card {
    let image = Image { url: "https://img.shop.cn/1.jpg".to_owned(), ..Image::default() };
    Card {
        title: told(title, Source::OpenGraph),
        author: told("某人", Source::Meta),
        images: vec![Told::new(image, Source::OpenGraph)],
        ..Card::default()
    }
}

fn read(url: &str, card: Card) -> Event {
    Event::Read { url: url.to_owned(), card: Box::new(card), oembed: None }
}

fn stranded(at: &str) -> Event {
    Event::Stranded { at: at.to_owned(), astray: false }
}

/// Redirects ended at a wrapper that gave nothing.
fn wrapped(to: &str) -> Event {
    stranded(Url::parse_with_params("https://go.shop.cn/", [("to", to)]).unwrap().as_str())
}

fn judged() -> Event {
    Event::Judged(Safety { step: Step::Open, findings: Vec::new(), decision: None })
}

fn fetch(url: &str, purpose: Purpose) -> Vec<Effect> {
    vec![Effect::Fetch { url: url.to_owned(), purpose }]
}

/// Plays events one after the other and gives what the last one led to.
fn play(hit: &Hit, events: Vec<Event>) -> (Resolving, Vec<Effect>) {
    events
        .into_iter()
        .fold(begin(hit, PLATFORMS), |(state, _), event| step(state, event, PLATFORMS).unwrap())
}

fn card(hit: &Hit, mut events: Vec<Event>) -> Card {
    events.push(judged());
    match play(hit, events).1.as_slice() {
        [Effect::Done(card)] => (**card).clone(),
        other => panic!("{other:?}"),
    }
}

fn facts(effects: &[Effect]) -> Facts {
    match effects {
        [Effect::Decide(facts)] => facts.clone(),
        other => panic!("{other:?}"),
    }
}

const ITEM: &str = "https://www.shop.cn/item?id=5";

#[test]
fn a_short_link_is_followed_then_its_page_is_read_then_judged() {
    let hit = hit(Some("https://s.cn/a1"), Some("CODE"), Some("词"));
    let (state, effects) = begin(&hit, PLATFORMS);
    assert_eq!(effects, fetch("https://s.cn/a1", Purpose::ShortLink));
    let led = wrapped(&format!("{ITEM}&utm_source=x"));
    let Event::Stranded { at: wrapper, .. } = led.clone() else { unreachable!() };
    let (state, effects) = step(state, led, PLATFORMS).unwrap();
    assert_eq!(effects, fetch(ITEM, Purpose::Page));
    let (state, effects) = step(state, read(ITEM, page("真丝上衣")), PLATFORMS).unwrap();
    let facts = facts(&effects);
    assert_eq!(facts.way, ["https://s.cn/a1", &wrapper, ITEM]);
    assert_eq!((facts.platform.as_deref(), facts.troubles), (Some("shop"), vec![]));
    let (state, effects) = step(state, judged(), PLATFORMS).unwrap();
    assert_eq!(state.waits, Waits::Nothing);
    let [Effect::Done(card)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(card.url, told(ITEM, Source::Address));
    assert_eq!(card.title, told("真丝上衣", Source::OpenGraph));
    assert_eq!(card.kind, Some(Told::new(Kind::Product, Source::Address)));
    assert_eq!(card.safety.as_ref().map(|safety| safety.step), Some(Step::Open));
    assert_eq!(card.openings.len(), 2, "{:?}", card.openings);
}

#[test]
fn where_redirects_ended_without_a_page_is_on_the_way_and_is_not_asked_again() {
    for from in ["https://s.cn/a1", "https://mall.cn/x"] {
        let hit = hit(Some(from), None, Some("词"));
        let (_, effects) = play(&hit, vec![stranded("https://evil.cn/login?utm_source=x")]);
        let facts = facts(&effects);
        assert_eq!(facts.way, [from, "https://evil.cn/login"]);
        assert_eq!(facts.troubles, [Trouble::NotFetched]);
        let (_, effects) = play(&hit, vec![stranded(&format!("{from}#part"))]);
        assert_eq!(self::facts(&effects).troubles, [Trouble::NotFetched], "it is no circle");
    }
}

#[test]
fn a_wrapper_is_unrolled_without_being_opened() {
    let to: String = url::form_urlencoded::byte_serialize(b"https://b.cn/x").collect();
    let hit = hit(Some(&format!("https://go.shop.cn/?to={to}")), None, None);
    let (state, effects) = begin(&hit, PLATFORMS);
    assert_eq!(effects, fetch("https://b.cn/x", Purpose::Page));
    assert_eq!((state.platform, state.way.len()), (None, 2));
}

#[test]
fn an_apps_own_scheme_leads_to_the_web_where_it_can() {
    let start = |url: &str| begin(&hit(Some(url), None, None), PLATFORMS).1;
    let carried = start("shop://open?to=https%3A%2F%2Fb.cn%2Fx");
    assert_eq!(carried, fetch("https://b.cn/x", Purpose::Page));
    let meant = start("shop://open?id=7");
    assert_eq!(meant, fetch("https://www.shop.cn/item?id=7", Purpose::Page));
    // What only the app can read, but does open, is no address that leads astray.
    let mut closed = hit(Some("shop://open"), None, None);
    assert_eq!(facts(&begin(&closed, PLATFORMS).1).troubles, [Trouble::Unfit]);
    let (url, system, store_id) = ("shop://open".to_owned(), None, None);
    closed.found.opening = Some(Opening::App { url, system, store_id });
    assert_eq!(facts(&begin(&closed, PLATFORMS).1).troubles, []);
}

#[test]
fn a_code_is_put_before_its_platform_and_its_answer_is_believed_first() {
    let hit = hit(None, Some("CODE"), Some("任何人写的题"));
    let (state, effects) = begin(&hit, PLATFORMS);
    let (platform, code) = ("shop".to_owned(), "CODE".to_owned());
    assert_eq!(effects, [Effect::Ask { platform, code }]);
    let answer = ResolveAnswer {
        url: ITEM.to_owned(),
        title: Some("平台说的题".to_owned()),
        image: Some("https://img.shop.cn/2.jpg".to_owned()),
    };
    let (_, effects) = step(state, Event::Answered(answer.clone()), PLATFORMS).unwrap();
    assert_eq!(effects, fetch(ITEM, Purpose::Page));
    let card = card(&hit, vec![Event::Answered(answer), read(ITEM, page("页面的题"))]);
    assert_eq!(card.title, told("平台说的题", Source::Platform));
    let images: Vec<Source> = card.images.iter().map(|image| image.from).collect();
    assert_eq!(images, [Source::Platform, Source::OpenGraph]);
}

#[test]
fn when_a_link_does_not_come_its_code_is_asked_and_otherwise_the_words_must_do() {
    let link = hit(Some("https://s.cn/a1"), Some("CODE"), Some("词"));
    let (state, effects) = play(&link, vec![Event::Failed]);
    assert!(matches!(effects[0], Effect::Ask { .. }), "{effects:?}");
    let (_, effects) = step(state, Event::Failed, PLATFORMS).unwrap();
    assert_eq!(facts(&effects).troubles, [Trouble::NotFetched, Trouble::NotAnswered]);
    let card = card(&link, vec![Event::Failed, Event::Failed]);
    assert_eq!(card.title, told("词", Source::Message));
    assert_eq!(card.url, told("https://s.cn/a1", Source::Address));
}

#[test]
fn a_page_that_says_only_its_sites_name_leaves_the_title_to_the_words() {
    let hit = hit(Some(ITEM), None, Some("真丝上衣"));
    let card = card(&hit, vec![read(ITEM, page("某店"))]);
    assert_eq!(card.title, told("真丝上衣", Source::Message));
}

#[test]
fn what_a_page_calls_itself_takes_no_others_place() {
    let found = "https://found.cn/a";
    let claims = Card { url: told("https://www.shop.cn/item?id=1", Source::Html), ..page("题") };
    let card = card(&hit(Some(found), None, None), vec![read(found, claims)]);
    assert_eq!(card.url, told(found, Source::Address));
    let web = Opening::Web { url: found.to_owned() };
    assert_eq!(card.openings, [Told::new(web, Source::Address)]);
}

#[test]
fn an_oembed_answer_is_asked_for_where_the_page_leaves_something_open() {
    let hit = hit(Some(ITEM), None, None);
    let offered = |card: Card| Event::Read {
        url: ITEM.to_owned(),
        card: Box::new(card),
        oembed: Some("https://www.shop.cn/oembed?u=1".to_owned()),
    };
    let (_, effects) = play(&hit, vec![offered(page("题"))]);
    assert!(matches!(effects[0], Effect::Decide(_)), "{effects:?}");
    let bare = Card { title: told("题", Source::Html), ..Card::default() };
    let (_, effects) = play(&hit, vec![offered(bare.clone())]);
    assert_eq!(effects, [Effect::Oembed { url: "https://www.shop.cn/oembed?u=1".to_owned() }]);
    let answer = Card {
        author: told("某人", Source::Oembed),
        title: told("别的题", Source::Oembed),
        ..Card::default()
    };
    let card = card(&hit, vec![offered(bare), Event::Embedded(Box::new(answer))]);
    assert_eq!(card.title, told("题", Source::Html));
    assert_eq!(card.author, told("某人", Source::Oembed));
}

#[test]
fn a_circle_and_an_endless_way_end() {
    let hit = hit(Some("https://s.cn/a"), None, None);
    let back = wrapped("https://s.cn/a#x");
    let (_, effects) = play(&hit, vec![back]);
    assert_eq!(facts(&effects).troubles, [Trouble::Astray]);
    let round = Event::Stranded { at: "https://s.cn/b".to_owned(), astray: true };
    let (_, effects) = play(&hit, vec![round]);
    assert_eq!(facts(&effects).troubles, [Trouble::Astray]);
    let (mut state, mut effects) = begin(&hit, PLATFORMS);
    for at in 0.. {
        assert!(at <= MOST_HOPS, "it goes on and on");
        if matches!(effects[0], Effect::Decide(_)) {
            break;
        }
        let led = wrapped(&format!("https://s.cn/{at}"));
        (state, effects) = step(state, led, PLATFORMS).unwrap();
    }
    assert_eq!(facts(&effects).troubles, [Trouble::Astray]);
}

#[test]
fn a_page_that_leads_on_to_what_does_not_come_is_a_card_all_the_same() {
    let led = stranded("https://dead.cn/x");
    let (_, effects) = play(&hit(Some(ITEM), None, None), vec![led]);
    let facts = facts(&effects);
    assert_eq!(
        (facts.way.last().unwrap().as_str(), facts.troubles),
        ("https://dead.cn/x", vec![Trouble::NotFetched])
    );
}

#[test]
fn what_the_gate_does_not_open_is_not_fetched() {
    for url in ["https://www.shop.cn@evil.cn/", "javascript:alert(1)", "https://xn--a.com/"] {
        let (_, effects) = begin(&hit(Some(url), None, Some("词")), PLATFORMS);
        let facts = facts(&effects);
        assert_eq!((facts.way, facts.troubles), (vec![], vec![Trouble::Unfit]), "{url}");
        assert_eq!(facts.refused.as_deref(), Some(url));
        assert_eq!(facts.ended, url.contains('@'), "{url}");
    }
    for from in ["https://s.cn/a", ITEM] {
        for to in ["file:///etc/passwd", "javascript:alert(1)", "https://me@evil.cn/"] {
            let (_, effects) = play(&hit(Some(from), None, None), vec![stranded(to)]);
            let facts = facts(&effects);
            assert_eq!(
                (facts.troubles, facts.ended),
                (vec![Trouble::Unfit], to.contains('@')),
                "{from} {to}"
            );
            assert_eq!((facts.way.len(), facts.refused.as_deref()), (1, Some(to)));
        }
    }
}

#[test]
fn an_apps_own_scheme_that_opens_something_is_no_slip() {
    let mut link = hit(Some("shop://mini/wx1/pages/a"), None, None);
    link.found.opening = Some(Opening::App {
        url: "shop://mini/wx1/pages/a".to_owned(),
        system: None,
        store_id: None,
    });
    let (state, effects) = begin(&link, PLATFORMS);
    assert!(facts(&effects).ended);
    assert_eq!(known(&state, PLATFORMS).openings.len(), 1);
    link.found.opening = None;
    assert!(!facts(&begin(&link, PLATFORMS).1).ended, "what opens nothing has no end");
}

#[test]
fn what_stands_at_an_odd_port_is_not_fetched_and_can_be_opened() {
    let hit = hit(Some("https://a.cn:22/x"), None, None);
    let (_, effects) = begin(&hit, PLATFORMS);
    let facts = facts(&effects);
    assert_eq!((facts.way, facts.ended), (vec!["https://a.cn:22/x".to_owned()], true));
    assert_eq!(card(&hit, vec![]).url, told("https://a.cn:22/x", Source::Address));
}

#[test]
fn a_short_link_that_does_not_say_where_it_leads_has_not_ended() {
    let ended = |url: &str, events: Vec<Event>| {
        let mut hit = hit(Some(url), None, None);
        hit.platform = None;
        facts(&play(&hit, events).1).ended
    };
    for short in ["https://s.cn/a", "https://bit.ly/a", "https://dwz.cn/a"] {
        assert!(!ended(short, vec![Event::Failed]), "{short}");
        let led = stranded("https://a.cn/");
        assert!(ended(short, vec![led]), "{short} leads to a page");
    }
    assert!(ended("https://a.cn/", vec![Event::Failed]));
    let own = "https://s.cn/a";
    assert!(ended(own, vec![read(own, page("题"))]), "a platform's own page");
    let anybodys = "https://bit.ly/a";
    assert!(!ended(anybodys, vec![read(anybodys, page("题"))]), "a page that sends on by a script");
    let led = stranded("https://bit.ly/b");
    assert!(!ended("https://s.cn/a", vec![led]), "from one to another");
}

#[test]
fn a_platforms_page_at_its_short_address_leads_on_and_nobody_elses() {
    let leads = |url: &str, from: Source| {
        let page = Card { url: told(ITEM, from), ..page("跳转") };
        play(&hit(Some(url), None, None), vec![read(url, page)]).1
    };
    assert_eq!(leads("https://s.cn/a1", Source::State), fetch(ITEM, Purpose::Page));
    for (url, from) in
        [("https://s.cn/a1", Source::OpenGraph), ("https://www.shop.cn/item?id=7", Source::State)]
    {
        assert!(matches!(leads(url, from).as_slice(), [Effect::Decide(_)]), "{url} {from:?}");
    }
    let itself = Card { url: told("https://s.cn/a1", Source::State), ..page("题") };
    let (_, effects) =
        play(&hit(Some("https://s.cn/a1"), None, None), vec![read("https://s.cn/a1", itself)]);
    assert!(matches!(effects.as_slice(), [Effect::Decide(_)]), "it leads to itself");
}

#[test]
fn an_event_that_fits_nothing_is_refused() {
    let link = hit(Some("https://s.cn/a1"), None, None);
    let (state, _) = begin(&link, PLATFORMS);
    let answer = ResolveAnswer { url: ITEM.to_owned(), title: None, image: None };
    for event in [judged(), Event::Answered(answer), Event::Embedded(Box::default())] {
        assert_eq!(step(state.clone(), event, PLATFORMS).unwrap_err().waits, Waits::ShortLink);
    }
    let (done, _) = play(&link, vec![Event::Failed, judged()]);
    for event in [judged(), Event::Failed, read(ITEM, Card::default())] {
        assert_eq!(step(done.clone(), event, PLATFORMS).unwrap_err().waits, Waits::Nothing);
    }
}

#[test]
fn a_wall_is_neither_the_things_address_nor_its_words() {
    let walled = "https://www.shop.cn/login?back=%2Fitem%3Fid%3D5";
    let blank = "https://www.shop.cn/login";
    let item = told(ITEM, Source::Address);
    // The page sends to the wall; so does the short link, which leads nowhere else.
    for (link, events) in [
        (ITEM, vec![read(walled, page("登录"))]),
        (ITEM, vec![read(blank, page("登录"))]),
        ("https://s.cn/a1", vec![stranded(walled)]),
        ("https://s.cn/a1", vec![read(walled, page("登录"))]),
        (walled, vec![read(walled, page("登录"))]),
    ] {
        let hit = hit(Some(link), None, Some("词"));
        let (state, effects) = play(&hit, events.clone());
        assert_eq!(state.troubles, [Trouble::Walled], "{link} {events:?}");
        assert_eq!(facts(&effects).way.last().map(String::as_str), Some(ITEM));
        let card = card(&hit, events);
        assert_eq!((card.url, card.title), (item.clone(), told("词", Source::Message)));
        assert_eq!(card.images, []);
    }
    // Whoever shares the page on which one logs in means it.
    let login = hit(Some(blank), None, None);
    let card = card(&login, vec![read(blank, page("登录"))]);
    assert_eq!(card.title, told("登录", Source::OpenGraph));
}

#[test]
fn where_a_wall_is_known_from_the_way_to_it_the_way_ends_before_it() {
    let found = "https://found.cn/a";
    let walled = |before: &str| vec![Event::Walled { before: before.to_owned() }];
    for link in [found, "https://s.cn/a1"] {
        let hit = hit(Some(link), None, Some("词"));
        let (state, effects) = play(&hit, walled(found));
        assert_eq!(state.troubles, [Trouble::Walled], "{link}");
        let facts = facts(&effects);
        assert_eq!((facts.way.last().map(String::as_str), facts.ended), (Some(found), true));
        let card = card(&hit, walled(found));
        assert_eq!(card.url, told(found, Source::Address));
        assert_eq!(card.title, told("词", Source::Message));
    }
}

#[test]
fn a_wall_that_leads_elsewhere_is_judged_with_where_it_leads() {
    let walled = "https://www.shop.cn/login?back=https%3A%2F%2Fevil.cn%2F";
    for link in [walled, "https://s.cn/a1"] {
        let (state, _) = play(&hit(Some(link), None, None), vec![read(walled, page("登录"))]);
        assert_eq!(state.way[state.way.len() - 2..], [walled, "https://evil.cn/"], "{link}");
        assert_eq!(state.platform, None);
    }
}

#[test]
fn a_code_is_asked_about_where_a_wall_came() {
    let hit = hit(Some("https://s.cn/a1"), Some("CODE"), None);
    let led = stranded("https://www.shop.cn/login");
    let (_, effects) = play(&hit, vec![led]);
    let (platform, code) = ("shop".to_owned(), "CODE".to_owned());
    assert_eq!(effects, [Effect::Ask { platform, code }]);
}
