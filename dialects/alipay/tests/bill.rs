//! Bills as files.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use std::io::Read as _;

use common::{SELLER, pay};
use drawbridge_canon::pay::{BillAsk, BillFormat, BillKind, BillRow, BillSummary, RowKind};
use drawbridge_canon::{Fault, Money, Timestamp};
use proptest::prelude::*;

fn format() -> &'static dyn BillFormat {
    pay().bill_format.expect("has bills")
}

fn ask(kind: BillKind) -> BillAsk {
    BillAsk { kind, date: "2026-11-23".to_owned(), gzip: false, sub_merchant: None }
}

fn write(kind: BillKind, rows: &[BillRow]) -> (Vec<u8>, BillSummary) {
    let mut bytes = Vec::new();
    let mut rows = rows.iter().cloned();
    let summary = format().write(&ask(kind), SELLER, &mut rows, &mut bytes).unwrap();
    (bytes, summary)
}

fn read(kind: &BillKind, bytes: &[u8]) -> Result<(Vec<BillRow>, BillSummary), Fault> {
    let mut rows = Vec::new();
    let mut stream = format().open(bytes)?;
    let summary = format().read(kind, &mut *stream, &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok((rows, summary))
}

fn payment() -> BillRow {
    BillRow {
        kind: RowKind::Payment,
        at: Timestamp::parse_local("2026-11-23 10:00:30").unwrap(),
        order: "T1".to_owned(),
        wallet_no: "2026112322001400000000000001".to_owned(),
        refund: None,
        wallet_refund_no: None,
        amount: Money::fen(3580),
        fee_micro: 210_000,
        rate_ppm: None,
        status: None,
        subject: "洗衣订单".to_owned(),
        attach: String::new(),
        buyer: "*杨(137****2600)".to_owned(),
        trade_type: String::new(),
    }
}

fn refund() -> BillRow {
    let refund = Some("R1".to_owned());
    BillRow {
        kind: RowKind::Refund,
        refund,
        amount: Money::fen(1000),
        fee_micro: 60_000,
        ..payment()
    }
}

#[test]
fn a_bill_looks_like_the_platforms_own() {
    let (bytes, summary) = write(BillKind::Trade, &[payment(), refund()]);
    let expected =
        BillSummary { count: 2, paid_minor: 3580, refunded_minor: 1000, fee_micro: 150_000 };
    assert_eq!(summary, expected);
    let mut text = Vec::new();
    format().open(&bytes).unwrap().read_to_end(&mut text).unwrap();
    let (text, _, broken) = encoding_rs::GBK.decode(&text);
    assert!(!broken, "the file is GBK");
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[0], "#支付宝业务明细查询");
    assert_eq!(lines[1], "#账号：[20887210323470310156]");
    let period = "#起始日期：[2026年11月23日 00:00:00]   终止日期：[2026年11月24日 00:00:00]";
    assert_eq!(lines[2], period);
    let rule = "#-----------------------------------------业务明细列表----------------------------------------";
    assert_eq!(lines[3], rule);
    assert!(lines[4].starts_with("支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,"));
    assert_eq!(
        lines[5],
        "2026112322001400000000000001\t,T1\t,交易\t,洗衣订单,2026-11-23 10:00:30,2026-11-23 10:00:30,\
         \t,\t,\t,\t,*杨(137****2600)\t,35.80,35.80,0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,\t,-0.21,0.00,"
    );
    assert!(lines[6].contains(",-10.00,-10.00,") && lines[6].contains(",R1\t,0.06,"));
    let end = "#-----------------------------------------业务明细列表结束------------------------------------";
    assert_eq!(lines[7], end);
    assert_eq!(lines[8], "#交易合计：1笔，商家实收共35.80元，商家优惠共0.00元");
    assert_eq!(lines[9], "#退款合计：1笔，商家实收退款共-10.00元，商家优惠退款共0.00元");
    assert!(lines[10].starts_with("#导出时间：["));
    assert_eq!(read(&BillKind::Trade, &bytes).unwrap(), (vec![payment(), refund()], expected));
}

#[test]
fn a_bill_that_does_not_add_up_or_ends_early_is_refused() {
    let good = "#支付宝业务明细查询\n\
        支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,对方账户,订单金额(元),\
        退款批次号/请求号,服务费(元),备注\n\
        1\t,T1\t,交易\t,书,2026-11-23 10:00:00,2026-11-23 10:00:30,x\t,1.00,\t,-0.01,\n\
        #交易合计：1笔，商家实收共1.00元，商家优惠共0.00元\n\
        #退款合计：0笔，商家实收退款共0.00元，商家优惠退款共0.00元\n";
    let (rows, summary) = read(&BillKind::Trade, good.as_bytes()).unwrap();
    assert_eq!((rows[0].amount, rows[0].fee_micro), (Money::fen(100), 10_000));
    assert_eq!(summary.paid_minor, 100);
    let with_mark = format!("\u{feff}{good}");
    assert!(read(&BillKind::Trade, with_mark.as_bytes()).is_ok(), "saved by a spreadsheet");
    for (from, to) in [
        ("共1.00元", "共1.01元"),
        ("#退款合计", "#"),
        (",1.00,", ",1.0o,"),
        ("10:00:30", "25:00:30"),
        ("商户订单号", "订单"),
    ] {
        let bad = good.replacen(from, to, 1);
        let fault = read(&BillKind::Trade, bad.as_bytes()).expect_err(to);
        assert!(matches!(fault, Fault::Malformed(_)), "{to}");
    }
    let (zip, _) = write(BillKind::Trade, &[payment()]);
    assert!(read(&BillKind::Trade, &zip[..zip.len() / 2]).is_err(), "a truncated zip");
}

#[test]
fn what_the_merchant_took_off_is_not_owed_and_the_bill_adds_up_without_it() {
    let bill = "#支付宝业务明细查询\n\
        支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,对方账户,订单金额(元),商家实收(元),\
        支付宝优惠(元),商家优惠(元),退款批次号/请求号,服务费(元),备注\n\
        1\t,T1\t,交易\t,书,2026-11-23 10:00:00,2026-11-23 10:00:30,x\t,100.00,95.00,0.00,5.00,\t,-0.57,\n\
        2\t,T2\t,交易\t,书,2026-11-23 11:00:00,2026-11-23 11:00:30,x\t,20.00,20.00,3.00,0.00,\t,-0.12,\n\
        1\t,T1\t,退款\t,书,2026-11-23 12:00:00,2026-11-23 12:00:30,x\t,-10.00,-9.50,0.00,-0.50,R1\t,0.06,\n\
        #交易合计：2笔，商家实收共115.00元，商家优惠共5.00元\n\
        #退款合计：1笔，商家实收退款共-9.50元，商家优惠退款共-0.50元\n";
    let (rows, summary) = read(&BillKind::Trade, bill.as_bytes()).unwrap();
    let amounts: Vec<u64> = rows.iter().map(|row| row.amount.minor).collect();
    assert_eq!(amounts, [9500, 2000, 950]);
    assert_eq!((summary.paid_minor, summary.refunded_minor), (11_500, 950));
}

#[test]
fn a_funds_bill_tells_every_movement() {
    let fee = BillRow {
        kind: RowKind::Other,
        amount: Money::fen(21),
        status: Some("支出".to_owned()),
        trade_type: "收费".to_owned(),
        ..payment()
    };
    let rows: Vec<BillRow> = [payment(), BillRow { refund: None, ..refund() }, fee]
        .into_iter()
        .map(|row| BillRow { fee_micro: 0, ..row })
        .collect();
    let kind = BillKind::Funds(None);
    let (bytes, summary) = write(kind.clone(), &rows);
    assert_eq!(read(&kind, &bytes).unwrap(), (rows, summary));
}

#[test]
fn a_file_is_named_after_account_and_day() {
    let name = format().file_name(&ask(BillKind::Trade), SELLER);
    assert_eq!(name, "20887210323470310156_20261123.csv.zip");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_come_back_as_they_were_written(
        rows in proptest::collection::vec(
            (any::<bool>(), 1_u64..1_000_000, 0_i64..9_999_999, "[0-9A-Za-z_]{1,64}",
             "[一-龥a-z]{0,12}", 1_700_000_000_i64..1_800_000_000),
            0..40,
        ),
    ) {
        let rows: Vec<BillRow> = rows
            .into_iter()
            .map(|(paid, amount, fee_micro, number, text, seconds)| BillRow {
                kind: if paid { RowKind::Payment } else { RowKind::Refund },
                at: Timestamp::from_seconds(seconds),
                refund: (!paid).then(|| number.clone()),
                order: number,
                amount: Money::fen(amount),
                fee_micro,
                subject: text.clone(),
                attach: text,
                ..payment()
            })
            .collect();
        let (bytes, summary) = write(BillKind::Trade, &rows);
        prop_assert_eq!(read(&BillKind::Trade, &bytes), Ok((rows, summary)));
    }
}
