//! What a new version changes.

use drawbridge_fair_policy::published;
use drawbridge_prover::change::{Change, compare};

use super::*;

/// The published standard with a text replaced in its rules on fees.
fn fees(from: &str, to: &str) -> Standard {
    let mut files = published();
    let text = String::from_utf8(files["policies/fee.cedar"].clone()).unwrap();
    assert!(text.contains(from), "{from}");
    files.insert("policies/fee.cedar".to_owned(), text.replace(from, to).into_bytes());
    Standard::parse(&files).unwrap()
}

#[tokio::test]
async fn a_new_version_refuses_more_fewer_others_or_the_same() {
    let old = published_with("");
    let cases = [
        (fees("volume_30d < 10000000 }", "volume_30d <= 9999999 }"), Change::Equal),
        (fees("volume_30d < 10000000 }", "volume_30d < 20000000 }"), Change::RefusesMore),
        (fees("volume_30d < 10000000 }", "volume_30d < 5000000 }"), Change::RefusesFewer),
        (fees("volume_30d < 10000000 }", "refund_permille > 40 }"), Change::Incomparable),
    ];
    for (new, expected) in cases {
        let changes = compare(&old, &new, &solver().await).await.unwrap();
        let tier = changes.iter().find(|change| change.step == "fee.tier.2").unwrap();
        assert_eq!(tier.change, expected);
        let other = changes.iter().find(|change| change.step == "pay.accept").unwrap();
        assert_eq!(other.change, Change::Equal);
        if expected == Change::RefusesMore {
            let refused = tier.newly_refused.as_ref().unwrap().example.as_ref().unwrap();
            let volume = refused.facts["volume_30d"].as_i64().unwrap();
            assert!((10_000_000..20_000_000).contains(&volume), "{volume}");
        }
    }
}
