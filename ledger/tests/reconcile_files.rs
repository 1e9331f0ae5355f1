//! The files and tables that a person reads.

mod world;

use drawbridge_ledger::Lang;
use drawbridge_ledger::reconcile::{
    CsvOptions, CsvWriter, Difference, JsonWriter, Options, Pool, Report, differences_table,
    report_table,
};
use world::{DAY, our, our_refund, run, their, their_refund};

fn sample() -> (Report, Vec<Difference>) {
    let mut ours = [our("A1", 8888), our("A2", 1000), our_refund("A1", "R1", 100)];
    "pay, \"two\"".clone_into(&mut ours[1].payment);
    let theirs = [
        their("A1", 8888),
        their("=HYPERLINK(\"http://x\")", 1000),
        their_refund("A1", "R1", 100, "FAIL"),
    ];
    let (report, mut found) =
        run(DAY, &Options::default(), &ours, &theirs, Pool::default()).expect("it runs");
    found.sort_by_key(|difference| difference.class);
    (report, found)
}

fn csv(options: CsvOptions) -> String {
    let mut out = Vec::new();
    let mut writer = CsvWriter::new(&mut out, options).expect("a heading");
    for difference in sample().1 {
        writer.row(&difference).expect("a line");
    }
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn a_spreadsheet_is_given_no_formula() {
    let text = csv(CsvOptions { bom: false, lang: Lang::En });
    let lines: Vec<_> = text.split("\r\n").collect();
    assert_eq!(lines.len(), 5, "{text}");
    assert!(lines[1].contains(",\"'=HYPERLINK(\"\"http://x\"\")\",,"), "{}", lines[1]);
    assert!(lines[2].contains(",\"pay, \"\"two\"\"\",CNY,10.00,,0.06,,"), "{}", lines[2]);
    for (text, expected) in [
        ("=1", "'=1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        (" =1", "' =1"),
        ("\t1", "'\t1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
    ] {
        let (_, mut found) = sample();
        found[0].theirs.as_mut().unwrap().order = text.to_owned();
        let mut out = Vec::new();
        CsvWriter::new(&mut out, CsvOptions::default()).unwrap().row(&found[0]).unwrap();
        let cell = String::from_utf8(out)
            .unwrap()
            .lines()
            .nth(1)
            .unwrap()
            .split(',')
            .nth(5)
            .map(str::to_owned);
        assert_eq!(cell.as_deref(), Some(expected));
    }
}

#[test]
fn excel_is_told_the_encoding_when_asked() {
    let text = csv(CsvOptions { bom: true, lang: Lang::Zh });
    assert!(text.starts_with("\u{feff}日期,钱包,商户,类别,"), "{text}");
    assert!(csv(CsvOptions { bom: false, lang: Lang::Zh }).starts_with("日期,"));
    assert!(text.contains("2026-11-24,purse,shop,短款,支付,A2,"), "{text}");
}

#[test]
fn the_json_is_one_object_with_a_line_for_each_difference() {
    let (report, found) = sample();
    let mut out = Vec::new();
    let mut writer = JsonWriter::new(&mut out).unwrap();
    for difference in &found {
        writer.row(difference).unwrap();
    }
    writer.finish(&report).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count(), 5, "{text}");
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read["report"], serde_json::to_value(&report).unwrap());
    assert_eq!(read["report"]["date"], DAY);
    assert_eq!(read["differences"][0]["class"], "over");
    assert_eq!(read["differences"][0]["correction"]["person"], true);
    let again: Difference = serde_json::from_value(read["differences"][2].clone()).unwrap();
    assert_eq!(again, found[2]);

    let mut out = Vec::new();
    JsonWriter::new(&mut out).unwrap().finish(&report).unwrap();
    let empty: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(empty["differences"], serde_json::json!([]));
}

#[test]
fn the_tables_are_readable() {
    let (report, found) = sample();
    let expected = "\
对账 2026-11-24  钱包 purse  商户 shop
类别        笔数  币种  我方收款  钱包收款  我方退款  钱包退款  我方手续费  钱包手续费
----------  ----  ----  --------  --------  --------  --------  ----------  ----------
对平           1  CNY      88.88     88.88      0.00      0.00        0.53        0.53
长款           1  CNY       0.00     10.00      0.00      0.00        0.00        0.06
短款           1  CNY      10.00      0.00      0.00      0.00        0.06        0.00
状态不符       1  CNY       0.00      0.00      1.00      1.00       -0.01       -0.01
金额不符       0
手续费不符     0
账单重复       0
跨日挂账       0
";
    assert_eq!(report_table(&report, Lang::Zh).to_string(), expected);
    let text = differences_table(&found, Lang::En).to_string();
    assert!(text.contains("Short            Payment  A2 "), "{text}");
    let explained: Vec<_> = found
        .iter()
        .map(drawbridge_ledger::reconcile::correction)
        .map(|correction| (correction.zh, correction.en))
        .collect();
    let expected = [
        (
            "支付，订单 =HYPERLINK(\"http://x\")：钱包账单有 10.00 CNY，我方账上没有。先记入长款，查明归属后补单或退回。",
            "Payment, order =HYPERLINK(\"http://x\"): the wallet's bill has 10.00 CNY that our books do not have. Book it on Over, then find whose it is, and complete the order or send it back.",
        ),
        (
            "支付，订单 A2：我方账上有 10.00 CNY，钱包账单没有。先记入短款，向钱包查证后处理。",
            "Payment, order A2: our books have 10.00 CNY that the wallet's bill does not have. Book it on Short, then settle it with the wallet.",
        ),
        (
            "退款 R1，订单 A1：1.00 CNY 在我方已完成，在钱包账单中未成功 (FAIL)。冲回我方退款；买家尚未收到钱，请重新退款或在钱包后台处理。",
            "Refund R1, order A1: 1.00 CNY is done in our books and failed (FAIL) in the wallet's bill. Take our refund back; the buyer has no money yet: refund again, or act at the wallet.",
        ),
    ];
    for ((zh, en), (expected_zh, expected_en)) in explained.iter().zip(expected) {
        assert_eq!((&**zh, &**en), (expected_zh, expected_en));
    }
}
