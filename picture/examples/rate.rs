//! How many pictures are made in a second of one processor, by parts:
//! `cargo run --release -p drawbridge-picture --example rate`.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "what measures reads the clock of its own thread, and tells"
)]

#[path = "shared/cards.rs"]
mod cards;

use drawbridge_canon::share::{Card, Source, Told};
use drawbridge_picture::{Look, Pixels, Shape, Studio};

/// Rounds over all cards.
///
/// The clock of a thread moves in steps of some milliseconds; over a thousand pictures that is nothing.
const ROUNDS: u64 = 150;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let photo = cards::photo(640, 640);
    let thumbnail = Pixels::new(640, 640, &photo);
    println!(
        "what                    layout  drawing  PNG     µs each   pictures/CPU-s  PNG bytes  PNG alone/CPU-s"
    );
    for (name, shape, thumbnail) in [
        ("1200x630", Shape::Wide, None),
        ("1200x630 with photo", Shape::Wide, thumbnail),
        ("1000x800", Shape::Mini, None),
        ("1000x800 with photo", Shape::Mini, thumbnail),
    ] {
        measure(name, &Look { shape, thumbnail, ..Look::default() })?;
    }
    let start = cpu()?;
    for _ in 0..100 {
        Studio::new()?;
    }
    let opened = (cpu()? - start) / 100;
    for _ in 0..100 {
        Studio::new()?.png(&cards::product(), &Look::default())?;
    }
    let first = (cpu()? - start) / 100 - 2 * opened;
    println!("reading the font {} µs, the first picture {} µs", opened / 1000, first / 1000);
    Ok(())
}

fn measure(name: &str, look: &Look<'_>) -> Result<(), Box<dyn std::error::Error>> {
    let mut studio = Studio::new()?;
    let (mut layout, mut drawing, mut png, mut bytes, mut count) = (0, 0, 0, 0, 0);
    for round in 0..=ROUNDS {
        for (_, card) in cards::all() {
            let card = numbered(card, round);
            let start = cpu()?;
            let scene = studio.scene(&card, look);
            let laid_out = cpu()?;
            let canvas = studio.canvas(&scene);
            let drawn = cpu()?;
            let file = canvas.png()?;
            let done = cpu()?;
            // The first round draws the glyphs that are kept afterwards.
            if round > 0 {
                layout += laid_out - start;
                drawing += drawn - laid_out;
                png += done - drawn;
                bytes += file.len() as u64;
                count += 1;
            }
        }
    }
    let each = (layout + drawing + png) / count;
    println!(
        "{name:22} {:8} {:8} {:8} {:8} {:12} {:12} {:12}",
        layout / count / 1000,
        drawing / count / 1000,
        png / count / 1000,
        each / 1000,
        1_000_000_000 / each.max(1),
        bytes / count,
        1_000_000_000 / (png / count).max(1),
    );
    Ok(())
}

/// Every card differs, so that nothing is made twice.
fn numbered(mut card: Card, round: u64) -> Card {
    let title = card.title.map(|told| told.value).unwrap_or_default();
    card.title = Some(Told::new(format!("{round}{title}"), Source::OpenGraph));
    card.url = Some(Told::new(format!("https://shop.example/item/{round}"), Source::Address));
    card
}

/// How long this thread ran so far, in nanoseconds: Linux tells it in `schedstat`'s first number.
fn cpu() -> Result<u64, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(text.split(' ').next().unwrap_or_default().parse()?)
}
