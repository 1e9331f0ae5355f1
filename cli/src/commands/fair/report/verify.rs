//! `drawbridge fair report verify`: whether a report is what its log gives.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use drawbridge_canon::Timestamp;
use drawbridge_fair_log::VerifierKey;
use drawbridge_fair_report::declaration::Declaration;
use drawbridge_fair_report::shape::{Quantity, Source};
use drawbridge_fair_report::verify::{Finding, compare};
use drawbridge_fair_report::{Report, json};

use super::make::{self, Asked};
use super::{DataArgs, LogArgs};
use crate::commands::fair::verify::file;
use crate::say;

/// Something is shown to be wrong.
const WRONG: u8 = 3;

#[derive(clap::Args)]
pub(super) struct Verify {
    /// The report.
    report: PathBuf,
    #[command(flatten)]
    log: LogArgs,
    #[command(flatten)]
    data: DataArgs,
    /// Only this number.
    #[arg(long, value_name = "ID")]
    kpi: Option<String>,
}

impl Verify {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let bytes = file(&self.report)?;
        let stated = json::read(&bytes)
            .with_context(|| format!("{} cannot be read", self.report.display()))?;
        let computed = self.again(&stated)?;
        let mut findings = compare(&stated, &computed)?;
        findings.retain(|finding| self.is_asked(finding, &stated));
        if let Some(kpi) = &self.kpi {
            findings.retain(|finding| finding.what == *kpi);
        }
        for finding in &findings {
            tell(finding);
        }
        self.unchecked(&stated);
        if !findings.is_empty() {
            say::note(format!("differences: {}", findings.len()));
            return Ok(ExitCode::from(WRONG));
        }
        let what = self.kpi.as_deref().unwrap_or("the report");
        say::line(format!("{what}: the same to the last digit, from {} leaves", stated.log.size));
        Ok(ExitCode::SUCCESS)
    }

    /// Computes the report again, from the leaves under the checkpoint that it names.
    fn again(&self, stated: &Report) -> anyhow::Result<Report> {
        let log = self.log.open()?;
        let place = "the checkpoint in the report";
        let (note, checkpoint) = log.signed(stated.log.checkpoint.as_bytes(), place)?;
        let plan = self.data.plan()?;
        let previous = self.data.previous()?;
        let (standards, twins) = self.data.again(&self.log.place)?;
        let beside = self.data.beside.read()?;
        let declaration = declared(stated);
        let asked = Asked {
            period: (Timestamp(stated.period.from), Timestamp(stated.period.to)),
            plan: &plan,
            declaration: &declaration,
            previous: previous.as_ref().map(|(bytes, report)| (bytes.as_slice(), report)),
            openings: self.data.openings.as_deref(),
            standards: &standards,
            twins: &twins,
            beside: &beside,
            version: &stated.annexes.recompute.version,
        };
        let witnesses = stated.log.cosigners.iter().map(|one| VerifierKey::parse(&one.key));
        let witnesses = witnesses.collect::<Result<Vec<_>, _>>();
        let witnesses = witnesses.context("the report names a witness whose key is none")?;
        let made = make::make_with(&log, &note, checkpoint.head(), &asked, &witnesses)?;
        Ok(made.report)
    }

    /// Without the report before, what is said of it cannot be checked.
    fn is_asked(&self, finding: &Finding, stated: &Report) -> bool {
        let about_previous =
            matches!(finding.what.as_str(), "previous" | "differences" | "summary");
        !(about_previous && self.data.previous.is_none() && stated.previous.is_some())
    }

    fn unchecked(&self, stated: &Report) {
        if stated.previous.is_some() && self.data.previous.is_none() {
            say::note("not checked: what changed since the report before (--previous names it)");
        }
        let declared = stated.kpis.iter().filter(|(_, kpi)| kpi.source == Source::Declared);
        let declared: Vec<&str> = declared.map(|(id, _)| id.as_str()).collect();
        if !declared.is_empty() {
            say::note(format!("not checked, on the operator's word: {}", declared.join(", ")));
        }
        if self.log.policy.is_none() && !stated.log.cosigners.is_empty() {
            say::note("not checked: whose the witnesses' keys are (--policy names those you know)");
        }
    }
}

/// What the operator declared, as the report says it.
fn declared(report: &Report) -> Declaration {
    let figures = report.kpis.iter().filter(|(_, kpi)| kpi.source == Source::Declared);
    let figures = figures.filter_map(|(id, kpi)| match &kpi.quantity {
        Quantity::Plain { value } => Some((id.clone(), value.clone())),
        Quantity::Indicator(_) | Quantity::Absent => None,
    });
    Declaration {
        operator: report.operator.name.clone(),
        contact: report.operator.contact.clone(),
        figures: figures.collect(),
    }
}

fn tell(finding: &Finding) {
    let Finding { what, way, stated, computed } = finding;
    let at = if way.is_empty() { what.clone() } else { format!("{what} {way}") };
    let nothing = "nothing";
    let stated = stated.as_deref().unwrap_or(nothing);
    let computed = computed.as_deref().unwrap_or(nothing);
    say::line(format!("{at}: the report says {stated}, computed is {computed}"));
}
