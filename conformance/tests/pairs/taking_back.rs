//! Closing, cancelling, expiring.

use drawbridge_canon::pay::TradeState;
use drawbridge_canon::{Fault, Reason};

use crate::stage::{Outcome, Stage, refused};

pub(crate) fn close(stage: &mut Stage) -> Outcome {
    let pay = stage.front.pay.expect("spoken");
    pay.close.ok_or("closing is not spoken")?;
    let place = stage.shown()?;
    let closed = stage.shop(move |shop| async move { shop.close(place).await });
    match closed {
        Ok(()) => {
            let told = stage.query(place).expect("a closed order is there");
            assert_eq!(told.state, TradeState::Closed);
        }
        // Its platform knows an order only when a buyer has opened it.
        no if !pay.rules.exists_before_scan => refused(no, &[Reason::OrderNotFound]),
        no => panic!("{no:?}"),
    }
    stage.town.pass(10_000);
    nobody_can_pay(stage, place);
    Ok(())
}

/// The buyer comes too late: no money moves, or what moved goes back.
fn nobody_can_pay(stage: &mut Stage, place: usize) {
    stage.buy(place);
    stage.town.pass(60_000);
    let truth = stage.truth();
    let kept = truth
        .as_ref()
        .is_some_and(|truth| truth.state.was_paid() && truth.state != TradeState::Refunded);
    assert!(!kept, "paid after it was closed: {truth:?}");
    assert!(!stage.told_paid(place), "told of a payment that does not count");
}

pub(crate) fn close_paid(stage: &mut Stage) -> Outcome {
    stage.front.pay.and_then(|pay| pay.close).ok_or("closing is not spoken")?;
    let place = stage.paid()?;
    let closed = stage.shop(move |shop| async move { shop.close(place).await });
    refused(closed, &[Reason::OrderPaid, Reason::OrderFinished]);
    assert_eq!(stage.query(place).expect("it is there").state, TradeState::Paid);
    Ok(())
}

pub(crate) fn cancel(stage: &mut Stage) -> Outcome {
    stage.front.pay.and_then(|pay| pay.cancel).ok_or("cancelling is not spoken")?;
    let place = stage.shown()?;
    let cancelled = stage.shop(move |shop| async move { shop.cancel(place).await });
    match cancelled {
        Ok(answer) => assert!(!answer.retry, "{answer:?}"),
        // Where cancelling is for what was paid.
        Err(Fault::Refused(_)) => {}
        other => panic!("{other:?}"),
    }
    stage.town.pass(10_000);
    if stage.payment().closed_at.is_some() {
        nobody_can_pay(stage, place);
    }
    Ok(())
}

pub(crate) fn cancel_paid(stage: &mut Stage) -> Outcome {
    stage.front.pay.and_then(|pay| pay.cancel).ok_or("cancelling is not spoken")?;
    let place = stage.paid()?;
    let cancelled = stage.shop(move |shop| async move { shop.cancel(place).await });
    cancelled.expect("a paid order is taken back");
    stage.town.pass(120_000);
    let truth = stage.truth().expect("the wallet knows it");
    assert_eq!(truth.state, TradeState::Refunded);
    assert_eq!(stage.payment().refunded(), stage.payment().ask.amount);
    Ok(())
}

pub(crate) fn expire(stage: &mut Stage) -> Outcome {
    let place = stage.shown()?;
    stage.town.pass(17 * 86_400_000);
    assert!(stage.payment().closed_at.is_some(), "closed by its time");
    match stage.query(place) {
        Ok(told) => assert!(told.state.is_dead(), "{told:?}"),
        no => refused(no, &[Reason::OrderNotFound]),
    }
    Ok(())
}
