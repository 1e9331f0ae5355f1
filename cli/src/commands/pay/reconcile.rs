//! `drawbridge pay reconcile`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use drawbridge_canon::Timestamp;
use drawbridge_engine::ledger::Lang;
use drawbridge_engine::ledger::reconcile::{
    CsvOptions, CsvWriter, Difference, Options, differences_table, report_table,
};
use drawbridge_engine::reconcile::mend::{Mended, What, Which, correct};
use drawbridge_engine::reconcile::{self as engine, Ask, Done, Files, Source, Stored};
use serde_json::json;

use super::api::{Refused, escaped};
use super::place::Place;
use super::text::{items, text};
use super::{Where, day, place};
use crate::say;

mod progress;

/// How many minutes around midnight a row waits for its partner, if nobody says otherwise.
const MIDNIGHT: i64 = 30;

/// Compare a wallet's bill with our books (对账), and mend differences.
#[derive(clap::Args)]
pub(super) struct Reconcile {
    #[command(flatten)]
    which: Where,
    /// The Beijing day, yyyy-MM-dd; yesterday if not given.
    #[arg(long, value_parser = day)]
    date: Option<String>,
    /// The wallet account.
    #[arg(long)]
    wallet: String,
    /// A bill that was downloaded by hand, instead of asking the wallet.
    #[arg(long)]
    bill: Option<PathBuf>,
    /// Where the differences are written as CSV and JSON.
    #[arg(long, default_value = ".")]
    out: PathBuf,
    /// Mend afterwards: `safe` for all differences that need no person's decision, or the id of one
    /// that you have decided on. May be given more than once.
    #[arg(long, value_name = "ID|safe")]
    correct: Vec<String>,
    /// Do not compare fees.
    #[arg(long)]
    no_fees: bool,
    /// How many minutes around midnight a row may wait for its partner in the next day's bill.
    #[arg(long, default_value_t = MIDNIGHT, value_parser = clap::value_parser!(i64).range(0..=120))]
    midnight: i64,
}

impl Reconcile {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let (done, mended) = place::with(&self.which, async |place| {
            let date = self.date(place);
            let done = self.compare(place, &date).await?;
            if self.correct.is_empty() {
                return Ok((done, Vec::new()));
            }
            let mended = self.mend(place, &date).await?;
            let changed = |mended: &Mended| {
                matches!(mended.what, What::Posted { .. } | What::Undone { .. } | What::Booked)
            };
            if !mended.iter().any(changed) {
                return Ok((done, mended));
            }
            say::note(self.which.lang().pick("更正后再对一次。", "Comparing again after that."));
            Ok((self.compare(place, &date).await?, mended))
        })
        .await?;
        if self.which.json {
            let told = json!({"result": done.stored, "outdated": done.outdated, "mended": mended});
            say::line(serde_json::to_string_pretty(&told)?);
            return Ok(());
        }
        self.tell(&done, &mended);
        Ok(())
    }

    fn date(&self, place: &Place) -> String {
        let now = || match &place.here {
            Some(here) => here.node.world.clock.now(),
            None => drawbridge_engine::world::World::real().0.clock.now(),
        };
        let yesterday = |now: Timestamp| now.plus_seconds(-24 * 3600).day();
        self.date.clone().unwrap_or_else(|| yesterday(now()))
    }

    async fn compare(&self, place: &Place, date: &str) -> anyhow::Result<Done> {
        let Some(here) = &place.here else { return self.compare_there(place, date).await };
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make the folder {}", self.out.display()))?;
        let file = |end| Some(self.file(date, end));
        let ask = Ask {
            source: self.bill.clone().map_or(Source::Download, Source::File),
            options: Options {
                compare_fees: !self.no_fees,
                midnight_window_ms: self.midnight * 60_000,
                ..Options::default()
            },
            files: Files { csv: file("csv"), json: file("json"), lang: self.which.lang() },
            ..Ask::new(&*self.wallet, date)
        };
        Ok(engine::run(&here.node.engine, ask, progress::teller(self.which.lang())).await?)
    }

    /// A running node downloads the bill and compares. Its store keeps a bounded number of
    /// differences, which are what is written here.
    async fn compare_there(&self, place: &Place, date: &str) -> anyhow::Result<Done> {
        if let Some(asked) = self.needs_the_store() {
            return Err(anyhow!(
                "{asked} needs the store, which a running node owns: stop the node for a moment, or keep payments in PostgreSQL"
            ));
        }
        let told = match place.api.post(&self.path(date), &json!({})).await {
            Ok(told) => told,
            Err(error) => return Err(self.explained(place, error).await),
        };
        let done: Done = serde_json::from_value(told).context("the node's answer is not known")?;
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make the folder {}", self.out.display()))?;
        std::fs::write(self.file(date, "json"), serde_json::to_vec_pretty(&done.stored)?)?;
        let mut csv = Vec::new();
        let options = CsvOptions { bom: true, lang: self.which.lang() };
        let mut writer = CsvWriter::new(&mut csv, options)?;
        differences(&done.stored).iter().try_for_each(|difference| writer.row(difference))?;
        std::fs::write(self.file(date, "csv"), csv)?;
        Ok(done)
    }

    /// What was asked for that a running node does not do for others.
    fn needs_the_store(&self) -> Option<&'static str> {
        let asked = [
            (self.bill.is_some(), "--bill"),
            (self.no_fees, "--no-fees"),
            (self.midnight != MIDNIGHT, "--midnight"),
        ];
        asked.into_iter().find_map(|(asked, name)| asked.then_some(name))
    }

    /// Names the wallets that there are, where there is not the one that was meant.
    async fn explained(&self, place: &Place, error: anyhow::Error) -> anyhow::Error {
        if !matches!(error.downcast_ref::<Refused>(), Some(Refused { status: 404, .. })) {
            return error;
        }
        let Ok(page) = place.api.get("/wallets", &[("limit", "200")]).await else { return error };
        let names: Vec<_> = items(&page).iter().map(|wallet| text(&wallet["name"])).collect();
        let known = names.join(", ");
        anyhow!("there is no wallet account `{}`; the configured ones are: {known}", self.wallet)
    }

    async fn mend(&self, place: &Place, date: &str) -> anyhow::Result<Vec<Mended>> {
        let mut mended = Vec::new();
        for which in &self.correct {
            let told: Vec<Mended> = if let Some(here) = &place.here {
                let which = match which.as_str() {
                    "safe" => Which::Safe,
                    id => Which::One(id.to_owned()),
                };
                correct(&here.node.engine, &self.wallet, date, &which).await?
            } else {
                let path = format!("{}/corrections", self.path(date));
                let told = place.api.post(&path, &json!({"which": which})).await;
                serde_json::from_value(told?["items"].take())?
            };
            mended.extend(told);
        }
        Ok(mended)
    }

    fn path(&self, date: &str) -> String {
        format!("/reports/{}/{}", escaped(&self.wallet), escaped(date))
    }

    fn file(&self, date: &str, end: &str) -> PathBuf {
        self.out.join(format!("reconciliation-{}-{date}.{end}", self.wallet))
    }

    fn tell(&self, done: &Done, mended: &[Mended]) {
        let lang = self.which.lang();
        let stored = &done.stored;
        for one in mended {
            say::note(format!("{}  {}", one.id, outcome(&one.what, lang)));
        }
        say::line(report_table(&stored.report, lang).to_string());
        if !stored.differences.is_empty() {
            say::line(differences_table(&differences(stored), lang).to_string());
            for found in &stored.differences {
                say::line(format!(
                    "{}  {}",
                    found.difference.id,
                    found.difference.class.title(lang)
                ));
            }
        }
        for note in notes(done, lang) {
            say::note(note);
        }
        let date = &stored.report.scope.date;
        let files = ["csv", "json"].map(|end| shown(&self.file(date, end)));
        say::note(format!("{} {}", lang.pick("差异明细：", "Differences:"), files.join(", ")));
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn differences(stored: &Stored) -> Vec<Difference> {
    stored.differences.iter().map(|found| found.difference.clone()).collect()
}

/// What a person should know beside the tables.
fn notes(done: &Done, lang: Lang) -> Vec<String> {
    let Stored { open, mended, stale, differences, pool_rows, .. } = &done.stored;
    let mut notes = Vec::new();
    let mut say = |zh: String, en: String| notes.push(if lang == Lang::Zh { zh } else { en });
    if *open == 0 {
        say("没有待处理的差异。".to_owned(), "There is no open difference.".to_owned());
    } else {
        say(
            format!(
                "{open} 笔差异待处理：--correct safe 更正无需人工判断的，--correct 编号 更正已判断的一笔。"
            ),
            format!(
                "{open} differences are open: --correct safe mends those that need no decision, --correct ID one that you have decided on."
            ),
        );
    }
    let shown = differences.len() as u64;
    if shown < *open {
        say(
            format!("只列出前 {shown} 笔，全部在文件中。"),
            format!("Only the first {shown} are shown; the files have all of them."),
        );
    }
    if *mended > 0 {
        say(format!("{mended} 笔已更正。"), format!("{mended} were mended before."));
    }
    if *pool_rows > 0 {
        say(
            format!("{pool_rows} 笔跨日挂账，等次日账单。"),
            format!("{pool_rows} rows wait for the next day's bill."),
        );
    }
    if !stale.is_empty() {
        let count = stale.len();
        say(
            format!("{count} 笔更正已被后来的入账取代，--correct safe 会冲回。"),
            format!("{count} corrections were overtaken by the books; --correct safe undoes them."),
        );
    }
    if let Some(day) = &done.outdated {
        say(
            format!("{day} 早先用旧的挂账对过，请再对一次。"),
            format!("{day} was compared with an older pool: run it again."),
        );
    }
    notes
}

fn outcome(what: &What, lang: Lang) -> String {
    match what {
        What::Posted { key } => format!("{} {key}", lang.pick("已记更正分录", "posted")),
        What::Undone { key } => format!("{} {key}", lang.pick("已冲回", "undone")),
        What::Booked => lang.pick("已向钱包查询并入账", "asked the wallet, and booked").to_owned(),
        What::NoNews => lang.pick("已向钱包查询，无新消息", "asked the wallet: no news").to_owned(),
        What::Already => lang.pick("先前已更正", "mended before").to_owned(),
        What::Person => lang.pick("需人工判断", "a person must decide").to_owned(),
        What::Nothing => {
            lang.pick("无分录可记，需人工处理", "nothing to book: a person must act").to_owned()
        }
        What::Failed { why } => format!("{} {why}", lang.pick("未成", "failed:")),
    }
}
