//! The story, step by step.

use anyhow::{Context as _, anyhow};
use drawbridge_canon::pay::{
    ChargeAsk, Handover, OrderRef, Origin, QueryAsk, RefundAsk, Scene, Told,
};
use drawbridge_canon::{Currency, Money};
use drawbridge_engine::registry::build_account;
use drawbridge_engine::store::LedgerFilter;
use drawbridge_server::buyer::{self, Given, PayWith};

use super::shop::Shop;
use super::{Sample, relation};
use crate::commands::sandbox::Started;
use crate::say;

/// Tells it.
pub(super) async fn tell(started: &Started, sample: &Sample) -> anyhow::Result<()> {
    let relation = relation(&started.made, sample)?;
    let spoken = |name: &str| {
        let dialect = drawbridge_roster::dialect(name);
        dialect.with_context(|| format!("{name} is not spoken"))
    };
    let (shop_side, wallet_side) = (spoken(&sample.shop_speaks)?, spoken(&sample.buyer_has)?);
    let pay = shop_side.pay.context("it cannot be paid with")?;
    let account = build_account(&relation.client, &started.folder)?;
    let mut shop = Shop::open(pay, account).await?;
    let amount = Money::parse_major(&sample.amount, Currency::CNY)?;
    let order = format!("DEMO{}", started.running.node.world.clock.now().0);

    step(
        1,
        &format!(
            "一家只会说{}的店收款 · A shop that speaks only {} asks for {amount}",
            shop_side.title_zh, shop_side.title
        ),
    );
    let ask = charge(sample, &order, amount, &shop.notify_url);
    let handed = shop.call(pay.charge, &ask).await?;
    let Handover::Code { text } = handed else {
        return Err(anyhow!("the shop was handed something else than a code"));
    };
    say::line(format!("   its platform answers, signed and verified, with a code: {text}"));

    step(
        2,
        &format!(
            "顾客用{}扫码付款 · The buyer scans it with {}",
            wallet_side.title_zh, wallet_side.title
        ),
    );
    let given = Given { code: Some(text), ..Given::default() };
    let node = &started.running.node;
    let paid = buyer::act(node, &given, PayWith::default()).await.map_err(|no| anyhow!(no))?;
    say::line(format!(
        "   {} took {} (its number: {})",
        wallet_side.title,
        paid.amount,
        paid.wallet_no.as_deref().unwrap_or("-")
    ));

    step(
        3,
        &format!(
            "店家收到{}格式的通知 · The shop is told, in {}'s own format",
            shop_side.title_zh, shop_side.title
        ),
    );
    if let Told::Payment(told) = shop.told().await?.told {
        say::line(format!("   order {} is {:?}, {}", told.order, told.state, told.amount));
    }

    step(4, "店家查询，再退一部分 · The shop queries, and refunds a part");
    let query = QueryAsk { order: OrderRef::Order(order.clone()), sub_merchant: None };
    let found = shop.call(pay.query, &query).await?;
    say::line(format!("   query: {:?}, {}", found.state, found.amount));
    let refund = Money::parse_major(&sample.refund, Currency::CNY)?;
    let state = shop.call(pay.refund, &refund_ask(&order, amount, refund)).await?;
    say::line(format!("   refund of {refund}: {:?}", state.status));
    shop.told().await?;
    say::line("   the shop is told that the buyer has it");

    step(5, "账本 · The ledger: every debit has its credit");
    ledger(started).await
}

fn step(number: u32, text: &str) {
    say::line(format!("\n{number}. {text}"));
}

fn charge(sample: &Sample, order: &str, amount: Money, notify_url: &str) -> ChargeAsk {
    ChargeAsk {
        scene: Scene::Code,
        order: order.to_owned(),
        amount,
        subject: sample.subject.clone(),
        body: None,
        attach: None,
        notify_url: Some(notify_url.to_owned()),
        return_url: None,
        expires: None,
        app: None,
        sub_merchant: None,
        goods: Vec::new(),
        no_credit: false,
        split: false,
        origin: Origin::default(),
    }
}

fn refund_ask(order: &str, total: Money, amount: Money) -> RefundAsk {
    RefundAsk {
        total: Some(total),
        ..RefundAsk::new(OrderRef::Order(order.to_owned()), Some(format!("{order}R1")), amount)
    }
}

async fn ledger(started: &Started) -> anyhow::Result<()> {
    let balances = started.running.node.store.balances(&LedgerFilter::default()).await?;
    let (mut debits, mut credits) = (0_u64, 0_u64);
    say::line(format!(
        "   {:<16} {:<16} {:<16} {:>12} {:>12}",
        "merchant", "wallet", "account", "debit", "credit"
    ));
    for balance in balances {
        let major = |minor| Money { minor, currency: balance.currency }.major();
        say::line(format!(
            "   {:<16} {:<16} {:<16} {:>12} {:>12}",
            balance.merchant,
            balance.wallet,
            balance.kind,
            major(balance.debit),
            major(balance.credit),
        ));
        debits += balance.debit;
        credits += balance.credit;
    }
    let major = |minor| Money::fen(minor).major();
    say::line(format!("   {:<50} {:>12} {:>12}", "Σ", major(debits), major(credits)));
    anyhow::ensure!(debits == credits, "the ledger does not balance");
    Ok(())
}
