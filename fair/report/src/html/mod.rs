//! The report as a page: one file that fetches nothing, in both languages, which checks itself.

mod cover;
mod forms;
mod numbers;
mod out;
mod proof;
mod section;

use sha2::{Digest, Sha256};

use crate::evidence::Evidence;
use crate::json::{self, ReportError};
use crate::shape::{Language, Report};
use crate::views::{self, ViewError};
use out::Out;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("page.js");

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The report has no bytes.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A form that is not there.
    #[error(transparent)]
    View(#[from] ViewError),
    /// Evidence that cannot be written.
    #[error("the evidence cannot be written: {0}")]
    Evidence(#[from] serde_json::Error),
}

/// What differs from page to page.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The language that is shown first.
    pub language: Language,
    /// The form of a regulator that stands first and open.
    pub view: Option<&'a str>,
}

/// The page of a report. The bytes of `report.json` stand in it as they are, so that their hash can be
/// compared with the logged one.
pub fn write(
    report: &Report,
    evidence: &Evidence,
    options: Options<'_>,
) -> Result<String, PageError> {
    let bytes = json::write(report)?;
    // Written just above, from text.
    let bytes = String::from_utf8_lossy(&bytes);
    let mut out = Out::new();
    head(&mut out, report, options.language);
    out.raw("<body>");
    bar(&mut out, report);
    out.raw("<div class=\"page\">");
    contents(&mut out, report);
    out.raw("<main id=\"main\">");
    cover::write(&mut out, report);
    let mut forms = views::all()?;
    if let Some(id) = options.view {
        let first = views::find(id)?;
        forms.retain(|form| form.id != first.id);
        forms.insert(0, first);
        forms::write(&mut out, report, &forms, true);
    }
    section::write(&mut out, report);
    if options.view.is_none() {
        forms::write(&mut out, report, &forms, false);
    }
    numbers::write(&mut out, report);
    proof::write(&mut out, report);
    out.raw("</main></div>");
    out.raw(&format!("<script type=\"application/json\" id=\"report\">{bytes}</script>"));
    let evidence = json::safe(&serde_json::to_string(evidence)?);
    out.raw(&format!("<script type=\"application/json\" id=\"evidence\">{evidence}</script>"));
    out.raw(&format!("<script>{SCRIPT}</script></body></html>\n"));
    Ok(out.end())
}

fn head(out: &mut Out, report: &Report, language: Language) {
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    );
    out.raw(&format!(
        "<!doctype html><html lang=\"{}\" data-lang=\"{}\"><head><meta charset=\"utf-8\">",
        language.tag(),
        language.short()
    ));
    out.raw(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"));
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.raw("<meta name=\"referrer\" content=\"no-referrer\">");
    out.raw("<link rel=\"icon\" href=\"data:,\">");
    out.raw("<title>");
    out.words(&format!("{} · {}", report.title.zh, report.title.en));
    out.raw(&format!("</title><style>{STYLE}</style></head>"));
}

/// A hash as content security policies name it.
fn digest(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text))
}

fn bar(out: &mut Out, report: &Report) {
    out.raw("<a class=\"skip\" href=\"#main\">");
    out.both("跳到正文", "Skip to the report");
    out.raw("</a><div class=\"bar\"><strong>");
    out.text(&report.title);
    out.raw("</strong><button type=\"button\" id=\"language\">");
    out.both("English", "中文");
    out.raw("</button><button type=\"button\" id=\"theme\">");
    out.both("明 / 暗", "Light / dark");
    out.raw("</button></div>");
}

fn contents(out: &mut Out, report: &Report) {
    out.raw("<nav class=\"toc\" aria-label=\"目录 / Contents\"><details open><summary>");
    out.both("目录", "Contents");
    out.raw("</summary><ol>");
    for section in &report.sections {
        out.raw(&format!("<li><a href=\"#{}\"><b>{}</b> ", section.id, section.number));
        out.text(&section.title);
        out.raw("</a></li>");
    }
    for (id, zh, en) in [
        ("forms", "监管视角", "Regulators' forms"),
        ("numbers", "全部数字", "All numbers"),
        ("verify", "核对与重算", "Verify and recompute"),
    ] {
        out.raw(&format!("<li><a href=\"#{id}\"><b>·</b> "));
        out.both(zh, en);
        out.raw("</a></li>");
    }
    out.raw("</ol></details></nav>");
}
