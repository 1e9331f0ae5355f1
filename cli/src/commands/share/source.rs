//! What is read: the arguments, standard input, or a page that was saved.

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow, ensure};
use drawbridge_engine::ledger::Lang;
use drawbridge_engine::share::Saved;

/// Bytes that are read of a text. Of a message no more than 64 KiB are looked at anyway.
const TEXT: u64 = 1 << 20;

/// A saved page.
#[derive(clap::Args)]
pub(super) struct SavedArgs {
    /// Read a saved page instead of fetching it.
    #[arg(long, value_name = "FILE", requires = "url", conflicts_with = "batch")]
    pub(super) page: Option<PathBuf>,
    /// Where the saved page is from.
    #[arg(long, requires = "page")]
    url: Option<String>,
    /// As what the saved page was sent, charset and all: its header `Content-Type`.
    #[arg(long, value_name = "TYPE", requires = "page")]
    content_type: Option<String>,
}

/// A saved page, read.
pub(super) struct SavedPage {
    pub(super) url: String,
    body: Vec<u8>,
    content_type: Option<String>,
}

impl SavedArgs {
    /// The page, if one was named.
    pub(super) fn read(&self, lang: Lang) -> anyhow::Result<Option<SavedPage>> {
        let (Some(page), Some(url)) = (&self.page, &self.url) else { return Ok(None) };
        let body = std::fs::read(page).with_context(|| match lang {
            Lang::Zh => format!("读不了 {}", page.display()),
            Lang::En => format!("cannot read {}", page.display()),
        })?;
        Ok(Some(SavedPage { url: url.clone(), body, content_type: self.content_type.clone() }))
    }
}

impl SavedPage {
    pub(super) fn lend(&self) -> Saved<'_> {
        let content_type = self.content_type.as_deref();
        Saved { url: &self.url, body: &self.body, content_type }
    }
}

/// The text of the arguments, a blank between them, or of standard input.
pub(super) fn text(arguments: &[String], lang: Lang) -> anyhow::Result<String> {
    ensure!(
        !arguments.is_empty(),
        "{}",
        lang.pick(
            "要读什么？请给出链接或整段文字，或用 `-` 从标准输入读；--batch 一次读很多",
            "what is to be read? Name a link or a text, or `-` for standard input; --batch reads many",
        )
    );
    if arguments != ["-"] {
        return Ok(arguments.join(" "));
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(TEXT).read_to_end(&mut bytes)?;
    String::from_utf8(bytes).map_err(|_| {
        anyhow!(lang.pick(
            "标准输入不是 UTF-8 文本：请先转换，例如 iconv -f gbk -t utf-8",
            "standard input is no UTF-8 text: convert it first, with `iconv -f gbk -t utf-8` for one",
        ))
    })
}
