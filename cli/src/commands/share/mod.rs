//! `drawbridge share`: whatever is pasted becomes cards.
//!
//! Read in this order: [`source`] is what is read, [`gate`] reads it, [`found`] is what was found, as
//! JSON; [`show`] prints it for people with the words of [`words`], whose letters [`inert`] makes harmless,
//! below the picture of [`picture`]; [`form`] writes it as others are told it, in the
//! name of an [`account`] where that takes one; [`batch`] reads many.

mod account;
mod batch;
mod form;
mod found;
mod gate;
mod inert;
mod picture;
mod show;
mod source;
mod words;

use std::path::Path;

use anyhow::anyhow;
use drawbridge_engine::ledger::Lang;

use self::found::Found;
use self::picture::Means;
use super::lang::{Language, lang};
use crate::say;

pub(crate) use gate::{Net, engine};

/// Read a link, or a text that holds some, and show what it means.
///
/// Everything that can be pasted is read: links, and the share texts and codes of every platform, wherever
/// in a message they stand. Pages are fetched from the public internet only. Of what does not open the
/// published rule is told, why, and what helps.
#[derive(clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch by itself")]
pub(crate) struct Share {
    /// A link, or a text that holds some; `-` reads it from standard input.
    #[arg(value_name = "TEXT", conflicts_with_all = ["page", "batch"])]
    text: Vec<String>,
    /// Fetch nothing: only what the text and its addresses say.
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    saved: source::SavedArgs,
    #[command(flatten)]
    batch: batch::BatchArgs,
    #[command(flatten)]
    form: form::FormArgs,
    /// Print JSON.
    #[arg(long, conflicts_with = "as")]
    json: bool,
    /// Of several things in a text only this one, counted from 1.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    only: Option<u64>,
    /// Tell with each line who says so: the page and in which of its words, the message, the address.
    #[arg(long)]
    sources: bool,
    /// How the picture is shown. By default as the terminal can, and not at all where nobody looks.
    #[arg(long, value_enum)]
    picture: Option<Means>,
    /// Draw pictures in light letters on a dark ground.
    #[arg(long)]
    dark: bool,
    /// The language; by default the terminal's.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

impl Share {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        say::start_logging_at("off");
        let lang = lang(self.lang);
        if self.form.forms {
            form::list(lang);
            return Ok(());
        }
        if let Some(from) = &self.batch.batch {
            let net = Net::of(self.offline);
            return super::block_on(batch::run(from, &self.batch, net, lang));
        }
        // A form that nobody knows is told before anything is fetched.
        let wanted = self.form.wanted(lang)?;
        let found = super::block_on(self.found(lang))?;
        let found = self.chosen(found, lang)?;
        if let Some(wanted) = wanted {
            return super::block_on(form::print(&found, wanted, &self.form, (lang, self.dark)));
        }
        if self.json {
            say::line(inert::json(&serde_json::to_string_pretty(&found::json(&found))?));
            return Ok(());
        }
        if found.is_empty() {
            return Err(anyhow!(lang.pick(
                "这段文字里没有链接，也没有认得的口令：请把收到的消息整段粘贴进来",
                "there is no link in this text, nor a code that is known: paste the message whole"
            )));
        }
        let means = self.picture.or_else(picture::means).filter(|means| *means != Means::None);
        show::print(&found, &show::Manner { lang, sources: self.sources, means, dark: self.dark })
    }

    async fn found(&self, lang: Lang) -> anyhow::Result<Vec<Found>> {
        if let Some(saved) = self.saved.read(lang)? {
            let engine = engine(Net::None).await?;
            let (hit, card) = engine.read_saved(saved.lend()).await?;
            return Ok(vec![Found::new(&saved.url, hit, Ok(card))]);
        }
        let text = source::text(&self.text, lang)?;
        let net = Net::of(self.offline);
        gate::read(&engine(net).await?, &text, net).await
    }

    fn chosen(&self, mut found: Vec<Found>, lang: Lang) -> anyhow::Result<Vec<Found>> {
        let Some(only) = self.only.and_then(|only| usize::try_from(only).ok()) else {
            return Ok(found);
        };
        let count = found.len();
        if only > count {
            return Err(match lang {
                Lang::Zh => anyhow!("--only {only}：这段文字里只有 {count} 样东西"),
                Lang::En => anyhow!("--only {only}: the text holds {count} things"),
            });
        }
        Ok(vec![found.swap_remove(only - 1)])
    }
}

/// Writes a file that somebody named.
fn put(path: &Path, bytes: &[u8], lang: Lang) -> anyhow::Result<()> {
    std::fs::write(path, bytes).map_err(|error| match lang {
        Lang::Zh => anyhow!("写不了 {}：{error}", path.display()),
        Lang::En => anyhow!("cannot write {}: {error}", path.display()),
    })
}
