//! A platform of the test's own: the dialect's other half answers, so that it cannot be wrong by itself.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use drawbridge_canon::share::{MakeLinkAnswer, Pictured, Share, TicketAnswer, TokenAnswer};
use drawbridge_canon::{Account, Ctx, Dialect, Fault, Keys, Request, Response, Timestamp};
use drawbridge_engine::outbound::Net;
use drawbridge_engine::share::{
    AccountDesk, AccountTrouble, MadeLink, Making, Roll, ShareAccount, WantedLink,
};
use drawbridge_engine::store::{self, Store};
use drawbridge_engine::world::{Clock, RuntimeBackground, SystemDice, World};

pub(crate) const NOON: i64 = 1_800_000_000_000;
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const APP: &str = "wx1234567890abcdef";

/// A clock in the test's hand; who waits by it waits no time.
pub(crate) struct HandClock(AtomicI64);

impl HandClock {
    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// What the platform was asked, and how it answers.
pub(crate) struct Platform {
    pub(crate) dialect: &'static Dialect,
    /// Its side of the account.
    account: Account,
    /// How often it was asked for each.
    pub(crate) tokens: AtomicUsize,
    pub(crate) tickets: AtomicUsize,
    pub(crate) links: AtomicUsize,
    /// The number of the token that holds, and for how long tokens are lent.
    holds: AtomicUsize,
    pub(crate) seconds: AtomicU32,
    /// No token holds any more, however fresh.
    pub(crate) accepts_none: AtomicBool,
    /// What it answers instead, to each kind of call.
    pub(crate) to_tokens: Mutex<Option<String>>,
    pub(crate) to_links: Mutex<Option<String>>,
    pub(crate) to_codes: Mutex<Option<Response>>,
    clock: Arc<HandClock>,
}

impl Platform {
    /// Ends the token that holds.
    pub(crate) fn end_token(&self) {
        self.holds.store(usize::MAX, Ordering::SeqCst);
    }

    fn share(&self) -> &'static Share {
        self.dialect.share.unwrap()
    }

    fn token(&self, number: usize) -> String {
        format!("token-{}-{number}", self.dialect.name)
    }

    fn holds(&self, token: &str) -> bool {
        !self.accepts_none.load(Ordering::SeqCst)
            && token == self.token(self.holds.load(Ordering::SeqCst))
    }

    /// A refusal in the platform's words.
    fn stale(&self) -> Response {
        let body = match self.dialect.name {
            "wechat" => {
                r#"{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest"}"#
            }
            _ => {
                r#"{"data":{"error_code":2190008,"description":"access_token expired"},"extra":{"error_code":2190008}}"#
            }
        };
        said(body)
    }
}

fn said(body: &str) -> Response {
    Response::new(200, "application/json", body.to_owned())
}

#[async_trait::async_trait]
impl Net for Platform {
    async fn send(&self, request: &Request, _: Duration) -> Result<Response, Fault> {
        // Others have their turn: whoever asks at the same time does so now.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let ctx = Ctx::new(self.clock.now(), "0123456789abcdef0123456789abcdef", &self.account);
        let ctx = ctx.answering(request);
        let share = self.share();
        if let Ok(ask) = share.ticket.unwrap().read_ask(request, &ctx) {
            let number = self.tickets.fetch_add(1, Ordering::SeqCst) + 1;
            if !self.holds(&ask.token) {
                return Ok(self.stale());
            }
            let ticket = format!("ticket-{number}");
            return share
                .ticket
                .unwrap()
                .write_answer(&TicketAnswer { ticket, seconds: 7200 }, &ctx);
        }
        if let Ok(ask) = share.make_link.unwrap().read_ask(request, &ctx) {
            let number = self.links.fetch_add(1, Ordering::SeqCst) + 1;
            if let Some(body) = &*self.to_links.lock().unwrap() {
                return Ok(said(body));
            }
            if !self.holds(&ask.token) {
                return Ok(self.stale());
            }
            let link = format!("https://wxaurl.cn/abcdef{number}");
            return share.make_link.unwrap().write_answer(&MakeLinkAnswer { link }, &ctx);
        }
        if let Ok(ask) = share.make_code.unwrap().read_ask(request, &ctx) {
            self.links.fetch_add(1, Ordering::SeqCst);
            if let Some(told) = &*self.to_codes.lock().unwrap() {
                return Ok(told.clone());
            }
            if !self.holds(&ask.token) {
                return Ok(self.stale());
            }
            let picture = Pictured::Bytes(drawn(ask.width.unwrap_or(430)));
            return share.make_code.unwrap().write_answer(&picture, &ctx);
        }
        let number = self.tokens.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some(body) = &*self.to_tokens.lock().unwrap() {
            return Ok(said(body));
        }
        if let Err(fault) = share.token.unwrap().read_ask(request, &ctx) {
            assert!(matches!(fault, Fault::Forged(_)), "only the secret is wrong: {fault}");
            // Not what platforms do, but what some do with other things: repeating what they were sent.
            let sent = String::from_utf8_lossy(&request.body).replace('"', "'");
            return Ok(said(&format!(
                r#"{{"errcode":40001,"errmsg":"invalid credential in {sent}"}}"#
            )));
        }
        self.holds.store(number, Ordering::SeqCst);
        let token = self.token(number);
        let seconds = self.seconds.load(Ordering::SeqCst);
        share.token.unwrap().write_answer(&TokenAnswer { token, seconds }, &ctx)
    }
}

/// A picture of so many pixels each way, with something written into it that is nobody's business.
pub(crate) fn drawn(width: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, width);
    encoder.add_text_chunk("Comment".to_owned(), "<script>alert(1)</script>".to_owned()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    let squares =
        |at: u32| if (at % width / 20 + at / width / 20).is_multiple_of(2) { 0 } else { 255 };
    let pixels: Vec<u8> = (0..width * width).map(squares).collect();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

/// Nodes of one store, and the platform that they call.
pub(crate) struct Street {
    pub(crate) platform: Arc<Platform>,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) world: World,
    roll: Roll,
}

impl Street {
    pub(crate) async fn of(platform: &str) -> Self {
        Self::with_secret(platform, SECRET).await
    }

    /// We believe that this is our secret.
    pub(crate) async fn with_secret(platform: &str, secret: &str) -> Self {
        let dialect = drawbridge_roster::dialect(platform).unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(NOON)));
        let (dice, background) = (Arc::new(SystemDice), Arc::new(RuntimeBackground));
        let world = World { clock: clock.clone(), dice, background };
        let account = |secret: &str| Account {
            apps: vec![APP.to_owned()],
            keys: Keys { app_secret: Some(secret.to_owned()), ..Keys::default() },
            ..Account::default()
        };
        let platform = Arc::new(Platform {
            dialect,
            account: account(SECRET),
            tokens: AtomicUsize::new(0),
            tickets: AtomicUsize::new(0),
            links: AtomicUsize::new(0),
            holds: AtomicUsize::new(0),
            seconds: AtomicU32::new(7200),
            accepts_none: AtomicBool::new(false),
            to_tokens: Mutex::default(),
            to_links: Mutex::default(),
            to_codes: Mutex::default(),
            clock: clock.clone(),
        });
        let roll = Roll(vec![ShareAccount {
            name: "ours".to_owned(),
            dialect,
            share: dialect.share.unwrap(),
            uses: Vec::new(),
            account: account(secret),
        }]);
        let store = store::open("sqlite::memory:").await.unwrap();
        Self { platform, clock, store, world, roll }
    }

    /// A node.
    pub(crate) fn node(&self) -> Arc<AccountDesk> {
        let with = (self.store.clone(), self.world.clone());
        AccountDesk::new(self.platform.clone(), self.roll.clone(), with)
    }

    /// How often the platform was asked for tokens, tickets and links.
    pub(crate) fn asked(&self) -> (usize, usize, usize) {
        let [tokens, tickets, links] =
            [&self.platform.tokens, &self.platform.tickets, &self.platform.links]
                .map(|count| count.load(Ordering::SeqCst));
        (tokens, tickets, links)
    }
}

/// Has a link made.
pub(crate) async fn link(node: &Arc<AccountDesk>) -> Result<MadeLink, AccountTrouble> {
    link_that(node, |_| ()).await
}

/// The same, with something about it changed.
pub(crate) async fn link_that(
    node: &Arc<AccountDesk>,
    change: impl FnOnce(&mut WantedLink),
) -> Result<MadeLink, AccountTrouble> {
    let platform = node.roll().0[0].dialect.name;
    let making =
        Making::named(&format!("{platform}/url-link"), drawbridge_roster::DIALECTS).unwrap();
    let mut wanted = WantedLink::page("/pages/item?id=1");
    change(&mut wanted);
    node.make((making.platform, making.share), making.own, wanted).await
}
