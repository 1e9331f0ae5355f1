//! The refund body, read.

use std::collections::BTreeMap;

use drawbridge_canon::pay::{OrderRef, Origin, RefundAsk};
use drawbridge_canon::{Ctx, Fault};
use serde_json::{Map, Value};

use super::{NOTIFY, NUMBER, REASON, check_merchant};
use crate::charge::{goods_line, length, notify_url};
use crate::family::Family;
use crate::fields::{Bytes, Fields};
use crate::order::ORDER;

pub(crate) fn body(
    family: &Family,
    map: Map<String, Value>,
    ctx: &Ctx<'_>,
) -> Result<RefundAsk, Fault> {
    let mut fields = Fields::new(map);
    let mut kept = BTreeMap::new();
    check_merchant(fields.text("mchid", length::MERCHANT)?.as_deref(), ctx)?;
    let wallet_no = fields.text("transaction_id", Bytes(1, 32))?;
    let order = ORDER.take(&mut fields)?;
    let order = match (wallet_no, order) {
        // The documents: if both are given, the wallet's own number decides.
        (Some(number), _) => OrderRef::Wallet(number),
        (None, Some(number)) => OrderRef::Order(number),
        (None, None) => return Err(fields.missing("transaction_id")),
    };
    let refund = NUMBER.take(&mut fields)?.ok_or_else(|| fields.missing("out_refund_no"))?;
    let mut amount = fields.object("amount")?;
    let currency = amount.yuan("currency")?;
    let part = amount.need_money("refund", currency, 1)?;
    let total = amount.need_money("total", currency, 1)?;
    if part.minor > total.minor {
        return Err(amount.wrong("refund", "数值字段", "规则校验失败，退款金额大于订单总金额"));
    }
    amount.finish(&["from"], &mut kept)?;
    let mut goods = Vec::new();
    for mut line in fields.objects("goods_detail")? {
        let read = goods_line(&mut line, "refund_quantity", currency)?;
        let whole = read.unit_price.minor.checked_mul(u64::from(read.quantity));
        // The amount of a line is kept only where it is not what quantity and price say.
        if let Some(whole) = whole {
            line.take_if("refund_amount", &whole.into());
        }
        line.finish(&[family.words.goods_id, "refund_amount"], &mut kept)?;
        goods.push(read);
    }
    let ask = RefundAsk {
        order,
        refund: Some(refund),
        amount: part,
        total: Some(total),
        reason: fields.text("reason", REASON)?,
        notify_url: notify_url(&mut fields, NOTIFY)?,
        sub_merchant: match family.paths.partner {
            Some(_) => fields.text("sub_mchid", length::MERCHANT)?,
            None => None,
        },
        goods,
        origin: Origin::default(),
        asked_at: None,
        wallet_no: None,
    };
    fields.finish(&["funds_account"], &mut kept)?;
    let dialect = if kept.is_empty() { String::new() } else { family.dialect.to_owned() };
    Ok(RefundAsk { origin: Origin { dialect, fields: kept }, ..ask })
}
