//! `drawbridge fair report`: the compliance report, made, computed again, and shown to be in the log.
//!
//! Read in this order: [`log`] is the log it is made from, [`openings`] what opens its commitments;
//! [`pass`] reads every leaf once, and [`again`] decides the decisions among them again; [`beside`] are the agreements
//! and the openings of probes; [`make`] makes a report of what was read; [`mod@write`] writes the files;
//! [`verify`] compares a report with what is computed again, and [`render`] makes its pages anew once
//! the log holds its hash.

mod again;
mod beside;
mod log;
mod make;
mod openings;
mod pass;
mod render;
mod verify;
mod write;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, ensure};
use clap::{Subcommand, ValueEnum};
use drawbridge_canon::Timestamp;
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_policy::replay::{Twins, published_twins};
use drawbridge_fair_policy::{Standard, published};
use drawbridge_fair_report::declaration::Declaration;
use drawbridge_fair_report::json;
use drawbridge_fair_report::shape::Language;

use self::beside::BesideArgs;
pub(super) use self::log::LogArgs;
use self::make::Asked;
pub(super) use self::pass::each;
use super::standards;
use super::verify::file;
use crate::say;

/// Make the compliance report of a period from the log.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Report {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    make: Option<Make>,
}

#[derive(Subcommand)]
enum Command {
    /// Compute a report again and print where it differs, number by number. Ends with 0 if it is the same
    /// to the last digit, with 3 if not.
    Verify(Box<verify::Verify>),
    /// Make the pages of a report anew, with the proofs that its hash is in the log.
    Render(render::Render),
}

// By these the parser sees that a report is to be made: what is flattened into it does not count.
#[derive(clap::Args)]
#[group(args = ["from", "to"])]
struct Make {
    #[command(flatten)]
    log: LogArgs,
    #[command(flatten)]
    data: DataArgs,
    /// The first day of the period, in Beijing: 2026-10-01.
    #[arg(long, value_name = "DAY")]
    from: String,
    /// The first day after the period.
    #[arg(long, value_name = "DAY")]
    to: String,
    /// The operator's declaration: name, contact, and figures that no log holds (JSON).
    #[arg(long, value_name = "FILE")]
    declaration: Option<PathBuf>,
    #[command(flatten)]
    pages: PageArgs,
}

/// What is needed besides the log.
#[derive(clap::Args)]
struct DataArgs {
    /// What opens the commitments: a line of JSON for each leaf. Without it no side is known.
    #[arg(long, value_name = "FILE")]
    openings: Option<PathBuf>,
    /// The plan of the audit, as it was published (JSON). By default the standard plan.
    #[arg(long, value_name = "FILE", conflicts_with = "own")]
    plan: Option<PathBuf>,
    /// The operator's own camps, for the standard plan; several by commas.
    #[arg(long, value_name = "CAMP", value_delimiter = ',', default_value = "native")]
    own: Vec<String>,
    /// The folder of a standard that decisions name, so that they can be decided again; the one published
    /// with this version is known.
    #[arg(long = "standard", value_name = "DIR")]
    standards: Vec<PathBuf>,
    /// The sides as which decisions are made again, instead of the published: `fair replay` says how.
    #[arg(long, value_name = "FILE")]
    twins: Option<PathBuf>,
    #[command(flatten)]
    beside: BesideArgs,
    /// The report before this, for the differences.
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
}

/// How pages are made.
#[derive(clap::Args)]
struct PageArgs {
    /// The form of a regulator that comes first, such as cn-2026-amc or eu-dma-11.
    #[arg(long, value_name = "VIEW")]
    view: Option<String>,
    /// The language of the page, and of the PDF; by default a PDF in each.
    #[arg(long, value_enum)]
    lang: Option<Lang>,
    /// The folder for the files.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Report {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match (self.command, self.make) {
            (Some(Command::Verify(verify)), _) => verify.run(),
            (Some(Command::Render(render)), _) => render.run(),
            (None, Some(make)) => make.run(),
            (None, None) => Err(anyhow!("say which log: --log, --key, --from, --to, --out")),
        }
    }
}

impl Make {
    fn run(self) -> anyhow::Result<ExitCode> {
        let log = self.log.open()?;
        let period = (day(&self.from)?, day(&self.to)?);
        ensure!(period.0 < period.1, "the period ends before it begins");
        let declaration = match &self.declaration {
            Some(path) => Declaration::read(&file(path)?)
                .with_context(|| format!("{} is no declaration", path.display()))?,
            None => Declaration::default(),
        };
        let plan = self.data.plan()?;
        let previous = self.data.previous()?;
        let (standards, twins) = self.data.again(&self.log.place)?;
        let beside = self.data.beside.read()?;
        let asked = Asked {
            period,
            plan: &plan,
            declaration: &declaration,
            previous: previous.as_ref().map(|(bytes, report)| (bytes.as_slice(), report)),
            openings: self.data.openings.as_deref(),
            standards: &standards,
            twins: &twins,
            beside: &beside,
            version: env!("CARGO_PKG_VERSION"),
        };
        let made = make::make(&log, log.note(), log.head(), &asked)?;
        let mut written = write::report(&self.pages.out, &made.report, &plan, &self.log)?;
        let evidence = make::evidence(&log, &made)?;
        written.extend(write::pages(&self.pages, &made.report, &evidence)?);
        for name in written {
            say::line(self.pages.out.join(name).display().to_string());
        }
        let sha256 = drawbridge_fair_log::Hash(json::hash(&json::write(&made.report)?));
        say::note(format!("report.json: SHA-256 {sha256}; publish it in the log by this hash"));
        Ok(ExitCode::SUCCESS)
    }
}

impl DataArgs {
    fn plan(&self) -> anyhow::Result<Plan> {
        let Some(path) = &self.plan else {
            let own: Vec<&str> = self.own.iter().map(String::as_str).collect();
            return Ok(Plan::standard(&own));
        };
        let plan: Plan = serde_json::from_slice(&file(path)?)
            .with_context(|| format!("{} is no plan", path.display()))?;
        plan.check()?;
        Ok(plan)
    }

    /// The rules by which decisions are made again, those in a copy of the log among them, and the sides
    /// as which they are.
    fn again(&self, log: &str) -> anyhow::Result<(Vec<Standard>, Twins)> {
        let mut known = vec![Standard::parse(&published())?];
        known.extend(standards::in_copy(Path::new(log))?);
        for folder in &self.standards {
            known.push(standards::read(folder)?);
        }
        let twins = match &self.twins {
            Some(path) => Twins::read(&file(path)?).with_context(|| path.display().to_string())?,
            None => published_twins(&published())?.unwrap_or_default(),
        };
        Ok((known, twins))
    }

    fn previous(&self) -> anyhow::Result<Option<(Vec<u8>, drawbridge_fair_report::Report)>> {
        let Some(path) = &self.previous else { return Ok(None) };
        let bytes = file(path)?;
        let report =
            json::read(&bytes).with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(Some((bytes, report)))
    }
}

impl PageArgs {
    /// The language of the page.
    fn first(&self) -> Language {
        match self.lang {
            Some(Lang::En) => Language::En,
            Some(Lang::Zh) | None => Language::Zh,
        }
    }

    /// The languages of the PDFs.
    fn printed(&self) -> Vec<Language> {
        match self.lang {
            Some(Lang::Zh) => vec![Language::Zh],
            Some(Lang::En) => vec![Language::En],
            None => Language::ALL.to_vec(),
        }
    }
}

/// The first moment of a day in Beijing.
pub(super) fn day(text: &str) -> anyhow::Result<Timestamp> {
    Timestamp::parse_day(text).with_context(|| format!("`{text}` is no day like 2026-10-01"))
}
