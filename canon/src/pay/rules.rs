//! What a platform's documents fix for the life of a payment, as data that the gate reads.

/// Which texts are permitted as a number.
#[derive(Clone, Copy, Debug)]
pub struct NumberRule {
    /// Shortest.
    pub min: usize,
    /// Longest, in bytes.
    pub max: usize,
    /// The permitted characters besides `0-9A-Za-z`.
    pub also: &'static str,
}

impl NumberRule {
    /// Whether a number may go over the wire as it is.
    pub fn permits(&self, number: &str) -> bool {
        (self.min..=self.max).contains(&number.len())
            && number.chars().all(|c| c.is_ascii_alphanumeric() || self.also.contains(c))
    }
}

/// Within what a refund number is unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundScope {
    /// Within all refunds of the merchant.
    Merchant,
    /// Within the refunds of one order.
    Order,
}

/// A platform's rules of the game.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an independent fact of a platform, not a state"
)]
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The merchant's order number.
    pub order: NumberRule,
    /// The merchant's refund number.
    pub refund: NumberRule,
    /// Within what a refund number is unique.
    pub refund_scope: RefundScope,
    /// Whether an order exists for queries before a buyer opened it.
    pub exists_before_scan: bool,
    /// Seconds until an order expires that names no time.
    pub expires_after: i64,
    /// Fewest seconds from now that an expiry may name; an earlier one is lifted to it.
    pub expires_least: i64,
    /// Most seconds from now; a later one is cut to it.
    pub expires_most: i64,
    /// Whether closing an order that is not paid twice, or after it expired, is a success.
    pub close_twice: bool,
    /// Whether a refund is done when the call returns (and not only accepted).
    pub refund_at_once: bool,
    /// Whether refunds are told by notice.
    pub tells_refunds: bool,
    /// Whether an order closed by expiry is told by notice.
    pub tells_expiry: bool,
    /// Seconds to wait before each retry of an unheard notice; when they are used up it stops.
    pub notice_retries: &'static [u32],
    /// Seconds within which the merchant must acknowledge a notice.
    pub notice_timeout: u32,
    /// Refunds must be asked for within this many seconds of payment.
    pub refund_within: i64,
    /// Most partial refunds of one order.
    pub refund_parts: u32,
    /// `(first digits, shortest, longest)` of the buyers' bar codes that belong to this wallet.
    pub buyer_codes: &'static [(&'static str, usize, usize)],
    /// Marks in the `User-Agent` of this wallet's in-app browser, lower case.
    pub browser_marks: &'static [&'static str],
    /// The fee in parts per million of the amount where the contract names no other.
    pub fee_ppm: u32,
}
