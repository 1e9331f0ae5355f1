//! `drawbridge fair exception`: the signed, reasoned, time-limited note by which a standard that is not
//! proved may be in force for a time.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, ensure};
use drawbridge_canon::Timestamp;
use drawbridge_engine::log::{key_pair, make_key};
use drawbridge_engine::world::World;
use drawbridge_fair_log::{Hash, Note, Signer};
use drawbridge_fair_policy::publication::{Asked, Exception};

use super::super::{logged, standards};
use crate::say;

/// Write an exception.
#[derive(clap::Args)]
pub(in super::super) struct Except {
    /// The folder of the standard.
    folder: PathBuf,
    /// What `drawbridge fair prove --standard FOLDER --json` said: each question that it did not prove is
    /// named in the note.
    #[arg(long, value_name = "FILE")]
    report: PathBuf,
    /// From when on it holds, by RFC 3339; from now on by default.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Until when, by RFC 3339: at most 183 days.
    #[arg(long, value_name = "TIME")]
    until: String,
    /// The reason, in Chinese.
    #[arg(long, value_name = "TEXT")]
    zh: String,
    /// The reason, in English.
    #[arg(long, value_name = "TEXT")]
    en: String,
    /// Who signs: a name like an address without scheme, such as `regulator.example/exceptions`.
    #[arg(long)]
    name: String,
    /// The key that signs, 32 bytes in Base64. A file that is not there is made.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where the note is written.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

impl Except {
    pub(in super::super) fn run(self) -> anyhow::Result<ExitCode> {
        let standard = standards::read(&self.folder)?;
        let asked = Asked::read(&logged::file(&self.report)?, standard.hash());
        let asked = asked.map_err(|why| anyhow!("{}: {why}", self.report.display()))?;
        let (world, _) = World::real();
        let now = world.clock.now();
        let exception = Exception {
            hash: Hash::EMPTY,
            standard: standard.hash(),
            from: self.from.as_deref().map_or(Ok(now), |from| time("--from", from))?,
            until: time("--until", &self.until)?,
            unproved: asked.unproved,
            zh: line("--zh", &self.zh)?,
            en: line("--en", &self.en)?,
        };
        exception.excuses(standard.hash(), &exception.unproved, exception.from)?;
        make_key(&self.key, &*world.dice)?;
        let key = std::fs::read_to_string(&self.key).with_context(|| shown(&self.key))?;
        let signer = Signer::new(&self.name, key_pair(&key)?)
            .map_err(|error| anyhow!("--name {}: {error}", self.name))?;
        let mut note = Note::new(exception.text())?;
        note.signatures.push(signer.sign(note.text())?);
        let text = note.to_string();
        // What is written is what a reader takes.
        Exception::read(text.as_bytes(), &[signer.verifier()])?;
        std::fs::write(&self.to, text).with_context(|| shown(&self.to))?;
        say::line(signer.verifier().to_string());
        Ok(ExitCode::SUCCESS)
    }
}

fn time(option: &str, text: &str) -> anyhow::Result<Timestamp> {
    Timestamp::parse_rfc3339(text).ok_or_else(|| {
        anyhow!("{option} {text}: no time of RFC 3339, such as 2027-03-01T00:00:00+08:00")
    })
}

/// A reason is one line of the note.
fn line(option: &str, text: &str) -> anyhow::Result<String> {
    let text = text.trim();
    ensure!(
        !text.is_empty() && !text.contains(['\n', '\r']),
        "{option}: a reason is one line, not empty"
    );
    Ok(text.to_owned())
}

fn shown(path: &std::path::Path) -> String {
    path.display().to_string()
}
