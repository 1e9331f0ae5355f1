//! Share texts of every shape are found among talk, however they were pasted, and in talk nothing
//! is found.

use drawbridge_canon::share::words;
use drawbridge_conformance_messages::{dice::Dice, mix, platforms, shapes, talk};
use drawbridge_gate_share::read;

const MESSAGES: u64 = 10_000;

#[test]
fn every_share_text_is_found_among_talk() {
    let (platforms, shapes, talk) = (platforms(), shapes::all(), talk::lines());
    let mut wrong = Vec::new();
    for seed in 0..MESSAGES {
        let mixed = mix::message(&mut Dice::new(seed), &shapes, &talk);
        let hits = read(&mixed.text, &platforms);
        let got: Vec<_> = hits
            .iter()
            .map(|hit| {
                let found = &hit.found;
                (
                    hit.platform,
                    found.url.clone(),
                    found.code.clone(),
                    squeezed(found.title.as_deref()),
                )
            })
            .collect();
        let want: Vec<_> = mixed
            .made
            .iter()
            .map(|made| {
                (
                    Some(made.platform),
                    made.url.clone(),
                    made.code.clone(),
                    squeezed(made.title.as_deref()),
                )
            })
            .collect();
        if got != want {
            wrong.push(format!("seed {seed}:\n{}\n got {got:?}\nwant {want:?}\n", mixed.text));
        }
    }
    let first = &wrong[..wrong.len().min(5)];
    assert!(wrong.is_empty(), "{} of {MESSAGES}:\n{}", wrong.len(), first.join("\n"));
}

#[test]
fn in_talk_nothing_is_found() {
    let (platforms, lines) = (platforms(), talk::lines());
    assert!(lines.len() >= 300, "{}", lines.len());
    for line in &lines {
        assert_eq!(read(line, &platforms), [], "{line}");
    }
    for seed in 0..MESSAGES {
        let text = talk::mixture(&mut Dice::new(seed), &lines);
        assert_eq!(read(&text, &platforms), [], "seed {seed}:\n{text}");
    }
}

/// With every run of white space, which pasting changes, as one space.
fn squeezed(title: Option<&str>) -> Option<String> {
    let words = title?.split(words::is_space).filter(|word| !word.is_empty());
    Some(words.collect::<Vec<_>>().join(" "))
}
