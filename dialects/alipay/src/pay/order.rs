//! Naming an order: `out_trade_no` is the merchant's number, `trade_no` is Alipay's.

use drawbridge_canon::Fault;
use drawbridge_canon::pay::OrderRef;

use super::rules::ORDER_READ;
use crate::envelope::Fields;

/// Reads which order is meant. If both numbers are named, Alipay's own decides, as it documents.
pub(crate) fn read_ref(biz: &Fields) -> Result<OrderRef, Fault> {
    if let Some(number) = biz.text("trade_no")? {
        let digits = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if number.len() > 64 || !digits {
            return Err(Fault::invalid("trade_no", "参数无效：trade_no 不是支付宝交易号"));
        }
        return Ok(OrderRef::Wallet(number.to_owned()));
    }
    match biz.text("out_trade_no")? {
        Some(number) => Ok(OrderRef::Order(checked("out_trade_no", number)?.to_owned())),
        None => Err(Fault::missing("out_trade_no")),
    }
}

/// Writes which order is meant.
pub(crate) fn write_ref(biz: &mut Fields, order: &OrderRef) {
    match order {
        OrderRef::Order(number) => biz.put("out_trade_no", number),
        OrderRef::Wallet(number) => biz.put("trade_no", number),
    }
}

/// A merchant's number that the wire permits, or the complaint.
pub(crate) fn checked<'a>(field: &str, number: &'a str) -> Result<&'a str, Fault> {
    if ORDER_READ.permits(number) {
        return Ok(number);
    }
    Err(Fault::invalid(field, format!("{field} 应为 64 个字符以内的字母、数字、下划线")))
}
