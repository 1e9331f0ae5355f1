//! Giving money back.

use drawbridge_canon::pay::{RefundState, RefundStatus, Told, TradeState};
use drawbridge_canon::{Fault, Money, Reason};

use crate::stage::{Outcome, PRICE, Stage, refused};

fn refund(
    stage: &mut Stage,
    place: usize,
    number: &str,
    amount: u64,
) -> Result<RefundState, Fault> {
    let number = Some(number.to_owned());
    stage.shop(move |shop| async move { shop.refund(place, number, amount, true).await })
}

fn spoken(stage: &Stage) -> Outcome {
    let pay = stage.front.pay.expect("spoken");
    pay.refund.map(drop).ok_or_else(|| "refunding is not spoken".to_owned())
}

pub(crate) fn in_parts(stage: &mut Stage) -> Outcome {
    spoken(stage)?;
    let place = stage.paid()?;
    let (part, rest) = (3_000, PRICE - 3_000);
    for (number, amount) in [("REFUND000001", part), ("REFUND000002", rest)] {
        refund(stage, place, number, amount).expect("it is accepted");
        stage.town.pass(120_000);
        let answer = stage.shop(move |shop| async move { shop.refund_query(place, number).await });
        let answer = answer.expect("it is there");
        assert_eq!(answer.status, RefundStatus::Done);
        assert!(answer.amount.is_none_or(|told| told == Money::fen(amount)), "{answer:?}");
        if stage.front.pay.is_some_and(|pay| pay.rules.tells_refunds) {
            assert!(told(stage, place, number), "told of {number}");
        }
    }
    let truth = stage.truth().expect("the wallet knows it");
    assert_eq!(truth.state, TradeState::Refunded);
    let told = stage.query(place).expect("it is there");
    assert!(told.state.was_paid(), "{told:?}");
    Ok(())
}

pub(crate) fn days_later(stage: &mut Stage) -> Outcome {
    spoken(stage)?;
    let place = stage.paid()?;
    stage.town.pass(3 * 86_400_000);
    let asked = stage.town.sim.now();
    refund(stage, place, "REFUND000001", 3_000).expect("it is accepted");
    stage.town.pass(600_000);
    let number = stage.payment().refunds[0].wallet_no.clone();
    let truth = stage.refund_truth(&number).expect("the wallet knows it");
    assert_eq!(truth.status, RefundStatus::Done);
    let at = truth.created_at.expect("told");
    assert!((at.seconds() - asked.seconds()).abs() < 60, "asked {asked:?}, told {at:?}");
    assert_eq!(stage.payment().refunded(), Money::fen(3_000));
    Ok(())
}

fn told(stage: &Stage, place: usize, number: &str) -> bool {
    stage.town.shop.change(place, |order| {
        order.heard.iter().any(|told| {
            matches!(told, Told::Refund { refund, .. }
                if refund.refund == number && refund.status == RefundStatus::Done)
        })
    })
}

pub(crate) fn twice(stage: &mut Stage) -> Outcome {
    spoken(stage)?;
    let place = stage.paid()?;
    refund(stage, place, "REFUND000001", 3_000).expect("it is accepted");
    stage.town.pass(60_000);
    refund(stage, place, "REFUND000001", 3_000).expect("the same again is no new refund");
    refused(
        refund(stage, place, "REFUND000001", 2_000),
        &[Reason::RefundConflict, Reason::AmountMismatch, Reason::OrderConflict],
    );
    stage.town.pass(60_000);
    assert_eq!(stage.payment().refunded(), Money::fen(3_000));
    assert_eq!(stage.truth().and_then(|truth| truth.refunded), Some(Money::fen(3_000)));
    Ok(())
}

pub(crate) fn too_much(stage: &mut Stage) -> Outcome {
    spoken(stage)?;
    let place = stage.paid()?;
    refund(stage, place, "REFUND000001", 3_000).expect("it is accepted");
    stage.town.pass(60_000);
    let more = refund(stage, place, "REFUND000002", PRICE - 2_999);
    refused(more, &[Reason::RefundExceeds, Reason::AmountMismatch]);
    stage.town.pass(60_000);
    assert_eq!(stage.payment().refunded(), Money::fen(3_000));
    Ok(())
}

pub(crate) fn unpaid(stage: &mut Stage) -> Outcome {
    spoken(stage)?;
    let place = stage.shown()?;
    let answer = refund(stage, place, "REFUND000001", 3_000);
    refused(answer, &[Reason::OrderNotFound, Reason::OrderNotPaid, Reason::RefundForbidden]);
    Ok(())
}

pub(crate) fn unknown(stage: &mut Stage) -> Outcome {
    let pay = stage.front.pay.expect("spoken");
    pay.refund_query.ok_or("asking about refunds is not spoken")?;
    let place = stage.paid()?;
    let answer =
        stage.shop(move |shop| async move { shop.refund_query(place, "REFUND000009").await });
    match answer {
        Err(Fault::Refused(no)) => {
            assert!(matches!(no.reason, Reason::RefundNotFound | Reason::OrderNotFound), "{no:?}");
        }
        // Where an answer that says nothing means that there is none.
        answer => panic!("{answer:?}"),
    }
    Ok(())
}
