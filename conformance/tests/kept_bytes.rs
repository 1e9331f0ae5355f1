//! The platforms' own bytes, whole and spoilt in thousands of ways, before every reader. A smoke
//! test of what `cargo fuzz run readers` does for hours.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use drawbridge_conformance::chance::Chance;
use drawbridge_conformance::readers::{Reader, readers};

/// Spoilt messages before each reader.
const SPOILT: usize = 1500;

#[test]
fn no_reader_panics_over_bytes_kept_or_spoilt() {
    let mut wrong = Vec::new();
    let all = readers();
    assert!(all.len() > 40, "{} readers", all.len());
    for reader in &all {
        let dialect = reader.name.split('.').next().expect("a name");
        let mut kept = if dialect == "share" { of_all() } else { kept(dialect) };
        assert!(!kept.is_empty(), "{dialect} keeps no bytes");
        // Half of what is spoilt is what this reader was made for.
        if let Some(sample) = &reader.sample {
            // A sample link is nobody's link, and a sample of no certificates says nothing.
            let real = !reader.name.contains("bill_file") && !reader.name.contains("certificates");
            if real && !reader.read(sample) {
                wrong.push(format!("{} does not understand its opposite", reader.name));
            }
            let sample = ("its sample".to_owned(), sample.clone());
            kept.extend(vec![sample; kept.len()]);
        }
        for (name, bytes) in &kept {
            try_one(reader, name, bytes, &mut wrong);
        }
        let mut chance = Chance::new(seed());
        for number in 0..SPOILT {
            let bytes = spoil(&kept, &mut chance);
            try_one(reader, &format!("spoilt message {number}"), &bytes, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// `DRAWBRIDGE_SEEDS=from..to` spoils otherwise.
fn seed() -> u64 {
    let asked = std::env::var("DRAWBRIDGE_SEEDS").ok();
    let from = asked.as_deref().and_then(|asked| asked.split("..").next()?.parse().ok());
    from.unwrap_or(1)
}

fn try_one(reader: &Reader, name: &str, bytes: &[u8], wrong: &mut Vec<String>) {
    let read = catch_unwind(std::panic::AssertUnwindSafe(|| reader.read(bytes)));
    if read.is_err() {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(2000)]).into_owned();
        wrong.push(format!("{} panics over {name}: {text}", reader.name));
    }
}

/// What all dialects keep: the share gate's own readers are no platform's.
fn of_all() -> Vec<(String, Vec<u8>)> {
    drawbridge_roster::DIALECTS.iter().flat_map(|dialect| kept(dialect.name)).collect()
}

/// What a dialect keeps of its platform.
fn kept(dialect: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dialects").join(dialect).join("wire");
    let mut folders = vec![root];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of kept bytes") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        (name.unwrap_or_default(), std::fs::read(&path).expect("a kept file"))
    };
    files.into_iter().map(read).collect()
}

/// One of the kept messages, spoilt a few times.
fn spoil(kept: &[(String, Vec<u8>)], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = chance.pick(kept).1.clone();
    for _ in 0..=chance.below(6) {
        let at = chance.index(bytes.len().max(1)).min(bytes.len());
        match chance.below(9) {
            0 => bytes.truncate(at),
            1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
            2 => {
                let end = (at + chance.index(40)).min(bytes.len());
                drop(bytes.drain(at..end));
            }
            3 => {
                let end = (at + chance.index(200)).min(bytes.len());
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            4 => {
                let other = &chance.pick(kept).1;
                let from = chance.index(other.len().max(1)).min(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            5 => drop(bytes.splice(at..at, chance.pick(ODD).bytes())),
            6 => {
                let mut noise = vec![0; chance.index(30)];
                chance.fill(&mut noise);
                bytes.splice(at..at, noise);
            }
            7 => {
                // A number becomes another.
                let digits = (at..bytes.len()).find(|place| bytes[*place].is_ascii_digit());
                if let Some(place) = digits {
                    bytes.splice(place..=place, chance.pick(NUMBERS).bytes());
                }
            }
            _ => {
                let end = (at + 1).min(bytes.len());
                bytes.splice(at..end, chance.pick(ODD).bytes());
            }
        }
    }
    bytes
}

/// Where parsers stumble.
const ODD: &[&str] = &[
    "%",
    "%%",
    "%e4%b8",
    "&",
    "=",
    "==",
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "\\u0000",
    "\0",
    "{",
    "}",
    "[",
    "]",
    "[[[[[[[[",
    "{\"a\":",
    ",",
    ",,",
    ":",
    ";",
    "\r\n\r\n",
    "\n",
    "\t",
    "`",
    "\u{feff}",
    "\u{202e}",
    "中文",
    "null",
    "true",
    "1e999",
    "-0",
    "0x",
    "NaN",
    "''",
    "<xml>",
    "-----BEGIN CERTIFICATE-----",
];

const NUMBERS: &[&str] = &[
    "",
    "0",
    "00",
    "-1",
    "9999999999999999999999",
    "18446744073709551616",
    "0.001",
    "1e9",
    ".",
    "٣",
    "4294967296",
    "2147483648",
];
