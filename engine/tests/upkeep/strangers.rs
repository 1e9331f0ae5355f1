//! A notice is authentic for the account it is signed for, and moves no other account's money.

use std::sync::Arc;

use drawbridge_canon::Money;
use drawbridge_canon::pay::{NoticeAsk, RefundState, RefundStatus, Told};
use drawbridge_engine::gate::{Payment, RefundStep};
use drawbridge_engine::registry::{Backend, Snapshot};

use crate::house::House;

/// A refund's notice as the wallet signs it for the account `wallet`; whether it was taken.
async fn tell(house: &House, wallet: &str, refund: RefundState) -> bool {
    let snapshot: Arc<Snapshot> = house.engine.registry.now();
    let known = &snapshot.wallets[wallet];
    let mut fronts = snapshot.fronts.values();
    let platform = fronts.find(|front| {
        front.backend == Backend::Sandbox
            && front.dialect.name == known.dialect.name
            && front.account.id == known.account.id
    });
    let account = &platform.expect("the simulated wallet knows the account").account;
    let nonce = house.engine.world.dice.nonce();
    let ctx = house.engine.world.ctx(&nonce, account);
    let told = Told::Refund { refund: Box::new(refund), payment: None };
    let url = format!("http://bridge.test/notify/{wallet}");
    let notice = NoticeAsk { id: nonce.clone(), at: ctx.now, url, told };
    let request = known.pay.notice.unwrap().write_ask(&notice, &ctx).unwrap();
    house.engine.hear(wallet, &request).await.status < 300
}

async fn payment(house: &House, order: &str) -> Payment {
    let front = house.front("alipay-wechat").key.clone();
    house.engine.payment_of_order(&front, order).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_refund_of_one_account_is_not_moved_by_anothers_notice() {
    let house = House::open().await;
    house.sell("alipay-wechat", "N-1", 5000, false).await;
    house.ask_back("alipay-wechat", "N-1", "R-1", 1000).await;
    let before = payment(&house, "N-1").await;
    let known = &before.refunds[0];
    assert_eq!(known.status, RefundStep::Processing, "the test needs a refund that is on its way");
    let number = known.wallet_no.clone();
    let state = |order: Option<&str>, status| RefundState {
        amount: Some(Money::fen(1000)),
        order: order.map(str::to_owned),
        ..RefundState::new(number.clone(), status)
    };
    let order = before.offers[known.offer].order.clone();
    for (wallet, about) in [
        ("shop-wechat", None),
        ("shop-wechat", Some("BOWN1")),
        ("shop-wechat", Some(&*order)),
        ("alipay-wechat", Some("ANOTHER")),
    ] {
        for status in [RefundStatus::Done, RefundStatus::Closed] {
            assert!(!tell(&house, wallet, state(about, status)).await, "{wallet} {about:?}");
            assert_eq!(payment(&house, "N-1").await, before, "{wallet} {about:?}");
        }
    }
    assert!(tell(&house, "alipay-wechat", state(Some(&order), RefundStatus::Done)).await);
    assert_eq!(payment(&house, "N-1").await.refunds[0].status, RefundStep::Done);
}
