//! `drawbridge fair probes open`: the submissions found in the log, the opening written and named there.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail, ensure};
use drawbridge_engine::ledger::Lang;
use drawbridge_engine::world::World;
use drawbridge_fair_log::Hash;
use drawbridge_fair_probes::{Design, Disclosed, Opening, Plan, sighted, verify};
use drawbridge_fair_record::{Body, Disclosures, Leaf, Reference, Seed, canonical};
use serde_json::Value;

use super::commit::COMMITTED;
use crate::commands::block_on;
use crate::commands::fair::logged::{self, Logged};
use crate::commands::pay::{Where, place};
use crate::say;

/// Open a probe.
#[derive(clap::Args)]
pub(super) struct Open {
    /// The folder of the plan, in which `drawbridge fair probes commit` noted which leaf fixed the pairs.
    /// `opening.jsonl` is put there.
    folder: PathBuf,
    /// A folder with the files that open the intakes of the submissions, as the platform gave them.
    #[arg(long, value_name = "DIR")]
    disclosures: PathBuf,
    /// The folder of the log.
    #[arg(long, value_name = "DIR")]
    log: PathBuf,
    /// The key of a log that you believe, `name+hash+key`.
    #[arg(long = "key", value_name = "VKEY")]
    keys: Vec<String>,
    /// How many pairs were submitted, from the first on. Otherwise up to the last that is found.
    #[arg(long, value_name = "PAIRS")]
    submitted: Option<u64>,
    /// Write the file only; whoever keeps the log names it there.
    #[arg(long)]
    write_only: bool,
    #[command(flatten)]
    which: Where,
}

impl Open {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let plan = plan(&self.folder.join("plan.secret.json"))?;
        let commit = committed(&self.folder.join(COMMITTED))?;
        let log = Logged::read(&self.log, &logged::keys(&self.keys)?)?;
        let sightings = sighted(&plan, &disclosed(&self.disclosures, &log)?);
        let last = sightings.iter().map(|one| one.pair + 1).max().unwrap_or_default();
        let submitted = self.submitted.unwrap_or(last);
        ensure!(submitted > 0, "no submission of the plan is among the disclosures");
        let opening = Opening { plan, commit, submitted, sightings };
        let bytes = opening.write()?;
        checked(&opening, &bytes, &log)?;
        let path = self.folder.join("opening.jsonl");
        std::fs::write(&path, &bytes)
            .with_context(|| format!("cannot write {}", path.display()))?;
        let found = opening.sightings.len();
        say::note(match self.which.lang() {
            Lang::Zh => {
                format!("提交 {submitted} 对，日志中找到 {found} 件；写入 {}", path.display())
            }
            Lang::En => format!(
                "{submitted} pairs submitted, {found} submissions found in the log; written to {}",
                path.display()
            ),
        });
        if self.write_only {
            return Ok(ExitCode::SUCCESS);
        }
        let told = block_on(place::with(&self.which, async |place| {
            place.api.post_lines("/probes/openings", bytes).await
        }))?;
        if self.which.json {
            say::line(serde_json::to_string_pretty(&told)?);
        } else {
            let index = &told["index"];
            say::line(match self.which.lang() {
                Lang::Zh => format!("已揭示：日志第 {index} 片叶子"),
                Lang::En => format!("the probe is open: leaf {index}"),
            });
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What would be refused is not shown to anybody first.
fn checked(opening: &Opening, bytes: &[u8], log: &Logged) -> anyhow::Result<()> {
    let verified = verify(opening, bytes, log.size(), |index| log.leaf(index));
    if let Some(problem) = verified.problems.first() {
        bail!("it is not what was fixed: {problem}");
    }
    let commit = log.leaf(opening.commit.index).and_then(|leaf| Leaf::read(&leaf).ok());
    if let Some(Leaf { body: Body::ProbeCommit(commit), .. }) = commit
        && let Some(why) = verified.too_early(&commit, World::real().0.clock.now())
    {
        bail!("{why}");
    }
    Ok(())
}

/// The secret of whoever probes.
fn plan(path: &Path) -> anyhow::Result<Plan> {
    let place = || path.display().to_string();
    let secret = canonical::parse(&logged::file(path)?).with_context(place)?;
    let canonical::Value::Object(mut secret) = secret else { bail!("{} is no plan", place()) };
    let mut take = |name: &str| {
        secret.remove(name).ok_or_else(|| anyhow!("{} has no `{name}`", path.display()))
    };
    let design = Design::parse(&canonical::write(&take("design")?)?).with_context(place)?;
    let seed = match take("seed")? {
        canonical::Value::Text(seed) => Hash::parse(&seed),
        _ => None,
    };
    let seed =
        seed.ok_or_else(|| anyhow!("{}: the seed is not the Base64 of 32 bytes", place()))?;
    Ok(Plan::new(design, Seed(seed.0))?)
}

/// Which leaf fixed the pairs.
fn committed(path: &Path) -> anyhow::Result<Reference> {
    let told: Value =
        serde_json::from_slice(&logged::file(path)?).with_context(|| path.display().to_string())?;
    let hash = told["hash"].as_str().and_then(Hash::parse);
    match (told["index"].as_u64(), hash) {
        (Some(index), Some(hash)) => Ok(Reference { index, hash }),
        _ => bail!("{} names no leaf", path.display()),
    }
}

/// What the platform gave, in the order of the log.
fn disclosed(folder: &Path, log: &Logged) -> anyhow::Result<Vec<Disclosed>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut all = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let fields = Disclosures::read(&logged::file(&path)?)
            .with_context(|| format!("{} opens no fields of a leaf", path.display()))?;
        let index = fields.leaf.index;
        let leaf = log.leaf(index).with_context(|| {
            format!("{} opens leaf {index}, which this copy of the log lacks", path.display())
        })?;
        all.push(Disclosed { leaf, fields });
    }
    all.sort_by_key(|one| one.fields.leaf.index);
    Ok(all)
}
