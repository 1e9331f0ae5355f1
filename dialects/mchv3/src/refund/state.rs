//! How a refund stands, as replies and notices tell it.

use drawbridge_canon::pay::{RefundState, RefundStatus};
use drawbridge_canon::{Ctx, Currency, Fault, Money, Timestamp};
use serde_json::{Map, Value, json};

use crate::fields::{Bytes, Fields};

const STATUSES: [(&str, RefundStatus); 4] = [
    ("SUCCESS", RefundStatus::Done),
    ("CLOSED", RefundStatus::Closed),
    ("PROCESSING", RefundStatus::Processing),
    ("ABNORMAL", RefundStatus::Abnormal),
];

/// The wire's word for a status.
pub(crate) fn word(status: RefundStatus) -> &'static str {
    STATUSES.iter().find(|(_, known)| *known == status).map_or("PROCESSING", |(word, _)| word)
}

/// A refund as the calls tell it.
pub(crate) fn to_json(state: &RefundState) -> Value {
    let mut map = common(state);
    map.insert("status".into(), json!(word(state.status)));
    map.insert("channel".into(), json!("ORIGINAL"));
    map.insert("funds_account".into(), json!("AVAILABLE"));
    put(&mut map, "create_time", state.created_at.map(Timestamp::rfc3339));
    map.insert("amount".into(), amount(state, true));
    Value::Object(map)
}

/// A refund as a notice tells it: other fields, and the status under another name.
pub(crate) fn to_notice(state: &RefundState, ctx: &Ctx<'_>) -> Value {
    let mut map = common(state);
    map.insert("mchid".into(), json!(ctx.account.merchant));
    map.insert("refund_status".into(), json!(word(state.status)));
    map.insert("amount".into(), amount(state, false));
    Value::Object(map)
}

/// Reads either; `status` is the name of that field.
pub(crate) fn from_json(mut fields: Fields, status: &str) -> Result<RefundState, Fault> {
    let refund = fields.need("out_refund_no", Bytes(1, 64))?;
    let told = fields.need(status, Bytes(1, 32))?;
    let known = STATUSES.iter().find(|(word, _)| *word == told).map(|(_, known)| *known);
    let known = known.ok_or_else(|| fields.wrong(status, "值字段", "取值未知"))?;
    let mut state = RefundState::new(refund, known);
    let mut amount = fields.object("amount")?;
    let currency = amount.currency("currency")?;
    state.amount = amount.money("refund", currency, 0)?;
    state.total = amount.money("total", currency, 0)?;
    state.wallet_refund_no = fields.told("refund_id");
    state.order = fields.told("out_trade_no");
    state.wallet_no = fields.told("transaction_id");
    state.created_at = fields.moment("create_time")?;
    state.done_at = fields.moment("success_time")?;
    state.account = fields.told("user_received_account");
    Ok(state)
}

fn common(state: &RefundState) -> Map<String, Value> {
    let mut map = Map::new();
    put(&mut map, "out_refund_no", Some(state.refund.clone()));
    put(&mut map, "refund_id", state.wallet_refund_no.clone());
    put(&mut map, "out_trade_no", state.order.clone());
    put(&mut map, "transaction_id", state.wallet_no.clone());
    put(&mut map, "success_time", state.done_at.map(Timestamp::rfc3339));
    put(&mut map, "user_received_account", state.account.clone());
    map
}

/// What the buyer paid and what the merchant settles are told as the order's own amounts: no
/// coupon comes between them here.
fn amount(state: &RefundState, whole: bool) -> Value {
    let currency = state.amount.or(state.total).map_or(Currency::CNY, |money| money.currency);
    let mut map = Map::new();
    let mut all = |names: &[&str], money: Option<Money>| {
        for name in names {
            if let Some(money) = money {
                map.insert((*name).to_owned(), json!(money.minor));
            }
        }
    };
    all(&["total", "payer_total"], state.total);
    all(&["refund", "payer_refund"], state.amount);
    if whole {
        all(&["settlement_total"], state.total);
        all(&["settlement_refund"], state.amount);
        map.insert("discount_refund".into(), json!(0));
    }
    if whole || currency != Currency::CNY {
        map.insert("currency".into(), json!(currency.code()));
    }
    Value::Object(map)
}

fn put(map: &mut Map<String, Value>, name: &str, value: Option<String>) {
    if let Some(value) = value {
        map.insert(name.to_owned(), json!(value));
    }
}
