//! The envelope: who signs what, and how it is proved.

mod header;
mod reply;
mod request;

pub use header::Authorization;
pub(crate) use reply::{sign_message, signed, unsigned, verify_message};
pub(crate) use request::{ask, authorization, sign_request, verify_request};

use drawbridge_canon::Timestamp;

/// A signature's time may differ from ours by this many seconds, either way. Clients of the family
/// differ at the last second: some refuse at 300, some after it.
const WINDOW: i64 = 300;

/// The five lines that a request's signature covers. Every line ends with a line feed, the last
/// one too; `target` is path and query exactly as on the wire.
pub fn request_text(
    method: &str,
    target: &str,
    timestamp: &str,
    nonce: &str,
    body: &[u8],
) -> Vec<u8> {
    let mut text = format!("{method}\n{target}\n{timestamp}\n{nonce}\n").into_bytes();
    text.extend_from_slice(body);
    text.push(b'\n');
    text
}

/// The three lines that the signature of a reply or a notice covers.
pub fn reply_text(timestamp: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    let mut text = format!("{timestamp}\n{nonce}\n").into_bytes();
    text.extend_from_slice(body);
    text.push(b'\n');
    text
}

/// Whether two names mean one key. Serial numbers are numbers: tools differ in leading zeros and
/// case when they print them.
pub(crate) fn same_key(a: &str, b: &str) -> bool {
    let is_serial = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bare = |id| str::trim_start_matches(id, '0');
    a == b || is_serial(a) && is_serial(b) && bare(a).eq_ignore_ascii_case(bare(b))
}

/// Whether a timestamp in seconds is near enough to the clock on the wall.
fn is_fresh(timestamp: &str, wall: Timestamp) -> bool {
    let digits = !timestamp.is_empty() && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let Some(seconds) = timestamp.parse::<i64>().ok().filter(|_| digits) else { return false };
    wall.seconds().abs_diff(seconds) <= WINDOW.unsigned_abs()
}
