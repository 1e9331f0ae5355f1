//! Every indicator that is tested, from leaves to its verdict: equal where the sides are treated alike,
//! unequal by exactly what was taken from the outsiders, not enough where they are few.
//!
//! The cases follow patterns, the same on both sides, so that every gap can be told by hand.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "statistics are compared; money is never here"
)]

mod support;

use drawbridge_fair_indicators::found::{Audit, Word};
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_record::leaf::{End, Verdict};
use drawbridge_fair_record::{Gate, Value};
use support::{Book, Entry, Event, HOUR, START, text, whole, word};

/// A year, so that nothing is cut off.
const HOURS: i64 = 8760;

/// How much there is on each side.
#[derive(Clone, Copy)]
struct Size {
    reviews: u64,
    /// Restrictions and requests to port and to read data, each.
    requests: u64,
    fees: u64,
    merchants: u64,
    /// Links, calls and payments of each merchant.
    each: u64,
    queries: u64,
}

const MANY: Size =
    Size { reviews: 1200, requests: 600, fees: 105, merchants: 60, each: 50, queries: 160 };
const FEW: Size = Size { reviews: 4, requests: 3, fees: 3, merchants: 3, each: 2, queries: 2 };

/// One side of a world that is being written.
struct Side<'a> {
    book: &'a mut Book,
    size: Size,
    outsider: bool,
    /// Whether it is treated worse.
    worse: bool,
    case: u64,
}

/// What outsiders wait longer where they are treated worse, in hours.
const LONGER: i64 = 30;

impl Side<'_> {
    fn write(&mut self) {
        self.reviews();
        self.links();
        self.restrictions();
        self.fees();
        self.calls();
        self.payments();
        self.requests();
    }

    /// So many more if it is treated worse.
    fn more(&self, number: i64) -> i64 {
        if self.worse { number } else { 0 }
    }

    fn intake(&mut self, subject: u64, gate: Gate, action: &'static str) -> &mut Entry {
        self.case += 1;
        let camp = if self.outsider { "rival" } else { "native" };
        let event = Event::Intake { gate, action, camp: camp.to_owned() };
        let name = format!("{camp}-{subject}");
        let entry = self.book.push(START, self.case, &name, event);
        entry.open.push(("category", text("retail")));
        entry
    }

    fn then(&mut self, hours: i64, event: Event) -> &mut Entry {
        let subject = self.book.entries.last().unwrap().subject.clone();
        self.book.push(START + hours * HOUR, self.case, &subject, event)
    }

    fn decide(&mut self, hours: i64, allow: bool) -> &mut Entry {
        let verdict = if allow { Verdict::Allow } else { Verdict::Refuse };
        self.then(hours, Event::Decision { verdict, person: false })
    }

    /// Half are approved, of outsiders three in ten where they are treated worse; after 1 to 40 hours.
    /// Nine in ten refusals have reasons, or seven; four in five are appealed against, or all; a
    /// quarter of the appeals is upheld, or a twentieth, after 1 to 24 hours.
    fn reviews(&mut self) {
        let worse = self.worse;
        let (mut refused, mut appeals) = (0, 0);
        for at in 0..self.size.reviews {
            let deposit = 100_000 + (at * 4 % 11).cast_signed() * 5000 + self.more(20_000);
            let entry = self.intake(at, Gate::Shop, "review");
            entry.open.push(("deposit_minor", whole(deposit)));
            let hours = 1 + (at % 40).cast_signed() + self.more(LONGER);
            if at % 10 < if worse { 3 } else { 5 } {
                self.decide(hours, true);
                continue;
            }
            refused += 1;
            if refused % 10 < if worse { 7 } else { 9 } {
                self.decide(hours, false);
            } else {
                self.then(hours, Event::Unreasoned { verdict: Verdict::Refuse });
            }
            if worse || refused % 5 < 4 {
                appeals += 1;
                let upheld = appeals % 20 < if worse { 1 } else { 5 };
                let verdict = if upheld { Verdict::Allow } else { Verdict::Refuse };
                self.then(100, Event::Appeal);
                let heard = 101 + appeals % 24 + self.more(LONGER);
                self.then(heard, Event::AppealDecision { verdict });
            }
        }
    }

    /// Every other merchant's first link is blocked, its second is not opened in the app, its first
    /// takes a step more; of outsiders a fifth besides where they are treated worse, and a step each.
    /// Blocks are lifted after 1 to 10 hours.
    fn links(&mut self) {
        let (worse, mut blocked) = (self.worse, 0);
        for merchant in 0..self.size.merchants {
            for at in 0..self.size.each {
                let odd = merchant % 2 == 0;
                let entry = self.intake(merchant, Gate::Share, "link.open");
                let in_app = !(odd && at == 1 || worse && (10..20).contains(&at));
                let steps = i64::from(odd && at == 0) + i64::from(worse);
                entry.open.push(("in_app", Value::Bool(in_app)));
                entry.open.push(("extra_steps", whole(steps)));
                let block = odd && at == 0 || worse && (20..30).contains(&at);
                self.decide(0, !block);
                if block {
                    let hours = 1 + blocked % 10 + self.more(LONGER);
                    blocked += 1;
                    self.then(hours, Event::Outcome { end: End::Lifted });
                }
            }
        }
    }

    /// Notice is given in nine of ten, or in seven.
    fn restrictions(&mut self) {
        for at in 0..self.size.requests {
            let given = at % 10 < if self.worse { 7 } else { 9 };
            let entry = self.intake(at, Gate::Share, "restriction");
            entry.open.push(("notice_given", Value::Bool(given)));
            self.decide(1, true);
        }
    }

    /// From 50 to 70 basis points, or 20 more.
    fn fees(&mut self) {
        for at in 0..self.size.fees {
            let fee = 5000 + (at * 10 % 21).cast_signed() * 100 + self.more(2000);
            self.intake(at, Gate::Pay, "fee");
            self.decide(0, true).committed.push(("fee_ppm", whole(fee)));
        }
    }

    /// From 20 to 69 milliseconds, or 45 more; a call of every other merchant fails, one of each other is
    /// limited, and a fifth of each besides.
    fn calls(&mut self) {
        let worse = self.worse;
        for merchant in 0..self.size.merchants {
            for at in 0..self.size.each {
                let besides = worse && (10..20).contains(&at);
                // Merchants are not all alike, and the same on both sides.
                let own = (merchant % 7).cast_signed() * 100;
                let latency = 20_000 + at.cast_signed() * 1000 + own + self.more(45_000);
                let entry = self.intake(merchant, Gate::Mini, "api");
                let (failed, limited) =
                    (merchant % 2 == 0 && at == 0, merchant % 2 == 1 && at == 0);
                entry.open.push(("failed", Value::Bool(failed || besides)));
                entry.open.push(("limited", Value::Bool(limited || besides)));
                entry.open.push(("latency_us", whole(latency)));
                self.decide(0, true);
            }
        }
    }

    /// A payment of every other merchant fails, and a fifth besides; settled after 1 to 24 hours, or five
    /// more; three ways to pay, or two.
    fn payments(&mut self) {
        let worse = self.worse;
        for merchant in 0..self.size.merchants {
            for at in 0..self.size.each {
                let first = merchant % 2 == 0 && at == 0;
                let entry = self.intake(merchant, Gate::Pay, "pay.accept");
                entry.open.push(("methods", whole(3 + i64::from(first) - i64::from(worse))));
                entry.open.push(("extra_steps", whole(i64::from(first) + i64::from(worse))));
                self.decide(0, true);
                let fails = first || worse && (10..20).contains(&at);
                let end = if fails { End::Expired } else { End::Applied };
                let own = (merchant % 7).cast_signed() * HOUR / 10;
                let settled = (1 + (at % 24).cast_signed() + self.more(5)) * HOUR + own;
                let entry = self.then(0, Event::Outcome { end });
                entry.open.push(("settled_ms", whole(settled)));
            }
        }
    }

    /// Requests to port are decided after 1 to 40 hours; access to data takes 5 to 9.9 milliseconds, or 4
    /// more.
    fn requests(&mut self) {
        for at in 0..self.size.requests {
            self.intake(at, Gate::Shop, "portability");
            let hours = 1 + (at % 40).cast_signed() + self.more(LONGER);
            self.decide(hours, true);
            let latency = 5000 + (at % 50).cast_signed() * 100 + self.more(4000);
            let entry = self.intake(at, Gate::Shop, "data.access");
            entry.open.push(("latency_us", whole(latency)));
            self.decide(0, true);
        }
    }
}

/// Four places each: the sides take turns, and begin in turn; where outsiders are treated worse they
/// stand last in three of four rankings, and second in the others.
fn rankings(book: &mut Book, queries: u64, worse: bool) {
    for query in 0..queries {
        let outsiders = match (worse, query % 4) {
            (true, 1..) => [false, false, true, true],
            (true, 0) => [false, true, false, true],
            (false, _) => [0, 1, 2, 3].map(|place| (place + query) % 2 == 0),
        };
        for (place, outsider) in (1..).zip(outsiders) {
            let case = 1_000_000 + query * 4 + u64::try_from(place).unwrap();
            let camp = if outsider { "rival" } else { "native" };
            let event =
                Event::Intake { gate: Gate::Shop, action: "ranking", camp: camp.to_owned() };
            let entry = book.push(START, case, camp, event);
            entry.open.push(("query", text(&format!("q-{query}"))));
            entry.open.push(("rank", whole(place)));
            let event = Event::Decision { verdict: Verdict::Allow, person: false };
            book.push(START, case, camp, event);
        }
    }
}

fn world(size: Size, worse: bool) -> Audit {
    let mut book = Book { start: START, ..Book::default() };
    for (from, outsider) in [(0, true), (500_000, false)] {
        let worse = worse && outsider;
        Side { book: &mut book, size, outsider, worse, case: from }.write();
    }
    rankings(&mut book, size.queries, worse);
    book.log().audit(Plan::standard(&["native"]), HOURS)
}

/// What is judged in the standard plan, with the gap where outsiders are treated worse.
fn gaps() -> Vec<(&'static str, f64)> {
    let longer = LONGER as f64;
    // Of refused reviews 840 and 600 are compared, of blocked links 630 and 30; none of the latter is
    // appealed against.
    let (reviews, links) = (840.0 * 600.0 / 1440.0, 630.0 * 30.0 / 660.0);
    let worth = |place: f64| 1.0 / libm::log2(place + 1.0);
    let (last, first) = (worth(3.0) + worth(4.0), worth(1.0) + worth(2.0));
    let (even, odd) = (worth(2.0) + worth(4.0), worth(1.0) + worth(3.0));
    vec![
        ("review.approval_gap", -0.2),
        ("review.median_h", longer),
        ("review.p90_h", longer),
        ("review.rmst_gap", longer),
        ("notice.given_gap", -0.2),
        ("link.inapp_open_rate", -0.2),
        ("link.extra_steps_mean", 1.0),
        ("link.block_rate_gap", 0.2),
        ("link.median_unblock_h", longer),
        ("sor.coverage_gap", -0.2),
        ("fee.hl_gap_bps", 20.0),
        ("fee.unexplained_bps", 20.0),
        ("settle.median_h_gap", 5.0),
        ("deposit.gap", 20_000.0),
        ("rank.exposure_ratio", (3.0 * last + even) / (3.0 * first + odd)),
        // Of four pairs of a ranking none is won, of those that take turns one.
        ("rank.pairwise", 0.25 / 4.0),
        ("api.p95_gap_ms", 45.0),
        ("api.error_gap", 0.2),
        ("api.rate_limit_gap", 0.2),
        ("pay.success_gap", -0.2),
        ("pay.extra_steps", 1.0),
        ("pay.methods_offered_gap", -1.0),
        ("port.median_h", longer),
        ("dataaccess.latency_gap", 4.0),
        ("appeal.rate_gap", 0.2 * reviews / (reviews + links)),
        ("appeal.upheld_gap", -0.2),
        ("appeal.median_h", longer),
    ]
}

#[test]
fn the_plan_judges_these_and_no_others() {
    let audit = world(FEW, false);
    let judged = audit.indicators.iter().filter(|one| one.verdict != Word::Value);
    let mut judged: Vec<&str> = judged.map(|one| one.id.as_str()).collect();
    let mut expected: Vec<&str> = gaps().iter().map(|(id, _)| *id).collect();
    judged.sort_unstable();
    expected.sort_unstable();
    assert_eq!(judged, expected);
}

#[test]
fn where_the_sides_are_treated_alike_equality_is_shown_of_all() {
    let audit = world(MANY, false);
    for (id, _) in gaps() {
        let one = audit.indicator(id).unwrap();
        let estimate = one.estimate.as_ref().unwrap();
        // Of a ratio equality is 1, of a chance a half.
        let equal = match id {
            "rank.exposure_ratio" => 1.0,
            "rank.pairwise" => 0.5,
            _ => 0.0,
        };
        assert!((estimate.value - equal).abs() < 1e-9, "{id}: {estimate:?}");
        let (low, high) = (estimate.low.unwrap(), estimate.high.unwrap());
        assert!(low <= equal + 1e-9 && equal - 1e-9 <= high && low < high, "{id}: {estimate:?}");
        assert!(one.difference.as_ref().unwrap().p > 0.5, "{id}: {:?}", one.difference);
        // Of few appeals nobody claims equality.
        let expected =
            if id == "appeal.upheld_gap" { Word::NotEnoughEvidence } else { Word::EqualShown };
        assert_eq!(one.verdict, expected, "{id}: {one:?}");
        assert!(one.reach.is_some(), "{id} tells what it would take");
    }
    assert_eq!(audit.alarms, [""; 0]);
}

#[test]
fn where_outsiders_are_treated_worse_inequality_is_shown_of_all_by_what_was_taken() {
    let audit = world(MANY, true);
    for (id, gap) in gaps() {
        let one = audit.indicator(id).unwrap();
        let estimate = one.estimate.as_ref().unwrap();
        let scale = gap.abs().max(1.0);
        assert!((estimate.value - gap).abs() < 1e-9 * scale, "{id}: {estimate:?} is not {gap}");
        let (low, high) = (estimate.low.unwrap(), estimate.high.unwrap());
        assert!(low - 1e-9 <= gap && gap <= high + 1e-9, "{id}: {estimate:?}");
        assert_eq!(one.verdict, Word::UnequalShown, "{id}: {one:?}");
        // Whichever way is worse of this number: that they are not worse is as far off as can be.
        let Some(equality) = &one.equality else {
            assert_eq!(id, "appeal.upheld_gap", "{one:?}");
            continue;
        };
        assert!(equality.p_not_worse > 0.5, "{id}: {equality:?}");
        assert!(equality.p_not_better.unwrap() < 0.05, "{id}: {equality:?}");
    }
}

#[test]
fn of_few_cases_nothing_is_shown_of_any() {
    let audit = world(FEW, false);
    for (id, _) in gaps() {
        let one = audit.indicator(id).unwrap();
        assert_eq!(word(&audit, id), Word::NotEnoughEvidence, "{id}: {one:?}");
    }
}
