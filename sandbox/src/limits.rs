//! How much a simulated wallet remembers. A sandbox may run for months under load, so nothing in
//! it grows without bound.

/// Orders kept per merchant unless [`Settings::keep_orders`](crate::Settings::keep_orders) says
/// otherwise: at some two kilobytes each this is about 50 MB.
pub const KEEP_ORDERS: usize = 20_000;

/// Bill rows kept per merchant unless [`Settings::keep_rows`](crate::Settings::keep_rows) says
/// otherwise; beyond it the oldest day is forgotten whole, because a bill that
/// lacks rows is worse than no bill. At half a kilobyte each this is about 50 MB.
pub const KEEP_ROWS: usize = 100_000;

/// Merchants that one wallet serves: the names come from a configuration, not from callers.
pub const MAX_MERCHANTS: usize = 10_000;

/// Codes and prepay numbers of one order that stay payable; a repeat beyond it is handed the last.
pub const MAX_HANDLES: usize = 4;

/// Refunds of one order, whatever larger number of parts the rules permit.
pub const MAX_REFUNDS: usize = 100;

/// Notices that wait to be told or heard; beyond it the oldest is given up.
pub const MAX_NOTICES: usize = 100_000;

/// Effects that wait to be read with [`Wallet::tick`](crate::Wallet::tick); beyond it the oldest
/// is forgotten.
pub const MAX_EFFECTS: usize = 10_000;

/// Rules in one script: each is tried at every call.
pub const MAX_RULES: usize = 64;

/// Bill links that can be open at once.
pub const MAX_LINKS: usize = 1_000;

/// Codes of buyers who signed in that are remembered; beyond it the oldest is forgotten.
pub(crate) const MAX_CODES: usize = 1_000;

/// Seconds for which such a code can be asked about, as the documents of those who have them say.
pub(crate) const CODE_LIVES_S: i64 = 300;

/// Longest slow reply, in milliseconds: longer than any client's own time limit.
pub(crate) const MAX_DELAY_MS: u64 = 120_000;

/// Longest lateness, in seconds, of anything that a script delays: thirty days.
pub(crate) const MAX_LATE_S: u32 = 30 * 86_400;

/// Most copies of one doubled notice.
pub(crate) const MAX_COPIES: u32 = 10;

/// Seconds for which a reordered notice waits for another one to overtake it.
pub(crate) const REORDER_HOLD_S: i64 = 60;
