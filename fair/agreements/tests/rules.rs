//! Every rule finds its breach, and nothing in a world without one.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use std::collections::BTreeSet;

use drawbridge_fair_agreements::findings::rules;
use drawbridge_fair_agreements::{Summary, find};
use serde_json::{Value, json};
use support::{
    NOW, but, contract, fair, licence, offer, rules as the_rules, search, set, short, with,
};

const DAY: i64 = 86_400_000;

/// What is found in the fair world with one agreement changed.
fn found(changed: Value) -> Vec<String> {
    short(&search(&but(changed)))
}

fn merchant() -> Value {
    contract("contract-1", "m-1")
}

#[test]
fn nothing_is_found_in_a_fair_world() {
    assert_eq!(short(&search(&fair())), [""; 0]);
}

#[test]
fn whoever_is_bound_to_one_partner_is_found() {
    let bound = |over: &str, bound: &str, benefit: &str| json!({"id": "20", "kind": "exclusivity", "bound": bound, "benefit": benefit, "over": over});
    let listing = bound("listing", "merchant", "platform");
    assert_eq!(
        found(with(merchant(), listing)),
        ["exclusivity.renewal contract-1#8 contract-1#20", "exclusivity.dealing contract-1#20"]
    );
    let music = bound("licence", "licensor", "licensee");
    assert_eq!(
        found(with(licence("licence-1", "e-1"), music)),
        ["exclusivity.renewal licence-1#8 licence-1#20", "exclusivity.licence licence-1#20"]
    );
    // It ends before the agreement: a renewal does not prolong it.
    let mut brief = bound("licence", "licensor", "licensee");
    brief["until"] = json!(NOW.0);
    assert_eq!(
        found(with(licence("licence-1", "e-1"), brief)),
        ["exclusivity.licence licence-1#20"]
    );
}

#[test]
fn what_punishes_or_rewards_it_is_found() {
    for trigger in ["dealing_elsewhere", "lower_price_elsewhere", "leaving"] {
        for means in ["money", "deposit", "ranking", "traffic", "delisting", "features"] {
            let penalty = json!({"id": "20", "kind": "penalty", "bound": "merchant", "benefit": "platform",
                "trigger": trigger, "means": means});
            assert_eq!(found(with(merchant(), penalty)), ["exclusivity.penalty contract-1#20"]);
        }
    }
    let rebate = json!({"id": "20", "kind": "rebate", "payer": "platform", "payee": "merchant",
        "rate_bp": 100, "on": "share_here", "share_bp": 8000});
    assert_eq!(found(with(merchant(), rebate)), ["exclusivity.rebate contract-1#20"]);
    let fee = json!({"id": "20", "kind": "fee", "payer": "merchant", "payee": "platform",
        "service": "use", "rate_bp": 300, "on": "only_here"});
    assert_eq!(found(with(merchant(), fee)), ["exclusivity.fee contract-1#20 contract-1#1"]);
}

#[test]
fn parity_steering_and_rivals_data_are_found() {
    let parity = |scope| {
        json!({"id": "20", "kind": "parity", "bound": "merchant", "benefit": "platform",
            "over": "price", "scope": scope})
    };
    assert_eq!(found(with(merchant(), parity("wide"))), ["parity.wide contract-1#20"]);
    assert_eq!(found(with(merchant(), parity("narrow"))), ["parity.narrow contract-1#20"]);
    let steering =
        json!({"id": "20", "kind": "steering", "bound": "merchant", "benefit": "platform"});
    assert_eq!(found(with(merchant(), steering)), ["parity.steering contract-1#20"]);
    let data = json!({"id": "20", "kind": "data", "by": "platform", "of": "merchant",
        "purpose": "competition"});
    assert_eq!(found(with(merchant(), data)), ["data.competing contract-1#20"]);
}

#[test]
fn short_and_unequal_notice_is_found() {
    let short_notice = found(set(merchant(), "5", "notice_days", json!(29)));
    assert_eq!(
        short_notice,
        [
            "notice.termination contract-1#5",
            "notice.unequal contract-1#5 contract-1#6",
            "notice.differs rules-9#5 contract-1#5",
        ]
    );
    // The other direction: the merchant is held longer than the platform.
    assert_eq!(
        found(set(merchant(), "6", "notice_days", json!(90))),
        ["notice.unequal contract-1#5 contract-1#6", "notice.differs rules-9#6 contract-1#6"]
    );
    assert_eq!(
        found(set(merchant(), "4", "notice_days", json!(14))),
        ["notice.change contract-1#4", "notice.differs rules-9#4 contract-1#4"]
    );
    assert_eq!(
        found(set(merchant(), "5", "reasons", json!(false))),
        ["notice.no_reasons contract-1#5"]
    );
}

#[test]
fn changes_without_leave_or_backwards_are_found() {
    for (member, value, rule) in
        [("exit", false, "change.no_exit"), ("retroactive", true, "change.retroactive")]
    {
        assert_eq!(
            found(set(merchant(), "4", member, json!(value))),
            [format!("{rule} contract-1#4")]
        );
    }
    let silent = set(the_rules(), "4", "consulted", json!(false));
    assert_eq!(found(silent), ["change.not_consulted rules-9#4"]);
    let mut backwards = merchant();
    backwards["told"] = json!(backwards["from"].as_i64().unwrap() + 1);
    assert_eq!(found(backwards), ["change.retroactive contract-1"]);
}

#[test]
fn unequal_fees_are_found_whoever_pays_more() {
    let dearer = set(merchant(), "1", "rate_bp", json!(501));
    assert_eq!(found(dearer), ["fee.unequal rules-9#1 contract-1#1"]);
    let deposit = set(merchant(), "3", "amount_minor", json!(0));
    assert_eq!(found(deposit), ["fee.unequal rules-9#3 contract-1#3"]);
    // Another class, another service, another country: nothing to compare.
    let class = set(set(merchant(), "1", "rate_bp", json!(300)), "1", "class", json!("books"));
    assert_eq!(found(class), [""; 0]);
    let service = set(set(merchant(), "1", "rate_bp", json!(300)), "1", "service", json!("ads"));
    assert_eq!(found(service), [""; 0]);
    let mut abroad = set(merchant(), "1", "rate_bp", json!(300));
    abroad["territory"] = json!(["FR"]);
    assert_eq!(found(abroad), ["offer.not_to_all contract-1"]);
    // What no longer binds is not compared.
    let mut over = set(merchant(), "1", "rate_bp", json!(300));
    over["until"] = json!(NOW.0);
    assert_eq!(found(over), [""; 0]);
}

#[test]
fn what_is_offered_to_one_only_is_found() {
    let without: Vec<Value> = fair().into_iter().skip(1).collect();
    assert_eq!(
        short(&search(&without)),
        ["offer.not_to_all licence-1", "offer.not_to_all licence-2"]
    );
    let other = |member: &str, value: Value| {
        let mut offer = offer();
        offer[member] = value;
        short(&search(&but(offer)))
    };
    let both = ["offer.not_to_all licence-1", "offer.not_to_all licence-2"];
    assert_eq!(other("matter", json!("catalogue-b")), both);
    assert_eq!(other("territory", json!(["FR"])), both);
    assert_eq!(other("until", json!(NOW.0)), both);
    assert_eq!(other("territory", json!(["world"])), [""; 0]);
    let mut secret = vec!["offer.unpublished catalogue-offer-3"];
    secret.extend(both);
    assert_eq!(other("public", json!(false)), secret);
    let mut licence = licence("licence-1", "e-1");
    licence["terms"] = json!("catalogue-offer-2");
    assert_eq!(found(licence.clone()), ["offer.not_to_all licence-1"]);
    licence.as_object_mut().unwrap().remove("terms");
    assert_eq!(found(licence), [""; 0]);
}

#[test]
fn a_new_version_is_told_in_time_and_binds_nobody_on() {
    let version = |days: i64| {
        let mut newer = merchant();
        newer["id"] = json!("contract-1b");
        newer["replaces"] = json!("contract-1");
        newer["from"] = json!(newer["told"].as_i64().unwrap() + days * DAY);
        newer
    };
    assert_eq!(found(version(30)), [""; 0]);
    assert_eq!(found(version(29)), ["notice.change contract-1b contract-1#4"]);
    let bound = json!({"id": "20", "kind": "exclusivity", "bound": "merchant",
        "benefit": "platform", "over": "dealing", "until": NOW.0 + DAY});
    let mut all = but(with(merchant(), bound.clone()));
    // No clause of its own renews it.
    let mut newer = with(version(30), bound);
    newer["clauses"].as_array_mut().unwrap().retain(|clause| clause["kind"] != "renewal");
    all.push(newer);
    let found = short(&search(&all));
    assert!(
        found.contains(&"exclusivity.renewal contract-1b#20 contract-1#20".to_owned()),
        "{found:?}"
    );
}

/// Every rule of the catalogue but those of exceptions, which `tests/exceptions.rs` has, is found above:
/// here it is shown that all texts are there in both languages.
#[test]
fn every_rule_speaks_both_languages_and_names_a_source() {
    let mut ids = BTreeSet::new();
    let text = include_str!("../AGREEMENTS.md");
    for rule in rules::ALL {
        let row = format!("| `{}` | {} | {} | ", rule.id, rule.severity.name(), rule.title_zh);
        assert!(text.contains(&row), "{row}");
        assert!(ids.insert(rule.id), "{} twice", rule.id);
        assert!(!rule.hooks.is_empty(), "{}", rule.id);
        let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(han(rule.title_zh) && han(rule.remedy_zh), "{}", rule.id);
        assert!(!han(rule.title_en) && !han(rule.remedy_en), "{}", rule.id);
    }
}

#[test]
fn a_summary_counts_what_is_found_and_is_the_same_each_time() {
    let dear = set(merchant(), "1", "rate_bp", json!(501));
    let findings = search(&but(set(dear, "5", "reasons", json!(false))));
    let summary = Summary::of(6, NOW, &findings);
    assert_eq!((summary.open["grave"], summary.open["serious"], summary.open["notice"]), (1, 1, 0));
    assert_eq!(summary.findings[0].rule, "fee.unequal");
    assert_eq!(
        summary.findings[0].en.explanation,
        "`use` does not cost all the same: rules-9 5 % (2 agreements); contract-1 5.01 %."
    );
    let text = serde_json::to_string(&summary).unwrap();
    assert_eq!(text, serde_json::to_string(&Summary::of(6, NOW, &findings)).unwrap());
    let tally = summary.rules.iter().find(|tally| tally.rule == "notice.no_reasons").unwrap();
    assert_eq!((tally.open, tally.excused), (1, 0));
}

#[test]
fn two_agreements_of_one_name_are_refused() {
    let all = [support::read(&offer()), support::read(&offer())];
    let none = BTreeSet::new();
    let book = drawbridge_fair_agreements::Book {
        agreements: &all,
        exceptions: &[],
        published: &none,
        at: NOW,
        ended: &BTreeSet::new(),
    };
    assert_eq!(
        find(book).unwrap_err().to_string(),
        "two agreements are called catalogue-offer-3: a finding could not say which is meant"
    );
}

#[test]
fn what_has_ended_binds_nobody_and_serves_nobody() {
    let cheaper = set(contract("contract-2", "m-2"), "1", "rate_bp", json!(300));
    let all = but(cheaper);
    let found = |ended: &[&str]| {
        let ended = ended.iter().map(|id| (*id).to_owned()).collect();
        short(&support::search_after(&all, &[], &BTreeSet::new(), &ended))
    };
    assert!(found(&[])[0].starts_with("fee.unequal"), "{:?}", found(&[]));
    assert_eq!(found(&["contract-2"]), [""; 0]);
    // Rules that have ended are no offer to all any more.
    let without = found(&["rules-9", "contract-2"]);
    assert_eq!(without, ["offer.not_to_all contract-1"]);
}
