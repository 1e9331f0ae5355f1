//! A definite no, with a reason that both sides understand.

use serde::{Deserialize, Serialize};

/// Why something is refused: the canonical word that each platform's error table maps to and from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    // Who is calling, and how.
    /// The request carries no signature, or one that is not in the platform's form.
    SignatureMissing,
    /// The signature does not fit the bytes.
    SignatureWrong,
    /// The time in the request is too far from now, or the request was seen before.
    Stale,
    /// The key or certificate named is not known for this caller.
    KeyUnknown,
    /// The app or merchant that calls is not known.
    CallerUnknown,
    /// The app does not belong to the merchant.
    AppMismatch,
    /// The caller may not do this.
    Forbidden,
    // What is asked.
    /// There is no such call.
    MethodUnknown,
    /// A required field is absent.
    FieldMissing,
    /// A field does not have a permitted value.
    FieldInvalid,
    /// The request cannot be read at all: not JSON, wrong charset, too large.
    Unreadable,
    /// It is understood, but the other side has no way to say it.
    Untranslatable,
    // The order.
    /// There is no such order.
    OrderNotFound,
    /// The order has been paid.
    OrderPaid,
    /// The order has been closed.
    OrderClosed,
    /// The order number was used before with other content.
    OrderConflict,
    /// The order has not been paid.
    OrderNotPaid,
    /// The order is finished: too late to change anything.
    OrderFinished,
    /// The amount differs from the order's.
    AmountMismatch,
    // The refund.
    /// There is no such refund.
    RefundNotFound,
    /// The refund number was used before with other content.
    RefundConflict,
    /// More would be refunded than was paid.
    RefundExceeds,
    /// This order cannot be refunded (any more).
    RefundForbidden,
    /// The merchant's balance does not cover the refund.
    MerchantBalance,
    // The buyer.
    /// The buyer must confirm on the phone; ask again soon.
    BuyerPaying,
    /// The buyer's balance does not cover the amount.
    BuyerBalance,
    /// The buyer's code is not valid (any more).
    BuyerCodeInvalid,
    /// The buyer is not the one that the order is for, or is barred from paying.
    BuyerRefused,
    /// The payment was attempted and failed.
    PaymentFailed,
    /// The platform's risk control said no.
    RiskRefused,
    // The bill.
    /// The bill is not made yet; ask later.
    BillNotReady,
    /// There was nothing on that day: no bill will ever come.
    BillEmpty,
    /// The download link has expired; ask for a new one.
    BillLinkExpired,
    // The service.
    /// Too many calls; slow down.
    TooOften,
    /// The platform failed; the outcome may be unknown: ask, or repeat with the same number.
    ServiceFailed,
    /// The platform gave a code that is in no table; the message has it.
    Other,
}

/// A definite no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{reason:?}: {message}")]
pub struct Refusal {
    /// The canonical reason.
    pub reason: Reason,
    /// The field at fault, in the *caller's* words where the refusal is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// A sentence a person can act on.
    pub message: String,
    /// The platform's own code, where the refusal came from a platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl Refusal {
    /// A refusal with a sentence.
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, field: None, message: message.into(), code: None }
    }

    /// A refusal because of one field.
    pub fn field(reason: Reason, field: &str, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(reason, message) }
    }

    /// The same, naming the platform's own code.
    #[must_use]
    pub fn with_code(self, code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..self }
    }
}
