//! A report and its differences as text tables.

use super::ask::Difference;
use super::classify::Class;
use super::correct::correction;
use super::csv::Facts;
use super::report::{Report, Sums};
use super::words::fee_text;
use crate::lang::Lang;
use crate::table::{Align, Table, decimal};

/// The counts and sums of a report, a line per class and currency. Classes that did not occur are
/// shown with 0, because that is what a reader looks for.
pub fn report_table(report: &Report, lang: Lang) -> Table {
    let head = [
        ("类别", "Class", Align::Left),
        ("笔数", "Count", Align::Right),
        ("币种", "Currency", Align::Left),
        ("我方收款", "Our payments", Align::Right),
        ("钱包收款", "Their payments", Align::Right),
        ("我方退款", "Our refunds", Align::Right),
        ("钱包退款", "Their refunds", Align::Right),
        ("我方手续费", "Our fees", Align::Right),
        ("钱包手续费", "Their fees", Align::Right),
    ];
    let scope = &report.scope;
    let title = format!(
        "{} {}  {} {}  {} {}",
        lang.pick("对账", "Reconciliation"),
        scope.date,
        lang.pick("钱包", "wallet"),
        scope.wallet,
        lang.pick("商户", "merchant"),
        scope.merchant,
    );
    let mut table = Table::new(title, &head, lang);
    for class in Class::ALL {
        let name = class.title(lang).to_owned();
        let Some(tally) = report.classes.get(&class) else {
            table.row(vec![name, "0".to_owned()]);
            continue;
        };
        for (place, (&currency, sums)) in tally.sums.iter().enumerate() {
            let Sums { our_paid, their_paid, our_refunded, their_refunded, .. } = *sums;
            let sum = |minor: u128| decimal(i128::try_from(minor).unwrap_or(i128::MAX), currency);
            let fee = |micro: i128| fee_text(i64::try_from(micro).unwrap_or(i64::MAX), currency);
            let first = place == 0;
            let mut row = vec![
                if first { name.clone() } else { String::new() },
                if first { tally.count.to_string() } else { String::new() },
                currency.code().to_owned(),
            ];
            row.extend([our_paid, their_paid, our_refunded, their_refunded].map(sum));
            row.extend([sums.our_fee_micro, sums.their_fee_micro].map(fee));
            table.row(row);
        }
    }
    table
}

/// Differences, a line each, with what to do.
pub fn differences_table(differences: &[Difference], lang: Lang) -> Table {
    let head = [
        ("类别", "Class", Align::Left),
        ("业务", "Kind", Align::Left),
        ("订单号", "Order", Align::Left),
        ("退款单号", "Refund", Align::Left),
        ("我方金额", "Ours", Align::Right),
        ("钱包金额", "Theirs", Align::Right),
        ("我方手续费", "Our fee", Align::Right),
        ("钱包手续费", "Their fee", Align::Right),
        ("天数", "Age", Align::Right),
        ("人工", "Person", Align::Left),
        ("说明", "Explanation", Align::Left),
    ];
    let mut table = Table::new("", &head, lang);
    for difference in differences {
        let facts = Facts::of(difference, lang);
        let mended = correction(difference);
        let person = if mended.person { lang.pick("是", "yes") } else { lang.pick("否", "no") };
        table.row(vec![
            difference.class.title(lang).to_owned(),
            facts.kind.to_owned(),
            facts.order.to_owned(),
            facts.refund.to_owned(),
            facts.our_amount,
            facts.their_amount,
            facts.our_fee,
            facts.their_fee,
            difference.age_days.to_string(),
            person.to_owned(),
            lang.pick(&mended.zh, &mended.en).to_owned(),
        ]);
    }
    table
}
