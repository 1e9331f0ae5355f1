//! The plan for all gates: what an operator publishes unless it has reasons for another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Asked, Better, How, Plan, Quantity, Stratum, Topic, Yes};
use crate::found::Unit;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Up to how long a review is looked at: thirty days.
const HORIZON: i64 = 30 * DAY;

impl Plan {
    /// The plan for all gates of an operator whose own camps are these.
    pub fn standard(own_camps: &[&str]) -> Self {
        let own: BTreeSet<String> = own_camps.iter().map(|camp| (*camp).to_owned()).collect();
        let headline = [
            "review.approval_gap",
            "review.rmst_gap",
            "link.block_rate_gap",
            "fee.hl_gap_bps",
            "rank.exposure_ratio",
            "api.p95_gap_ms",
            "pay.success_gap",
        ];
        let parts = [rules(), review(), links(), reasons(), fees(), ranking(), calls(), payments()];
        let mut asked: Vec<Asked> = parts.into_iter().flatten().chain(rest()).collect();
        asked.sort_by_key(|one| one.section);
        Self {
            version: "2026-12".to_owned(),
            own: BTreeMap::from([("camp".to_owned(), own)]),
            camp: "camp".to_owned(),
            category: "category".to_owned(),
            alpha: 50_000,
            power: 800_000,
            topics: topics(),
            asked,
            headline: headline.map(str::to_owned).to_vec(),
        }
    }
}

fn topic(name: &str, actions: &[&str], strata: &[Stratum]) -> Topic {
    Topic {
        name: name.to_owned(),
        gates: Vec::new(),
        actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        strata: strata.to_vec(),
        flags: Vec::new(),
        numbers: Vec::new(),
        query: None,
        clustered: false,
        horizon_ms: HORIZON,
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Strata are what the applicant brings (category, amount, volume) or the calendar; never a standing or
/// a score that the operator gives. Where a risk band is told, it comes from the submitted facts.
fn topics() -> Vec<Topic> {
    let category = || Stratum::of("category");
    let month = || Stratum::of("month");
    let risk = || Stratum::of("risk_band");
    // What is called: a long answer takes longer, whoever asks for it.
    let operation = || Stratum::of("operation");
    let amount = Stratum::bands("amount_band", "amount", &[10_000, 100_000, 1_000_000]);
    let volume = Stratum::bands("volume_band", "volume_30d", &[1_000_000, 10_000_000, 100_000_000]);
    let flags = names(&["same_form", "in_app"]);
    let steps = names(&["extra_steps"]);
    vec![
        Topic {
            flags: names(&["legal_ground"]),
            numbers: names(&["deposit_minor"]),
            ..topic("review", &["admission", "review"], &[category(), risk(), month()])
        },
        Topic {
            flags,
            numbers: steps,
            clustered: true,
            ..topic("link", &["link.open"], &[category(), month()])
        },
        Topic {
            flags: names(&["notice_given", "legal_ground"]),
            ..topic("restriction", &["restriction", "unblocking"], &[category(), month()])
        },
        Topic { numbers: names(&["fee_ppm"]), ..topic("fee", &["fee"], &[category(), volume]) },
        Topic {
            numbers: names(&["rank"]),
            query: Some("query".to_owned()),
            ..topic("ranking", &["ranking"], &[])
        },
        Topic {
            flags: names(&["failed", "limited"]),
            numbers: names(&["latency_us"]),
            clustered: true,
            ..topic("call", &["api"], &[operation()])
        },
        Topic {
            flags: names(&["succeeded"]),
            numbers: names(&["extra_steps", "methods", "settled_ms"]),
            clustered: true,
            ..topic("payment", &["pay.accept"], &[Stratum::of("channel"), amount])
        },
        Topic { horizon_ms: 90 * DAY, ..topic("interop", &["interop"], &[month()]) },
        Topic { horizon_ms: 90 * DAY, ..topic("portability", &["portability"], &[month()]) },
        Topic {
            numbers: names(&["latency_us"]),
            ..topic("data", &["data.access"], &[operation()])
        },
    ]
}

/// An indicator without margin and target.
fn ask(id: &str, section: u8, topic: Option<&str>, unit: Unit, how: How) -> Asked {
    let (id, topic) = (id.to_owned(), topic.map(str::to_owned));
    Asked { id, section, topic, how, unit, margin: None, at_least: None, at_most: None }
}

impl Asked {
    fn within(self, margin: i64) -> Self {
        Self { margin: Some(margin), ..self }
    }

    fn at_least(self, millionths: i64) -> Self {
        Self { at_least: Some(millionths), ..self }
    }

    fn at_most(self, millionths: i64) -> Self {
        Self { at_most: Some(millionths), ..self }
    }
}

fn flag(name: &str) -> Yes {
    Yes::Flag { flag: name.to_owned() }
}

fn rules() -> Vec<Asked> {
    vec![
        ask("log.gaps", 15, None, Unit::Count, How::Gaps).at_most(0),
        ask("rules.versions", 2, None, Unit::Count, How::Policies),
        ask("rules.days_consulted", 2, None, Unit::Days, How::DaysConsulted).at_least(7_000_000),
        ask("rules.emergency_changes", 13, None, Unit::Count, How::Emergency { days: 7 }),
        ask("rules.retroactive", 2, None, Unit::Count, How::Retroactive).at_most(0),
        ask("policy.noninterference", 3, None, Unit::Share, How::Proved).at_least(1_000_000),
        ask("policy.exceptions", 3, None, Unit::Count, How::Exceptions),
    ]
}

fn review() -> Vec<Asked> {
    let review = Some("review");
    let wait = |of| How::Wait { of };
    let rate = How::Rate { yes: Yes::Allowed, better: Better::More };
    let late = How::Cases { yes: Some(Yes::PendingLonger { ms: 7 * DAY }) };
    let within = How::Share { yes: Yes::Within { ms: DAY } };
    let notice = How::Rate { yes: flag("notice_given"), better: Better::More };
    vec![
        ask("review.approval_gap", 4, review, Unit::Gap, rate).within(50_000),
        ask("review.median_h", 4, review, Unit::Hours, wait(Quantity::Median)).within(6_000_000),
        ask("review.p90_h", 4, review, Unit::Hours, wait(Quantity::NineTenths)).within(24_000_000),
        ask("review.rmst_gap", 4, review, Unit::Hours, wait(Quantity::Mean)).within(6_000_000),
        ask("review.pending_over_sla", 4, review, Unit::Count, late).at_most(0),
        ask("review.within_24h_share", 4, review, Unit::Share, within).at_least(900_000),
        ask("review.human_share", 4, review, Unit::Share, How::Share { yes: Yes::ByPerson }),
        ask("notice.given_gap", 6, Some("restriction"), Unit::Gap, notice).within(50_000),
    ]
}

fn links() -> Vec<Asked> {
    let link = Some("link");
    let other_form = Yes::NotFlag { flag: "same_form".to_owned() };
    let in_app = How::Rate { yes: flag("in_app"), better: Better::More };
    let blocked = How::Rate { yes: Yes::Refused, better: Better::Less };
    vec![
        ask(
            "link.same_form_violations",
            5,
            link,
            Unit::Count,
            How::Cases { yes: Some(other_form) },
        )
        .at_most(0),
        ask("link.inapp_open_rate", 5, link, Unit::Gap, in_app).within(10_000),
        ask("link.extra_steps_mean", 5, link, Unit::Steps, mean("extra_steps", 1)).within(100_000),
        ask("link.block_rate_gap", 5, link, Unit::Gap, blocked).within(5_000),
        ask("link.block_reversed_share", 5, link, Unit::Share, How::Share { yes: Yes::Reversed }),
        ask("link.median_unblock_h", 5, link, Unit::Hours, How::Lifted).within(6_000_000),
    ]
}

fn mean(field: &str, per: i64) -> How {
    How::Mean { field: field.to_owned(), per, better: Better::Less }
}

fn reasons() -> Vec<Asked> {
    let review = Some("review");
    let gap = How::Rate { yes: Yes::Reasoned, better: Better::More };
    let legal = How::Share { yes: flag("legal_ground") };
    vec![
        ask("sor.coverage", 6, None, Unit::Share, How::Share { yes: Yes::Reasoned })
            .at_least(1_000_000),
        ask("sor.coverage_gap", 6, review, Unit::Gap, gap).within(50_000),
        ask("sor.automated_share", 6, None, Unit::Share, How::Share { yes: Yes::Automated }),
        ask("sor.legal_vs_contract", 6, review, Unit::Share, legal),
    ]
}

fn fees() -> Vec<Asked> {
    let (field, per) = ("fee_ppm".to_owned(), 100);
    let gap = How::Fee { field: field.clone(), per };
    let settle = How::Latency { field: "settled_ms".to_owned(), per: HOUR, quantile: 500_000 };
    vec![
        ask("fee.hl_gap_bps", 7, Some("fee"), Unit::BasisPoints, gap).within(800_000),
        ask(
            "fee.unexplained_bps",
            7,
            Some("fee"),
            Unit::BasisPoints,
            How::Unexplained { field, per },
        )
        .within(5_000_000),
        ask("settle.median_h_gap", 7, Some("payment"), Unit::Hours, settle).within(50_000),
        ask("deposit.gap", 7, Some("review"), Unit::MinorUnits, mean("deposit_minor", 1))
            .within(10_000_000_000),
    ]
}

fn ranking() -> Vec<Asked> {
    let (ranking, field) = (Some("ranking"), || "rank".to_owned());
    vec![
        ask("rank.exposure_ratio", 8, ranking, Unit::Ratio, How::Exposure { field: field() })
            .within(800_000),
        ask("rank.pairwise", 8, ranking, Unit::Chance, How::Pairwise { field: field() })
            .within(50_000),
        ask("rank.ndkl", 8, ranking, Unit::Nats, How::Divergence { field: field() }),
    ]
}

fn latency(quantile: i64) -> How {
    How::Latency { field: "latency_us".to_owned(), per: 1000, quantile }
}

fn calls() -> Vec<Asked> {
    let (interop, call, port) = (Some("interop"), Some("call"), Some("portability"));
    let in_time = How::Share { yes: Yes::Within { ms: 28 * DAY } };
    let worse = |name| How::Rate { yes: flag(name), better: Better::Less };
    let refused = How::Cases { yes: Some(Yes::Refused) };
    let all = || How::Cases { yes: None };
    vec![
        ask("interop.requests", 9, interop, Unit::Count, all()),
        ask("interop.answered_4w_share", 9, interop, Unit::Share, in_time).at_least(1_000_000),
        ask(
            "interop.refused_with_reason",
            9,
            interop,
            Unit::Share,
            How::Share { yes: Yes::Reasoned },
        )
        .at_least(1_000_000),
        ask("api.p95_gap_ms", 9, call, Unit::Milliseconds, latency(950_000)).within(50_000),
        ask("api.error_gap", 9, call, Unit::Gap, worse("failed")).within(5_000),
        ask("api.rate_limit_gap", 9, call, Unit::Gap, worse("limited")).within(5_000),
        ask("port.requests", 11, port, Unit::Count, all()),
        ask("port.median_h", 11, port, Unit::Hours, How::Wait { of: Quantity::Median })
            .within(24_000_000),
        ask("port.refused_by_ground", 11, port, Unit::Count, refused),
        ask("dataaccess.latency_gap", 11, Some("data"), Unit::Milliseconds, latency(500_000))
            .within(50_000),
    ]
}

fn payments() -> Vec<Asked> {
    let payment = Some("payment");
    let yes = Yes::Succeeded { flag: "succeeded".to_owned() };
    let success = How::Rate { yes, better: Better::More };
    let methods = How::Mean { field: "methods".to_owned(), per: 1, better: Better::More };
    vec![
        ask("pay.success_gap", 10, payment, Unit::Gap, success).within(10_000),
        ask("pay.extra_steps", 10, payment, Unit::Steps, mean("extra_steps", 1)).within(100_000),
        ask("pay.methods_offered_gap", 10, payment, Unit::Count, methods).within(100_000),
    ]
}

fn rest() -> Vec<Asked> {
    let rate = How::Rate { yes: Yes::Appealed, better: Better::Less };
    let upheld = How::FewRate { yes: Yes::Upheld, better: Better::More };
    let person = How::Share { yes: Yes::AppealByPerson };
    vec![
        ask("appeal.rate_gap", 12, None, Unit::Gap, rate).within(50_000),
        ask("appeal.upheld_gap", 12, None, Unit::Gap, upheld),
        ask("appeal.median_h", 12, None, Unit::Hours, How::AppealWait).within(24_000_000),
        ask("appeal.human_reviewed", 12, None, Unit::Share, person).at_least(1_000_000),
        ask("drift.evalue_max", 13, None, Unit::EValue, How::LargestEValue),
        ask("proxy.mutual_info_top5", 13, None, Unit::Nats, How::Proxy),
        ask("missing.share", 15, None, Unit::Share, How::MissingShare),
    ]
}
