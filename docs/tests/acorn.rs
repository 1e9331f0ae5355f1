//! The miniature obeys the laws that every dialect obeys. A template for `dialects/*/tests/`.

use std::sync::{Arc, LazyLock};

use drawbridge_canon::pay::{
    Charge, ChargeAsk, Handover, OrderRef, Origin, Query, QueryAsk, Scene, TradeState, Transaction,
};
use drawbridge_canon::{
    Account, Codec, Ctx, Exchange, Fault, Headers, Keys, Money, NamedSigner, NamedVerifier, Reason,
    Refusal, Request, Timestamp,
};
use drawbridge_docs::acorn::DIALECT;
use drawbridge_seal::PrivateKey;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_790_000_000_000);

/// Both sides of one relation: the merchant's and the platform's.
struct Sides {
    merchant: Account,
    platform: Account,
}

/// Making keys takes longer than all else here.
static KEYS: LazyLock<(PrivateKey, PrivateKey)> = LazyLock::new(|| {
    let key = || PrivateKey::generate().expect("a key");
    (key(), key())
});

fn sides() -> Sides {
    let (shop, acorn) = &*KEYS;
    let account = |ours: &PrivateKey, theirs: &PrivateKey| Account {
        id: "77000001".to_owned(),
        merchant: "77000001".to_owned(),
        endpoint: "https://pay.acorn.example".to_owned(),
        keys: Keys {
            ours: vec![NamedSigner {
                id: String::new(),
                certificate: None,
                key: Arc::new(ours.clone()),
            }],
            theirs: vec![NamedVerifier {
                id: String::new(),
                certificate: None,
                key: Arc::new(theirs.public().expect("its public half")),
            }],
            ..Keys::default()
        },
        ..Account::default()
    };
    Sides { merchant: account(shop, acorn), platform: account(acorn, shop) }
}

fn pay() -> &'static drawbridge_canon::pay::Pay {
    DIALECT.pay.expect("Acorn can be paid with")
}

/// The law: what one half writes, its opposite reads back equal.
fn law<X: Exchange>(codec: &dyn Codec<X>, sides: &Sides, ask: &X::Ask, answer: &X::Answer)
where
    X::Ask: PartialEq + std::fmt::Debug,
    X::Answer: PartialEq + std::fmt::Debug,
{
    let merchant = Ctx::new(NOW, "nonce", &sides.merchant);
    let platform = Ctx::new(NOW, "nonce", &sides.platform);
    let request = codec.write_ask(ask, &merchant).expect("writes the ask");
    assert_eq!(&codec.read_ask(&request, &platform).expect("reads it"), ask);
    let response = codec.write_answer(answer, &platform.answering(&request)).expect("answers");
    let read = codec.read_answer(&response, &merchant.answering(&request));
    assert_eq!(&read.expect("reads the answer"), answer);
}

fn ask(order: String, fen: u64, subject: String, seconds: Option<i64>) -> ChargeAsk {
    ChargeAsk {
        scene: Scene::Code,
        order,
        amount: Money::fen(fen),
        subject,
        expires: seconds.map(Timestamp::from_seconds),
        body: None,
        attach: None,
        notify_url: None,
        return_url: None,
        app: None,
        sub_merchant: None,
        goods: Vec::new(),
        no_credit: false,
        split: false,
        origin: Origin::default(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn what_one_half_writes_its_opposite_reads(
        order in "[0-9A-Za-z-]{1,32}",
        fen in 1..=u64::MAX,
        subject in ".{1,40}",
        seconds in proptest::option::of(1_700_000_000..1_900_000_000_i64),
        state in prop_oneof![
            Just(TradeState::NotPaid), Just(TradeState::Paid), Just(TradeState::Refunded),
            Just(TradeState::Closed),
        ],
    ) {
        let sides = sides();
        let charge = pay().charge.expect("spoken");
        let code = Handover::Code { text: "acorn://pay/1".to_owned() };
        law::<Charge>(charge, &sides, &ask(order.clone(), fen, subject, seconds), &code);
        let query = pay().query.expect("spoken");
        let asked = QueryAsk { order: OrderRef::Order(order.clone()), sub_merchant: None };
        let told = Transaction {
            paid_at: seconds.map(Timestamp::from_seconds),
            ..Transaction::new(order, state, Money::fen(fen))
        };
        law::<Query>(query, &sides, &asked, &told);
    }
}

fn query() -> (Sides, Request) {
    let sides = sides();
    let ask = QueryAsk { order: OrderRef::Order("A1".to_owned()), sub_merchant: None };
    let codec = pay().query.expect("spoken");
    let request = codec.write_ask(&ask, &Ctx::new(NOW, "nonce", &sides.merchant)).expect("written");
    (sides, request)
}

#[test]
fn a_changed_byte_an_old_time_and_no_signature_are_forged() {
    let (sides, request) = query();
    let check = |request: &Request, later: i64, expected: Reason| {
        let ctx = Ctx::new(NOW.plus_seconds(later), "nonce", &sides.platform);
        match pay().query.expect("spoken").read_ask(request, &ctx) {
            Err(Fault::Forged(refusal)) => assert_eq!(refusal.reason, expected),
            other => panic!("{other:?}"),
        }
    };
    check(
        &Request { body: b"{\"order\":\"A2\"}".to_vec(), ..request.clone() },
        0,
        Reason::SignatureWrong,
    );
    check(&request, 301, Reason::Stale);
    check(&Request { headers: Headers::default(), ..request }, 0, Reason::SignatureMissing);
}

#[test]
fn a_no_is_read_as_the_same_no() {
    let (sides, request) = query();
    let no = Refusal::new(Reason::OrderNotFound, "there is no such order");
    let response =
        (pay().refuse)(&no, &Ctx::new(NOW, "nonce", &sides.platform).answering(&request));
    let ctx = Ctx::new(NOW, "nonce", &sides.merchant).answering(&request);
    match pay().query.expect("spoken").read_answer(&response, &ctx) {
        Err(Fault::Refused(refusal)) => assert_eq!(refusal, no.with_code("NO_SUCH_ORDER")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_has_no_word_is_refused_before_it_is_sent() {
    let sides = sides();
    let ctx = Ctx::new(NOW, "nonce", &sides.merchant);
    let charge = pay().charge.expect("spoken");
    let plain = ask("A1".to_owned(), 1, "tea".to_owned(), None);
    for ask in [
        ChargeAsk { scene: Scene::App, ..plain.clone() },
        ChargeAsk { split: true, ..plain.clone() },
    ] {
        assert!(matches!(charge.write_ask(&ask, &ctx), Err(Fault::Untranslatable(_))), "{ask:?}");
    }
}
