//! Who is told how long before, and what may change without leave.

use drawbridge_fair_record::leaf::Sort;

use super::one;
use crate::agreement::Agreement;
use crate::clause::{Change, Clause, Says, Termination};
use crate::findings::rules::{
    CHANGE_NO_EXIT, CHANGE_NOT_CONSULTED, NO_REASONS, NOTICE_CHANGE, NOTICE_TERMINATION,
    NOTICE_UNEQUAL, RETROACTIVE, UNPUBLISHED,
};
use crate::findings::{Finding, Place};
use crate::words::Cause;

/// Days of notice before a provider ends an agreement (P2B Regulation 2019/1150, article 4(2)).
const TERMINATION_DAYS: u64 = 30;
/// Days of notice before a change takes effect (the same, article 3(2)).
const CHANGE_DAYS: u64 = 15;

pub(super) fn find(agreement: &Agreement, findings: &mut Vec<Finding>) {
    for clause in &agreement.clauses {
        match &clause.says {
            Says::Termination(says) if says.by.provides() => {
                termination(agreement, clause, says, findings);
            }
            Says::Change(says) => change(agreement, clause, says, findings),
            _ => {}
        }
    }
    unequal(agreement, findings);
    whole(agreement, findings);
}

fn termination(
    agreement: &Agreement,
    clause: &Clause,
    says: &Termination,
    findings: &mut Vec<Finding>,
) {
    let long = says.notice_days >= TERMINATION_DAYS;
    if !long && matches!(says.cause, Cause::Any | Cause::Breach) {
        let days = says.notice_days;
        let zh = format!("{}因{}终止只提前{days}日通知。", says.by.zh(), says.cause.zh());
        let en = format!(
            "{} may end it for {} with {days} days' notice.",
            says.by.en(),
            says.cause.en()
        );
        findings.push(one(NOTICE_TERMINATION, agreement, clause, zh, en));
    }
    if !says.reasons {
        let zh = format!("{}终止时无须说明理由。", says.by.zh());
        let en = format!("{} need not state reasons when ending it.", says.by.en());
        findings.push(one(NO_REASONS, agreement, clause, zh, en));
    }
}

fn change(agreement: &Agreement, clause: &Clause, says: &Change, findings: &mut Vec<Finding>) {
    let by = (says.by.zh(), says.by.en());
    let mut push = |rule, zh, en| findings.push(one(rule, agreement, clause, zh, en));
    if says.by.provides() && says.notice_days < CHANGE_DAYS {
        let days = says.notice_days;
        let en = format!("{} may change the terms with {days} days' notice.", by.1);
        push(NOTICE_CHANGE, format!("{}变更条款只提前{days}日通知。", by.0), en);
    }
    if !says.exit {
        let en = format!("{} may change the terms, and the other side may not leave.", by.1);
        push(CHANGE_NO_EXIT, format!("{}可单方变更条款，对方不得退出。", by.0), en);
    }
    if says.retroactive {
        let en = format!("Changes by {} apply to what was before them.", by.1);
        push(RETROACTIVE, format!("{}的变更可追溯适用。", by.0), en);
    }
    if agreement.sort == Sort::Rules && !says.consulted {
        let en = format!("{} changes the rules without asking for comment.", by.1);
        push(CHANGE_NOT_CONSULTED, format!("{}变更规则前不征求意见。", by.0), en);
    }
}

/// The two sides' notice for the same cause, whichever is longer.
fn unequal(agreement: &Agreement, findings: &mut Vec<Finding>) {
    for cause in Cause::ALL {
        let notices: Vec<(&Clause, &Termination)> = agreement
            .clauses
            .iter()
            .filter_map(|clause| match &clause.says {
                Says::Termination(says) if says.cause == *cause => Some((clause, says)),
                _ => None,
            })
            .collect();
        for (place, (first, ours)) in notices.iter().enumerate() {
            for (second, theirs) in &notices[place + 1..] {
                if ours.by == theirs.by || ours.notice_days == theirs.notice_days {
                    continue;
                }
                let places = [first, second].map(|clause| Place::clause(agreement, &clause.id));
                let zh = format!(
                    "以{}终止：{}提前{}日，{}提前{}日。",
                    cause.zh(),
                    ours.by.zh(),
                    ours.notice_days,
                    theirs.by.zh(),
                    theirs.notice_days
                );
                let en = format!(
                    "Ending it for {}: {} gives {} days' notice, {} gives {}.",
                    cause.en(),
                    ours.by.en(),
                    ours.notice_days,
                    theirs.by.en(),
                    theirs.notice_days
                );
                findings.push(Finding::new(NOTICE_UNEQUAL, places.to_vec(), zh, en));
            }
        }
    }
}

/// What the agreement as a whole shows.
fn whole(agreement: &Agreement, findings: &mut Vec<Finding>) {
    let place = || vec![Place::whole(agreement)];
    if agreement.from < agreement.told {
        let zh = "生效早于告知对方的时间。".to_owned();
        let en = "It binds from before the other side was told.".to_owned();
        findings.push(Finding::new(RETROACTIVE, place(), zh, en));
    }
    if matches!(agreement.sort, Sort::Rules | Sort::Offer) && !agreement.public {
        let zh = "规则或要约对所有人适用，却未公布。".to_owned();
        let en = "It is for everybody, and is not published.".to_owned();
        findings.push(Finding::new(UNPUBLISHED, place(), zh, en));
    }
}
