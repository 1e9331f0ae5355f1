//! Whatever happens to payments, the books balance, and what is finished leaves nothing open.

use drawbridge_canon::{Currency, Money, Timestamp};
use drawbridge_ledger::{
    Account, AccountKind, Balances, Basis, Commission, Movement, OnRefund, Posting, Terms, What,
    book, netting, positions,
};
use proptest::prelude::*;

/// Any movement at all, sensible or not.
fn anything() -> impl Strategy<Value = What> {
    let money = || {
        (0_u64..3000, prop_oneof![4 => Just("CNY"), 1 => Just("JPY")]).prop_map(|(minor, code)| {
            Money { minor, currency: Currency::parse(code).expect("a code") }
        })
    };
    (0..6, money(), money()).prop_map(|(which, amount, fee)| match which {
        0 => What::Paid { amount, fee },
        1 => What::RefundAsked { amount },
        2 => What::RefundDone { amount, fee_back: fee },
        3 => What::RefundFailed { amount },
        4 => What::Suspense { amount, fee, why: "paid twice".to_owned() },
        _ => What::SuspenseRefundDone { amount, fee_back: fee },
    })
}

fn terms() -> impl Strategy<Value = Terms> {
    let commission = (0_u32..50_000, any::<bool>()).prop_map(|(ppm, back)| Commission {
        ppm,
        on_refund: if back { OnRefund::GivenBack } else { OnRefund::Kept },
    });
    prop::option::of(commission).prop_map(|commission| Terms { commission })
}

/// A payment's life that is over: paid, some refunds asked for that are done or failed, and
/// perhaps a second payment that was sent back.
fn finished_life() -> impl Strategy<Value = Vec<What>> {
    let refunds = prop::collection::vec((1_u64..500, any::<bool>()), 0..5);
    (2500_u64..10_000, refunds, any::<bool>()).prop_map(|(paid, refunds, twice)| {
        let (amount, fee) = (Money::fen(paid), Money::fen(paid).share_ppm(6000));
        let mut life = vec![What::Paid { amount, fee }];
        if twice {
            life.push(What::Suspense { amount, fee, why: "paid twice".to_owned() });
        }
        for (part, is_done) in refunds {
            let amount = Money::fen(part);
            life.push(What::RefundAsked { amount });
            life.push(if is_done {
                What::RefundDone { amount, fee_back: amount.share_ppm(6000) }
            } else {
                What::RefundFailed { amount }
            });
        }
        if twice {
            life.push(What::SuspenseRefundDone { amount, fee_back: fee });
        }
        life
    })
}

fn movement(n: usize, place: (u8, u8), what: What) -> Movement {
    Movement {
        key: format!("m{n}"),
        at: Timestamp::from_seconds(1_800_000_000 + 20_000 * i64::try_from(n).expect("few")),
        merchant: format!("shop{}", place.0),
        wallet: format!("purse{}", place.1),
        payment: format!("pay{n}"),
        what,
    }
}

proptest! {
    #[test]
    fn any_movements_keep_debits_equal_to_credits(
        whats in prop::collection::vec((anything(), 0_u8..3, 0_u8..2), 0..60),
        terms in terms(),
    ) {
        let movements = whats.into_iter().enumerate();
        let booked: Vec<Posting> = movements
            .filter_map(|(n, (what, shop, purse))| book(&movement(n, (shop, purse), what), &terms).ok())
            .collect();
        let balances = Balances::of(&booked).unwrap();
        prop_assert!(balances.is_balanced());
        for currency in ["CNY", "JPY"].map(|code| Currency::parse(code).unwrap()) {
            let turnover: u128 = booked.iter().map(|posting| posting.turnover(currency)).sum();
            let debits: i128 = balances.iter().filter(|row| row.1 == currency).map(|row| row.2.debits).sum();
            prop_assert_eq!(turnover, debits.unsigned_abs());
        }
        for day in booked.iter().map(Posting::day) {
            let positions = positions(day, &booked).unwrap();
            for basis in [Basis::Day, Basis::Closing] {
                let statement = netting(&positions, basis);
                for line in &statement.lines {
                    prop_assert!(line.is_proved(), "{line:?}");
                }
                for currency in ["CNY", "JPY"].map(|code| Currency::parse(code).unwrap()) {
                    let nets = statement.parties.iter().filter(|party| party.currency == currency);
                    prop_assert_eq!(nets.map(|party| party.net).sum::<i128>(), 0);
                }
            }
        }
    }

    #[test]
    fn what_is_finished_leaves_nothing_open(
        lives in prop::collection::vec(finished_life(), 1..6),
        terms in terms(),
    ) {
        let whats = lives.into_iter().flatten().enumerate();
        let booked: Vec<Posting> =
            whats.map(|(n, what)| book(&movement(n, (0, 0), what), &terms).unwrap()).collect();
        let balances = Balances::of(&booked).unwrap();
        let open: Vec<_> = balances.open_items().collect();
        prop_assert!(open.is_empty(), "{open:?}");
        for kind in [AccountKind::Commission, AccountKind::Payable, AccountKind::Receivable] {
            let account = Account::new("shop0", "purse0", kind);
            prop_assert!(balances.get(&account, Currency::CNY).normal(kind) >= 0, "{kind:?}");
        }
    }

    #[test]
    fn a_posting_read_back_is_the_posting(what in anything(), terms in terms()) {
        if let Ok(posting) = book(&movement(0, (0, 0), what), &terms) {
            let text = serde_json::to_string(&posting).unwrap();
            prop_assert_eq!(serde_json::from_str::<Posting>(&text).unwrap(), posting);
        }
    }
}

#[test]
fn a_refund_under_way_is_an_open_item() {
    let asked = What::RefundAsked { amount: Money::fen(30) };
    let paid = What::Paid { amount: Money::fen(100), fee: Money::fen(1) };
    let booked =
        [paid, asked].map(|what| book(&movement(0, (0, 0), what), &Terms::default()).unwrap());
    let balances = Balances::of(&booked).unwrap();
    let open: Vec<_> = balances
        .open_items()
        .map(|(account, _, balance)| (account.kind, balance.normal(account.kind)))
        .collect();
    assert_eq!(open, [(AccountKind::RefundPending, 30)]);
}
