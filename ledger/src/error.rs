//! Why a booking is refused.

use drawbridge_canon::MoneyError;

/// Why a booking is refused. Nothing was booked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The sums of both sides differ.
    #[error("debits of {debits} and credits of {credits} minor units of {currency} do not balance")]
    Unbalanced {
        /// The currency in which they differ.
        currency: String,
        /// The sum of debits.
        debits: u128,
        /// The sum of credits.
        credits: u128,
    },
    /// A posting without entries, or a movement of nothing.
    #[error("a posting must move something")]
    Empty,
    /// An entry of nothing.
    #[error("an entry must not be zero")]
    Zero,
    /// A text that must not be empty.
    #[error("{0} must not be empty")]
    Blank(&'static str),
    /// A wallet cannot keep or give back more than it moved.
    #[error("a fee of {fee} is more than the amount of {amount}")]
    FeeExceedsAmount {
        /// The fee, as text.
        fee: String,
        /// The amount, as text.
        amount: String,
    },
    /// A sum does not fit.
    #[error("a balance is out of range")]
    Range,
    /// Two amounts do not go together.
    #[error(transparent)]
    Money(#[from] MoneyError),
}
