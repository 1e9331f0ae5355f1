//! Hostile bodies over the wire, at every front of a node that listens: too long, of no length,
//! packed. Always a clear answer in the platform's own form, in bounded memory, and nothing is
//! stored.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod call;
#[path = "../../../server/tests/house/mod.rs"]
mod house;

use std::io::Write as _;

use call::{Caller, Length};
use drawbridge_canon::Request;
use drawbridge_engine::store::PaymentFilter;
use house::House;

/// The most that a request may have.
const LONGEST: usize = 1 << 20;

/// What nobody waits for the end of.
const ENDLESS: usize = 24 << 20;

/// How much more memory the node may take for all of it, in bytes. The bodies alone have as much
/// many times over.
const MEMORY: u64 = 96 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_long_or_packed_is_refused_in_the_platforms_words() {
    let house = House::open().await;
    let callers = call::callers(&house);
    assert!(callers.len() > 3, "{} fronts", callers.len());
    let before = memory();
    let mut wrong = Vec::new();
    for caller in &callers {
        each(&house, caller, &mut wrong).await;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let grown = memory().saturating_sub(before);
    // The test's own copies of the longest body are among it.
    assert!(grown < MEMORY + 3 * ENDLESS as u64, "{} MiB", grown >> 20);
    house.close().await;
}

async fn each(house: &House, caller: &Caller, wrong: &mut Vec<String>) {
    let right = caller.charge(house, "WIRE0001");
    let before = stored(house).await;
    let heard = caller.send(&right, &[], Length::Told).await;
    let taken = stored(house).await;
    assert_eq!(taken, before + 1, "{} takes an order as it should be: {heard:?}", caller.name);
    // How this platform refuses what is not signed.
    let forged = Request { body: b"{}".to_vec(), ..caller.charge(house, "WIRE0002") };
    let ordinary = caller.send(&forged, &[], Length::Told).await;

    for (what, says, body, packed, length) in cases(&right.body) {
        let at = format!("{} {what}", caller.name);
        let request = Request { body, ..caller.charge(house, "WIRE0003") };
        let more: Vec<_> = packed.map(|coding| ("content-encoding", coding)).into_iter().collect();
        let heard = caller.send(&request, &more, length).await;
        let silent = heard.status == 0;
        if silent && request.body.len() < ENDLESS {
            wrong.push(format!("{at}: closed without a word"));
        }
        if !silent && (heard.kind != ordinary.kind || heard.status >= 500) {
            wrong.push(format!("{at}: not in the platform's words: {heard:?}"));
        }
        if !silent && !heard.text.contains(says) {
            wrong.push(format!("{at}: does not say `{says}`: {heard:?}"));
        }
        if stored(house).await != taken {
            wrong.push(format!("{at}: something was stored"));
        }
    }
}

type Case = (&'static str, &'static str, Vec<u8>, Option<&'static str>, Length);

fn cases(right: &[u8]) -> Vec<Case> {
    let long = |length: usize| {
        let mut body = right.to_vec();
        body.resize(length, b' ');
        body
    };
    let (limit, packed) = ("1048576", "Content-Encoding");
    let (told, chunked) = (Length::Told, Length::Chunked);
    let bomb = gzip(&vec![0; ENDLESS]);
    vec![
        ("one byte too long", limit, long(LONGEST + 1), None, told),
        ("one byte too long, in chunks", limit, long(LONGEST + 1), None, chunked),
        ("of no end", limit, long(ENDLESS), None, chunked),
        ("of no end, and told so", limit, long(ENDLESS), None, told),
        ("packed", packed, gzip(right), Some("gzip"), told),
        ("packed, in chunks", packed, gzip(right), Some("gzip"), chunked),
        ("said to be packed", packed, right.to_vec(), Some("deflate"), told),
        ("packed to swell", packed, bomb.clone(), Some("gzip"), told),
        ("packed without saying so", "", bomb, None, told),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

async fn stored(house: &House) -> usize {
    let store = &house.running.node.store;
    store.payments(&PaymentFilter::default(), None, 200).await.unwrap().items.len()
}

/// The most memory that this process had at once, in bytes, where the system tells it.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kib.unwrap_or(0) << 10
}
