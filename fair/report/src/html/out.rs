//! Writing a page: what is escaped, what is said in both languages.

use drawbridge_fair_indicators::found::Word;

use crate::chart::{Picture, svg};
use crate::shape::{Cell, Language, Table, Text, say};

/// A page that is being written.
pub(super) struct Out(String);

impl Out {
    pub(super) fn new() -> Self {
        Self(String::with_capacity(1 << 20))
    }

    pub(super) fn end(self) -> String {
        self.0
    }

    /// Markup of our own.
    pub(super) fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Words from anywhere.
    pub(super) fn words(&mut self, words: &str) {
        let escaped = svg::escape(words);
        self.0.push_str(&escaped);
    }

    /// A text; the style shows one of its languages.
    pub(super) fn text(&mut self, text: &Text) {
        if text.zh == text.en {
            self.words(&text.zh);
            return;
        }
        for language in Language::ALL {
            self.raw(&format!("<span lang=\"{}\">", language.tag()));
            self.words(say(text, language));
            self.raw("</span>");
        }
    }

    pub(super) fn both(&mut self, zh: &str, en: &str) {
        self.text(&Text::new(zh, en));
    }

    /// A text in an element.
    pub(super) fn within(&mut self, name: &str, text: &Text) {
        self.raw(&format!("<{name}>"));
        self.text(text);
        let name = name.split(' ').next().unwrap_or(name);
        self.raw(&format!("</{name}>"));
    }

    /// A verdict, with a sign and a word besides its colour.
    pub(super) fn verdict(&mut self, verdict: Option<Word>) {
        let (class, sign, zh, en) = verdict_words(verdict);
        self.raw(&format!(
            "<span class=\"chip {class}\"><span aria-hidden=\"true\">{sign}</span> "
        ));
        self.both(zh, en);
        self.raw("</span>");
    }

    pub(super) fn table(&mut self, table: &Table, sort: bool) {
        let class = if sort { " class=\"sort\"" } else { "" };
        self.raw(&format!("<div class=\"scroll\" tabindex=\"0\" role=\"group\"><table{class} id=\"t-{}\"><caption>", table.id));
        self.text(&table.title);
        if table.left_out > 0 {
            let left = table.left_out;
            self.both(
                &format!("（另有 {left} 行未列，见 report.json）"),
                &format!(" (rows left out, see report.json: {left})"),
            );
        }
        self.raw("</caption><thead><tr>");
        for column in &table.columns {
            self.within("th scope=\"col\"", column);
        }
        self.raw("</tr></thead><tbody>");
        for row in &table.rows {
            self.raw("<tr>");
            for cell in row {
                self.cell(cell);
            }
            self.raw("</tr>");
        }
        self.raw("</tbody></table></div>");
    }

    fn cell(&mut self, cell: &Cell) {
        match cell {
            Cell::Count(count) => {
                self.raw(&format!("<td class=\"n\" data-sort=\"{count}\">{count}</td>"));
            }
            // Hashes and keys may break anywhere, dates and names need not.
            Cell::Plain(words) if words.len() > 30 => {
                self.raw("<td class=\"mono\">");
                self.words(words);
                self.raw("</td>");
            }
            Cell::Plain(words) => {
                self.raw("<td class=\"n\">");
                self.words(words);
                self.raw("</td>");
            }
            Cell::Words(text) => self.within("td", text),
        }
    }

    /// A drawing with its title, how to read it, and its numbers.
    pub(super) fn picture(&mut self, picture: &Picture) {
        self.raw("<figure><figcaption>");
        self.text(&picture.title);
        self.raw("</figcaption>");
        self.within("p", &picture.says);
        self.raw("<div class=\"drawing\" tabindex=\"0\" role=\"group\">");
        let drawing = svg::write(picture);
        self.raw(&drawing);
        self.raw("</div><details class=\"more\"><summary>");
        self.both("数据表", "Data table");
        self.raw("</summary>");
        self.table(&picture.table, true);
        self.raw("</details></figure>");
    }
}

/// Class, sign and words of a verdict.
pub(super) const fn verdict_words(
    verdict: Option<Word>,
) -> (&'static str, &'static str, &'static str, &'static str) {
    match verdict {
        Some(Word::EqualShown) => ("equal", "●", "已证相等", "EQUAL, shown"),
        Some(Word::UnequalWithinMargin) => {
            ("within", "◆", "不等，在界值内", "UNEQUAL, within margin")
        }
        Some(Word::UnequalShown) => ("unequal", "■", "已证不等", "UNEQUAL, shown"),
        Some(Word::NotEnoughEvidence) => ("open", "○", "证据不足", "NOT ENOUGH EVIDENCE"),
        Some(Word::Value) | None => ("plain", "–", "不作比较", "not compared"),
    }
}
