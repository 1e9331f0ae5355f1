//! The same service of the same provider, for the same class, at the same price.

use std::collections::BTreeMap;

use super::{Compared, Group};
use crate::agreement::Agreement;
use crate::clause::Says;
use crate::findings::rules::FEE_UNEQUAL;
use crate::findings::within::percent;
use crate::findings::{Finding, Place};

/// What is paid.
#[derive(Clone, Debug, PartialEq)]
struct Price {
    rate_bp: Option<u64>,
    amount: Option<(u64, String)>,
}

pub(super) fn find(agreements: &[&Agreement]) -> Compared {
    let mut groups: BTreeMap<String, Group<'_, Price>> = BTreeMap::new();
    for agreement in agreements {
        for clause in &agreement.clauses {
            let Some((key, price)) = priced(agreement, &clause.says) else { continue };
            let place = Place::clause(agreement, &clause.id);
            groups.entry(key).or_insert_with(Group::new).add(price, agreement, place);
        }
    }
    let told = |(key, group): (String, Group<'_, Price>)| {
        let differing = group.differing();
        if differing.is_empty() {
            return None;
        }
        let list = |often: fn(usize) -> String| {
            let each = differing.iter().map(|(price, agreement, _, count)| {
                format!("{} {}{}", agreement.id, show(price), often(*count))
            });
            each.collect::<Vec<String>>().join("; ")
        };
        let service = key.split('|').nth(1).unwrap_or_default().to_owned();
        let zh = format!(
            "“{service}”的费用不等：{}。",
            list(|count| if count > 1 { format!("（{count}份）") } else { String::new() })
        );
        let en = format!(
            "`{service}` does not cost all the same: {}.",
            list(|count| if count > 1 { format!(" ({count} agreements)") } else { String::new() })
        );
        let places = differing.iter().map(|(.., place, _)| place.clone()).collect();
        Some((key, Finding::new(FEE_UNEQUAL, places, zh, en)))
    };
    groups.into_iter().filter_map(told).collect()
}

/// What must be the same for the price to be, and the price. What depends on loyalty is found within the
/// agreement; a volume has its tier in the class.
fn priced(agreement: &Agreement, says: &Says) -> Option<(String, Price)> {
    let (payee, service, class, on, price) = match says {
        Says::Fee(fee) if !fee.on.rewards_loyalty() => {
            let amount = fee.amount_minor.zip(fee.currency.clone());
            let price = Price { rate_bp: fee.rate_bp, amount };
            (fee.payee, &fee.service, &fee.class, fee.on.name(), price)
        }
        Says::Deposit(deposit) => {
            let amount = Some((deposit.amount_minor, deposit.currency.clone()));
            let price = Price { rate_bp: None, amount };
            (deposit.payee, &deposit.service, &deposit.class, "deposit", price)
        }
        _ => return None,
    };
    if !payee.provides() {
        return None;
    }
    let class = class.as_deref().unwrap_or_default();
    // No token has a bar in it.
    let key = format!("{}|{service}|{class}|{on}", agreement.party(payee)?);
    Some((key, price))
}

fn show(price: &Price) -> String {
    let rate = price.rate_bp.map(percent);
    let amount = price
        .amount
        .as_ref()
        .map(|(minor, currency)| format!("{currency} {}.{:02}", minor / 100, minor % 100));
    [rate, amount].into_iter().flatten().collect::<Vec<String>>().join(" + ")
}
