//! Cards for people at a terminal.

use drawbridge_canon::share::Card;
use drawbridge_engine::ledger::Lang;
use drawbridge_picture::{Look, Studio, Tone, Tongue};

use super::found::{Found, was_read};
use super::inert::line;
use super::picture::{self, Means};
use super::words::{self, Row};
use crate::say;

/// How cards are shown.
pub(super) struct Manner {
    pub(super) lang: Lang,
    /// With who says what.
    pub(super) sources: bool,
    /// How pictures are shown, if they are.
    pub(super) means: Option<Means>,
    pub(super) dark: bool,
}

/// The palette and the language of pictures.
pub(super) fn look(lang: Lang, dark: bool) -> Look<'static> {
    let tone = if dark { Tone::Dark } else { Tone::Light };
    let tongue = match lang {
        Lang::Zh => Tongue::Zh,
        Lang::En => Tongue::En,
    };
    Look { tone, tongue, ..Look::default() }
}

/// Prints everything that was found.
pub(super) fn print(found: &[Found], manner: &Manner) -> anyhow::Result<()> {
    let mut studio = match manner.means {
        Some(means) => Some((Studio::new()?, means)),
        None => None,
    };
    for (at, one) in found.iter().enumerate() {
        if found.len() > 1 {
            say::line(format!("{}── {}/{}", if at > 0 { "\n" } else { "" }, at + 1, found.len()));
        }
        if let (Some((studio, means)), Ok(card)) = (&mut studio, &one.card) {
            let look = look(manner.lang, manner.dark);
            say::line(picture::draw(studio, card, *means, &look)?.trim_end_matches('\n'));
        }
        lines(one, manner).iter().for_each(say::line);
    }
    Ok(())
}

fn lines(one: &Found, manner: &Manner) -> Vec<String> {
    let lang = manner.lang;
    let mut rows: Vec<Row> = Vec::new();
    let platform = one.hit.platform.map(|name| words::platform(name, lang));
    rows.extend(platform.map(|name| (lang.pick("平台", "platform"), name.to_owned(), None)));
    let code = one.hit.found.code.clone();
    let coded = code.is_some();
    rows.extend(code.map(|code| (lang.pick("口令", "code"), code, None)));
    match &one.card {
        Ok(card) => {
            let unopened = one.hit.found.url.clone().filter(|_| card.url.is_none());
            rows.extend(unopened.map(|url| (lang.pick("链接", "link"), url, None)));
            rows.extend(of_card(card, coded, lang));
        }
        Err(error) => {
            let words = error.words();
            let reason = lang.pick(words.reason_zh, words.reason_en).to_owned();
            let remedy = lang.pick(words.remedy_zh, words.remedy_en).to_owned();
            rows.extend(why(lang, reason, remedy));
        }
    }
    let widest = rows.iter().map(|(name, ..)| columns(name)).max().unwrap_or_default();
    let told = rows.into_iter().map(|(name, value, from)| {
        let from = from.filter(|_| manner.sources);
        let from = from.map(|from| format!("  ← {}", words::source(from, lang)));
        let pad = " ".repeat(widest - columns(name));
        format!("{name}{pad}  {}{}", line(&value), from.unwrap_or_default())
    });
    told.collect()
}

fn of_card(card: &Card, coded: bool, lang: Lang) -> Vec<Row> {
    let mut rows = words::rows(card, lang);
    rows.extend(words::verdict(card, lang));
    let note = if card.url.is_none() {
        // What is no code is refused, and the verdict says why.
        coded.then_some(lang.pick(
            "只有它自己的平台知道这个口令指向哪里",
            "only its own platform can say where this code leads",
        ))
    } else if !was_read(card) {
        Some(lang.pick(
            "没有读到页面：以上只是文字和网址所说",
            "no page was read: this is what the text and the address say",
        ))
    } else {
        None
    };
    rows.extend(note.map(|note| (lang.pick("注意", "note"), note.to_owned(), None)));
    rows.extend(card.note.iter().flat_map(|note| {
        let reason = lang.pick(&note.reason_zh, &note.reason_en).to_owned();
        let remedy = lang.pick(&note.remedy_zh, &note.remedy_en).to_owned();
        why(lang, reason, remedy)
    }));
    rows
}

fn why(lang: Lang, reason: String, remedy: String) -> [Row; 2] {
    [(lang.pick("原因", "reason"), reason, None), (lang.pick("怎么办", "remedy"), remedy, None)]
}

/// How many columns a name of ours takes: our Chinese letters take two.
fn columns(name: &str) -> usize {
    name.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}
