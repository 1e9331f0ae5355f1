//! Bills: the one that we write, and the one that we read.

use std::sync::Arc;

use drawbridge_canon::pay::{BillAsk, BillFileAsk, BillKind, BillRow, RowKind};
use drawbridge_canon::{Fault, Money, Reason, Timestamp};
use drawbridge_engine::ledger::Terms;
use drawbridge_engine::ledger::reconcile::Class;
use drawbridge_engine::pay::{PayEngine, Settings};
use drawbridge_engine::reconcile;
use drawbridge_engine::registry::Registry;
use drawbridge_engine::world::{Clock, World};

use crate::direct::Direct;
use crate::stage::{Outcome, PRICE, Stage, refused};

const DAY_MS: i64 = 86_400_000;

/// A paid order of which a part was refunded, on the first day.
fn a_day(stage: &mut Stage) -> Result<String, String> {
    let place = stage.paid()?;
    let number = Some("REFUND000001".to_owned());
    if stage.front.pay.is_some_and(|pay| pay.refund.is_some()) {
        let refund =
            stage.shop(|shop| async move { shop.refund(place, number, 3_000, true).await });
        refund.expect("it is accepted");
    }
    let day = stage.town.sim.now().day();
    stage.town.pass(120_000);
    Ok(day)
}

fn bill(stage: &mut Stage, date: &str) -> Result<Vec<BillRow>, Fault> {
    let pay = stage.front.pay.expect("spoken");
    let date = date.to_owned();
    stage.shop(move |shop| async move {
        let customer = shop.customers[0].clone();
        let ask = BillAsk { kind: BillKind::Trade, date, gzip: false, sub_merchant: None };
        let link = shop.exchange(&customer, pay.bill, &ask).await?;
        let file = BillFileAsk { link: link.url };
        let file = shop.exchange(&customer, pay.bill_file, &file).await?;
        let format = pay.bill_format.expect("what is fetched can be read");
        let mut rows = Vec::new();
        let mut text = format.open(&file.bytes)?;
        format.read(&ask.kind, &mut *text, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    })
}

pub(crate) fn merchants_bill(stage: &mut Stage) -> Outcome {
    stage.front.pay.and_then(|pay| pay.bill).ok_or("bills are not spoken")?;
    let day = a_day(stage)?;
    refused(bill(stage, &day), &[Reason::BillNotReady, Reason::BillEmpty]);
    stage.town.pass(2 * DAY_MS);
    let rows = bill(stage, &day).expect("a bill that adds up");
    let sum = |kind| rows.iter().filter(|row| row.kind == kind).map(|row| row.amount.minor).sum();
    let (paid, back): (u64, u64) = (sum(RowKind::Payment), sum(RowKind::Refund));
    assert_eq!((paid, back), (PRICE, 3_000), "{rows:#?}");
    let number = stage.town.shop.change(0, |order| order.number().to_owned());
    assert!(rows.iter().all(|row| row.order == number), "in the merchant's own numbers");
    let refunds = rows.iter().filter_map(|row| row.refund.as_deref());
    assert!(refunds.eq(["REFUND000001"]), "{rows:#?}");
    Ok(())
}

pub(crate) fn empty_day(stage: &mut Stage) -> Outcome {
    stage.front.pay.and_then(|pay| pay.bill).ok_or("bills are not spoken")?;
    let day = stage.town.sim.now().day();
    stage.town.pass(2 * DAY_MS);
    refused(bill(stage, &day), &[Reason::BillEmpty, Reason::BillNotReady]);
    Ok(())
}

pub(crate) fn wallets_bill(stage: &mut Stage) -> Outcome {
    stage.wallet.pay.and_then(|pay| pay.bill_format).ok_or("the wallet gives no bills")?;
    let day = a_day(stage)?;
    stage.town.pass(2 * DAY_MS);
    let wallet = stage.town.people.ours.wallets.keys().next().expect("a wallet").clone();
    let engine = reader(stage);
    let vault = stage.town.vault.clone();
    let done = vault.ask(async move {
        let ask = reconcile::Ask::new(wallet, day);
        reconcile::run(&engine, ask, Box::new(|_| {})).await
    });
    let done = done.expect("a bill that can be read");
    let report = &done.stored.report;
    assert_eq!(done.stored.open, 0, "{:#?}", done.stored.differences);
    let refunded = stage.payment().refunded() == Money::fen(3_000);
    assert_eq!(report.count(Class::Matched), 1 + u64::from(refunded), "{report:#?}");
    Ok(())
}

/// A clock that stands still.
struct Still(Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// An engine that reads bills outside of the simulation, at the simulation's time.
fn reader(stage: &Stage) -> Arc<PayEngine> {
    let registry = Arc::new(Registry::default());
    registry.replace(stage.town.people.ours.clone());
    let world = World { clock: Arc::new(Still(stage.town.sim.now())), ..World::real().0 };
    Arc::new(PayEngine {
        world,
        store: stage.town.vault.store.clone(),
        net: Arc::new(Direct(stage.town.platforms.clone())),
        registry,
        desk: Arc::new(drawbridge_engine::desk::Desk::published().expect("a standard")),
        settings: Settings {
            public: "http://bridge.test".to_owned(),
            pseudonym_key: "pseudonyms".to_owned(),
            terms: Terms::default(),
            keep_exchanges: false,
        },
        renewals: drawbridge_engine::pay::Renewals::default(),
    })
}
