//! Texts that a browser carries for us and cannot make itself.

use drawbridge_canon::Timestamp;
use drawbridge_seal::mac::{hmac_sha256_hex, is_hmac_sha256_hex};

/// How long a buyer may take to come back from signing in, which nobody sees happen. Codes live for
/// five minutes.
pub(super) const SIGN_IN_S: i64 = 10 * 60;

/// Characters of a nonce, of a moment in hexadecimal seconds, and of a MAC in hexadecimal: together
/// no more than the 128 that platforms permit.
const NONCE: usize = 32;
const MOMENT: usize = 8;

/// What a sign-in is bound to: one payment, one wallet account, and one browser.
pub(super) struct Bound<'a> {
    /// The payment's id.
    pub(super) payment: &'a str,
    /// The wallet account.
    pub(super) wallet: &'a str,
    /// What only that browser was told.
    pub(super) browser: &'a str,
}

/// Why a state is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadState {
    /// It was never given to this browser for this payment.
    NotOurs,
    /// Its time is up.
    Late,
}

/// Makes the `state` of a sign-in.
pub(super) fn state(key: &str, bound: &Bound<'_>, nonce: &str, now: Timestamp) -> String {
    let until = now.plus_seconds(SIGN_IN_S).seconds();
    let open = format!("{nonce:0<NONCE$.NONCE$}{until:0MOMENT$x}");
    let mac = hmac_sha256_hex(key.as_bytes(), bound.message(&open).as_bytes());
    format!("{open}{mac}")
}

/// The nonce of a state that is ours, bound so, and in time.
pub(super) fn nonce<'a>(
    key: &str,
    bound: &Bound<'_>,
    state: &'a str,
    now: Timestamp,
) -> Result<&'a str, BadState> {
    let parts = state.split_at_checked(NONCE + MOMENT);
    let (open, mac) = parts.ok_or(BadState::NotOurs)?;
    if !is_hmac_sha256_hex(key.as_bytes(), bound.message(open).as_bytes(), mac) {
        return Err(BadState::NotOurs);
    }
    let (nonce, until) = open.split_at_checked(NONCE).ok_or(BadState::NotOurs)?;
    let until = i64::from_str_radix(until, 16).map_err(|_| BadState::NotOurs)?;
    if now.seconds() < until { Ok(nonce) } else { Err(BadState::Late) }
}

impl Bound<'_> {
    fn message(&self, open: &str) -> String {
        let Self { payment, wallet, browser } = self;
        format!("sign-in\n{payment}\n{wallet}\n{browser}\n{open}")
    }
}

/// What a browser keeps whose buyer has signed in: the place of the offer made for that buyer.
pub(super) fn ticket(key: &str, payment: &str, place: usize) -> String {
    let mac = hmac_sha256_hex(key.as_bytes(), ticket_message(payment, place).as_bytes());
    format!("{place}.{mac}")
}

/// The place in a ticket of ours for this payment.
pub(super) fn place(key: &str, payment: &str, ticket: &str) -> Option<usize> {
    let (place, mac) = ticket.split_once('.')?;
    let place: usize = place.parse().ok()?;
    let message = ticket_message(payment, place);
    is_hmac_sha256_hex(key.as_bytes(), message.as_bytes(), mac).then_some(place)
}

fn ticket_message(payment: &str, place: usize) -> String {
    format!("signed-in\n{payment}\n{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_525_010_000);
    const DRAWN: &str = "0123456789abcdefghijABCDEFGHIJ42";

    fn bound<'a>(payment: &'a str, wallet: &'a str, browser: &'a str) -> Bound<'a> {
        Bound { payment, wallet, browser }
    }

    #[test]
    fn a_state_is_good_for_what_it_was_made_for_and_nothing_else() {
        let made = state("key", &bound("1", "w", "b"), DRAWN, NOW);
        assert!(made.len() <= 128 && made.bytes().all(|b| b.is_ascii_alphanumeric()), "{made}");
        let later = |seconds| NOW.plus_seconds(seconds);
        for (key, to, now, expected) in [
            ("key", bound("1", "w", "b"), later(599), Ok(DRAWN)),
            ("key", bound("1", "w", "b"), later(600), Err(BadState::Late)),
            ("key", bound("2", "w", "b"), NOW, Err(BadState::NotOurs)),
            ("key", bound("1", "v", "b"), NOW, Err(BadState::NotOurs)),
            ("key", bound("1", "w", "another"), NOW, Err(BadState::NotOurs)),
            ("key", bound("1", "w", ""), NOW, Err(BadState::NotOurs)),
            ("yek", bound("1", "w", "b"), NOW, Err(BadState::NotOurs)),
        ] {
            assert_eq!(nonce(key, &to, &made, now), expected, "{} {}", to.payment, to.browser);
        }
    }

    #[test]
    fn a_state_that_was_touched_is_not_ours() {
        let to = bound("1", "w", "b");
        let made = state("key", &to, DRAWN, NOW);
        let longer_life = format!("{DRAWN}ffffffff{}", &made[40..]);
        let another = made.replacen('0', "1", 1);
        for wrong in ["", "x", "é".repeat(40).as_str(), &longer_life, &another, &made[..103]] {
            assert_eq!(nonce("key", &to, wrong, NOW), Err(BadState::NotOurs), "{wrong}");
        }
    }

    #[test]
    fn a_ticket_opens_its_own_payment() {
        let made = ticket("key", "1", 3);
        assert_eq!(place("key", "1", &made), Some(3));
        let moved = made.replacen('3', "4", 1);
        for (key, payment, ticket) in
            [("yek", "1", &*made), ("key", "2", &made), ("key", "1", &moved), ("key", "1", "3.")]
        {
            assert_eq!(place(key, payment, ticket), None, "{ticket}");
        }
    }
}
