//! The refund body, written.

use drawbridge_canon::pay::{Goods, OrderRef, RefundAsk};
use drawbridge_canon::{Ctx, Currency, Fault};
use serde_json::{Value, json};

use super::{REASON, sub_merchant};
use crate::charge::restore;
use crate::family::Family;
use crate::refuse::cut;

pub(crate) fn body(family: &Family, ask: &RefundAsk, ctx: &Ctx<'_>) -> Result<Value, Fault> {
    let kept = ask.origin.for_dialect(family.dialect).map_err(|field| {
        Fault::untranslatable(
            field,
            format!("{field} has no equal in the buyer's wallet: leave it out"),
        )
    })?;
    let total = ask.total.ok_or_else(|| {
        Fault::untranslatable("total", "this wallet wants the order's whole amount with a refund")
    })?;
    if ask.amount.currency != Currency::CNY || ask.amount.is_zero() {
        let message = "this wallet gives back an amount of yuan, and more than nothing";
        return Err(Fault::untranslatable("amount", message));
    }
    let sub_merchant = sub_merchant(family, ask.sub_merchant.as_deref())?;
    let refund = match (&ask.refund, &ask.order) {
        (Some(number), _) | (None, OrderRef::Order(number)) => number,
        (None, OrderRef::Wallet(_)) => {
            return Err(Fault::untranslatable("refund", "a refund number is needed"));
        }
    };
    let mut body = json!({
        "out_refund_no": refund,
        "amount": {
            "refund": ask.amount.minor,
            "total": total.minor,
            "currency": ask.amount.currency.code(),
        },
    });
    match &ask.order {
        OrderRef::Order(number) => body["out_trade_no"] = json!(number),
        OrderRef::Wallet(number) => body["transaction_id"] = json!(number),
    }
    if family.duties.names_merchant {
        body["mchid"] = json!(ctx.account.merchant);
    }
    // A sentence for the buyer: it is cut rather than the refund refused.
    let reason: String =
        ask.reason.iter().flat_map(|reason| reason.chars()).filter(|c| c.len_utf8() < 4).collect();
    if !reason.is_empty() {
        body["reason"] = json!(cut(&reason, REASON.1));
    }
    if let Some(url) = &ask.notify_url {
        body["notify_url"] = json!(url);
    }
    if let Some(sub) = sub_merchant {
        body["sub_mchid"] = json!(sub);
    }
    if !ask.goods.is_empty() {
        body["goods_detail"] = ask.goods.iter().map(line).collect();
    }
    for (path, text) in kept {
        restore(&mut body, path, text);
    }
    Ok(body)
}

fn line(goods: &Goods) -> Value {
    let mut line = json!({
        "merchant_goods_id": goods.id,
        "unit_price": goods.unit_price.minor,
        "refund_amount": goods.unit_price.minor.saturating_mul(u64::from(goods.quantity)),
        "refund_quantity": goods.quantity,
    });
    if let Some(name) = &goods.name {
        line["goods_name"] = json!(name);
    }
    line
}
