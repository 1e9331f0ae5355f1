//! Bills that swell: kilobytes on their way, and when they are opened as much as somebody likes.
//! Imported or downloaded, they are refused with a reason, in little memory, and nothing is stored.

use std::io::Write as _;

use drawbridge_canon::Response;
use drawbridge_engine::reconcile;

use crate::house::{DAY, House};

const WECHAT: &str = "alipay-wechat";
const ALIPAY: &str = "wechat-alipay";

/// How much each bomb holds: more than is read of a file of its size. Larger ones end at the same
/// place, later.
const SWOLLEN: usize = 96 << 20;

/// How much of it is written by a packer; what follows is the same again.
const PIECE: usize = 2 << 20;

/// How much memory a process may take for such a file: not what it holds.
const MEMORY: u64 = 128 << 20;

async fn house() -> House {
    let house = House::open().await;
    for wallet in [WECHAT, ALIPAY] {
        house.sell(wallet, "A-1", 5000, false).await;
    }
    house.tomorrow();
    house
}

#[tokio::test]
async fn an_imported_bill_that_swells_is_refused() {
    let house = house().await;
    let bill = |wallet: &str| house.written(wallet, DAY, house.rows(wallet, DAY));
    let text = bill(WECHAT);
    let mut lines = text.split_inclusive(|byte| *byte == b'\n');
    let head = lines.next().unwrap();
    let row = lines.next().unwrap();
    let cases = [
        ("a bill with one row again and again", WECHAT, gzips(head, row), "unpacks to more than"),
        ("a bill before endless zeros", WECHAT, gzips(head, &[0]), "the line is too long"),
        ("nothing but zeros", ALIPAY, zip(&bill(ALIPAY), &[0]), "cannot be read"),
        ("endless empty lines", ALIPAY, zip(&bill(ALIPAY), b"\n"), "cannot be read"),
        ("lines of nothing", ALIPAY, zip(&bill(ALIPAY), b",,,,,\r\n"), "cannot be read"),
    ];
    for (name, wallet, bytes, says) in cases {
        assert!(bytes.len() < SWOLLEN / 100, "{name} is no bomb: {}", bytes.len());
        let error = house.run_file(wallet, DAY, &bytes).await.expect_err(name);
        assert!(error.to_string().contains(says), "{name}: {error}");
        assert!(reconcile::result(&house.engine, wallet, DAY).await.unwrap().is_none(), "{name}");
    }
    assert!(memory() < MEMORY, "{} MiB", memory() >> 20);
    let done = house.run_file(WECHAT, DAY, &text).await.unwrap();
    assert_eq!(done.stored.report.their_rows, 1, "the real bill is read afterwards");
}

#[tokio::test]
async fn a_downloaded_bill_that_swells_is_refused() {
    let house = house().await;
    let real = house.written(WECHAT, DAY, house.rows(WECHAT, DAY));
    // Behind the totals nobody looks for rows, but the check sum is over all of it.
    let bombs = [gzips(&real, b"\n"), gzips(&real, &[0])];
    for bomb in bombs {
        house.spoil(move |asked, response| {
            let is_file = asked.path.contains("billdownload");
            Response { body: if is_file { bomb.clone() } else { response.body }, ..response }
        });
        let error = house.run(WECHAT, DAY).await.unwrap_err();
        assert!(error.to_string().contains("unpacks to more than"), "{error}");
        assert!(reconcile::result(&house.engine, WECHAT, DAY).await.unwrap().is_none());
    }
    assert!(memory() < MEMORY, "{} MiB", memory() >> 20);
}

/// A gzip of `head`, then of megabytes of `again`. Members of a gzip follow one another, so only
/// the first few need be packed.
fn gzips(head: &[u8], again: &[u8]) -> Vec<u8> {
    let piece = gzip(&again.repeat(PIECE / again.len()));
    [gzip(head), piece.repeat(SWOLLEN / PIECE)].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// The platform's own zip, its file replaced: the first one in it that is no summary.
fn zip(like: &[u8], again: &[u8]) -> Vec<u8> {
    let name = file_name(like);
    let packed = deflated(again);
    let (size, swollen) = (u32::try_from(packed.len()).unwrap(), u32::try_from(SWOLLEN).unwrap());
    let facts = |out: &mut Vec<u8>| {
        // Version 2.0, no flags, deflate, no time, and a check sum that nobody comes to.
        out.extend_from_slice(&[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        out.extend_from_slice(&size.to_le_bytes());
        out.extend_from_slice(&swollen.to_le_bytes());
        out.extend_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
        out.extend_from_slice(&[0, 0]);
    };
    let mut file = b"PK\x03\x04".to_vec();
    facts(&mut file);
    file.extend_from_slice(&name);
    file.extend_from_slice(&packed);
    let directory_at = u32::try_from(file.len()).unwrap();
    file.extend_from_slice(b"PK\x01\x02\x14\x00");
    facts(&mut file);
    file.extend_from_slice(&[0; 14]);
    file.extend_from_slice(&name);
    let length = u32::try_from(file.len()).unwrap() - directory_at;
    file.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    file.extend_from_slice(&length.to_le_bytes());
    file.extend_from_slice(&directory_at.to_le_bytes());
    file.extend_from_slice(&[0, 0]);
    file
}

/// The name of a zip's first file, which is at a fixed place.
fn file_name(zip: &[u8]) -> Vec<u8> {
    let length = usize::from(u16::from_le_bytes([zip[26], zip[27]]));
    zip[30..30 + length].to_vec()
}

/// Much, deflated. After a flush a stream stands at a whole byte and remembers nothing that
/// what follows must not repeat, so a piece may stand there many times.
fn deflated(again: &[u8]) -> Vec<u8> {
    let mut packer = flate2::Compress::new(flate2::Compression::default(), false);
    let text = again.repeat(PIECE / again.len());
    let mut piece = Vec::with_capacity(1 << 20);
    packer.compress_vec(&text, &mut piece, flate2::FlushCompress::Full).unwrap();
    assert_eq!(packer.total_in(), text.len() as u64, "the piece is whole");
    // An empty last block ends the stream.
    [piece.repeat(SWOLLEN / PIECE), vec![3, 0]].concat()
}

/// The most memory that this process had at once, in bytes, where the system tells it.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kib.unwrap_or(0) << 10
}
