//! The tables of the register of agreements.

use drawbridge_canon::Timestamp;

use super::Input;
use super::table::{MOST, beyond};
use crate::shape::{
    Cell, Excused, Found, Gravity, Place, Registered, Table, Tally, TermsState, Text, plain, text,
};

pub(super) fn tables(input: &Input<'_>) -> Vec<Table> {
    let terms = input.terms;
    if terms.agreements.is_empty() {
        return Vec::new();
    }
    let mut tables = vec![registered(&terms.agreements), tallies(&terms.rules)];
    if !terms.findings.is_empty() {
        tables.push(findings(&terms.findings));
    }
    if !terms.exceptions.is_empty() {
        tables.push(exceptions(&terms.exceptions));
    }
    tables
}

fn day(moment: i64) -> String {
    Timestamp(moment).day()
}

/// What a leaf only commits to.
fn closed() -> Text {
    text("（仅承诺）", "(committed to)")
}

fn registered(agreements: &[Registered]) -> Table {
    let row = |one: &Registered| {
        let until = one.until.map_or_else(|| "—".to_owned(), day);
        let hash = one.terms.clone().map_or_else(closed, plain);
        vec![
            Cell::Count(one.index),
            Cell::Plain(one.version.clone()),
            Cell::Words(sort(&one.sort)),
            Cell::Words(parties(one)),
            Cell::Plain(format!("{} – {until}", day(one.from))),
            Cell::Words(state(one.state)),
            Cell::Words(if one.searched { text("是", "yes") } else { text("否", "no") }),
            Cell::Words(hash),
        ]
    };
    Table {
        id: "agreements".to_owned(),
        title: text("登记的协议", "Agreements that are registered"),
        columns: vec![
            text("叶子", "Leaf"),
            text("协议", "Agreement"),
            text("种类", "Kind"),
            text("当事方", "Parties"),
            text("期限", "Term"),
            text("状态", "State"),
            text("已检索", "Searched"),
            text("条款 SHA-256", "SHA-256 of the clauses"),
        ],
        rows: agreements.iter().take(MOST).map(row).collect(),
        left_out: beyond(agreements.len()),
    }
}

fn parties(one: &Registered) -> Text {
    let of = |language: fn(&Text) -> &str| {
        let party = |(role, who): (&String, &Option<String>)| match who {
            Some(who) => format!("{role} {who}"),
            None => format!("{role} {}", language(&closed())),
        };
        one.parties.iter().map(party).collect::<Vec<_>>().join("; ")
    };
    text(of(|text| &text.zh), of(|text| &text.en))
}

fn sort(name: &str) -> Text {
    match name {
        "rules" => text("平台规则", "rules"),
        "contract" => text("合同", "contract"),
        "licence" => text("许可", "licence"),
        "offer" => text("公开要约", "offer"),
        other => plain(other),
    }
}

fn state(state: TermsState) -> Text {
    match state {
        TermsState::NotYet => text("尚未生效", "not yet in force"),
        TermsState::InForce => text("有效", "in force"),
        TermsState::RunOut => text("已到期", "run out"),
        TermsState::Ended => text("已终止", "ended"),
        TermsState::Replaced => text("已被替代", "replaced"),
    }
}

fn gravity(gravity: Gravity) -> Text {
    match gravity {
        Gravity::Grave => text("严重", "grave"),
        Gravity::Serious => text("重要", "serious"),
        Gravity::Notice => text("提示", "notice"),
    }
}

/// Every rule, also where it found nothing: what was not looked for is not there.
fn tallies(rules: &[Tally]) -> Table {
    let row = |one: &Tally| {
        vec![
            Cell::Words(one.title.clone()),
            Cell::Plain(one.rule.clone()),
            Cell::Words(gravity(one.gravity)),
            Cell::Count(one.open),
            Cell::Count(one.excused),
        ]
    };
    Table {
        id: "agreement-rules".to_owned(),
        title: text("逐条规则的发现", "What each rule found"),
        columns: vec![
            text("发现", "Finding"),
            text("规则", "Rule"),
            text("程度", "Gravity"),
            text("无例外", "Open"),
            text("有公开例外", "Excused in public"),
        ],
        rows: rules.iter().map(row).collect(),
        left_out: 0,
    }
}

fn findings(findings: &[Found]) -> Table {
    let place = |place: &Place| match &place.clause {
        Some(clause) => format!("{} §{clause}", place.version),
        None => place.version.clone(),
    };
    let row = |one: &Found| {
        let places: Vec<String> = one.places.iter().map(place).collect();
        let withheld = || {
            text(
                "条款仅作承诺，不在此公开。",
                "The terms are only committed to, and are not told here.",
            )
        };
        let excused = one.excused_by.clone().unwrap_or_else(|| "—".to_owned());
        vec![
            Cell::Words(gravity(one.gravity)),
            Cell::Words(one.title.clone()),
            Cell::Plain(places.join(", ")),
            Cell::Words(one.says.clone().unwrap_or_else(withheld)),
            Cell::Words(one.remedy.clone()),
            Cell::Plain(excused),
        ]
    };
    Table {
        id: "agreement-findings".to_owned(),
        title: text("协议中的发现（不构成法律意见）", "Findings in agreements (no legal advice)"),
        columns: vec![
            text("程度", "Gravity"),
            text("发现", "Finding"),
            text("条款", "Clauses"),
            text("在此为", "Here"),
            text("如何纠正", "What would mend it"),
            text("公开例外", "Public exception"),
        ],
        rows: findings.iter().take(MOST).map(row).collect(),
        left_out: beyond(findings.len()),
    }
}

fn exceptions(exceptions: &[Excused]) -> Table {
    let row = |one: &Excused| {
        let rules = one.rules.as_ref().map_or_else(|| "—".to_owned(), |rules| rules.join(", "));
        let lacking =
            || text("（说明不在手边，或未写理由）", "(the note is not at hand, or states none)");
        vec![
            Cell::Plain(one.version.clone()),
            Cell::Plain(rules),
            Cell::Words(one.reason.clone().unwrap_or_else(lacking)),
            Cell::Plain(day(one.until)),
            Cell::Words(if one.over { text("是", "yes") } else { text("否", "no") }),
            Cell::Plain(one.signed_by.join(", ")),
            Cell::Plain(one.note.clone()),
        ]
    };
    Table {
        id: "agreement-exceptions".to_owned(),
        title: text("公开例外", "Public exceptions"),
        columns: vec![
            text("协议", "Agreement"),
            text("规则", "Rules"),
            text("理由", "Reason"),
            text("终止日", "Ends"),
            text("已过期", "Over"),
            text("签署", "Signed by"),
            text("说明 SHA-256", "SHA-256 of the note"),
        ],
        rows: exceptions.iter().take(MOST).map(row).collect(),
        left_out: beyond(exceptions.len()),
    }
}
