//! Every platform's canonical form is its own canonical form, tells no sharer, and is the platform's.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its data has failed")]

use drawbridge_conformance_messages::{dice::Dice, platforms, shapes};
use drawbridge_gate_share::address::{canonical, general, owner};
use serde_json::Value;

const HOSTILE: &str = include_str!("../../../gates/share/tests/data/urltestdata.json");

/// What people's names stand behind.
const SHARERS: &[&str] = &[
    "share_uin",
    "utm_source",
    "vd_source",
    "appuid",
    "spm",
    "ut_sk",
    "fid",
    "did",
    "iid",
    "sec_uid",
    "gx",
    "ad_od",
    "share_from_user_hidden",
    "unique_k",
    "shareToken",
    "refer_share_uin",
    "share_crt_v",
    "previous_page",
    "u_code",
];

#[test]
fn a_canonical_form_is_canonical_and_tells_no_sharer() {
    let (platforms, shapes) = (platforms(), shapes::all());
    let mut dice = Dice::new(7);
    let mut tried = 0;
    for at in 0..4_000 {
        let made = shapes[at % shapes.len()](&mut dice);
        let Some(url) = made.url.filter(|url| url.starts_with("http")) else { continue };
        let glue = if url.contains('?') { '&' } else { '?' };
        let sharers: Vec<String> = SHARERS.iter().map(|name| format!("{name}=secret")).collect();
        let shared = format!("{url}{glue}{}", sharers.join("&"));
        let form = canonical(&general(&shared).unwrap(), &platforms);
        let own = owner(&general(&url).unwrap(), &platforms).unwrap();
        assert_eq!(own.platform, made.platform, "{url}");
        assert_eq!(canonical(&general(&form.url).unwrap(), &platforms), form, "{shared}");
        // What must be followed first keeps what it does not know of.
        if form.kind.is_some() {
            assert!(!form.url.contains("secret"), "{shared} gave {}", form.url);
            tried += 1;
        }
    }
    assert!(tried > 500, "{tried}");
}

#[test]
fn hostile_addresses_at_every_host_stay_what_they_are() {
    let platforms = platforms();
    let cases: Vec<Value> = serde_json::from_str(HOSTILE).unwrap();
    let hosts: Vec<&str> =
        platforms.iter().flat_map(|(_, share)| share.hosts).map(|h| h.name).collect();
    let mut tried = 0;
    for input in cases.iter().filter_map(|case| case.get("input")?.as_str()) {
        for host in &hosts {
            let host =
                host.strip_prefix('.').map_or((*host).to_owned(), |name| format!("www.{name}"));
            let Ok(url) = general(&format!("https://{host}/{input}")) else { continue };
            let form = canonical(&url, &platforms);
            let again = general(&form.url).unwrap();
            assert_eq!(canonical(&again, &platforms).url, form.url, "{url}");
            tried += 1;
        }
    }
    assert!(tried > 10_000, "{tried}");
}
