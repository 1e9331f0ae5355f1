//! What is known of links does not go stale: cards at hand and short links are judged by what is in force,
//! listed and found today, whatever they were judged by when they were made.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use drawbridge_canon::share::{Card, Step};
use drawbridge_engine::cases::Cases;
use drawbridge_engine::desk::Desk;
use drawbridge_engine::fetch::Fetcher;
use drawbridge_engine::outbound::{HttpNet, NetSettings};
use drawbridge_engine::share::{AccountDesk, Links, Roll, ShareEngine, ShareSettings, ShortLink};
use drawbridge_engine::store::{self, Store};
use drawbridge_engine::world::{Clock as _, SystemDice, World};
use drawbridge_fair_policy::{Files, Proof, Standard, published};
use drawbridge_fair_record::{Object, Value};
use drawbridge_gate_share::code::{Code, CodeKey};
use drawbridge_gate_share::safety::{Feeds, Threat};

use crate::kit::{Act, Ahead, Internet, Server, answer, page, redirect};

const MALL: &str = "http://mall.cn/x";

/// A gate before a small internet: `mall.cn`, which answers as told, and `other.cn`.
pub(crate) struct Gate {
    pub(crate) clock: Arc<Ahead>,
    pub(crate) world: World,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) desk: Arc<Desk>,
    pub(crate) engine: Arc<ShareEngine>,
    pub(crate) mall: Server,
    pub(crate) says: Arc<Mutex<Vec<Act>>>,
}

impl Gate {
    pub(crate) async fn open() -> Self {
        let mut internet = Internet::new().await;
        let says = Arc::new(Mutex::new(page("<title>Tea</title>")));
        let told = says.clone();
        let answers = move |path: &str| match path {
            "/login" => page("<title>Log in</title>"),
            _ => told.lock().unwrap().clone(),
        };
        let mall = Server::new(answers).await;
        let other = Server::new(|_| page("<title>Other</title>")).await;
        internet.at("mall.cn", "93.184.216.34", &mall);
        internet.at("other.cn", "93.184.216.35", &other);
        let clock = Arc::new(Ahead::default());
        let world = World { clock: clock.clone(), ..World::real().0 };
        internet.settings.world = world.clone();
        let store = store::open("sqlite::memory:").await.unwrap();
        let desk = Arc::new(Desk::published().unwrap());
        let settings = ShareSettings {
            pseudonym_key: "key".to_owned(),
            cards_bytes: 1 << 20,
            pictures_bytes: 1 << 20,
            drawn_bytes: 1 << 20,
            judged_for: Duration::from_hours(24),
        };
        let net = Arc::new(HttpNet::new(&NetSettings::default()).unwrap());
        let accounts = AccountDesk::new(net, Roll::default(), (store.clone(), world.clone()));
        let with = (store.clone(), desk.clone(), world.clone());
        let by = (Fetcher::new(internet.settings.clone()), accounts);
        let engine = ShareEngine::new(with, by, drawbridge_roster::DIALECTS, settings);
        Self { clock, world, store, desk, engine: Arc::new(engine), mall, says }
    }

    pub(crate) fn answers(&self, acts: Vec<Act>) {
        *self.says.lock().unwrap() = acts;
    }

    fn list(&self, text: &str) {
        let mut feeds = Feeds::default();
        feeds.threats.import(text, Threat::Phishing).unwrap();
        self.engine.feed(feeds);
    }

    pub(crate) async fn card(&self) -> Card {
        serde_json::from_slice(&self.engine.card(MALL).await.unwrap()).unwrap()
    }

    async fn at_hand(&self) -> Card {
        serde_json::from_slice(&self.engine.at_hand(MALL).await.unwrap()).unwrap()
    }

    async fn link(&self) -> (Arc<Links>, Code) {
        let key = CodeKey::new([7; 16]);
        let links = Arc::new(Links::new(self.store.clone(), self.world.clone(), key));
        let (card, judged) = self.engine.card_for_link(MALL).await.unwrap();
        let link = ShortLink {
            url: MALL.to_owned(),
            card,
            judged,
            owner: "shop".to_owned(),
            created: self.clock.now(),
            expires: None,
            withdrawn: None,
        };
        let code = links.make(&link).await.unwrap();
        (links, code)
    }

    /// Waits until whoever opens a short link is shown this.
    async fn soon(&self, link: &(Arc<Links>, Code), step: Step) {
        for _ in 0..40 {
            settle().await;
            if self.opened(link).await == step {
                return;
            }
        }
        panic!("it is not shown as {step:?}");
    }

    /// What whoever opens a short link is shown.
    async fn opened(&self, (links, code): &(Arc<Links>, Code)) -> Step {
        let link = links.find(code).await.unwrap().unwrap();
        let link = self.engine.today(links, *code, link).await;
        assert_eq!(link.card.title.unwrap().value, "Tea");
        link.card.safety.unwrap().step
    }
}

/// Lets what goes on by itself come to its end.
pub(crate) async fn settle() {
    tokio::time::sleep(Duration::from_millis(700)).await;
}

fn step(card: &Card) -> Step {
    card.safety.as_ref().unwrap().step
}

/// A later version of the published standard, by which phishing is not refused, with a proof that names it.
fn lenient() -> Files {
    let mut files = published();
    let manifest = String::from_utf8(files["standard.json"].clone()).unwrap();
    let asked = r#""consultation": {"from": "2026-10-01T00:00:00+08:00",
        "until": "2026-11-01T00:00:00+08:00"}, "protected""#;
    let manifest = manifest.replacen("2026.11", "2026.12", 1).replacen("\"protected\"", asked, 1);
    files.insert("standard.json".to_owned(), manifest.into_bytes());
    let policy = "policies/link.cedar";
    let rules = String::from_utf8(files[policy].clone()).unwrap();
    let looser = rules.replacen(" || context.scan == \"phishing\"", "", 1);
    assert_ne!(rules, looser);
    files.insert(policy.to_owned(), looser.into_bytes());
    let standard = Standard::parse(&files).unwrap().hash().to_base64();
    let proof = Proof { standard, ..Proof::read(&files["proof.json"]).unwrap() };
    files.insert("proof.json".to_owned(), serde_json::to_vec(&proof).unwrap());
    files
}

#[tokio::test]
async fn a_card_at_hand_is_judged_by_todays_lists_and_appeals_and_not_read_again() {
    let gate = Gate::open().await;
    assert_eq!(step(&gate.card().await), Step::Open);
    gate.list("mall.cn");
    let refused = gate.at_hand().await;
    assert_eq!((step(&refused), refused.title.unwrap().value.as_str()), (Step::Refuse, "Tea"));
    assert_eq!(step(&gate.card().await), Step::Refuse);
    let case = gate.at_hand().await.safety.unwrap().decision.unwrap();
    let cases = Cases::new(gate.store.clone(), gate.desk.clone());
    cases.appeal(case, "it is ours", (gate.clock.now(), &SystemDice)).await.unwrap();
    let found = Object::from([("scan".to_owned(), Value::Text("clean".to_owned()))]);
    gate.engine.answer(&cases, case, &found, ("r-1", gate.clock.now())).await.unwrap();
    assert_eq!(step(&gate.at_hand().await), Step::Open, "what the appeal found counts at once");
    assert_eq!(gate.mall.count(), 1, "it was read once");
}

#[tokio::test]
async fn a_card_at_hand_is_judged_by_the_standard_that_another_node_published() {
    let gate = Gate::open().await;
    gate.list("mall.cn");
    assert_eq!(step(&gate.card().await), Step::Refuse);
    let elsewhere = Desk::published().unwrap();
    elsewhere.publish(&*gate.store, lenient(), None, gate.clock.now()).await.unwrap();
    gate.clock.pass(11);
    assert_eq!(step(&gate.at_hand().await), Step::Open);
    assert_eq!(gate.mall.count(), 1, "it was read once");
}

#[tokio::test]
async fn a_short_link_is_refused_at_once_when_a_list_names_it_and_opens_when_it_does_no_more() {
    let gate = Gate::open().await;
    let link = gate.link().await;
    assert_eq!(gate.opened(&link).await, Step::Open);
    gate.list("mall.cn");
    assert_eq!(gate.opened(&link).await, Step::Refuse);
    let kept = link.0.find(&link.1).await.unwrap().unwrap();
    assert_eq!(step(&kept.card), Step::Refuse, "all nodes are told");
    gate.list("elsewhere.cn");
    gate.clock.pass(61);
    assert_eq!(gate.opened(&link).await, Step::Refuse, "nobody waits for better news");
    gate.soon(&link, Step::Open).await;
}

#[tokio::test]
async fn an_old_verdict_of_a_short_link_is_found_anew_where_it_leads_today() {
    let gate = Gate::open().await;
    gate.list("other.cn");
    let link = gate.link().await;
    gate.answers(redirect("http://other.cn/login"));
    gate.clock.pass(23 * 3600);
    assert_eq!(gate.opened(&link).await, Step::Open);
    settle().await;
    let asked = gate.mall.count();
    assert_eq!((gate.opened(&link).await, asked), (Step::Open, 1), "it is not old yet");
    gate.clock.pass(2 * 3600);
    assert_eq!(gate.opened(&link).await, Step::Open, "nobody waits");
    gate.soon(&link, Step::Refuse).await;
    let kept = link.0.find(&link.1).await.unwrap().unwrap().judged.unwrap();
    assert_eq!(kept.way, [MALL, "http://other.cn/login"]);
}

#[tokio::test]
async fn a_card_says_why_its_page_was_not_read_and_what_helps() {
    let gate = Gate::open().await;
    for (acts, name) in [
        (answer("404 Not Found", b""), "gone"),
        (answer("403 Forbidden", b""), "forbidden"),
        (answer("200 OK\r\ncontent-type: font/woff2", b"wOF2"), "content-type"),
        (redirect("http://mall.cn/login"), "login-wall"),
        (redirect("http://127.0.0.1/"), "range"),
        (Vec::new(), "broken"),
    ] {
        gate.answers(acts);
        let card = gate.card().await;
        let note = card.note.unwrap_or_else(|| panic!("{name}"));
        assert_eq!(note.name, name);
        assert!(note.remedy_zh.chars().any(|sign| sign > '\u{4e00}') && note.reason_en.is_ascii());
        assert_eq!(card.title, None, "{name}");
        // Where it leads is known, though nothing is fetched from there.
        let url = if name == "range" { "http://127.0.0.1/" } else { MALL };
        assert_eq!(card.url.unwrap().value, url);
        gate.clock.pass(3600);
    }
    gate.answers(page("<title>Tea</title>"));
    assert_eq!(gate.card().await.note, None);
}

#[tokio::test]
async fn a_page_that_has_not_changed_is_not_read_again() {
    let gate = Gate::open().await;
    let with = |tag: &str, title: &str| {
        let head = format!("200 OK\r\ncontent-type: text/html\r\netag: \"{tag}\"");
        answer(&head, format!("<title>{title}</title>").as_bytes())
    };
    // A domain that is not known for a day is looked at again every minute, whatever it says.
    gate.answers(with("0", "Water"));
    gate.card().await;
    gate.clock.pass(25 * 3600);
    gate.answers(with("a", "Tea"));
    gate.card().await;
    settle().await;
    assert_eq!(gate.at_hand().await.title.unwrap().value, "Tea");
    gate.clock.pass(2 * 3600);
    gate.answers(answer("304 Not Modified", b""));
    let asked = gate.mall.count();
    assert_eq!(gate.at_hand().await.title.unwrap().value, "Tea", "it is past its time");
    settle().await;
    assert_eq!(gate.mall.count(), asked + 1);
    let asked = gate.mall.heard.lock().unwrap().last().unwrap().to_lowercase();
    assert!(asked.contains("if-none-match: \"a\""), "{asked}");
    let card = gate.at_hand().await;
    assert_eq!((card.title.as_ref().unwrap().value.as_str(), step(&card)), ("Tea", Step::Open));
    gate.clock.pass(2 * 3600);
    gate.answers(with("b", "Coffee"));
    gate.card().await;
    settle().await;
    let asked = gate.mall.heard.lock().unwrap().last().unwrap().to_lowercase();
    assert!(asked.contains("if-none-match: \"a\""), "the mark outlives a 304 without one: {asked}");
    assert_eq!(gate.at_hand().await.title.unwrap().value, "Coffee");
}

#[tokio::test]
async fn one_link_that_many_look_at_is_a_burst() {
    let gate = Gate::open().await;
    assert_eq!(step(&gate.card().await), Step::Open);
    for _ in 0..500 {
        gate.at_hand().await;
        gate.card().await;
    }
    gate.clock.pass(61);
    gate.card().await;
    settle().await;
    let safety = gate.card().await.safety.unwrap();
    assert_eq!((safety.step, safety.findings[0].rule.as_str()), (Step::Warn, "link.burst"));
    assert_eq!(gate.mall.count(), 2);
}

#[tokio::test]
async fn a_short_link_that_many_open_on_its_first_day_is_a_burst() {
    let gate = Gate::open().await;
    let link = gate.link().await;
    for _ in 0..1000 {
        gate.opened(&link).await;
    }
    gate.clock.pass(61);
    assert_eq!(gate.opened(&link).await, Step::Open, "nobody waits");
    gate.soon(&link, Step::Warn).await;
    assert_eq!(gate.mall.count(), 1, "how often it is opened says nothing of where it leads");
}
