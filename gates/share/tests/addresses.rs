//! Addresses that others wrote to break parsers: what comes through is of the web, in one spelling,
//! and stays as it is.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its data has failed")]

use drawbridge_gate_share::address::{canonical, general, unroll};
use serde_json::Value;

const HOSTILE: &str = include_str!("data/urltestdata.json");

#[test]
fn what_comes_through_is_of_the_web_and_stays_as_it_is() {
    let cases: Vec<Value> = serde_json::from_str(HOSTILE).unwrap();
    let (mut through, mut refused) = (0, 0);
    for case in cases.iter().filter_map(|case| Some((case.get("input")?, case.get("href")))) {
        // Each is tried as it stands, and as the browsers spell it.
        for text in [Some(case.0), case.1].into_iter().flatten().filter_map(Value::as_str) {
            let Ok(url) = general(text) else {
                refused += 1;
                continue;
            };
            through += 1;
            assert!(matches!(url.scheme(), "http" | "https"), "{text}");
            assert!(url.username().is_empty() && url.password().is_none(), "{text}");
            assert!(url.host_str().is_some_and(|host| !host.is_empty()), "{text}");
            assert_eq!(general(url.as_str()).as_ref(), Ok(&url), "{text}");
            let form = canonical(&url, &[]).url;
            assert_eq!(form, url.as_str(), "{text}");
            assert_eq!(unroll(&form, &[]).unwrap().url, url, "{text}");
        }
    }
    assert!(through > 300 && refused > 300, "{through} came through, {refused} did not");
}
