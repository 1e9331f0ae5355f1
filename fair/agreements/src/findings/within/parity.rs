//! Who must give the best terms, may not speak of others, or is competed with by its own data.

use super::one;
use crate::agreement::Agreement;
use crate::clause::Says;
use crate::findings::Finding;
use crate::findings::rules::{DATA_COMPETING, PARITY_NARROW, PARITY_WIDE, STEERING};
use crate::words::{Scope, Use};

pub(super) fn find(agreement: &Agreement, findings: &mut Vec<Finding>) {
    for clause in &agreement.clauses {
        let (rule, zh, en) = match &clause.says {
            Says::Parity(says) => (
                if says.scope == Scope::Wide { PARITY_WIDE } else { PARITY_NARROW },
                format!(
                    "{}给{}的{}不得差于{}。",
                    says.bound.zh(),
                    says.benefit.zh(),
                    says.over.zh(),
                    says.scope.zh()
                ),
                format!(
                    "{} must give {} {} as good as on {}.",
                    says.bound.en(),
                    says.benefit.en(),
                    says.over.en(),
                    says.scope.en()
                ),
            ),
            Says::Steering(says) => (
                STEERING,
                format!("{}不得向客户告知他处的条件。", says.bound.zh()),
                format!("{} may not tell customers of terms elsewhere.", says.bound.en()),
            ),
            Says::Data(says) if says.purpose == Use::Competition && says.by != says.of => (
                DATA_COMPETING,
                format!("{}使用{}的数据与其竞争。", says.by.zh(), says.of.zh()),
                format!("{} uses the data of {} to compete with them.", says.by.en(), says.of.en()),
            ),
            _ => continue,
        };
        findings.push(one(rule, agreement, clause, zh, en));
    }
}
