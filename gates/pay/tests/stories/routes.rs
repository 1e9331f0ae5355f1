//! Which wallets can take a payment.

use drawbridge_canon::Money;
use drawbridge_canon::pay::{Buyer, Origin, Scene, SubMerchant};
use drawbridge_gate_pay::{Wallet, route, wallet_for_buyer_code};

use super::words;

#[test]
fn only_what_cannot_be_translated_excludes_a_wallet() {
    let web = Scene::MobileWeb { client_ip: None, device: None, quit_url: None };
    let code = |code: &str| Scene::BuyerCode { code: code.into() };
    let cases = [
        (Scene::Code, vec!["alpha", "beta", "gamma", "brief"]),
        (web, vec!["alpha", "beta", "gamma", "brief"]),
        (Scene::DesktopWeb, vec!["alpha", "beta", "gamma", "brief"]),
        (Scene::App, vec!["alpha"]),
        (Scene::InWallet { buyer: Buyer::default() }, vec!["alpha"]),
        (code("2812345678901234"), vec!["gamma"]),
        // Alpha and beta issue the same codes: nobody may guess.
        (code("131234567890123456"), vec![]),
        (code("991234567890123456"), vec![]),
    ];
    for (scene, expected) in cases {
        let ask = drawbridge_canon::pay::ChargeAsk { scene, ..words::charge(Money::fen(1)) };
        let route = route(&ask, "alpha", &words::wallets());
        assert_eq!(route.chosen, expected, "{:?}", ask.scene);
        assert_eq!(route.refused.len(), 4 - expected.len(), "every refusal has its reason");
        assert_eq!(route.accepted().is_ok(), !expected.is_empty());
    }
}

#[test]
fn what_only_one_platform_can_say_stays_with_it() {
    let mut ask = words::charge(Money::fen(1));
    ask.sub_merchant = Some(SubMerchant { merchant: "1900".into(), app: None });
    assert_eq!(route(&ask, "beta", &words::wallets()).chosen, ["beta"]);
    ask.sub_merchant = None;
    let fields = [("coupon".to_owned(), "1".to_owned())].into();
    ask.origin = Origin { dialect: "gamma".into(), fields };
    let route = route(&ask, "gamma", &words::wallets());
    assert_eq!(route.chosen, ["gamma"]);
    assert_eq!(route.refused[0], ("alpha".into(), "field coupon has no equal here".into()));
}

#[test]
fn a_buyers_code_belongs_to_the_wallet_that_issued_it() {
    let all = words::wallets();
    let only_one: &[Wallet<'_>] = &all[1..];
    let cases = [
        ("131234567890123456", Some("beta")),
        ("13123456789012345", None),
        ("1312345678901234567", None),
        ("28123456789012345678", Some("gamma")),
        ("2812345678901234x", None),
        ("", None),
    ];
    for (code, expected) in cases {
        let found = wallet_for_buyer_code(code, only_one).map(|wallet| wallet.name);
        assert_eq!(found, expected, "{code}");
    }
}
