//! Who may not deal with others: by a clause, or by what it costs to do so.

use drawbridge_canon::Timestamp;

use super::one;
use crate::agreement::Agreement;
use crate::clause::{Clause, Exclusivity, Fee, Penalty, Renewal, Says};
use crate::findings::rules::{
    EXCLUSIVE_DEALING, EXCLUSIVE_FEE, EXCLUSIVE_LICENCE, EXCLUSIVE_PENALTY, EXCLUSIVE_REBATE,
    EXCLUSIVE_RENEWAL,
};
use crate::findings::{Finding, Place};
use crate::words::{Condition, Over, Trigger};

pub(super) fn find(agreement: &Agreement, findings: &mut Vec<Finding>) {
    for clause in &agreement.clauses {
        match &clause.says {
            Says::Exclusivity(says) => findings.push(exclusive(agreement, clause, says)),
            Says::Penalty(says) if says.trigger != Trigger::Breach => {
                findings.push(penalty(agreement, clause, says));
            }
            Says::Rebate(says) if says.on.rewards_loyalty() => {
                let zh = format!(
                    "{}在“{}”条件下返还{}。",
                    says.payer.zh(),
                    condition_zh(says.on, says.share_bp),
                    percent(says.rate_bp)
                );
                let en = format!(
                    "{} pays back {} on condition of {}.",
                    says.payer.en(),
                    percent(says.rate_bp),
                    condition_en(says.on, says.share_bp)
                );
                findings.push(one(EXCLUSIVE_REBATE, agreement, clause, zh, en));
            }
            Says::Fee(says) if says.on.rewards_loyalty() => {
                findings.push(fee(agreement, clause, says));
            }
            Says::Renewal(says) => findings.extend(renewal(agreement, clause, says)),
            _ => {}
        }
    }
}

/// Until when a clause binds, in both languages.
fn term(agreement: &Agreement, until: Option<Timestamp>) -> (String, String) {
    match until.or(agreement.until) {
        Some(until) => {
            let date = date(until);
            (format!("至{date}"), format!("until {date}"))
        }
        None => ("没有终止日期".to_owned(), "without an end".to_owned()),
    }
}

/// The day, by the calendar of Beijing.
fn date(time: Timestamp) -> String {
    time.day()
}

fn exclusive(agreement: &Agreement, clause: &Clause, says: &Exclusivity) -> Finding {
    let (until_zh, until_en) = term(agreement, says.until);
    let rule = if says.over == Over::Licence { EXCLUSIVE_LICENCE } else { EXCLUSIVE_DEALING };
    let places: Vec<&str> = agreement.territory.iter().map(String::as_str).collect();
    let places = places.join(", ");
    let zh = format!(
        "{}就“{}”不得与{}以外的任何人交易，{until_zh}；地域：{places}。",
        says.bound.zh(),
        says.over.zh(),
        says.benefit.zh()
    );
    let en = format!(
        "As to {}, {} may deal with nobody but {}, {until_en}; territory: {places}.",
        says.over.en(),
        says.bound.en(),
        says.benefit.en()
    );
    one(rule, agreement, clause, zh, en)
}

fn penalty(agreement: &Agreement, clause: &Clause, says: &Penalty) -> Finding {
    let zh = format!(
        "{}因{}而受{}惩罚：{}。",
        says.bound.zh(),
        says.trigger.zh(),
        says.benefit.zh(),
        says.means.zh()
    );
    let en = format!(
        "{} is punished by {} for {}: {}.",
        says.bound.en(),
        says.benefit.en(),
        says.trigger.en(),
        says.means.en()
    );
    one(EXCLUSIVE_PENALTY, agreement, clause, zh, en)
}

fn fee(agreement: &Agreement, clause: &Clause, says: &Fee) -> Finding {
    let same = |other: &&Clause| match &other.says {
        Says::Fee(other) => {
            (&other.service, &other.class) == (&says.service, &says.class)
                && !other.on.rewards_loyalty()
        }
        _ => false,
    };
    let others: Vec<&Clause> = agreement.clauses.iter().filter(same).collect();
    let mut places = vec![Place::clause(agreement, &clause.id)];
    places.extend(others.iter().map(|other| Place::clause(agreement, &other.id)));
    let zh = format!("“{}”的费用取决于“{}”。", says.service, condition_zh(says.on, says.share_bp));
    let en = format!(
        "What `{}` costs depends on {}.",
        says.service,
        condition_en(says.on, says.share_bp)
    );
    Finding::new(EXCLUSIVE_FEE, places, zh, en)
}

/// A renewal by itself, of an agreement in which somebody is bound as long as it lasts.
fn renewal(agreement: &Agreement, clause: &Clause, says: &Renewal) -> Option<Finding> {
    if !says.automatic {
        return None;
    }
    let lasts = |other: &&Clause| match &other.says {
        Says::Exclusivity(says) => says.until.is_none() || says.until >= agreement.until,
        _ => false,
    };
    let bound: Vec<&Clause> = agreement.clauses.iter().filter(lasts).collect();
    if bound.is_empty() {
        return None;
    }
    let mut places = vec![Place::clause(agreement, &clause.id)];
    places.extend(bound.iter().map(|other| Place::clause(agreement, &other.id)));
    let zh = format!(
        "若不在期满前{}日拒绝，协议自动续期{}个月，排他随之延长。",
        says.decline_days, says.months
    );
    let en = format!(
        "Unless declined {} days before the end, it is renewed for {} months, and the exclusivity with it.",
        says.decline_days, says.months
    );
    Some(Finding::new(EXCLUSIVE_RENEWAL, places, zh, en))
}

fn condition_zh(on: Condition, share: Option<u64>) -> String {
    share.map_or(on.zh().to_owned(), |share| format!("本处业务占比达到{}", percent(share)))
}

fn condition_en(on: Condition, share: Option<u64>) -> String {
    share
        .map_or(on.en().to_owned(), |share| format!("{} of the business done here", percent(share)))
}

/// Basis points as percent, without a float.
pub(in crate::findings) fn percent(bp: u64) -> String {
    match (bp / 100, bp % 100) {
        (whole, 0) => format!("{whole} %"),
        (whole, part) => {
            let digits = format!("{part:02}");
            format!("{whole}.{} %", digits.trim_end_matches('0'))
        }
    }
}
