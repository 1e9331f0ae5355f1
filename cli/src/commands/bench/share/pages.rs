//! Pages read from memory, beside a bare scan of the same pages in the same run.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use drawbridge_page::{Page, read};
use serde_json::Value;

use super::beside;
use super::made::{self, Chance};
use crate::commands::bench::figure::{Figure, Goal, Report, median};
use crate::commands::bench::worked::pace;

/// How often scan and reader take turns, so that both meet the same machine.
const TURNS: u32 = 3;

/// Pages a second of one core.
const GOAL: f64 = 15_000.0;

/// A page, and where it is from.
struct Case {
    url: String,
    content_type: Option<&'static str>,
    body: Vec<u8>,
}

impl Case {
    fn page(&self) -> Page<'_> {
        let (body, url) = (self.body.as_slice(), self.url.as_str());
        Page { body, url, content_type: self.content_type, ..Page::default() }
    }
}

/// Pages a second of processor time.
pub(super) fn measure(
    corpus: Option<&Path>,
    count: u64,
    seed: u64,
    span: Duration,
    report: &mut Report,
) -> anyhow::Result<()> {
    let cases = match corpus {
        Some(folder) => kept(folder)?,
        None => invented(count, seed)?,
    };
    let bytes: usize = cases.iter().map(|case| case.body.len()).sum();
    let all = cases.len() as u64;
    let (mut scans, mut reads) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let scan = || {
            for case in &cases {
                black_box(scan(&case.body));
            }
            Ok(all)
        };
        scans.push(pace(span / TURNS / 2, scan, |done| done as f64)?);
        let reader = || {
            for case in &cases {
                black_box(read(&case.page()));
            }
            Ok(all)
        };
        reads.push(pace(span / TURNS, reader, |done| done as f64)?);
    }
    let (scanned, rate) = (median(scans), median(reads));
    let average = bytes as f64 / all as f64;
    let [told, of] = beside("pages.read", rate, scanned, "pages/s");
    report.add(told.goal(Goal::AtLeast(GOAL)));
    report.add(of);
    report.add(Figure::new("pages.read.megabytes", rate * average / 1e6, "MB/s"));
    report.add(Figure::new("pages.size", average / 1e3, "kB/page"));
    Ok(())
}

/// The pages of a corpus.
fn kept(folder: &Path) -> anyhow::Result<Vec<Case>> {
    let manifest = folder.join("MANIFEST.json");
    let text = std::fs::read(&manifest)
        .with_context(|| format!("{} names the pages of a corpus", manifest.display()))?;
    let entries: Vec<Value> = serde_json::from_slice(&text)
        .with_context(|| format!("{} is no list of pages", manifest.display()))?;
    ensure!(!entries.is_empty(), "{} names no page", manifest.display());
    let cases = entries.iter().map(|entry| {
        let file = folder.join(entry["file"].as_str().unwrap_or_default());
        let body =
            std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let url = entry["url"].as_str().unwrap_or_default().to_owned();
        Ok(Case { url, content_type: None, body })
    });
    cases.collect()
}

/// Made-up pages, each of which must be read right: what is fast and wrong is not measured.
fn invented(count: u64, seed: u64) -> anyhow::Result<Vec<Case>> {
    let mut chance = Chance::new(seed);
    let cases = (0..count).map(|number| {
        let made::MadePage { url, content_type, body, title } = made::page(&mut chance, number);
        let case = Case { url, content_type, body };
        let card = read(&case.page());
        let told = card.title.map(|told| told.value).unwrap_or_default();
        ensure!(told == title, "page {number} is called `{title}` and was read as `{told}`");
        Ok(case)
    });
    cases.collect()
}

/// A bare scan: every tag is found, and the names of those are looked at that could tell something. No
/// reader of pages does less.
fn scan(body: &[u8]) -> usize {
    let mut told = 0;
    for at in memchr::memchr_iter(b'<', body) {
        let name = body.get(at + 1..).unwrap_or_default();
        let is =
            |word: &[u8]| name.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
        if is(b"meta") || is(b"link") || is(b"title") {
            told += memchr::memchr(b'>', name).unwrap_or_default();
        }
    }
    told
}
