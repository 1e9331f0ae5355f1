//! Whatever is mistaken, the message says what to do next, nothing is printed as a result, and the
//! exit code tells a script.

use crate::place::{Place, Sandbox};

#[test]
fn with_nothing_there_each_command_says_where_to_begin() {
    let place = Place::new("commands-nothing");
    let init = "drawbridge init";
    for (args, says) in [
        (&["pay", "list"][..], &["drawbridge.toml", init, "--config", "--sandbox"][..]),
        (&["pay", "list", "--config", "no.toml"], &["no.toml", init]),
        (&["pay", "ledger", "--day", "2026-11-24"], &["drawbridge.toml", init]),
        (&["pay", "reconcile", "--wallet", "w"], &["drawbridge.toml", init]),
        (&["pay", "list", "--sandbox", "sb"], &["sb", "drawbridge sandbox --dir"]),
        (&["serve", "--config", "no.toml"], &["no.toml", init]),
        (&["token", "create", "x"], &["drawbridge.toml", init]),
        (&["pay", "list", "--api", "http://127.0.0.1:9"], &["--token", "DRAWBRIDGE_TOKEN"]),
        (&["pay", "list", "--api", "http://127.0.0.1:9", "--token", "x"], &["no node answers"]),
        (&["pay", "list", "--api", "nowhere", "--token", "x"], &["http://host:port"]),
        (
            &["sandbox", "pay", "TEA-1", "--sandbox", "http://127.0.0.1:9"],
            &["no sandbox answers", "drawbridge sandbox", "--sandbox"],
        ),
        (&["sandbox", "--listen", "here"], &["cannot listen on here", "another address"]),
        (&["pay", "list", "--limit", "0"], &["--limit", "1..=200"]),
        (&["pay", "list", "--phase", "sold"], &["--phase", "partly_refunded"]),
        (&["pay", "list", "--day", "2026-02-30"], &["--day", "2026-02-30", "yyyy-MM-dd"]),
        (&["pay", "ledger", "--day", "tomorrow"], &["--day", "tomorrow", "yyyy-MM-dd"]),
        (&["pay", "reconcile", "--wallet", "w", "--date", "2026-13-01"], &["--date", "yyyy-MM-dd"]),
        (&["pay", "nonsense"], &["nonsense", "--help"]),
    ] {
        place.fails(args, says);
    }
}

#[test]
fn what_nobody_knows_is_said_with_what_there_is() {
    let place = Place::new("commands-unknown");
    let sandbox = Sandbox::start(&place);
    let held = ["--config", "sb/drawbridge.toml"];
    place.fails(
        &[&["token", "create", "x"], &held[..]].concat(),
        &["drawbridge.db", "in use by another process", "stop it"],
    );
    place.fails(
        &[&["pay", "list"], &held[..]].concat(),
        &["belongs to a running node", "--token", "--api"],
    );
    place.fails(
        &["pay", "list", "--api", &sandbox.base, "--token", "wrong"],
        &["drawbridge token create"],
    );
    place.fails(
        &["sandbox", "--listen", sandbox.base.trim_start_matches("http://"), "--dir", "other"],
        &["cannot listen", "another address"],
    );
    for (code, says) in [("TEA-1", "nobody knows an order `TEA-1`"), ("weixin://x", "weixin://x")] {
        place.fails(&["sandbox", "pay", code, "--sandbox", &sandbox.base], &[says]);
    }
    // The same words whether a running node is asked or its store is opened.
    unknown(&place);
    sandbox.stop();
    place.fails(
        &[&["token", "create", "x", "--scopes", "fly"], &held[..]].concat(),
        &["`fly` is not a scope", "read, write, money"],
    );
    unknown(&place);
    std::fs::write(place.folder.join("tea.csv"), "tea,10\n").unwrap();
    for (bill, says) in [("none.csv", "none.csv"), ("tea.csv", "the bill cannot be read")] {
        let args = ["--wallet", "shop-wechat", "--date", "2026-01-02", "--sandbox", "sb"];
        place.fails(&[&["pay", "reconcile", "--bill", bill], &args[..]].concat(), &[says]);
    }
}

fn unknown(place: &Place) {
    let list = "drawbridge pay list";
    for (args, says) in [
        (&["pay", "show", "TEA"][..], &["there is no payment `TEA`", list][..]),
        (&["pay", "refund", "TEA", "--amount", "1"], &["there is no payment `TEA`", list]),
        (&["pay", "resend", "TEA"], &["no notice's number", "drawbridge pay show"]),
        (
            &["pay", "reconcile", "--wallet", "tea", "--date", "2026-01-02"],
            &["there is no wallet account `tea`", "shop-wechat", "shop-alipay"],
        ),
        (
            &["pay", "reconcile", "--wallet", "shop-wechat", "--date", "2036-01-02"],
            &["2036-01-02 is not over", "try again after"],
        ),
    ] {
        place.fails(&[args, &["--sandbox", "sb"]].concat(), says);
    }
    let number = "0".repeat(28);
    place.fails(&["pay", "resend", &format!("{number}X"), "--sandbox", "sb"], &["no"]);
}
