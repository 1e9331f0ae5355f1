//! Bill files that swell: small on the wire, endless when opened.

use std::io::Write as _;
use std::time::{Duration, Instant};

use drawbridge_canon::Dialect;
use drawbridge_canon::pay::{BillFormat, BillKind, Pay};

/// How much a bomb swells to: more than any line of any bill, and more than should be in memory.
const SWOLLEN: usize = 64 << 20;

/// How long the reading of such a file may take in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// How much memory it may take.
const MEMORY: u64 = 48 << 20;

/// What went wrong with this platform's reader.
pub(crate) fn all(dialect: &Dialect, pay: &Pay) -> Vec<String> {
    let Some(format) = pay.bill_format else { return Vec::new() };
    let mut wrong = Vec::new();
    for (what, bytes) in files() {
        let (began, before) = (Instant::now(), memory());
        let read = read(format, &bytes);
        let at = format!("{} bill of {what}", dialect.name);
        if read.is_ok() {
            wrong.push(format!("{at}: read as a bill"));
        }
        if began.elapsed() > PATIENCE {
            wrong.push(format!("{at}: took {} s", began.elapsed().as_secs()));
        }
        let grown = memory().saturating_sub(before);
        if grown > MEMORY {
            wrong.push(format!("{at}: took {} MiB", grown >> 20));
        }
    }
    wrong
}

fn read(format: &dyn BillFormat, bytes: &[u8]) -> Result<u64, drawbridge_canon::Fault> {
    let mut rows = 0;
    let mut text = format.open(bytes)?;
    format.read(&BillKind::Trade, &mut *text, &mut |_| {
        rows += 1;
        Ok(())
    })?;
    Ok(rows)
}

fn files() -> Vec<(&'static str, Vec<u8>)> {
    let zeros = gzip(&mut std::iter::repeat_n(0, SWOLLEN));
    let lines = gzip(&mut b"a,b,c\n".iter().copied().cycle().take(SWOLLEN / 8));
    let nested = gzip(&mut zeros.clone().into_iter());
    vec![
        ("gzip of one endless line", zeros.clone()),
        ("gzip of lines of nothing", lines),
        ("gzip in gzip", nested),
        ("half a gzip", zeros[..zeros.len() / 2].to_vec()),
        ("the head of a gzip", zeros[..12].to_vec()),
        ("the head of a zip", b"PK\x03\x04".to_vec()),
        ("a zip of nothing", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec()),
        ("no bytes", Vec::new()),
        ("bytes of no charset", vec![0xff; 10_000]),
        ("commas", b",".repeat(1 << 20)),
        ("quotes", b"\"".repeat(1 << 20)),
        ("backquotes", b"`".repeat(1 << 20)),
    ]
}

fn gzip(bytes: &mut impl Iterator<Item = u8>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut chunk = Vec::with_capacity(1 << 16);
    loop {
        chunk.clear();
        chunk.extend(bytes.by_ref().take(1 << 16));
        if chunk.is_empty() {
            return encoder.finish().expect("memory takes it");
        }
        encoder.write_all(&chunk).expect("memory takes it");
    }
}

/// The most memory that this process had at once, in bytes, where the system tells it.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kib.unwrap_or(0) << 10
}
