//! Pictures of cards, beside what the encoder alone would allow.

use std::hint::black_box;
use std::time::Duration;

use drawbridge_picture::{Look, Studio};

use super::beside;
use super::made::{self, Chance};
use crate::commands::bench::figure::{Figure, Goal, Report, median};
use crate::commands::bench::worked::pace;

/// How often encoder and studio take turns.
const TURNS: u32 = 3;

/// Pictures that are drawn between two looks at the clock.
const ROUND: u64 = 8;

/// Pictures a second of one core.
const GOAL: f64 = 60.0;

/// Pictures a second of processor time: 1200 × 630, Chinese, wrapped, with a code. Every card differs.
pub(super) fn measure(seed: u64, span: Duration, report: &mut Report) -> anyhow::Result<()> {
    let mut studio = Studio::new()?;
    let mut chance = Chance::new(seed);
    let look = Look::default();
    let mut canvases = Vec::new();
    for number in 0..ROUND {
        let scene = studio.scene(&made::card(&mut chance, number), &look);
        canvases.push(studio.canvas(&scene));
    }
    let (mut alone, mut whole) = (Vec::new(), Vec::new());
    let (mut number, mut bytes, mut files) = (ROUND, 0, 0);
    for _ in 0..TURNS {
        let encode = || {
            for canvas in &canvases {
                black_box(canvas.png()?);
            }
            Ok(ROUND)
        };
        alone.push(pace(span / TURNS / 2, encode, |done| done as f64)?);
        let draw = || {
            for _ in 0..ROUND {
                number += 1;
                let file = studio.png(&made::card(&mut chance, number), &look)?;
                (bytes, files) = (bytes + file.len(), files + 1);
            }
            Ok(ROUND)
        };
        whole.push(pace(span / TURNS, draw, |done| done as f64)?);
    }
    let [rate, of] = beside("pictures", median(whole), median(alone), "/s");
    report.add(rate.goal(Goal::AtLeast(GOAL)));
    report.add(of);
    report.add(Figure::new("pictures.size", bytes as f64 / 1e3 / f64::from(files), "kB"));
    Ok(())
}
