//! A difference explained to a person: what happened, and what to do.

use drawbridge_canon::pay::RowKind;
use drawbridge_canon::{Currency, Money};

use super::ask::Difference;
use super::classify::Class;
use super::join::Voice;
use super::rows::Standing;
use crate::lang::Lang;

/// The explanation in Chinese and in English.
pub(super) fn explain(difference: &Difference) -> (String, String) {
    let say = |lang| {
        let (what, todo) = match difference.class {
            Class::StatusMismatch => status(difference, lang),
            _ => plain(difference, lang),
        };
        match lang {
            Lang::Zh => format!("{}：{what}。{todo}。", name(difference, lang)),
            Lang::En => format!("{}: {what}. {todo}.", name(difference, lang)),
        }
    };
    (say(Lang::Zh), say(Lang::En))
}

/// What happened and what to do, for all classes but a status.
fn plain(difference: &Difference, lang: Lang) -> (String, &'static str) {
    let (ours, theirs) = (our_amount(difference), their_amount(difference));
    let pending = difference.ours.as_ref().is_some_and(|row| row.standing == Standing::Pending);
    let (zh, en, todo_zh, todo_en) = match difference.class {
        Class::Over => (
            format!("钱包账单有 {theirs}，我方账上没有"),
            format!("the wallet's bill has {theirs} that our books do not have"),
            "先记入长款，查明归属后补单或退回",
            "Book it on Over, then find whose it is, and complete the order or send it back",
        ),
        Class::Short if pending => (
            format!("我方 {ours} 结果未定，钱包账单没有"),
            format!("{ours} is undecided in our books, and the wallet's bill does not have it"),
            "请向钱包查询，支付闸按答复自动记账，无需更正分录",
            "Ask the wallet; the gate books the answer itself",
        ),
        Class::Short => (
            format!("我方账上有 {ours}，钱包账单没有"),
            format!("our books have {ours} that the wallet's bill does not have"),
            "先记入短款，向钱包查证后处理",
            "Book it on Short, then settle it with the wallet",
        ),
        Class::AmountMismatch => (
            format!("我方 {ours}，钱包 {theirs}，金额不符"),
            format!("{ours} in our books, {theirs} in the wallet's bill"),
            "按钱包金额调整，差额记入长款或短款，查明原因",
            "Adjust to the wallet's amount, the difference on Over or Short, and find out why",
        ),
        Class::FeeMismatch => {
            let (ours, theirs) = (our_fee(difference), their_fee(difference));
            (
                format!("我方手续费 {ours}，钱包手续费 {theirs}"),
                format!("a fee of {ours} in our books, of {theirs} in the wallet's bill"),
                "按钱包手续费调整，差额记入手续费差异；若超过一分，请核对签约费率",
                "Adjust to the wallet's fee on FeeDifference; if it is more than rounding, check the contract's rate",
            )
        }
        Class::Duplicate => (
            format!("钱包账单重复列出 {theirs}"),
            format!("the wallet's bill lists {theirs} once more"),
            "请与钱包核实是否真的重复收付；确有其事则记入长款",
            "Ask the wallet whether it moved twice; if so, book it on Over",
        ),
        Class::Matched | Class::Pooled | Class::StatusMismatch => (
            String::from("两边一致或待次日"),
            String::from("both agree, or it waits"),
            "无需处理",
            "Nothing to do",
        ),
    };
    (if lang == Lang::Zh { zh } else { en }, lang.pick(todo_zh, todo_en))
}

/// What happened and what to do where the sides differ about whether money moved.
fn status(difference: &Difference, lang: Lang) -> (String, &'static str) {
    let standing = difference.ours.as_ref().map_or(Standing::Pending, |row| row.standing);
    let said = difference.theirs.as_ref().and_then(|row| row.status.clone()).unwrap_or_default();
    let failed_there = Voice::of_status(Some(&said)).is_failed();
    let (zh, en) = match standing {
        Standing::Settled => ("已完成", "done"),
        Standing::Pending => ("结果未定", "undecided"),
        Standing::Failed => ("未成功", "failed"),
    };
    let there_zh = if failed_there { "未成功" } else { "已入账" };
    let there_en = if failed_there { "failed" } else { "there" };
    let said = if said.is_empty() { String::new() } else { format!(" ({said})") };
    let amount = our_amount(difference);
    let what = match lang {
        Lang::Zh => format!("{amount} 在我方{zh}，在钱包账单中{there_zh}{said}"),
        Lang::En => {
            format!("{amount} is {en} in our books and {there_en}{said} in the wallet's bill")
        }
    };
    let goes_back = difference.ours.as_ref().is_some_and(|row| row.kind != RowKind::Payment);
    let todo = match standing {
        Standing::Settled if failed_there && goes_back => lang.pick(
            "冲回我方退款；买家尚未收到钱，请重新退款或在钱包后台处理",
            "Take our refund back; the buyer has no money yet: refund again, or act at the wallet",
        ),
        Standing::Settled => lang.pick(
            "冲回我方入账，记入短款，向钱包查证",
            "Take ours back onto Short, and ask the wallet",
        ),
        Standing::Failed if goes_back => lang.pick(
            "补记这笔退款，并确认没有用新单号重复退款",
            "Book the refund, and make sure that it was not made again under another number",
        ),
        Standing::Failed | Standing::Pending => lang.pick(
            "请向钱包查询，支付闸按答复自动记账，无需更正分录",
            "Ask the wallet; the gate books the answer itself",
        ),
    };
    (what, todo)
}

/// `Payment, order A1` or `Refund R1, order A1`.
fn name(difference: &Difference, lang: Lang) -> String {
    let (kind, order, refund) = match (&difference.ours, &difference.theirs) {
        (Some(row), _) => (row.kind, &row.order, &row.refund),
        (None, Some(row)) => (row.kind, &row.order, &row.refund),
        (None, None) => return String::new(),
    };
    let number = refund.as_deref().filter(|_| kind == RowKind::Refund).unwrap_or_default();
    let gap = if number.is_empty() { "" } else { " " };
    let comma = lang.pick("，订单", ", order");
    format!("{}{gap}{number}{comma} {order}", kind_title(kind, lang))
}

/// The name of a movement.
pub(super) const fn kind_title(kind: RowKind, lang: Lang) -> &'static str {
    match kind {
        RowKind::Payment => lang.pick("支付", "Payment"),
        RowKind::Refund => lang.pick("退款", "Refund"),
        RowKind::Revoked => lang.pick("撤销", "Revocation"),
        RowKind::Other => lang.pick("其他", "Other"),
    }
}

/// A fee in major units, with as many places as it needs and at least the currency's own.
pub(super) fn fee_text(micro: i64, currency: Currency) -> String {
    let sign = if micro < 0 { "-" } else { "" };
    let size = micro.unsigned_abs();
    let (whole, part) = (size / 1_000_000, format!("{:06}", size % 1_000_000));
    let least = currency.places() as usize;
    let places = part.trim_end_matches('0').len().max(least);
    if places == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{}", &part[..places])
    }
}

fn our_amount(difference: &Difference) -> String {
    difference.ours.as_ref().map_or_else(String::new, |row| row.amount.to_string())
}

fn their_amount(difference: &Difference) -> String {
    difference.theirs.as_ref().map_or_else(String::new, |row| row.amount.to_string())
}

fn our_fee(difference: &Difference) -> String {
    let fee = difference.ours.as_ref().map(|row| (row.fee_micro, row.amount));
    fee.map_or_else(String::new, |(micro, amount): (i64, Money)| fee_text(micro, amount.currency))
}

fn their_fee(difference: &Difference) -> String {
    let fee = difference.theirs.as_ref().map(|row| (row.fee_micro, row.amount));
    fee.map_or_else(String::new, |(micro, amount): (i64, Money)| fee_text(micro, amount.currency))
}
