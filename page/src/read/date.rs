//! Dates in the ways in which pages write them.

use jiff::Timestamp;
use jiff::civil;

/// A date in RFC 3339, or its day alone where no time is told. A time without an offset gets
/// `-00:00`: where it holds is not known (RFC 3339, 4.3).
pub(super) fn normal(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(text);
    }
    let mut parts = Parts::default();
    parts.read(text);
    parts.written()
}

/// Puts a time whose offset is not known where clocks are `minutes` east of Greenwich.
pub(super) fn place(date: &mut String, minutes: i16) {
    if let Some(time) = date.strip_suffix("-00:00") {
        *date = format!("{time}{}", offset(minutes));
    }
}

/// An offset of some minutes, written.
fn offset(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// Seconds or milliseconds since 1970, or a year, month and day in one.
fn digits(text: &str) -> Option<String> {
    match text.len() {
        8 => {
            let (year, month, day) = (&text[..4], &text[4..6], &text[6..]);
            day_of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        9 | 10 => Some(Timestamp::from_second(text.parse().ok()?).ok()?.to_string()),
        13 => Some(Timestamp::from_millisecond(text.parse().ok()?).ok()?.to_string()),
        14 => {
            let (day, time) = text.split_at(8);
            let day = digits(day)?;
            let (hour, minute, second) = (&time[..2], &time[2..4], &time[4..]);
            let time =
                civil::Time::new(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?, 0);
            Some(format!("{day}T{}-00:00", time.ok()?))
        }
        _ => None,
    }
}

fn day_of(year: i16, month: i8, day: i8) -> Option<String> {
    // Earlier than the web and later than anybody plans is something else than a date.
    let date = civil::Date::new(year, month, day).ok()?;
    (1000..=2200).contains(&year).then(|| date.to_string())
}

/// What was found of a date.
#[derive(Debug, Default)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<(i8, i8, i8, i32)>,
    /// Minutes east of Greenwich.
    offset: Option<i16>,
}

/// A piece of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Number(&'a str),
    Word(&'a str),
    Mark(char),
}

impl Parts {
    fn read(&mut self, text: &str) {
        let pieces = pieces(text);
        let mut at = 0;
        while at < pieces.len() && at < 48 {
            at += self.step(&pieces[at..]).max(1);
        }
    }

    /// Reads what stands first and says how many pieces it was.
    fn step(&mut self, pieces: &[Piece<'_>]) -> usize {
        use Piece::{Mark, Number, Word};
        match *pieces {
            [Number(hour), Mark(':'), Number(minute), ref rest @ ..] if self.time.is_none() => {
                3 + self.clock(hour, minute, rest)
            }
            [Mark(sign @ ('+' | '-' | '−')), Number(hours), ref rest @ ..]
                if self.time.is_some() && self.offset.is_none() =>
            {
                2 + self.zone(sign, hours, rest)
            }
            [Number(year), Mark('-' | '/' | '.' | '年'), Number(month), ref rest @ ..]
                if year.len() == 4 && self.year.is_none() =>
            {
                self.year = year.parse().ok();
                self.month = month.parse().ok();
                match *rest {
                    [Mark('-' | '/' | '.' | '月'), Number(day), ..] if day.len() <= 2 => {
                        self.day = day.parse().ok();
                        5
                    }
                    _ => 3,
                }
            }
            [
                Number(one),
                Mark(mark @ ('/' | '.' | '-')),
                Number(two),
                Mark(_),
                Number(year),
                ..,
            ] if year.len() == 4 && one.len() <= 2 && two.len() <= 2 && self.year.is_none() => {
                self.slashed(mark, one, two, year);
                5
            }
            [Number(number), ..] => {
                self.number(number);
                1
            }
            [Word(word), ..] => {
                self.word(word);
                1
            }
            _ => 1,
        }
    }

    /// Reads `:seconds.fraction` and `am` or `pm` behind an hour and a minute.
    fn clock(&mut self, hour: &str, minute: &str, rest: &[Piece<'_>]) -> usize {
        use Piece::{Mark, Number, Word};
        let (mut second, mut nanos, mut used) = (0, 0, 0);
        if let [Mark(':'), Number(found), ..] = *rest {
            second = found.parse().unwrap_or_default();
            used = 2;
            if let [Mark('.' | ','), Number(fraction), ..] = rest[2..] {
                let nine: String = fraction.chars().chain("000000000".chars()).take(9).collect();
                nanos = nine.parse().unwrap_or_default();
                used = 4;
            }
        }
        let mut hour: i8 = hour.parse().unwrap_or(-1);
        // `pm`, or `p.m.`
        match rest.get(used) {
            Some(Word(word)) if half(word, "pm") && hour < 12 => hour += 12,
            Some(Word(word)) if half(word, "am") && hour == 12 => hour = 0,
            _ => {}
        }
        self.time = Some((hour, minute.parse().unwrap_or(-1), second, nanos));
        used
    }

    fn zone(&mut self, sign: char, hours: &str, rest: &[Piece<'_>]) -> usize {
        let (hours, minutes, used) = match (hours.len(), rest) {
            (4, _) => (&hours[..2], &hours[2..], 0),
            (1 | 2, [Piece::Mark(':'), Piece::Number(minutes), ..]) => (hours, *minutes, 2),
            (1 | 2, _) => (hours, "0", 0),
            _ => return 0,
        };
        let minutes = hours.parse::<i16>().unwrap_or_default() * 60
            + minutes.parse::<i16>().unwrap_or_default();
        self.offset = Some(if sign == '+' { minutes } else { -minutes });
        used
    }

    /// `24.12.2016` and `24/12/2016`, or `12/24/2016`: what can be a day only is one; where both
    /// could, a stroke is American.
    fn slashed(&mut self, mark: char, one: &str, two: &str, year: &str) {
        let (Ok(one), Ok(two)) = (one.parse::<i8>(), two.parse::<i8>()) else { return };
        let american = two > 12 || (mark == '/' && one <= 12);
        let (month, day) = if american { (one, two) } else { (two, one) };
        (self.year, self.month, self.day) = (year.parse().ok(), Some(month), Some(day));
    }

    fn number(&mut self, number: &str) {
        match number.len() {
            4 if self.year.is_none() => self.year = number.parse().ok(),
            1 | 2 if self.day.is_none() => self.day = number.parse().ok(),
            _ => {}
        }
    }

    fn word(&mut self, word: &str) {
        let small = word.to_ascii_lowercase();
        let prefix = small.get(..3).unwrap_or_default();
        if let Some(at) = MONTHS.iter().position(|month| *month == prefix) {
            let whole = LONG[at].starts_with(&small) || small == "sept";
            if whole && self.month.is_none() {
                self.month = i8::try_from(at + 1).ok();
            }
        }
        if self.time.is_some() && self.offset.is_none() {
            let zone = ZONES.iter().find(|zone| zone.0 == small);
            self.offset = zone.map(|zone| zone.1 * 60);
        }
    }

    fn written(self) -> Option<String> {
        let day = day_of(self.year?, self.month?, self.day?)?;
        let Some((hour, minute, second, nanos)) = self.time else { return Some(day) };
        let Ok(time) = civil::Time::new(hour, minute, second.min(59), nanos) else {
            return Some(day);
        };
        let zone = match self.offset {
            None => "-00:00".to_owned(),
            Some(0) => "Z".to_owned(),
            Some(minutes) => offset(minutes),
        };
        Some(format!("{day}T{time}{zone}"))
    }
}

/// Whether a word is `am` or `pm`, or the first letter of it.
fn half(word: &str, whole: &str) -> bool {
    let small = word.to_ascii_lowercase();
    small == whole || small == whole[..1]
}

const MONTHS: &[&str] =
    &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const LONG: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Abbreviations of zones (RFC 5322, 4.3) in whole hours. `et` and `pt` are told apart by nobody;
/// they are read as in summer, when they hold for most of the year.
const ZONES: &[(&str, i16)] = &[
    ("z", 0),
    ("gmt", 0),
    ("utc", 0),
    ("ut", 0),
    ("bst", 1),
    ("cet", 1),
    ("cest", 2),
    ("est", -5),
    ("edt", -4),
    ("et", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
    ("pt", -7),
];

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text.get(..text.len().min(96)).unwrap_or_default();
    while let Some(first) = rest.chars().next() {
        let run = |within: fn(char) -> bool| rest.find(|c| !within(c)).unwrap_or(rest.len());
        let length = if first.is_ascii_digit() {
            let length = run(|c| c.is_ascii_digit());
            pieces.push(Piece::Number(&rest[..length]));
            length
        } else if first.is_ascii_alphabetic() {
            let length = run(|c| c.is_ascii_alphabetic());
            pieces.push(Piece::Word(&rest[..length]));
            length
        } else {
            if !first.is_whitespace() {
                pieces.push(Piece::Mark(first));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_form() {
        for (text, meant) in [
            ("2021-12-09", "2021-12-09"),
            ("2021-12-09T12:00:00.000Z", "2021-12-09T12:00:00Z"),
            ("2018-10-06T08:57:00+02:00", "2018-10-06T08:57:00+02:00"),
            ("2016-05-24T20:49:03.5-0430", "2016-05-24T20:49:03.5-04:30"),
            ("2016-05-24 20:49", "2016-05-24T20:49:00-00:00"),
            ("Tue, 24 May 2016 20:49:03 GMT", "2016-05-24T20:49:03Z"),
            ("May 24th, 2016 2:58 p.m. EST", "2016-05-24T14:58:00-05:00"),
            ("Published 3 Sept 2019", "2019-09-03"),
            ("2016年5月24日 12:30", "2016-05-24T12:30:00-00:00"),
            ("20160524", "2016-05-24"),
            ("1464124800", "2016-05-24T21:20:00Z"),
            ("24.12.2016", "2016-12-24"),
            ("12/24/2016", "2016-12-24"),
        ] {
            assert_eq!(normal(text).as_deref(), Some(meant), "{text}");
        }
        for text in ["", "yesterday", "May", "2016", "13/13/2016", "version 2.3.4", "中文"] {
            assert_eq!(normal(text), None, "{text}");
        }
    }
}
