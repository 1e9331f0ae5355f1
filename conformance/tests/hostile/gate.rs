//! One front with a paid order behind it, and the requests that a client would send.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use drawbridge_canon::pay::{
    BillAsk, BillKind, ChargeAsk, CloseAsk, OrderRef, Origin, QueryAsk, RefundAsk, RefundQueryAsk,
    Scene,
};
use drawbridge_canon::{
    Account, Codec, Ctx, Dialect, Digest, Exchange, Fault, KeyError, Money, Request, Response,
    Timestamp, Verify,
};
use drawbridge_conformance::check;
use drawbridge_conformance::shop::Order;
use drawbridge_conformance::sim::net::{Door as _, on_the_wire};
use drawbridge_conformance::sim::people::{People, SHOPS};
use drawbridge_conformance::sim::{Making, Town, Vault};
use drawbridge_engine::store;
use drawbridge_sandbox::PayWith;

/// Believes everything.
struct Credulous;

impl Verify for Credulous {
    fn verify(&self, _digest: Digest, _message: &[u8], _signature: &[u8]) -> bool {
        true
    }

    fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(plaintext.to_vec())
    }
}

/// A request with a name.
pub(crate) type Named = (&'static str, Request);

/// Where it is tried.
pub(crate) struct Gate {
    pub(crate) dialect: &'static Dialect,
    town: Town,
    made: u32,
    before: String,
}

impl Gate {
    pub(crate) fn new(dialect: &'static Dialect, credulous: bool) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime starts");
        let store = runtime.block_on(store::open("sqlite::memory:")).expect("the store opens");
        let vault = Vault { store, runtime: Arc::new(runtime) };
        let mut people = People::new(false);
        people.merchant("shop", &[dialect], &[dialect], false);
        if credulous {
            for front in people.ours.fronts.values_mut() {
                for key in &mut Arc::make_mut(front).account.keys.theirs {
                    key.key = Arc::new(Credulous);
                }
            }
        }
        let making = Making { seed: 1, vault, plant: None, real_keys: false };
        let town = Town::build(&making, people, 1);
        let mut gate = Self { dialect, town, made: 0, before: String::new() };
        gate.sell();
        gate.before = gate.stored();
        gate
    }

    /// A paid order, so that there is something to be asked about and taken.
    fn sell(&mut self) {
        let ask = self.charge("PAIDORDER0001");
        let place = self.town.shop.enter(Order {
            customer: 0,
            asks: vec![ask.clone()],
            shown: Vec::new(),
            refunds: BTreeMap::new(),
            facts: Vec::new(),
            heard: Vec::new(),
            deaf: false,
            refused: 0,
        });
        let shop = self.town.shop.clone();
        let handed = self.town.finish(async move { shop.charge(place, ask).await });
        handed.expect("a code is handed over");
        let shown = self.town.shop.change(place, |order| order.shown[0].clone());
        let buyers = self.town.buyers.clone();
        self.town.finish(async move { buyers.act(shown, PayWith::default()).await });
        self.town.pass(3_600_000);
    }

    fn charge(&self, order: &str) -> ChargeAsk {
        ChargeAsk {
            scene: Scene::Code,
            order: order.to_owned(),
            amount: Money::fen(8_888),
            subject: "Longjing tea".to_owned(),
            body: None,
            attach: None,
            notify_url: Some(format!("{SHOPS}/0")),
            return_url: None,
            expires: None,
            app: self.account().apps.first().cloned(),
            sub_merchant: None,
            goods: Vec::new(),
            no_credit: false,
            split: false,
            origin: Origin::default(),
        }
    }

    /// The merchant's relation to the front.
    pub(crate) fn account(&self) -> Account {
        self.town.shop.customers[0].account.clone()
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        self.town.sim.now()
    }

    /// One request of every call that is spoken, each of which would change or tell something.
    pub(crate) fn requests(&mut self, account: &Account, wall: Timestamp) -> Vec<Named> {
        self.made += 1;
        let pay = self.dialect.pay.expect("spoken");
        let order = || OrderRef::Order("PAIDORDER0001".to_owned());
        let charge = self.charge(&format!("FRESHORDER{:06}", self.made));
        let refund = RefundAsk {
            total: Some(Money::fen(8_888)),
            ..RefundAsk::new(order(), Some(format!("REFUND{:06}", self.made)), Money::fen(88))
        };
        let close = CloseAsk { order: order(), sub_merchant: None };
        let query = QueryAsk { order: order(), sub_merchant: None };
        let asked = RefundQueryAsk {
            refund: "REFUND000001".to_owned(),
            order: Some(order()),
            sub_merchant: None,
            asked_at: None,
        };
        let bill = BillAsk {
            kind: BillKind::Trade,
            date: "2026-11-20".to_owned(),
            gzip: false,
            sub_merchant: None,
        };
        let nonce = format!("{:032}", self.made);
        let ctx = Ctx { wall, ..Ctx::new(self.now(), &nonce, account) };
        [
            ("charge", write(pay.charge, &charge, &ctx)),
            ("query", write(pay.query, &query, &ctx)),
            ("close", write(pay.close, &close, &ctx)),
            ("cancel", write(pay.cancel, &close, &ctx)),
            ("refund", write(pay.refund, &refund, &ctx)),
            ("refund_query", write(pay.refund_query, &asked, &ctx)),
            ("bill", write(pay.bill, &bill, &ctx)),
        ]
        .into_iter()
        .filter_map(|(name, request)| Some((name, request?)))
        .collect()
    }

    /// Sends what must be refused. What is wrong with how it was answered goes to `wrong`.
    pub(crate) fn refuses(&mut self, what: &str, request: &Request, wrong: &mut Vec<String>) {
        self.answers(what, request, wrong, true);
    }

    /// Sends what may be understood all the same, but must change nothing.
    pub(crate) fn survives(&mut self, what: &str, request: &Request, wrong: &mut Vec<String>) {
        self.answers(what, request, wrong, false);
    }

    /// The same requests with nothing wrong about them: else every refusal would mean nothing.
    pub(crate) fn accepts_what_is_right(&mut self, wrong: &mut Vec<String>) {
        let (account, now) = (self.account(), self.now());
        let requests = self.requests(&account, now).into_iter();
        for (name, request) in requests.filter(|(name, _)| matches!(*name, "charge" | "refund")) {
            let response = self.send(&request).expect("a reply");
            let (well, after) = (Self::sounds_well(&response), self.stored());
            if !well || after == self.before {
                let text = String::from_utf8_lossy(&response.body).into_owned();
                wrong.push(format!("{} {name} is not accepted: {text}", self.dialect.name));
            }
            self.before = after;
        }
    }

    fn answers(&mut self, what: &str, request: &Request, wrong: &mut Vec<String>, refused: bool) {
        let at = format!("{} {what}", self.dialect.name);
        let sent = catch_unwind(AssertUnwindSafe(|| self.send(request)));
        let Ok(answer) = sent else { return wrong.push(format!("{at}: panicked")) };
        let Some(response) = answer else { return wrong.push(format!("{at}: no reply")) };
        let text = String::from_utf8_lossy(&response.body).into_owned();
        if response.status >= 500 {
            wrong.push(format!("{at}: status {} {text}", response.status));
        }
        if refused && Self::sounds_well(&response) {
            wrong.push(format!("{at}: accepted: {text}"));
        }
        let after = self.stored();
        if after != self.before {
            wrong.push(format!("{at}: something was stored: {text}"));
            self.before = after;
        }
    }

    fn send(&mut self, request: &Request) -> Option<Response> {
        let request = on_the_wire(request);
        let (_, work) = self.town.bridge.knock(request)?;
        self.town.finish(work)
    }

    /// Whether the reply is one of success in the platform's words: a status of success with
    /// nothing in it that names a fault.
    fn sounds_well(response: &Response) -> bool {
        let text = String::from_utf8_lossy(&response.body);
        let named = ["\"sub_code\"", "\"code\":\"4", "\"code\":\"2", "\"code\": \"4"];
        let named = named.iter().any(|mark| text.contains(mark));
        let no = text
            .split('&')
            .any(|pair| pair.strip_prefix("respCode=").is_some_and(|code| code != "00"));
        (200..400).contains(&response.status) && !named && !no
    }

    /// Everything that is kept, but for what is only for eyes.
    fn stored(&self) -> String {
        let evidence = self.town.evidence();
        let vault = &self.town.vault;
        let sums = vault.ask(vault.store.balances(&store::LedgerFilter::default()));
        format!("{:?} {:?}", check::payments(&evidence), sums)
    }
}

fn write<X: Exchange>(
    codec: Option<&'static dyn Codec<X>>,
    ask: &X::Ask,
    ctx: &Ctx<'_>,
) -> Option<Request> {
    match codec?.write_ask(ask, ctx) {
        Ok(request) => Some(request),
        Err(Fault::Untranslatable(_)) => None,
        Err(fault) => panic!("{}: {fault}", X::NAME),
    }
}
