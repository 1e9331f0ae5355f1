//! Buyers who sign in out of the wallet's own browser.

use drawbridge_canon::Reason;
use drawbridge_sandbox::Here;

use crate::world::World;

#[test]
fn a_code_stands_for_one_buyer_of_one_app_and_is_told_once() {
    let World { mut wallet, rules, now, .. } = World::eager();
    let at = Here { now, rules: &rules };
    let code = wallet.authorise("m1", "app1", Some("li"), &at);
    let refused = |told: Result<_, drawbridge_canon::Refusal>| told.map_err(|no| no.reason).err();
    for (merchant, app, code, expected) in [
        ("m2", "app1", &*code, Some(Reason::BuyerCodeInvalid)),
        ("m1", "app2", &*code, Some(Reason::BuyerCodeInvalid)),
        ("m1", "app1", "made-up", Some(Reason::BuyerCodeInvalid)),
        ("m1", "app1", &*code, None),
        ("m1", "app1", &*code, Some(Reason::Stale)),
    ] {
        let told = wallet.identify(merchant, app, code, &at);
        assert_eq!(refused(told), expected, "{merchant} {app} {code}");
    }
    let again = wallet.authorise("m1", "app1", Some("li"), &at);
    assert_ne!(again, code);
    let named = wallet.buyer("m1", Some("app1"), "li");
    assert_eq!(wallet.identify("m1", "app1", &again, &at), Ok(named));
}

#[test]
fn a_code_that_nobody_asks_about_dies() {
    let World { mut wallet, rules, now, .. } = World::eager();
    let code = wallet.authorise("m1", "app1", None, &Here { now, rules: &rules });
    let later = Here { now: now.plus_seconds(300), rules: &rules };
    let told = wallet.identify("m1", "app1", &code, &later);
    assert_eq!(told.unwrap_err().reason, Reason::BuyerCodeInvalid);
}

#[test]
fn only_so_many_codes_are_remembered_the_newest_ones() {
    let World { mut wallet, rules, now, .. } = World::eager();
    let codes: Vec<String> = (0..1_002)
        .map(|second| {
            let at = Here { now: now.plus_seconds(second / 100), rules: &rules };
            wallet.authorise("m1", "app1", None, &at)
        })
        .collect();
    let at = Here { now: now.plus_seconds(60), rules: &rules };
    let known = codes.iter().filter(|code| wallet.identify("m1", "app1", code, &at).is_ok());
    assert_eq!(known.count(), 1_000);
    assert!(
        wallet
            .identify("m1", "app1", &codes[1_001], &at)
            .is_err_and(|no| no.reason == Reason::Stale)
    );
}
