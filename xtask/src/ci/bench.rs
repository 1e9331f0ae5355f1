//! Whether `drawbridge bench` tells all that it should, in the shape in which it should. What the
//! figures are is not judged: on a busy machine they say nothing.

use anyhow::Context as _;
use serde_json::Value;

/// A part of the bench.
pub(super) struct Part {
    /// The smallest run that takes every measurement.
    pub(super) args: &'static [&'static str],
    /// Every figure; `*` stands for a way between two platforms, or for a platform.
    expected: &'static [&'static str],
}

/// All of them.
pub(super) const PARTS: &[Part] = &[
    Part {
        args: &["bench", "pay", "--json", "--seconds", "1", "--payments", "2000", "--rows", "5000"],
        expected: PAY,
    },
    Part {
        args: &["bench", "fair", "--json", "--seconds", "1", "--leaves", "4000", "--tree", "4000"],
        expected: FAIR,
    },
    Part {
        args: &["bench", "share", "--json", "--seconds", "1", "--cards", "2000", "--pages", "20"],
        expected: SHARE,
    },
];

/// How many ways between two platforms are measured.
const WAYS: usize = 2;

/// The log of decisions.
const FAIR: &[&str] = &[
    "log.append",
    "log.append.of_sha256",
    "log.check",
    "log.check.of_sha256",
    "log.prove",
    "log.prove.cold",
    "log.prove.cold.of_sha256",
    "log.prove.of_sha256",
    "log.verify",
    "log.verify.of_sha256",
    "machine.sha256.blocks.cpu",
    "policy.decisions",
    "policy.decisions.prepared",
    "policy.decisions.with_remedy",
    "record.bytes",
    "record.check",
];

/// The share gate.
const SHARE: &[&str] = &[
    "cards.at_hand",
    "cards.bytes",
    "cards.http",
    "cards.http.two_cores",
    "cards.json",
    "cards.kept",
    "cards.lookups",
    "cards.memory",
    "cards.read",
    "codes",
    "messages.shared",
    "messages.talk",
    "pages.read",
    "pages.read.megabytes",
    "pages.read.of_limit",
    "pages.size",
    "pictures",
    "pictures.of_limit",
    "pictures.size",
];

/// The pay gate.
const PAY: &[&str] = &[
    "latency.*.crowd.added.p99",
    "latency.*.crowd.bare.p50",
    "latency.*.crowd.bare.p99",
    "latency.*.crowd.bridged.p50",
    "latency.*.crowd.bridged.p99",
    "latency.*.crowd.direct.p50",
    "latency.*.crowd.direct.p99",
    "latency.*.crowd.rate",
    "latency.*.even.added.p99",
    "latency.*.even.bare.p50",
    "latency.*.even.bare.p99",
    "latency.*.even.bridged.p50",
    "latency.*.even.bridged.p99",
    "latency.*.even.direct.p50",
    "latency.*.even.direct.p99",
    "latency.*.even.rate",
    "machine.cores",
    "machine.fdatasync",
    "machine.pause.longest",
    "machine.pauses",
    "machine.rsa2048.call",
    "machine.rsa2048.call.cpu",
    "machine.rsa2048.sign",
    "machine.rsa2048.sign.cpu",
    "machine.rsa2048.verify",
    "machine.rsa2048.verify.cpu",
    "machine.sha256.kilobyte.cpu",
    "node.idle.memory",
    "node.loaded.memory",
    "prepay.bare.*.bridge_of_rsa",
    "prepay.bare.*.cpu.bridge",
    "prepay.bare.*.cpu.load",
    "prepay.bare.*.cpu.wallet",
    "prepay.bare.*.cpu_of_rsa",
    "prepay.bare.*.of_rsa",
    "prepay.bare.*.rate",
    "prepay.sqlite.*.bridge_of_rsa",
    "prepay.sqlite.*.cpu.bridge",
    "prepay.sqlite.*.cpu.load",
    "prepay.sqlite.*.cpu.wallet",
    "prepay.sqlite.*.cpu_of_rsa",
    "prepay.sqlite.*.logging.cpu",
    "prepay.sqlite.*.logging.slower",
    "prepay.sqlite.*.of_rsa",
    "prepay.sqlite.*.rate",
    "reconcile.*.memory",
    "reconcile.*.rows",
    "reconcile.*.time",
    "stored.create.rate",
    "stored.create.slower",
    "stored.memory",
    "stored.payments",
    "stored.query.rate",
    "stored.query.slower",
];

/// Reads what a part printed; how many figures there are, or everything that is wrong.
pub(super) fn judge(part: &Part, printed: &str) -> anyhow::Result<usize> {
    let told: Value = serde_json::from_str(printed).context("what was printed is not JSON")?;
    let figures = told.as_object().context("what was printed is not an object")?;
    let mut wrong = Vec::new();
    for pattern in part.expected {
        let wanted = if pattern.contains('*') { WAYS } else { 1 };
        let found = figures.keys().filter(|name| fits(pattern, name)).count();
        if found < wanted {
            wrong.push(format!("{pattern} is told {found} times, not {wanted}"));
        }
    }
    for (name, figure) in figures {
        wrong.extend(misshapen(figure).map(|why| format!("{name} {why}: {figure}")));
    }
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("; "));
    Ok(figures.len())
}

fn fits(pattern: &str, name: &str) -> bool {
    let (parts, words) = (pattern.split('.'), name.split('.'));
    parts.clone().count() == words.clone().count()
        && parts.zip(words).all(|(part, word)| part == "*" || part == word)
}

/// What is wrong with one figure, `{value, unit, limit, goal, holds}`.
fn misshapen(figure: &Value) -> Option<&'static str> {
    let Some(fields) = figure.as_object() else { return Some("is no object") };
    let may = |name: &str, kind: fn(&Value) -> bool| {
        fields.get(name).is_some_and(|value| value.is_null() || kind(value))
    };
    let both = figure["goal"].is_null() == figure["holds"].is_null();
    [
        (fields.len() == 5, "has not five fields"),
        (figure["value"].is_number(), "has no value"),
        (figure["unit"].is_string(), "has no unit"),
        (may("limit", Value::is_number), "has an odd limit"),
        (may("goal", Value::is_string), "has an odd goal"),
        (may("holds", Value::is_boolean), "holds oddly"),
        (both, "has a goal and does not say whether it holds, or the reverse"),
    ]
    .into_iter()
    .find_map(|(good, why)| (!good).then_some(why))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn whole() -> Value {
        let figure =
            json!({"value": 1.5, "unit": "ms", "limit": null, "goal": "< 5", "holds": true});
        let names =
            PAY.iter().flat_map(|name| ["a_to_b", "b_to_a"].map(|way| name.replace('*', way)));
        Value::Object(names.map(|name| (name, figure.clone())).collect())
    }

    fn lose(report: &mut Value, name: &str) {
        report.as_object_mut().unwrap().remove(name).unwrap();
    }

    #[test]
    fn a_whole_report_passes_and_what_lacks_or_is_bent_is_named() {
        let judge = |printed: &str| judge(&PARTS[0], printed);
        assert!(judge(&whole().to_string()).is_ok());
        let bend = |change: fn(&mut Value)| {
            let mut report = whole();
            change(&mut report);
            judge(&report.to_string()).unwrap_err().to_string()
        };
        let lacks = bend(|report| lose(report, "stored.memory"));
        assert!(lacks.contains("stored.memory is told 0 times"), "{lacks}");
        let one_way = bend(|report| lose(report, "prepay.sqlite.a_to_b.rate"));
        assert!(one_way.contains("prepay.sqlite.*.rate is told 1 times, not 2"), "{one_way}");
        let void = bend(|report| report["stored.memory"]["value"] = Value::Null);
        assert!(void.contains("stored.memory has no value"), "{void}");
        let mute = bend(|report| report["stored.memory"]["holds"] = Value::Null);
        assert!(mute.contains("does not say whether it holds"), "{mute}");
        assert!(judge("error: no").is_err());
    }
}
