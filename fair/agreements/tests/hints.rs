//! How often hints are right: measured on sentences written before the phrases, a part of them held out, and
//! on sentences written against them.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

use drawbridge_fair_agreements::{Family, Language, hints};
use proptest::prelude::*;

const TUNED: &str = include_str!("hints/tuned.tsv");
const HELD_OUT: &str = include_str!("hints/held_out.tsv");
const ADVERSE: &str = include_str!("hints/adverse.tsv");
const README: &str = include_str!("hints/README.md");

/// Right and wrong hints, and what was missed: a sentence and a family at a time.
#[derive(Debug, Default, PartialEq)]
struct Score {
    sentences: usize,
    right: usize,
    wrong: Vec<String>,
    missed: Vec<String>,
}

impl Score {
    /// As the document beside the sentences says it: in percent, rounded down.
    fn row(&self, file: &str) -> String {
        let (right, wrong, missed) = (self.right, self.wrong.len(), self.missed.len());
        let percent = |of: usize| (100 * right).checked_div(of).unwrap_or_default();
        let (precision, recall) = (percent(right + wrong), percent(right + missed));
        format!(
            "| `{file}` | {} | {right} | {wrong} | {missed} | {precision} % | {recall} % |",
            self.sentences
        )
    }
}

fn score(text: &str) -> Score {
    let mut score = Score::default();
    for line in text.lines() {
        let (expected, sentence) = line.split_once('\t').unwrap();
        let found = hints(sentence);
        score.sentences += 1;
        for (family, name) in [(Family::Exclusivity, "exclusivity"), (Family::Parity, "parity")] {
            let told = found.iter().any(|hint| hint.family == family);
            match (expected == name, told) {
                (true, true) => score.right += 1,
                (true, false) => score.missed.push(format!("{name}: {sentence}")),
                (false, true) => score.wrong.push(format!("{name}: {sentence}")),
                (false, false) => {}
            }
        }
    }
    score
}

/// What is said of the hints beside the sentences is what is measured here: neither better nor worse.
#[test]
fn hints_are_as_good_as_is_said() {
    for (file, text) in [("tuned.tsv", TUNED), ("held_out.tsv", HELD_OUT), ("adverse.tsv", ADVERSE)]
    {
        let score = score(text);
        let row = score.row(file);
        assert!(README.contains(&row), "measured is {row}\n{score:#?}");
    }
}

#[test]
fn no_sentence_stands_in_two_files() {
    let mut all: Vec<&str> = [TUNED, HELD_OUT, ADVERSE].into_iter().flat_map(str::lines).collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!((all.len(), count), (210, 210));
}

#[test]
fn a_hint_says_where_it_is_in_bytes_and_in_units_of_a_browser() {
    let text = "😀 第一条。乙方不得入驻其他平台；此外，Seller grants an EXCLUSIVE licence.";
    let found = hints(text);
    let told: Vec<(Family, Language, &str)> =
        found.iter().map(|hint| (hint.family, hint.language, hint.phrase.as_str())).collect();
    assert_eq!(
        told,
        [
            (Family::Exclusivity, Language::Zh, "不得入驻其他平台"),
            (Family::Exclusivity, Language::En, "EXCLUSIVE"),
        ]
    );
    for hint in &found {
        assert_eq!(&text[hint.start..hint.end], hint.phrase);
        let units: Vec<u16> = text.encode_utf16().collect();
        let cut = String::from_utf16(&units[hint.start_utf16..hint.end_utf16]).unwrap();
        assert_eq!(cut, hint.phrase);
    }
}

#[test]
fn width_case_quotes_and_broken_lines_do_not_hide_a_phrase() {
    for text in [
        "Ｓｅｌｌｅｒ sells ｅｘｃｌｕｓｉｖｅｌｙ here.",
        "most\u{2011}favoured nation",
        "Seller shall not list goods on any\n    other marketplace.",
        "商家在平台之间“２选１”。",
    ] {
        assert_eq!(hints(text).len(), 1, "{text}");
    }
    // A denial is one in its own sentence only.
    assert_eq!(hints("本许可为非独家许可。乙方应独家经营。").len(), 1);
    assert_eq!(hints("The licence is non-exclusive. Seller deals exclusively with us.").len(), 1);
    assert_eq!(
        hints("“独家合作”是指乙方仅与甲方合作。").len(),
        2,
        "a definition in quotation marks counts"
    );
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_place_is_in_it(text in "[独家排他不得其他平台。，a-zA-Z \u{3000}😀.-]{0,60}") {
        let mut last = 0;
        for hint in hints(&text) {
            prop_assert_eq!(&text[hint.start..hint.end], hint.phrase.as_str());
            prop_assert!(hint.start >= last && hint.end > hint.start);
            last = hint.start;
        }
    }
}
