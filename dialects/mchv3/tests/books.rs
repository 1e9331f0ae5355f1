//! Bills: written as the documents show them, read by name, added up.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;

use common::{ALPHA, NOW};
use drawbridge_canon::pay::{
    BillAsk, BillFormat, BillKind, BillRow, BillSummary, Buyer, RowKind, Scene,
};
use drawbridge_canon::{Fault, Money};
use drawbridge_mchv3::Book;
use proptest::prelude::*;

static BOOK: Book = Book(&ALPHA);

fn ask(kind: BillKind) -> BillAsk {
    BillAsk { kind, date: "2026-11-24".into(), gzip: false, sub_merchant: None }
}

fn row(kind: RowKind, fen: u64) -> BillRow {
    let refund = (kind == RowKind::Refund).then(|| "REFUND-1".to_owned());
    BillRow {
        kind,
        at: NOW,
        order: "ORDER-1".into(),
        wallet_no: "4200000263201902167700134212".into(),
        wallet_refund_no: refund.as_ref().map(|_| "50000709672019011908420787722".into()),
        status: refund.as_ref().map(|_| "SUCCESS".into()),
        refund,
        amount: Money::fen(fen),
        fee_micro: 6 * i64::try_from(fen).unwrap() * 10,
        rate_ppm: Some(6000),
        subject: "一本书, 两支笔".into(),
        attach: String::new(),
        buyer: "oHkLxtx0vUqe-18p_AXTZ1innxkCY".into(),
        trade_type: "NATIVE".into(),
    }
}

fn write(kind: BillKind, rows: &[BillRow]) -> (String, BillSummary) {
    let mut out = Vec::new();
    let mut rows = rows.iter().cloned();
    let summary = BOOK.write(&ask(kind), "1900007291", &mut rows, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), summary)
}

fn read(kind: &BillKind, text: &str) -> Result<(Vec<BillRow>, BillSummary), Fault> {
    let mut rows = Vec::new();
    let mut open = BOOK.open(text.as_bytes()).unwrap();
    let summary = BOOK.read(kind, &mut open, &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok((rows, summary))
}

#[test]
fn a_trade_bill_looks_as_the_documents_show_it() {
    let (text, summary) =
        write(BillKind::Trade, &[row(RowKind::Payment, 1234), row(RowKind::Refund, 234)]);
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "\u{feff}交易时间,公众账号ID,商户号,特约商户号,设备号,甲订单号,商户订单号,用户标识,交易类型,交易状态,\
         付款银行,货币种类,应结订单金额,代金券金额,甲退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,\
         退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
    );
    assert_eq!(
        lines[1],
        "`2026-11-24 20:56:50,`,`1900007291,`0,`,`4200000263201902167700134212,`ORDER-1,\
         `oHkLxtx0vUqe-18p_AXTZ1innxkCY,`NATIVE,`SUCCESS,`OTHERS,`CNY,`12.34,`0.00,`0,`0,`0.00,`0.00,\
         `,`,`一本书\\  两支笔,`,`0.07404,`0.60%,`12.34,`0.00,`"
    );
    assert!(lines[2].contains(",`REFUND,") && lines[2].contains(",`-0.01404,`0.60%,`0.00,`2.34,`"));
    assert_eq!(
        lines[3..],
        [
            "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额",
            "`2,`12.34,`2.34,`0.00,`0.06000,`12.34,`2.34",
            ""
        ]
    );
    let expected =
        BillSummary { count: 2, paid_minor: 1234, refunded_minor: 234, fee_micro: 60_000 };
    assert_eq!(summary, expected);
}

#[test]
fn a_trade_bill_has_the_platforms_words_for_scenes() {
    let mobile = Scene::MobileWeb { client_ip: None, device: None, quit_url: None };
    let cases = [
        (Scene::Code, "NATIVE"),
        (Scene::DesktopWeb, "NATIVE"),
        (Scene::InWallet { buyer: Buyer::default() }, "JSAPI"),
        (Scene::App, "APP"),
        (mobile, "MWEB"),
        (Scene::BuyerCode { code: String::new() }, "MICROPAY"),
    ];
    let names = cases.iter().map(|(scene, word)| (scene.name(), *word));
    // What a bill said before is a word of the platform's already.
    for (told, word) in names.chain([("FACEPAY", "FACEPAY"), ("", "")]) {
        let row = BillRow { trade_type: told.to_owned(), ..row(RowKind::Payment, 5) };
        let (text, _) = write(BillKind::Trade, &[row]);
        let cell = text.split("\r\n").nth(1).unwrap().split(",`").nth(8).unwrap();
        assert_eq!(cell, word, "{told}");
    }
}

#[test]
fn a_funds_bill_looks_as_the_documents_show_it() {
    let payment = BillRow { attach: "1900009231".into(), ..row(RowKind::Payment, 19) };
    let refund = BillRow { subject: "缺货".into(), ..row(RowKind::Refund, 2) };
    let (text, _) = write(BillKind::Funds(None), &[payment, refund]);
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "\u{feff}记账时间,甲业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),\
         资金变更提交申请人,备注,业务凭证号"
    );
    assert!(
        lines[2].ends_with("`退款,`退款,`支出,`0.02,`0.17,`system,`缺货,`REFUND-1"),
        "{}",
        lines[2]
    );
    assert_eq!(
        lines[3..],
        ["资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额", "`2,`1,`0.19,`1,`0.02", ""]
    );
    let (rows, summary) = read(&BillKind::Funds(None), &text).unwrap();
    assert_eq!((rows[1].kind, rows[1].refund.as_deref()), (RowKind::Refund, Some("REFUND-1")));
    assert_eq!((summary.paid_minor, summary.refunded_minor), (19, 2));
}

#[test]
fn a_bill_of_one_kind_lists_that_kind_only() {
    let rows = [row(RowKind::Payment, 5), row(RowKind::Refund, 2), row(RowKind::Other, 1)];
    for (kind, count, columns) in [
        (BillKind::Trade, 2, 27),
        (BillKind::TradePaid, 1, 20),
        (BillKind::TradeRefunded, 1, 29),
        (BillKind::Funds(Some("BASIC".into())), 3, 11),
    ] {
        let (text, summary) = write(kind.clone(), &rows);
        assert_eq!(summary.count, count, "{kind:?}");
        assert_eq!(text.lines().next().unwrap().split(',').count(), columns, "{kind:?}");
        assert_eq!(read(&kind, &text).unwrap().1, summary, "{kind:?}");
    }
}

#[test]
fn what_does_not_add_up_is_refused_with_its_line() {
    let (text, _) = write(BillKind::Trade, &[row(RowKind::Payment, 1234)]);
    let cases = [
        (text.replace("`1,`12.34", "`2,`12.34"), "line 4 of the bill: 总交易单数"),
        (
            text.replace(",`12.34,`0.00,`\r\n", ",`12.35,`0.00,`\r\n"),
            "line 4 of the bill: 订单总金额",
        ),
        (text.replace("`SUCCESS", "`MAYBE"), "line 2 of the bill: `MAYBE`"),
        (text.replace(",`OTHERS", ""), "line 2 of the bill: 26 cells"),
        (text.replace("手续费,费率", "手續費,费率"), "line 1 of the bill: there is no 手续费"),
        (text.split("总交易单数").next().unwrap().to_owned(), "line 3 of the bill: the file ends"),
        ("\u{feff}".to_owned(), "there is no 交易时间"),
    ];
    for (text, expected) in cases {
        let fault = read(&BillKind::Trade, &text).unwrap_err().to_string();
        assert!(fault.contains(expected), "{fault} does not say {expected}");
    }
}

fn any_row() -> impl Strategy<Value = BillRow> {
    let kind = prop_oneof![Just(RowKind::Payment), Just(RowKind::Refund), Just(RowKind::Revoked)];
    let text = "[!-+\\--\\[\\]-~一-龥][!-+\\--\\[\\]-~一-龥]{0,12}";
    (kind, 0..1_000_000_u64, 0..10_000_000_i64, text, text).prop_map(
        |(kind, fen, fee, subject, buyer)| BillRow {
            fee_micro: fee * 10,
            subject,
            buyer,
            ..row(kind, fen)
        },
    )
}

proptest! {
    #[test]
    fn a_trade_bill_comes_back(rows in proptest::collection::vec(any_row(), 0..20)) {
        let (text, summary) = write(BillKind::Trade, &rows);
        let (back, again) = read(&BillKind::Trade, &text).unwrap();
        prop_assert_eq!(&back, &rows);
        prop_assert_eq!(&again, &summary);
        let unix = text.replace("\r\n", "\n");
        prop_assert_eq!(&read(&BillKind::Trade, &unix).unwrap().0, &rows);
    }
}

#[test]
fn a_gzipped_bill_is_opened() {
    use std::io::Write;
    let (text, summary) = write(BillKind::Trade, &[row(RowKind::Payment, 1)]);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    let bytes = packer.finish().unwrap();
    let mut open = BOOK.open(&bytes).unwrap();
    assert_eq!(BOOK.read(&BillKind::Trade, &mut open, &mut |_| Ok(())).unwrap(), summary);
    assert_eq!(BOOK.file_name(&ask(BillKind::Trade), "19"), "19All2026-11-24.csv");
    let link = BOOK.link("https://host/mount", "t0k");
    assert_eq!(link, "https://host/mount/v3/billdownload/file?token=t0k");
    let mut request =
        drawbridge_canon::Request::to_url(drawbridge_canon::Method::Get, &link).unwrap();
    request.path = request.path.replace("/mount", "");
    assert_eq!(BOOK.token(&request).as_deref(), Some("t0k"));
}
