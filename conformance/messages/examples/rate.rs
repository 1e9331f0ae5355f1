//! How fast messages are read: `cargo run --release -p drawbridge-conformance-messages --example rate`.
//!
//! Two kinds, on one core, from memory: share texts among talk, and talk alone. Beside them what
//! finding the links takes without asking any platform. Measured in CPU time of this process.

#![allow(clippy::print_stdout, clippy::float_arithmetic, reason = "an example prints its figures")]

use drawbridge_canon::share::Message;
use drawbridge_conformance_messages::{dice::Dice, mix, platforms, shapes, talk};
use drawbridge_gate_share::read;

fn main() {
    let (platforms, shapes, lines) = (platforms(), shapes::all(), talk::lines());
    let mixed: Vec<String> =
        (0..10_000).map(|seed| mix::message(&mut Dice::new(seed), &shapes, &lines).text).collect();
    let talk: Vec<String> =
        (0..10_000).map(|seed| talk::mixture(&mut Dice::new(seed), &lines)).collect();
    for (name, messages) in [("share texts among talk", &mixed), ("talk", &talk)] {
        let bytes: usize = messages.iter().map(String::len).sum();
        let per = rate(messages, |text| read(text, &platforms).len());
        let bare = rate(messages, |text| Message::of(text).links.len());
        println!(
            "{name}: {} bytes a message, {} platforms: {per:.0} messages/CPU-s, {:.0} MB/CPU-s; links alone {bare:.0} messages/CPU-s",
            bytes / messages.len(),
            platforms.len(),
            per * as_f64(bytes) / as_f64(messages.len()) / 1e6,
        );
    }
}

/// Messages in a second of CPU time, over at least two of them.
fn rate(messages: &[String], read: impl Fn(&str) -> usize) -> f64 {
    let begun = cpu_ticks();
    let (mut count, mut hits) = (0, 0);
    while cpu_ticks() - begun < 200 {
        for message in messages {
            hits += read(message);
            count += 1;
        }
    }
    let seconds = as_f64(cpu_ticks() - begun) / 100.0;
    assert!(hits < usize::MAX);
    as_f64(count) / seconds
}

/// CPU time of this process in hundredths of a second, as Linux tells it.
fn cpu_ticks() -> usize {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = stat.rsplit(')').next().unwrap_or_default();
    let mut fields = behind.split_whitespace().skip(11);
    let mut next = || fields.next().and_then(|field| field.parse().ok()).unwrap_or(0);
    next() + next()
}

#[allow(clippy::cast_precision_loss, reason = "figures to print")]
fn as_f64(count: usize) -> f64 {
    count as f64
}
