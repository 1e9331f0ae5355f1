//! The merchant takes an order back: closed if it is unpaid, refunded if it is paid.

use drawbridge_canon::Refusal;

use crate::draft::Draft;
use crate::payment::ClosedBy;
use crate::record::{RefundKind, RefundStep};
use crate::{close, refund};

/// Refused: `RefundForbidden` (paid, and too late to refund).
pub(crate) fn asked(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    if draft.payment.closed_at.is_some() {
        return Ok(());
    }
    if draft.payment.winner.is_none() {
        close::begin(draft, ClosedBy::Cancel);
        return Ok(());
    }
    let last = draft.payment.refunds.iter().rposition(|r| r.kind == RefundKind::Cancel);
    match last.map(|index| (index, draft.payment.refunds[index].status)) {
        // Nothing came of the last attempt, and its number is still good.
        Some((index, RefundStep::Refused)) => {
            refund::check_time(draft)?;
            let left = refund::left(draft);
            if left.is_zero() {
                return Ok(());
            }
            draft.refund(index).amount = left;
            refund::promise(draft, index);
            refund::call(draft, index);
        }
        // What was left was given back. Should more be left now, another refund came to nothing.
        Some((_, RefundStep::Done)) if refund::left(draft).is_zero() => {}
        Some((_, status)) if !matches!(status, RefundStep::Done | RefundStep::Closed) => {}
        _ => {
            refund::check_time(draft)?;
            refund_all(draft);
        }
    }
    Ok(())
}

/// Refunds whatever is left of a payment.
pub(crate) fn refund_all(draft: &mut Draft<'_>) {
    let Some(winner) = draft.payment.winner else { return };
    let left = refund::left(draft);
    if left.is_zero() {
        return;
    }
    match refund::record(draft, winner, left, RefundKind::Cancel) {
        Ok(index) => {
            refund::promise(draft, index);
            refund::call(draft, index);
        }
        Err(refusal) => draft.note(format!("could not be cancelled: {}", refusal.message)),
    }
}
