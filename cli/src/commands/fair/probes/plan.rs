//! `drawbridge fair probes plan`: the pairs, and what fixes them.
#![allow(clippy::float_arithmetic, reason = "shares and chances are told; money is never here")]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use drawbridge_canon::Timestamp;
use drawbridge_engine::world::World;
use drawbridge_fair_audit::paired::power::{
    Expected, exact, pairs_to_find, pairs_to_show_equal, rounded_up,
};
use drawbridge_fair_log::Hash;
use drawbridge_fair_probes::{Design, Plan as Pairs, Side};
use drawbridge_fair_record::canonical::{self, Object, Value};
use drawbridge_fair_record::{Integer, Seed};

use crate::commands::fair::logged;
use crate::commands::keep_secret;
use crate::say;

/// The most pairs that are looked for.
const MOST: u64 = 1 << 16;

/// Make the pairs of a design.
#[derive(clap::Args)]
pub(super) struct Plan {
    /// The design, as JSON (fair/probes/PROBES.md).
    design: PathBuf,
    /// The folder for `plan.secret.json`, `commit.json` (the leaf to be logged first) and
    /// `submissions.jsonl` (in the order in which they are to be submitted).
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The last Beijing day on which the probe will be opened, yyyy-MM-dd.
    #[arg(long, value_name = "DAY")]
    reveal_by: String,
    /// The seed, 32 bytes in Base64; drawn by default. Whoever knows it knows every twin.
    #[arg(long, value_name = "BASE64")]
    seed: Option<String>,
}

impl Plan {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let design = Design::parse(&logged::file(&self.design)?)
            .with_context(|| self.design.display().to_string())?;
        let day = &self.reveal_by;
        let reveal_by = Timestamp::parse_day(day)
            .ok_or_else(|| anyhow!("--reveal-by {day} is no day: write yyyy-MM-dd"))?
            .plus_seconds(86_399);
        let (world, _) = World::real();
        let now = world.clock.now();
        if reveal_by <= now {
            return Err(anyhow!("--reveal-by {day} is over: a probe is opened after it was fixed"));
        }
        let seed = if let Some(seed) = &self.seed {
            Hash::parse(seed).ok_or_else(|| anyhow!("--seed is not the Base64 of 32 bytes"))?.0
        } else {
            let mut seed = [0; 32];
            world.dice.fill(&mut seed);
            seed
        };
        powers(&design);
        let plan = Pairs::new(design, Seed(seed))?;
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make {}", self.out.display()))?;
        let secret = Object::from([
            ("design".to_owned(), plan.design().value()?),
            ("seed".to_owned(), Value::Text(Hash(seed).to_base64())),
        ]);
        let secret = String::from_utf8(canonical::write(&Value::Object(secret))?)?;
        keep_secret(&self.out.join("plan.secret.json"), &secret)?;
        keep_secret(&self.out.join("submissions.jsonl"), &submissions(&plan)?)?;
        let leaf = plan.leaf(now, reveal_by)?.write()?;
        std::fs::write(self.out.join("commit.json"), &leaf)?;
        say::line(format!("root {}", plan.root()?));
        say::note(format!(
            "log {} first (`drawbridge fair probes commit`); submissions.jsonl and plan.secret.json stay secret until the probe is opened",
            self.out.join("commit.json").display()
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// What so many pairs can show.
fn powers(design: &Design) {
    let share = |bp: u64| f64::from(u32::try_from(bp).unwrap_or(u32::MAX)) / 10_000.0;
    let demand = design.demand;
    let (alpha, power) = (share(demand.alpha_bp), share(demand.power_bp));
    let expected =
        Expected { discordant: share(demand.discordant_bp), drop: share(demand.drop_bp) };
    // Two questions are asked, of which each has half the level at worst.
    let half = alpha / 2.0;
    let found = exact(expected, design.pairs, half);
    say::line(format!("pairs {}", design.pairs));
    say::line(format!("chance to find the gap {found:.3}"));
    match pairs_to_find(expected, half, power, MOST) {
        Some(pairs) => say::line(format!("pairs to find it as demanded {pairs}")),
        None => say::line(format!("pairs to find it as demanded: more than {MOST}")),
    }
    let equal = pairs_to_show_equal(expected.discordant, share(demand.margin_bp), alpha, power);
    if let Some(pairs) = rounded_up(equal) {
        say::line(format!("pairs to show equality, if there is no gap {pairs}"));
    }
}

/// A line a submission, in the order in which they are to be made.
fn submissions(plan: &Pairs) -> anyhow::Result<String> {
    let mut lines = String::new();
    for (number, pair) in plan.pairs().iter().enumerate() {
        let second = if pair.first == Side::Outsider { Side::Insider } else { Side::Outsider };
        for side in [pair.first, second] {
            let submission = pair.side(side);
            let text = |(name, text): (&String, &String)| (name.clone(), Value::Text(text.clone()));
            let protected = submission.protected.iter().map(text).collect();
            let number = i64::try_from(number).ok().and_then(Integer::new);
            let line = Object::from([
                ("pair".to_owned(), number.map_or(Value::Null, Value::Integer)),
                ("side".to_owned(), Value::Text(side.name().to_owned())),
                ("protected".to_owned(), Value::Object(protected)),
                ("facts".to_owned(), Value::Object(submission.facts.clone())),
            ]);
            lines.push_str(&String::from_utf8(canonical::write(&Value::Object(line))?)?);
            lines.push('\n');
        }
    }
    Ok(lines)
}
