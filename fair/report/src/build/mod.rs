//! From what was found to the report.

mod kpis;
mod sections;
mod unknown;

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_indicators::found::{Audit, Word};
use drawbridge_fair_log::{Checkpoint, Note};

use crate::declaration::Declaration;
use crate::difference;
use crate::history::History;
use crate::replayed::Replayed;
use crate::shape::{
    Annexes, Cosigner, FORMAT, Kpi, Light, Log, Operator, Origin, Period, Previous, Probe,
    Recompute, Report, Terms, Text, text,
};
use crate::{json, views, words};

/// Everything from which a report is made. The same gives the same bytes.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// What the audit found.
    pub audit: &'a Audit,
    /// What the leaves say themselves.
    pub history: &'a History,
    /// What deciding again showed.
    pub replayed: &'a Replayed,
    /// The register of agreements.
    pub terms: &'a Terms,
    /// The paired probes.
    pub probes: &'a [Probe],
    /// The signed checkpoint, as it came.
    pub note: &'a Note,
    /// Its text, after the signature of the log was verified.
    pub checkpoint: &'a Checkpoint,
    /// The witnesses whose cosignatures were verified.
    pub cosigners: &'a [Cosigner],
    /// The period, the end exclusive.
    pub period: (Timestamp, Timestamp),
    /// What the operator says.
    pub declaration: &'a Declaration,
    /// The report before this: its bytes and what they say.
    pub previous: Option<(&'a [u8], &'a Report)>,
    /// The version of the program.
    pub version: &'a str,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The leaves that were read are not those of the checkpoint.
    #[error("{read} leaves were read, and the checkpoint covers {size}")]
    OtherLeaves {
        /// How many were read.
        read: u64,
        /// How many the checkpoint covers.
        size: u64,
    },
    /// A mapping that is shipped cannot be read.
    #[error(transparent)]
    View(#[from] views::ViewError),
}

/// Makes the report.
pub fn build(input: &Input<'_>) -> Result<Report, BuildError> {
    let size = input.checkpoint.size();
    if input.history.size() != size {
        return Err(BuildError::OtherLeaves { read: input.history.size(), size });
    }
    let kpis = kpis::all(input);
    let differences = input.previous.map(|(_, old)| difference::between(&old.kpis, &kpis));
    let unknown = unknown::all(input, &kpis);
    Ok(Report {
        format: FORMAT.to_owned(),
        title: words::title(),
        notice: words::notice(),
        operator: operator(input),
        period: period(input),
        log: log(input),
        basis: input.audit.basis.clone(),
        summary: summary(input),
        sections: sections::all(input, &kpis),
        terms: input.terms.clone(),
        probes: input.probes.to_vec(),
        series: input.audit.series.clone(),
        alarms: input.audit.alarms.clone(),
        unknown,
        previous: input.previous.map(previous),
        differences: differences.unwrap_or_default(),
        annexes: annexes(input)?,
        kpis,
    })
}

fn operator(input: &Input<'_>) -> Operator {
    Operator {
        name: input.declaration.operator.clone(),
        surfaces: input.history.gates.iter().map(|gate| gate.name().to_owned()).collect(),
        contact: input.declaration.contact.clone(),
    }
}

fn period(input: &Input<'_>) -> Period {
    let (from, to) = input.period;
    Period { from: from.0, to: to.0, first_day: from.day(), last_day: to.plus_ms(-1).day() }
}

fn log(input: &Input<'_>) -> Log {
    Log {
        origin: input.checkpoint.origin().to_owned(),
        size: input.checkpoint.size(),
        root: input.checkpoint.root().to_base64(),
        checkpoint: input.note.to_string(),
        cosigners: input.cosigners.to_vec(),
        leaves: input.history.leaves,
    }
}

/// The leaves and checkpoint behind a number from these leaves.
fn origin(input: &Input<'_>, from: u64, to: u64) -> Origin {
    Origin {
        from,
        to,
        size: input.checkpoint.size(),
        root: input.checkpoint.root().to_base64(),
        cosigners: input.cosigners.iter().map(|cosigner| cosigner.name.clone()).collect(),
    }
}

fn summary(input: &Input<'_>) -> Vec<Light> {
    let before = |id: &str| -> Option<Word> {
        let (_, old) = input.previous?;
        old.kpis.get(id).and_then(|kpi: &Kpi| kpi.quantity.verdict())
    };
    let headline = input.audit.indicators.iter().filter(|indicator| indicator.headline);
    headline
        .map(|indicator| Light {
            kpi: indicator.id.clone(),
            verdict: (indicator.verdict != Word::Value).then_some(indicator.verdict),
            before: before(&indicator.id),
        })
        .collect()
}

fn previous((bytes, report): (&[u8], &Report)) -> Previous {
    Previous {
        sha256: drawbridge_fair_log::Hash(json::hash(bytes)).to_base64(),
        first_day: report.period.first_day.clone(),
        last_day: report.period.last_day.clone(),
        size: report.log.size,
        root: report.log.root.clone(),
    }
}

fn annexes(input: &Input<'_>) -> Result<Annexes, BuildError> {
    Ok(Annexes {
        recompute: Recompute {
            version: input.version.to_owned(),
            command: "drawbridge fair report verify report.json --log LOG --openings OPENINGS"
                .to_owned(),
            needs: words::needs(),
        },
        glossary: words::glossary(),
        views: views::all()?.into_iter().map(|view| view.id).collect(),
    })
}

/// The command that computes one number again.
fn command(id: &str) -> String {
    format!("drawbridge fair report verify report.json --log LOG --openings OPENINGS --kpi {id}")
}

/// A sentence with a number in it.
fn sentence(zh: &str, en: &str, number: &Text) -> Text {
    text(zh.replace("{}", &number.zh), en.replace("{}", &number.en))
}

/// All numbers by their ids.
pub(crate) type Kpis = BTreeMap<String, Kpi>;
