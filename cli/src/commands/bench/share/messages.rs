//! Messages read: share texts of several platforms amid ordinary talk, and talk in which there is nothing.

use std::hint::black_box;
use std::time::Duration;

use anyhow::ensure;
use drawbridge_canon::share::Share;
use drawbridge_engine::share_gate::code::{self, Code, CodeKey, Tongue};
use drawbridge_engine::share_gate::read;

use super::made::Chance;
use crate::commands::bench::figure::{Figure, Report};
use crate::commands::bench::worked::pace;

/// Share texts as apps write them, `---` between them. In braces stands what differs.
const SHAPES: &str = include_str!("../../../../../samples/messages.txt");

/// Messages of each kind.
const COUNT: u64 = 500;

/// Messages a second of processor time.
pub(super) fn measure(seed: u64, span: Duration, report: &mut Report) -> anyhow::Result<()> {
    let share = |dialect: &&'static drawbridge_canon::Dialect| Some((dialect.name, dialect.share?));
    let platforms: Vec<(&'static str, &'static Share)> =
        drawbridge_roster::DIALECTS.iter().filter_map(share).collect();
    let mut chance = Chance::new(seed);
    let shared: Vec<String> = (0..COUNT).map(|_| message(&mut chance)).collect();
    let talk: Vec<String> = (0..COUNT).map(|_| chance.words(true, 20)).collect();
    for (name, messages, each) in [("messages.shared", &shared, 1), ("messages.talk", &talk, 0)] {
        let rate = pace(
            span / 2,
            || {
                let hits = messages.iter().map(|text| read(black_box(text), &platforms).len());
                let found: usize = hits.sum();
                ensure!(
                    found == messages.len() * each,
                    "{found} hits in {} {name}",
                    messages.len()
                );
                Ok(COUNT)
            },
            |done| done as f64,
        )?;
        report.add(Figure::new(name, rate, "/s"));
    }
    codes(seed, span, report)
}

/// A share text amid talk.
fn message(chance: &mut Chance) -> String {
    let shapes: Vec<&str> = SHAPES.split("---\n").collect();
    let code: String = (0..11)
        .map(|_| chance.one_of(&["a", "B", "c", "D", "7", "e", "F", "2", "g", "H", "9"]))
        .collect();
    let text = chance.one_of(&shapes).trim_end().replace("{code}", &code);
    let text = text.replace("{title}", &chance.words(true, 9).replace(['，', '。', '！'], ""));
    let text = text.replace("{name}", &chance.words(true, 2).replace(['，', '。', '！'], "某"));
    format!("{}\n{text}\n{}", chance.words(true, 5), chance.words(true, 5))
}

/// Codes of our own: made, put into words, and found there again.
fn codes(seed: u64, span: Duration, report: &mut Report) -> anyhow::Result<()> {
    let key = CodeKey::new([7; 16]);
    let mut serial = seed;
    let rate = pace(
        span / 2,
        || {
            for _ in 0..COUNT {
                serial = (serial + 1) % code::SERIALS;
                let Some(code) = Code::of(serial, &key) else { continue };
                let spoken = code::spoken(code, Tongue::Zh);
                let text = format!("【青瓷咖啡壶】\nhttps://b.example/s/1\n{spoken}");
                let found = code::find(&text);
                ensure!(
                    found.len() == 1 && found[0].1 == code,
                    "{code} is not found in its own text"
                );
            }
            Ok(COUNT)
        },
        |done| done as f64,
    )?;
    report.add(Figure::new("codes", rate, "/s"));
    Ok(())
}
