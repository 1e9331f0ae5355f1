//! Being paid.

use drawbridge_canon::pay::{Buyer, Handover, Scene, TradeState};
use drawbridge_canon::{Money, Reason};
use drawbridge_conformance::check;

use crate::stage::{Outcome, PRICE, Stage, refused};

pub(crate) fn by_code(stage: &mut Stage) -> Outcome {
    let place = stage.paid()?;
    paid_as_it_should_be(stage, place);
    Ok(())
}

/// The merchant's view, in its own words.
fn paid_as_it_should_be(stage: &mut Stage, place: usize) {
    let told = stage.query(place).expect("the query is answered");
    let number = stage.town.shop.change(place, |order| order.number().to_owned());
    assert_eq!((told.state, told.amount), (TradeState::Paid, Money::fen(PRICE)));
    assert_eq!(told.order, number);
    assert!(told.wallet_no.is_some(), "a paid order has the wallet's number");
    assert!(told.attach.as_deref().is_none_or(|attach| attach == "shelf 7"), "{:?}", told.attach);
    let truth = stage.truth().expect("the wallet knows it");
    assert_eq!((truth.state, truth.amount), (TradeState::Paid, Money::fen(PRICE)));
    if let (Some(told), Some(real), true) = (&told.buyer, &truth.buyer, stage.is_bridge()) {
        assert_ne!(told.id, real.id, "another wallet's buyer is told by a pseudonym");
    }
}

pub(crate) fn by_desktop_page(stage: &mut Stage) -> Outcome {
    page(stage, Scene::DesktopWeb)
}

pub(crate) fn by_phone_page(stage: &mut Stage) -> Outcome {
    let scene = Scene::MobileWeb {
        client_ip: Some("203.0.113.7".to_owned()),
        device: Some("Wap".to_owned()),
        quit_url: None,
    };
    page(stage, scene)
}

fn page(stage: &mut Stage, scene: Scene) -> Outcome {
    let ask = stage.ask(scene);
    let (place, answer) = stage.charge(ask)?;
    let answer = answer.expect("an address is handed over");
    assert!(matches!(answer, Handover::Redirect { .. }), "{answer:?}");
    stage.buy(place);
    assert!(stage.told_paid(place), "told of the payment");
    paid_as_it_should_be(stage, place);
    Ok(())
}

pub(crate) fn inside_wallet(stage: &mut Stage) -> Outcome {
    let buyer = Buyer { id: "buyer-1".to_owned(), per_app: true, login: None };
    own_or_nothing(stage, Scene::InWallet { buyer })
}

pub(crate) fn by_app(stage: &mut Stage) -> Outcome {
    own_or_nothing(stage, Scene::App)
}

/// What means something inside one platform only is said aloud to mean nothing elsewhere.
fn own_or_nothing(stage: &mut Stage, scene: Scene) -> Outcome {
    let ask = stage.ask(scene);
    let (place, answer) = stage.charge(ask)?;
    if stage.is_bridge() {
        assert!(
            matches!(&answer, Err(drawbridge_canon::Fault::Refused(no)) if !no.message.is_empty()),
            "a no in the merchant's own words: {answer:?}"
        );
        assert!(check::payments(&stage.town.evidence()).is_empty(), "nothing was stored");
        return Ok(());
    }
    let handed = answer.expect("it is handed over");
    if matches!(handed, Handover::AppText { .. }) {
        return Err("the text is for the wallet's own app, which is not here".to_owned());
    }
    stage.buy(place);
    assert!(stage.told_paid(place), "told of the payment");
    paid_as_it_should_be(stage, place);
    Ok(())
}

pub(crate) fn by_buyer_code(stage: &mut Stage) -> Outcome {
    let codes = stage.wallet.pay.expect("spoken").rules.buyer_codes;
    let (prefix, length, _) = codes.first().ok_or("the wallet's buyers have no codes")?;
    let ask = stage.ask(Scene::BuyerCode { code: digits(prefix, *length) });
    let (place, answer) = stage.charge(ask)?;
    if let Err(drawbridge_canon::Fault::Refused(no)) = &answer {
        // The code is known for the wallet's, but the wallet has no call for it.
        stage.town.pass(60_000);
        let paid = stage.truth().is_some_and(|truth| truth.state.was_paid());
        assert!(!paid && !no.message.is_empty(), "a no is a no: {no:?}");
        return Err(format!("{} has no words: {}", stage.wallet.name, no.message));
    }
    match answer.expect("it is paid") {
        Handover::Paid { transaction } => assert_eq!(transaction.amount, Money::fen(PRICE)),
        Handover::Paying { .. } => {}
        other => panic!("{other:?}"),
    }
    stage.town.pass(60_000);
    paid_as_it_should_be(stage, place);
    Ok(())
}

pub(crate) fn by_foreign_buyer_code(stage: &mut Stage) -> Outcome {
    let ask = stage.ask(Scene::BuyerCode { code: digits("99", 18) });
    let (_, answer) = stage.charge(ask)?;
    assert!(matches!(answer, Err(drawbridge_canon::Fault::Refused(_))), "{answer:?}");
    Ok(())
}

fn digits(prefix: &str, length: usize) -> String {
    format!("{prefix:0<length$}")
}

pub(crate) fn the_same_again(stage: &mut Stage) -> Outcome {
    let place = stage.shown()?;
    let ask = stage.town.shop.change(place, |order| order.asks[0].clone());
    let again = stage.shop(move |shop| async move { shop.charge(place, ask).await });
    assert!(matches!(again, Ok(Handover::Code { .. })), "{again:?}");
    stage.payment();
    stage.buy(place);
    let ask = stage.town.shop.change(place, |order| order.asks[0].clone());
    let again = stage.shop(move |shop| async move { shop.charge(place, ask).await });
    refused(again, &[Reason::OrderPaid, Reason::OrderFinished, Reason::OrderConflict]);
    Ok(())
}

pub(crate) fn another_again(stage: &mut Stage) -> Outcome {
    let place = stage.shown()?;
    let mut ask = stage.town.shop.change(place, |order| order.asks[0].clone());
    ask.amount.minor += 1;
    let again = stage.shop(move |shop| async move { shop.charge(place, ask).await });
    refused(again, &[Reason::OrderConflict, Reason::AmountMismatch]);
    assert_eq!(stage.payment().ask.amount, Money::fen(PRICE));
    Ok(())
}

pub(crate) fn unknown_order(stage: &mut Stage) -> Outcome {
    let place = stage.shown()?;
    stage.town.shop.change(place, |order| "NEVERMADE0001".clone_into(&mut order.asks[0].order));
    refused(stage.query(place), &[Reason::OrderNotFound]);
    Ok(())
}
