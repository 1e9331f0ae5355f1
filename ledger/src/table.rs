//! Text tables for the terminal, aligned also where characters are two columns wide.

use std::fmt;

use drawbridge_canon::Currency;

use crate::lang::Lang;

/// Where a cell's text stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Texts.
    Left,
    /// Numbers.
    Right,
}

/// A table of texts. Its `Display` is the whole of it, each line ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    title: String,
    head: Vec<String>,
    align: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows, from the columns' `(Chinese, English, where)`.
    pub fn new(title: impl Into<String>, head: &[(&str, &str, Align)], lang: Lang) -> Self {
        Self {
            title: title.into(),
            head: head.iter().map(|(zh, en, _)| lang.pick(zh, en).to_owned()).collect(),
            align: head.iter().map(|column| column.2).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row. Control characters in it are shown as `·`, since a text that a stranger chose
    /// must not steer the terminal.
    pub fn row(&mut self, cells: Vec<String>) {
        let clean = |cell: String| cell.replace(|c: char| c.is_control() || is_hidden(c), "·");
        self.rows.push(cells.into_iter().map(clean).collect());
    }

    /// Whether it has no rows.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn widths(&self) -> Vec<usize> {
        let widest = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            let cells = cells.chain(self.head.get(column));
            cells.map(|cell| width(cell)).max().unwrap_or(0)
        };
        (0..self.head.len()).map(widest).collect()
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let mut line = String::new();
        for ((cell, wide), align) in cells.iter().zip(widths).zip(&self.align) {
            let blank = " ".repeat(wide.saturating_sub(width(cell)));
            match align {
                Align::Left => line.extend([cell, &blank, "  "]),
                Align::Right => line.extend([&blank, cell, "  "]),
            }
        }
        line.trim_end().to_owned()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        let rule: Vec<_> = widths.iter().map(|wide| "-".repeat(*wide)).collect();
        if !self.title.is_empty() {
            writeln!(f, "{}", self.title)?;
        }
        writeln!(f, "{}", self.line(&self.head, &widths))?;
        writeln!(f, "{}", self.line(&rule, &widths))?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{}", self.line(row, &widths)))
    }
}

/// The columns that a text takes in a terminal.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// A signed sum of minor units in major units: `-1234.56`.
pub fn decimal(minor: i128, currency: Currency) -> String {
    let places = currency.places() as usize;
    let scale = 10_u128.pow(currency.places());
    let sign = if minor < 0 { "-" } else { "" };
    let size = minor.unsigned_abs();
    if places == 0 {
        return format!("{sign}{size}");
    }
    format!("{sign}{}.{:0places$}", size / scale, size % scale)
}

/// Nothing for marks that sit on the character before, two for East Asian wide and full-width
/// characters (Unicode Standard Annex 11), one for the rest.
fn char_width(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036F | 0x200B..=0x200F | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F => {
            0
        }
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0x33FF
        | 0x3400..=0x4DBF
        | 0x4E00..=0xA4CF
        | 0xA960..=0xA97F
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1F9FF
        | 0x2_0000..=0x3_FFFD => 2,
        _ => 1,
    }
}

/// Marks that turn the direction of a line, with which a text can be shown as another.
const fn is_hidden(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns() {
        for (text, expected) in [
            ("abc", 3),
            ("长款", 4),
            ("（+）", 5),
            ("e\u{301}", 1),
            ("한글", 4),
            ("🍵", 2),
            ("", 0),
        ] {
            assert_eq!(width(text), expected, "{text}");
        }
    }

    #[test]
    fn a_strangers_text_cannot_steer_the_terminal() {
        let mut table = Table::new("", &[("单号", "Order", Align::Left)], Lang::En);
        table.row(vec!["a\u{1b}[2Jb\nc\u{202e}d".to_owned()]);
        assert_eq!(
            table.to_string(),
            "Order\n---------\na·[2Jb·c·d\n".replace("---------", "----------")
        );
    }

    #[test]
    fn sums_are_written_with_their_places() {
        let yen = Currency::parse("JPY").unwrap();
        let cases = [(0, Currency::CNY, "0.00"), (-5, Currency::CNY, "-0.05"), (1234, yen, "1234")];
        for (minor, currency, expected) in cases {
            assert_eq!(decimal(minor, currency), expected);
        }
    }
}
