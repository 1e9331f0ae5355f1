//! Many texts, one a line: a line of JSON for each, in their order.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal as _, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use drawbridge_engine::ledger::Lang;
use drawbridge_engine::share::ShareEngine;
use futures_util::stream::{self, StreamExt as _};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::found::Found;
use super::{Net, engine, found, gate, inert};
use crate::say;

/// What is read at once beside what is written.
#[derive(clap::Args)]
pub(super) struct BatchArgs {
    /// Read many texts, one a line, from a file or from standard input (`-`); print JSON lines.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["page", "as"])]
    pub(super) batch: Option<String>,
    /// How many lines are read at the same time. Each site is asked at its own pace whatever this says.
    #[arg(long, value_name = "N", requires = "batch", default_value_t = 16,
        value_parser = clap::value_parser!(u16).range(1..=256))]
    at_once: u16,
    /// End with an error if a line could not be read or nothing was found in it.
    #[arg(long, requires = "batch")]
    strict: bool,
}

/// Bytes of a line. What is longer is no message.
const LINE: u64 = 1 << 20;

/// How often a line is read again that waits for its turn, and how long after the last time.
const TURNS: u32 = 300;
const TURN: Duration = Duration::from_secs(1);

/// Why a line is not read: Chinese, English.
type Why = (&'static str, &'static str);

type Line = Result<String, Why>;

/// What came of all lines.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    lines: u64,
    found: u64,
    /// Lines in which nothing was found.
    empty: u64,
    /// Lines that could not be read, and things of which no card was made.
    errors: u64,
}

/// Reads all.
pub(super) async fn run(from: &str, args: &BatchArgs, net: Net, lang: Lang) -> anyhow::Result<()> {
    let (lines, count) = open(from, lang)?;
    let engine = engine(net).await?;
    let bar = bar(count, lang);
    let begun = Instant::now();
    let mut tally = Tally::default();
    let lines = stream::unfold(lines, |mut lines| async move {
        let line = lines.recv().await?;
        Some((line, lines))
    });
    let told = lines.map(|line| one(&engine, line, net)).buffered(usize::from(args.at_once));
    let mut told = std::pin::pin!(told);
    while let Some(told) = told.next().await {
        let mut told = told?;
        tally.count(&told);
        told["line"] = json!(tally.lines);
        let line = inert::json(&told.to_string());
        bar.suspend(|| say::line(line));
        bar.inc(1);
    }
    bar.finish_and_clear();
    say::note(tally.summary(begun.elapsed(), lang));
    if args.strict && (tally.empty > 0 || tally.errors > 0) {
        return Err(anyhow!(lang.pick(
            "--strict：有的行读不了或没有找到东西，见各行的 error 与 found",
            "--strict: some lines could not be read or hold nothing: see their `error` and `found`",
        )));
    }
    Ok(())
}

/// What is told of a line.
async fn one(engine: &Arc<ShareEngine>, line: Line, net: Net) -> anyhow::Result<Value> {
    match line {
        Ok(text) => Ok(found::json(&patiently(TURN, || gate::read(engine, &text, net)).await?)),
        Err((zh, en)) => Ok(json!({ "found": [], "error": { "zh": zh, "en": en } })),
    }
}

/// Reads, and again while something in it waits for its turn at a site that many lines name: nobody sits
/// there, so there is time.
async fn patiently<W>(turn: Duration, read: impl Fn() -> W) -> anyhow::Result<Vec<Found>>
where
    W: Future<Output = anyhow::Result<Vec<Found>>>,
{
    for _ in 0..TURNS {
        let found = read().await?;
        if !found.iter().any(Found::waits) {
            return Ok(found);
        }
        tokio::time::sleep(turn).await;
    }
    read().await
}

impl Tally {
    fn count(&mut self, told: &Value) {
        let found = told["found"].as_array().map(Vec::as_slice).unwrap_or_default();
        let failed = found.iter().filter(|one| !one["error"].is_null()).count();
        let unread = told.get("error").is_some();
        self.lines += 1;
        self.found += found.len() as u64;
        self.empty += u64::from(found.is_empty() && !unread);
        self.errors += failed as u64 + u64::from(unread);
    }

    fn summary(&self, took: Duration, lang: Lang) -> String {
        let Self { lines, found, empty, errors } = self;
        let seconds = format!("{}.{:01}", took.as_secs(), took.subsec_millis() / 100);
        match lang {
            Lang::Zh => format!(
                "{lines} 行，找到 {found} 样东西；{empty} 行里什么也没有，{errors} 处出错；用时 {seconds} 秒"
            ),
            Lang::En => format!(
                "{lines} lines, {found} things found; nothing in {empty} lines, {errors} errors; {seconds} s"
            ),
        }
    }
}

/// The lines as they come, and how many they are where that is known.
fn open(from: &str, lang: Lang) -> anyhow::Result<(mpsc::Receiver<Line>, Option<u64>)> {
    let (send, lines) = mpsc::channel(64);
    if from == "-" {
        std::thread::spawn(move || feed(BufReader::new(std::io::stdin()), &send));
        return Ok((lines, None));
    }
    let cannot = || match lang {
        Lang::Zh => format!("读不了 {from}"),
        Lang::En => format!("cannot read {from}"),
    };
    let open = || File::open(Path::new(from)).map(BufReader::new);
    let mut count = 0;
    let mut reader = open().with_context(cannot)?;
    while next(&mut reader).with_context(cannot)?.is_some() {
        count += 1;
    }
    let reader = open().with_context(cannot)?;
    std::thread::spawn(move || feed(reader, &send));
    Ok((lines, Some(count)))
}

/// Hands line after line over, until there is none or nobody wants any.
fn feed(mut reader: impl BufRead, send: &mpsc::Sender<Line>) {
    let broken = Err(("从这里起读不下去了", "from here on it cannot be read"));
    loop {
        let (line, last) = match next(&mut reader) {
            Ok(Some(line)) => (line, false),
            Ok(None) => return,
            Err(_) => (broken.clone(), true),
        };
        if send.blocking_send(line).is_err() || last {
            return;
        }
    }
}

/// The next line, if there is one.
fn next(reader: &mut impl BufRead) -> std::io::Result<Option<Line>> {
    let mut bytes = Vec::new();
    if reader.by_ref().take(LINE).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if !bytes.ends_with(b"\n") && bytes.len() as u64 == LINE {
        reader.skip_until(b'\n')?;
        return Ok(Some(Err(("这一行太长，不是消息", "the line is too long to be a message"))));
    }
    let text = String::from_utf8(bytes);
    let text = text.map_err(|_| ("这一行不是 UTF-8", "the line is no UTF-8"));
    Ok(Some(text.map(|text| text.trim_end_matches(['\r', '\n']).to_owned())))
}

/// How far it is, on a terminal.
fn bar(count: Option<u64>, lang: Lang) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = if count.is_some() {
        "{msg} [{bar:40}] {human_pos}/{human_len} {per_sec} {eta}"
    } else {
        "{spinner} {msg} {human_pos} {per_sec}"
    };
    let bar = count.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let style = ProgressStyle::with_template(template);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(lang.pick("读", "reading"));
    bar
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use drawbridge_engine::fetch::{FetchError, Kind};
    use drawbridge_engine::share_gate::Hit;

    use super::*;

    #[test]
    fn a_line_that_cannot_be_read_does_not_lose_the_next() {
        let mut bytes = b"one\r\n\n\xff\n".to_vec();
        bytes.extend(vec![b'x'; 3 << 20]);
        bytes.extend(b"\nlast");
        let mut reader = bytes.as_slice();
        let lines: Vec<_> = std::iter::from_fn(|| next(&mut reader).ok().flatten()).collect();
        let said: Vec<_> = lines.iter().map(|line| line.as_deref().map_err(|why| why.1)).collect();
        let (utf8, long) = ("the line is no UTF-8", "the line is too long to be a message");
        assert_eq!(said, [Ok("one"), Ok(""), Err(utf8), Err(long), Ok("last")]);
    }

    #[tokio::test]
    async fn what_waits_for_its_turn_is_read_again() {
        for (busy, turns) in [(0, 1), (3, 4), (1000, TURNS as usize + 1)] {
            let reads = AtomicUsize::new(0);
            let read = || async {
                let again = reads.fetch_add(1, Ordering::Relaxed) < busy;
                let why = if again { Kind::Busy } else { Kind::Lost };
                let hit = Hit { platform: None, found: drawbridge_canon::share::Found::default() };
                Ok(vec![Found::new("", hit, Err(FetchError::new(why, "")))])
            };
            let found = patiently(Duration::ZERO, read);
            assert_eq!(found.await.map(|found| found.len()).ok(), Some(1));
            assert_eq!(reads.into_inner(), turns, "{busy}");
        }
    }

    #[test]
    fn what_fails_is_counted_once() {
        let mut tally = Tally::default();
        for told in [
            json!({ "found": [{ "error": null }, { "error": { "reason": {} } }] }),
            json!({ "found": [] }),
            json!({ "found": [], "error": { "en": "no" } }),
        ] {
            tally.count(&told);
        }
        assert_eq!(tally, Tally { lines: 3, found: 2, empty: 1, errors: 2 });
    }
}
