//! Random sequences of calls: what must hold after each of them.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::pay::{Acknowledged, OrderRef, RefundAsk, Rules, TradeState};
use drawbridge_canon::{Money, Timestamp};
use drawbridge_sandbox::{BuyerAct, Effect, Here, PayWith, Settings, Wallet};
use proptest::prelude::*;

use crate::world::{EAGER, LAZY, START, ask, close};

/// One thing that somebody does.
#[derive(Clone, Debug)]
enum Step {
    Charge { order: u8, minor: u64, scene: &'static str },
    Pay { order: u8, act: BuyerAct, coupon: u64 },
    Close { order: u8 },
    Cancel { order: u8 },
    Refund { order: u8, number: u8, minor: u64 },
    Wait { seconds: i64 },
    Drain { heard: bool },
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let scene = prop::sample::select(vec!["code", "in_wallet:x", "buyer_code:123456789012345678"]);
    let act = prop::sample::select(vec![BuyerAct::Pay, BuyerAct::Open, BuyerAct::Fail]);
    let minor = prop::sample::select(vec![1_u64, 83, 84, 500, 100_001]);
    prop_oneof![
        4 => (0..6_u8, minor.clone(), scene)
            .prop_map(|(order, minor, scene)| Step::Charge { order, minor, scene }),
        6 => (0..6_u8, act, 0..100_u64).prop_map(|(order, act, coupon)| Step::Pay { order, act, coupon }),
        1 => (0..6_u8).prop_map(|order| Step::Close { order }),
        1 => (0..6_u8).prop_map(|order| Step::Cancel { order }),
        4 => (0..6_u8, 0..4_u8, minor)
            .prop_map(|(order, number, minor)| Step::Refund { order, number, minor }),
        3 => prop::sample::select(vec![1_i64, 5, 15, 60, 3_600, 86_400])
            .prop_map(|seconds| Step::Wait { seconds }),
        3 => any::<bool>().prop_map(|heard| Step::Drain { heard }),
        1 => Just(Step::Restart),
    ]
}

/// A wallet under test, and what was seen of it.
struct Run {
    wallet: Wallet,
    rules: Rules,
    now: Timestamp,
    ranks: BTreeMap<String, u8>,
    told: BTreeSet<String>,
    trace: Vec<String>,
}

impl Run {
    fn new(rules: Rules, seed: u64) -> Self {
        Self {
            wallet: Wallet::new(Settings { seed, ..Settings::default() }),
            rules,
            now: Timestamp::parse_local(START).expect("a time"),
            ranks: BTreeMap::new(),
            told: BTreeSet::new(),
            trace: Vec::new(),
        }
    }

    fn take(&mut self, step: &Step) {
        let rules = self.rules;
        let at = Here { now: self.now, rules: &rules };
        let name = |order: &u8| format!("A{order}");
        let said = match step {
            Step::Charge { order, minor, scene } => {
                format!("{:?}", self.wallet.charge("M", &ask(&name(order), *minor, scene), &at))
            }
            Step::Pay { order, act, coupon } => {
                let with = PayWith { act: *act, coupon_minor: *coupon, ..PayWith::default() };
                format!("{:?}", self.wallet.pay(&name(order), &with, &at))
            }
            Step::Close { order } => {
                format!("{:?}", self.wallet.close("M", &close(&name(order)), &at))
            }
            Step::Cancel { order } => {
                format!("{:?}", self.wallet.cancel("M", &close(&name(order)), &at))
            }
            Step::Refund { order, number, minor } => {
                let ask = RefundAsk::new(
                    OrderRef::Order(name(order)),
                    Some(format!("R{number}")),
                    Money::fen(*minor),
                );
                format!("{:?}", self.wallet.refund("M", &ask, &at))
            }
            Step::Wait { seconds } => {
                self.now = self.now.plus_seconds(*seconds);
                String::new()
            }
            Step::Drain { heard } => self.drain(*heard),
            Step::Restart => {
                let saved = serde_json::to_string(&self.wallet).expect("data");
                let restored: Wallet = serde_json::from_str(&saved).expect("a wallet");
                assert_eq!(restored, self.wallet);
                self.wallet = restored;
                String::new()
            }
        };
        self.trace.push(said);
    }

    fn drain(&mut self, heard: bool) -> String {
        let rules = self.rules;
        let at = Here { now: self.now, rules: &rules };
        let out = self.wallet.drain(&at);
        for outgoing in &out {
            self.told.insert(outgoing.notice.id.clone());
            let answer = if heard { Ok(Acknowledged::Heard) } else { Err("500".to_owned()) };
            self.wallet.acknowledged(outgoing.key, answer, &at);
        }
        format!("{out:?}")
    }

    /// What holds whatever happened.
    fn check(&mut self) {
        let at = Here { now: self.now, rules: &self.rules };
        self.wallet.tick(&at);
        let totals = self.wallet.totals("M");
        let (mut paid, mut refunded, mut funds) = (0, 0, 0);
        for order in self.wallet.orders("M", &at) {
            let rank = rank(order.state);
            let before = self.ranks.insert(order.order.clone(), rank).unwrap_or(0);
            assert!(rank >= before, "{order:?} went back from {before}");
            assert_eq!(order.state.was_paid(), order.paid_at.is_some(), "{order:?}");
            let back = order.refunded.map_or(0, |money| money.minor);
            assert!(back <= order.amount.minor, "{order:?}");
            if order.state.was_paid() {
                paid += order.amount.minor;
                refunded += back;
                funds += order.funds.iter().map(|fund| fund.amount.minor).sum::<u64>();
            }
        }
        assert_eq!((totals.paid_minor, totals.refunded_minor), (paid, refunded));
        assert_eq!(paid, funds, "every payment comes out of some pocket");
        assert!(totals.refunded_minor <= totals.paid_minor);
    }
}

fn rank(state: TradeState) -> u8 {
    match state {
        TradeState::NotPaid => 0,
        TradeState::Paying => 1,
        TradeState::Paid => 2,
        TradeState::PartlyRefunded => 3,
        TradeState::Refunded => 4,
        TradeState::Finished => 5,
        // Nothing follows these.
        TradeState::Closed => 10,
        TradeState::Revoked => 11,
        TradeState::Failed => 12,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn money_is_conserved_and_states_never_go_back(
        steps in prop::collection::vec(step(), 1..60), lazy in any::<bool>(), seed in any::<u64>(),
    ) {
        let mut run = Run::new(if lazy { LAZY } else { EAGER }, seed);
        for step in &steps {
            run.take(step);
            run.check();
        }
    }

    #[test]
    fn the_bills_of_all_days_add_up_to_the_totals(
        steps in prop::collection::vec(step(), 1..60), seed in any::<u64>(),
    ) {
        let mut run = Run::new(EAGER, seed);
        for step in &steps {
            run.take(step);
        }
        let (first, last) = (Timestamp::parse_local(START).expect("a time"), run.now);
        let (mut paid, mut refunded, mut fee_micro) = (0, 0, 0);
        let at = Here { now: run.now.plus_seconds(3 * 86_400), rules: &EAGER };
        for day in 0..=(last.seconds() - first.seconds()) / 86_400 + 1 {
            let date = first.plus_seconds(day * 86_400).day();
            let kind = drawbridge_canon::pay::BillKind::Trade;
            let ask = drawbridge_canon::pay::BillAsk { kind, date, gzip: false, sub_merchant: None };
            if let Ok(bill) = run.wallet.bill("M", &ask, &at) {
                paid += bill.summary.paid_minor;
                refunded += bill.summary.refunded_minor;
                fee_micro += bill.summary.fee_micro;
            }
        }
        let totals = run.wallet.totals("M");
        prop_assert_eq!((paid, refunded), (totals.paid_minor, totals.refunded_minor));
        prop_assert_eq!(fee_micro, i64::try_from(totals.fee_minor).expect("small") * 10_000);
        if paid == refunded {
            prop_assert_eq!(fee_micro, 0, "what is given back whole costs nothing");
        }
    }

    #[test]
    fn every_notice_is_told_in_the_end_and_none_waits_for_ever(
        steps in prop::collection::vec(step(), 1..60), lazy in any::<bool>(),
    ) {
        let mut run = Run::new(if lazy { LAZY } else { EAGER }, 7);
        for step in &steps {
            run.take(step);
        }
        let expected: BTreeSet<String> = run.wallet.unheard().map(|notice| notice.id).collect();
        let mut given_up = 0;
        for round in 0.. {
            let Some(due) = run.wallet.due() else { break };
            prop_assert!(round < 10_000, "the wallet never comes to rest");
            run.now = run.now.max(due);
            run.drain(false);
            let at = Here { now: run.now, rules: &run.rules };
            let effects = run.wallet.tick(&at);
            given_up += effects.iter().filter(|e| matches!(e, Effect::NoticeGivenUp { .. })).count();
        }
        prop_assert!(expected.is_subset(&run.told));
        prop_assert_eq!(run.wallet.unheard().count(), 0);
        prop_assert!(given_up >= expected.len());
    }

    #[test]
    fn the_same_seed_gives_the_same_everything(
        steps in prop::collection::vec(step(), 1..40), seed in any::<u64>(),
    ) {
        let mut runs = [Run::new(EAGER, seed), Run::new(EAGER, seed)];
        for run in &mut runs {
            for step in &steps {
                run.take(step);
            }
        }
        let [one, two] = runs;
        prop_assert_eq!(one.trace, two.trace);
        prop_assert_eq!(one.wallet, two.wallet);
    }
}
