//! What is not this account's bill of this day is refused with a reason, and stores nothing.

use drawbridge_canon::Response;
use drawbridge_engine::reconcile::{self, RunError};

use crate::house::{DAY, House, after};

const WECHAT: &str = "alipay-wechat";
const ALIPAY: &str = "wechat-alipay";

async fn house() -> House {
    let house = House::open().await;
    for wallet in [WECHAT, ALIPAY] {
        for number in 0..40 {
            house.sell(wallet, &format!("A-{number}"), 5000 + number, false).await;
        }
    }
    house.tomorrow();
    house
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[tokio::test]
async fn a_file_that_is_no_such_bill_is_refused_with_a_reason() {
    let house = house().await;
    let bill = |wallet: &str| house.written(wallet, DAY, house.rows(wallet, DAY));
    let (text, zip) = (bill(WECHAT), bill(ALIPAY));
    let packed = gzip(&text);
    let mut garbled = zip.clone();
    for byte in &mut garbled[400..460] {
        *byte ^= 0x5a;
    }
    let elsewhere = "shop-wechat";
    let cases: Vec<(&str, &str, Vec<u8>, &str)> = vec![
        ("nothing at all", WECHAT, Vec::new(), "cannot be read"),
        ("another platform's", WECHAT, zip.clone(), "cannot be read"),
        ("another platform's", ALIPAY, text.clone(), "cannot be read"),
        ("half a text", WECHAT, text[..text.len() / 2].to_vec(), "cannot be read"),
        ("a text without its totals", WECHAT, text[..text.len() - 150].to_vec(), "cannot be read"),
        ("half a gzip", WECHAT, packed[..packed.len() / 2].to_vec(), "cannot be read"),
        ("half a zip", ALIPAY, zip[..zip.len() / 2].to_vec(), "cannot be read"),
        ("a garbled zip", ALIPAY, garbled, "cannot be read"),
        ("another account's", elsewhere, text.clone(), "does not name the merchant number"),
    ];
    for (name, wallet, bytes, says) in cases {
        let error = house.run_file(wallet, DAY, &bytes).await.expect_err(name);
        assert!(error.to_string().contains(says), "{name}: {error}");
        assert!(reconcile::result(&house.engine, wallet, DAY).await.unwrap().is_none(), "{name}");
    }
    for bytes in [text, packed] {
        let done = house.run_file(WECHAT, DAY, &bytes).await.unwrap();
        assert_eq!((done.stored.report.their_rows, done.stored.open), (40, 0));
    }
}

#[tokio::test]
async fn a_bill_of_another_day_is_refused() {
    let house = house().await;
    let bill = house.written(WECHAT, DAY, house.rows(WECHAT, DAY));
    house.tomorrow();
    let error = house.run_file(WECHAT, &after(DAY), &bill).await.unwrap_err();
    assert!(
        matches!(&error, RunError::WrongDay { other, rows: 40, .. } if other == DAY),
        "{error}"
    );
}

#[tokio::test]
async fn a_download_that_was_damaged_does_not_pass_its_check_sum() {
    let house = house().await;
    house.spoil(|asked, response| {
        if asked.path.contains("billdownload") {
            // A text of the same rows, with one more line end: only the sum can tell.
            return Response { body: again(&response.body), ..response };
        }
        response
    });
    let error = house.run(WECHAT, DAY).await.unwrap_err();
    assert!(matches!(error, RunError::Hash { .. }), "{error}");
}

fn again(packed: &[u8]) -> Vec<u8> {
    use std::io::Read as _;
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut text).unwrap();
    text.extend_from_slice(b"\r\n");
    gzip(&text)
}

#[tokio::test]
async fn a_bill_that_is_not_there_yet_says_when_to_come_back() {
    let house = House::open().await;
    house.sell(WECHAT, "A-1", 5000, false).await;
    let error = house.run(WECHAT, DAY).await.unwrap_err();
    assert!(matches!(error, RunError::NotOver { .. }), "{error}");
    let next = after(DAY);
    house.clock.set(&format!("{next} 01:00:00"));
    let error = house.run(WECHAT, DAY).await.unwrap_err();
    assert!(matches!(error, RunError::NotReady { .. }), "{error}");
    assert!(error.to_string().contains(&format!("{next} 10:00:00")), "{error}");
    for (wallet, date, says) in [
        ("nobody", DAY, "no wallet account `nobody`"),
        (WECHAT, "2026-02-30", "is not a day"),
        (WECHAT, "yesterday", "is not a day"),
    ] {
        let error = house.run(wallet, date).await.unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
}
