//! An operator's days: sell, look, give back, tell again, reconcile; with the node running, and with
//! its store alone.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::place::{Place, Sandbox, until};
use crate::shop::{Shop, noon, tomorrow};

/// The wallet account that the buyer's money comes to.
const WALLET: &str = "shop-wechat";

#[test]
fn an_operator_follows_payments_from_the_code_to_the_reconciled_day() {
    let place = Place::new("commands-story");
    let sandbox = Sandbox::start(&place);
    let shop = Shop::open(&place.folder.join("sb"), &sandbox.base);
    noon(&sandbox.base);
    let first = buy(&place, &sandbox, &shop, "TEA-1", 8880);
    let second = buy(&place, &sandbox, &shop, "TEA-2", 1500);
    let day = format!("{}-{}-{}", &first[..4], &first[4..6], &first[6..8]);

    lists(&place, &first, &second, &day);
    shows(&place, &first);
    gives_back(&place, &first);
    tells_again(&place, &shop, &second);
    nets(&place, &day);
    tomorrow(&sandbox.base);
    reconciles(&place, &day);
    with_a_token_from_elsewhere(&place, sandbox, &first);
}

/// An order is paid by the simulated buyer: its id.
fn buy(place: &Place, sandbox: &Sandbox, shop: &Shop, order: &str, fen: u64) -> String {
    let code = shop.charge(order, fen);
    let told =
        place.out(&["sandbox", "pay", &code, "--with", "wechat", "--sandbox", &sandbox.base]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert!(told.is_object(), "{told}");
    until("the payment is paid", || {
        let page = place.json(&["pay", "list", "--sandbox", "sb", "--find", order]);
        let line = page["items"][0].clone();
        (line["phase"] == "paid").then(|| line["id"].as_str().unwrap().to_owned())
    })
}

fn lists(place: &Place, first: &str, second: &str, day: &str) {
    let list = |more: &[&str]| place.out(&[&["pay", "list", "--sandbox", "sb"], more].concat());
    let all = list(&[]);
    let row = |order| all.lines().find(|line| line.contains(order)).unwrap_or_default().to_owned();
    assert!(all.starts_with("Payment "), "{all}");
    for (order, id, amount) in [("TEA-1", first, "88.80"), ("TEA-2", second, "15.00")] {
        let row = row(order);
        assert!([id, "shop", amount, "paid", WALLET].iter().all(|w| row.contains(w)), "{row}");
    }
    assert!(all.find("TEA-2") < all.find("TEA-1"), "the newest first: {all}");
    let chinese = list(&["--lang", "zh"]);
    assert!(chinese.contains("商户订单号") && chinese.contains("TEA-1"), "{chinese}");

    let page = place.run(&["pay", "list", "--sandbox", "sb", "--limit", "1"]);
    assert!(page.out.contains("TEA-2") && !page.out.contains("TEA-1"), "{page:?}");
    let after = page.err.split("--after ").nth(1).expect("how to go on").trim();
    let rest = list(&["--limit", "1", "--after", after]);
    assert!(rest.contains("TEA-1") && !rest.contains("TEA-2"), "{rest}");

    for (more, count) in [
        (&["--phase", "paid"][..], 2),
        (&["--phase", "closed"], 0),
        (&["--wallet", WALLET, "--merchant", "shop"], 2),
        (&["--wallet", "shop-alipay"], 0),
        (&["--day", day], 2),
        (&["--day", "2020-02-29"], 0),
        (&["--find", first], 1),
    ] {
        let found = place.json(&[&["pay", "list", "--sandbox", "sb"], more].concat());
        assert_eq!(found["items"].as_array().unwrap().len(), count, "{more:?}");
    }
    let none = place.run(&["pay", "list", "--sandbox", "sb", "--find", "NOBODYS"]);
    assert_eq!((none.code, &*none.out), (Some(0), ""));
    assert!(none.err.contains("There is no such payment."), "{none:?}");
}

fn shows(place: &Place, id: &str) {
    let shown = place.out(&["pay", "show", id, "--sandbox", "sb"]);
    for words in [id, "TEA-1", "88.80", "热干面", WALLET, "Offers", "What happened", "Dr ", "Cr "]
    {
        assert!(shown.contains(words), "no `{words}` in {shown}");
    }
    let told = place.json(&["pay", "show", id, "--sandbox", "sb"]);
    assert_eq!(told["payment"]["amount"], json!({"minor": 8880, "currency": "CNY"}));
    let kinds: Vec<_> =
        told["timeline"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    for kind in ["state", "exchange", "posting", "notice"] {
        assert!(kinds.contains(&&json!(kind)), "no {kind} in {kinds:?}");
    }
}

fn gives_back(place: &Place, id: &str) {
    let refund = |amount: &str| {
        place.json(&[
            "pay",
            "refund",
            id,
            "--amount",
            amount,
            "--sandbox",
            "sb",
            "--reason",
            "cold",
        ])
    };
    let told = refund("8.80");
    assert_eq!(told["amount"], json!({"minor": 880, "currency": "CNY"}), "{told}");
    let again = refund("8.80");
    assert_eq!(again["refund"], told["refund"], "a command repeated gives nothing back twice");
    until("the refund is done", || {
        let payment = place.json(&["pay", "show", id, "--sandbox", "sb"])["payment"].take();
        assert_eq!(payment["refunds"].as_array().unwrap().len(), 1, "{payment}");
        (payment["phase"] == "partly_refunded").then_some(())
    });
    let line = place.out(&["pay", "refund", id, "--amount", "8.80", "--sandbox", "sb"]);
    assert!(line.contains(told["refund"].as_str().unwrap()) && line.contains("8.80"), "{line}");
    for (amount, says) in [("8000", "refund"), ("1.234", "like 12.34"), ("tea", "like 12.34")] {
        place.fails(&["pay", "refund", id, "--amount", amount, "--sandbox", "sb"], &[says]);
    }
}

/// The shop did not acknowledge; now it does.
fn tells_again(place: &Place, shop: &Shop, id: &str) {
    let notice = || {
        let told = place.json(&["pay", "show", id, "--sandbox", "sb"]);
        let mut all = told["timeline"].as_array().unwrap().iter();
        all.find(|one| one["kind"] == "notice").unwrap().clone()
    };
    let waiting = until("the shop was told once", || {
        Some(notice()).filter(|notice| notice["attempts"].as_u64() > Some(0))
    });
    assert_eq!(waiting["done"], false, "{waiting}");
    shop.ear.open.store(true, Ordering::SeqCst);
    let number = waiting["id"].as_str().unwrap();
    let said = place.out(&["pay", "resend", number, "--sandbox", "sb"]);
    assert!(said.contains(number), "{said}");
    until("the shop has acknowledged", || (notice()["done"] == true).then_some(()));
}

fn nets(place: &Place, day: &str) {
    let told = place.json(&["pay", "ledger", "--day", day, "--sandbox", "sb"]);
    let positions = told["positions"].as_array().unwrap();
    let sum =
        |side: &str| positions.iter().filter_map(|line| line[side]["minor"].as_i64()).sum::<i64>();
    assert!(!positions.is_empty() && sum("debit") == sum("credit"), "{told}");
    let nets: i64 = told["netting"]["parties"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|party| party["net"]["minor"].as_i64())
        .sum();
    assert_eq!(nets, 0, "what one party receives another pays: {told}");
    let shown = place.out(&["pay", "ledger", "--day", day, "--sandbox", "sb"]);
    for words in ["Positions", "Netting", "Parties", WALLET, "shop"] {
        assert!(shown.contains(words), "no `{words}` in {shown}");
    }
    let closing =
        place.out(&["pay", "ledger", "--day", day, "--closing", "--lang", "zh", "--sandbox", "sb"]);
    assert!(closing.contains("头寸表") && closing.contains("轧差"), "{closing}");
}

fn reconciles(place: &Place, day: &str) {
    let args =
        ["pay", "reconcile", "--sandbox", "sb", "--wallet", WALLET, "--date", day, "--out", "out"];
    let said = place.run(&args);
    assert_eq!(said.code, Some(0), "{said:?}");
    let row = |name: &str| said.out.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(row("Matched").contains('3'), "two payments and a refund: {}", said.out);
    assert!(said.err.contains("There is no open difference."), "{said:?}");

    let file = |end: &str| place.folder.join(format!("out/reconciliation-{WALLET}-{day}.{end}"));
    let written: Value = serde_json::from_slice(&std::fs::read(file("json")).unwrap()).unwrap();
    assert_eq!(written["report"]["classes"]["matched"]["count"], 3, "{written}");
    let csv = std::fs::read_to_string(file("csv")).unwrap();
    assert!(csv.starts_with('\u{feff}') && csv.lines().count() == 1, "only the heading: {csv}");

    let told = place.json(&args);
    assert_eq!(told["result"]["open"], 0, "{told}");
    let mended = place.json(&[&args[..], &["--correct", "safe"]].concat());
    assert_eq!(mended["mended"], json!([]), "{mended}");
    let chinese = place.out(&[&args[..], &["--lang", "zh"]].concat());
    assert!(chinese.contains("对账"), "{chinese}");
    // What a running node would not heed is said, not dropped.
    for more in [&["--bill", "any"][..], &["--no-fees"], &["--midnight", "5"]] {
        place.fails(&[&args[..], more].concat(), &[more[0], "stop the node"]);
    }
}

/// The node is stopped, and its store is looked at; then it runs again, and is asked by its address.
fn with_a_token_from_elsewhere(place: &Place, sandbox: Sandbox, id: &str) {
    sandbox.stop();
    let config = ["--config", "sb/drawbridge.toml"];
    let alone = place.out(&["pay", "list", "--sandbox", "sb"]);
    assert!(alone.contains(id), "{alone}");
    let token =
        place.out(&[&["token", "create", "till", "--scopes", "read"], &config[..]].concat());
    let token = token.trim();
    let sandbox = Sandbox::start(place);
    let there = ["--api", &sandbox.base, "--token", token];
    let found = place.json(&[&["pay", "list", "--find", "TEA-1"], &there[..]].concat());
    assert_eq!(found["items"][0]["id"], id);
    let refund = ["pay", "refund", id, "--amount", "1"];
    place.fails(&[&refund[..], &there[..]].concat(), &["money"]);
    sandbox.stop();
}
