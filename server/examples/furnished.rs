//! A node with something in it, for looking at its pages: payments in every state, in a sandbox on
//! a store in memory, whose links lead into a small web on loopback and nowhere else. Prints one line of JSON that says where everything is, and serves until it is
//! ended.

#[path = "../tests/house/mod.rs"]
mod house;

use std::io::Write as _;

use drawbridge_canon::pay::{OrderRef, RefundAsk, Scene};
use drawbridge_canon::{Money, Timestamp};
use drawbridge_engine::pay::backend::Backend as _;
use drawbridge_engine::reconcile::{self, Ask};
use drawbridge_server::admin::tokens;
use house::House;
use house::decided::Decider;
use serde_json::json;

#[tokio::main]
async fn main() {
    let house = House::in_web(|config| config.log.own_camps = vec!["north".to_owned()]).await;
    let shown = furnish(&house).await;
    let mut out = std::io::stdout();
    // Whoever reads the line may have gone away: then nobody looks.
    let _ = writeln!(out, "{shown}").and_then(|()| out.flush());
    tokio::signal::ctrl_c().await.expect("signals can be waited for");
    house.close().await;
}

async fn furnish(house: &House) -> serde_json::Value {
    let token = tokens::bootstrap(&*house.running.node.store).await.expect("the store works");
    let report = yesterday(house).await;
    let open = order(house, "TEA-1001", "热干面两碗 · Two bowls of hot dry noodles", 8880).await;
    let paid = order(house, "TEA-1002", "毛尖茶 250 g", 16_800).await;
    house.pay(&paid, "wechat").await;
    for (number, wallet) in [("1003", "alipay"), ("1004", "wechat"), ("1005", "douyin")] {
        let id = order(house, &format!("TEA-{number}"), "Lotus root soup 莲藕汤", 4200).await;
        house.pay(&id, wallet).await;
    }
    let refunded = order(house, "TEA-1006", "Duck neck 鸭脖 <b>hot</b>", 5900).await;
    house.pay(&refunded, "alipay").await;
    refund(house, &refunded, "R-1", 1900).await;
    let soon = Timestamp(house.running.node.world.clock.now().0).plus_seconds(3600);
    let expiring = house
        .order("TEA-1007", |ask| {
            ask.scene = Scene::DesktopWeb;
            ask.expires = Some(soon);
            ask.return_url = Some("https://shop.example/thanks".to_owned());
            "Three kinds of tea, wrapped 三种茶礼盒".clone_into(&mut ask.subject);
            ask.amount = Money::fen(129_900);
        })
        .await;
    let node = &house.running.node;
    let mut decider = Decider::open(node.store.clone(), node.world.clock.now()).await;
    let refused_case = decider.furnish().await;
    json!({
        "case": refused_case,
        "base": house.base,
        "token": token,
        "report": report,
        "open": open,
        "paid": paid,
        "refunded": refunded,
        "expiring": expiring,
    })
}

/// Three orders of two days ago, reconciled: where their report is.
async fn yesterday(house: &House) -> String {
    let node = &house.running.node;
    for number in 1..4 {
        let id = order(house, &format!("OLD-{number}"), "Osmanthus cake 桂花糕", 3600).await;
        house.pay(&id, "wechat").await;
    }
    let day = node.world.clock.now().day();
    node.clock.advance_ms(2 * 24 * 3600 * 1000);
    let report = format!("shop-wechat/{day}");
    let ask = Ask::new("shop-wechat", day);
    let done = reconcile::run(&node.engine, ask, Box::new(|_| ())).await;
    let _ = done.expect("the simulated wallet has a bill");
    report
}

async fn order(house: &House, number: &str, subject: &str, fen: u64) -> String {
    house
        .order(number, |ask| {
            subject.clone_into(&mut ask.subject);
            ask.amount = Money::fen(fen);
            ask.return_url = Some("https://shop.example/thanks".to_owned());
            ask.notify_url = Some(format!("{}/nobody-listens-here", house.base));
        })
        .await
}

async fn refund(house: &House, id: &str, number: &str, fen: u64) {
    let ask = RefundAsk {
        reason: Some("one bowl too many".to_owned()),
        ..RefundAsk::new(OrderRef::Wallet(id.to_owned()), Some(number.to_owned()), Money::fen(fen))
    };
    let front = house.front("alipay");
    let _ = house.running.node.engine.refund(&front, ask).await.expect("it was paid");
}
