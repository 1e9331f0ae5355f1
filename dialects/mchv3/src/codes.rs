//! The error table of the family: the canonical reasons, and what they are on the wire.

use drawbridge_canon::Reason;
use drawbridge_canon::pay::Call;

use crate::family::{Code, Family};

/// Every call.
const ANY: &[Call] = &[];

const fn code(
    reason: Reason,
    http: u16,
    code: &'static str,
    message: &'static str,
    hint: &'static str,
    on: &'static [Call],
) -> Code {
    Code { reason, http, code, message, hint, on }
}

/// The table as the documents and the probes of the live service have it.
///
/// A reason is written with the first line for it that fits the call; a code is read with the
/// first line whose hint the message holds, else with the first line without a hint that fits.
pub static CODES: &[Code] = &[
    // Who is calling.
    code(
        Reason::Stale,
        401,
        "SIGN_ERROR",
        "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟",
        "timestamp",
        ANY,
    ),
    code(
        Reason::KeyUnknown,
        401,
        "SIGN_ERROR",
        "商户证书序列号有误。请使用签名私钥匹配的证书序列号",
        "证书序列号有误",
        ANY,
    ),
    code(
        Reason::SignatureMissing,
        401,
        "SIGN_ERROR",
        "Http头Authorization值格式错误",
        "格式错误",
        ANY,
    ),
    code(
        Reason::CallerUnknown,
        401,
        "SIGN_ERROR",
        "商户证书序列号有误。请使用签名私钥匹配的证书序列号",
        "商户证书",
        ANY,
    ),
    code(Reason::SignatureWrong, 401, "SIGN_ERROR", "签名错误", "", ANY),
    code(Reason::CallerUnknown, 400, "MCH_NOT_EXISTS", "商户号不存在", "", ANY),
    code(Reason::AppMismatch, 400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配", "", ANY),
    code(Reason::Forbidden, 403, "NO_AUTH", "商户无权限", "", ANY),
    // The order.
    code(
        Reason::OrderNotPaid,
        404,
        "RESOURCE_NOT_EXISTS",
        "订单不存在，或订单未支付",
        "未支付",
        &[Call::Refund],
    ),
    code(Reason::OrderNotFound, 404, "RESOURCE_NOT_EXISTS", "订单不存在", "", &[Call::Refund]),
    code(
        Reason::RefundNotFound,
        404,
        "RESOURCE_NOT_EXISTS",
        "退款单不存在",
        "",
        &[Call::RefundQuery],
    ),
    code(Reason::OrderNotFound, 404, "ORDER_NOT_EXIST", "订单不存在", "", ANY),
    code(Reason::OrderPaid, 400, "INVALID_REQUEST", "该订单已支付", "已支付", ANY),
    code(Reason::OrderPaid, 400, "ORDER_PAID", "该订单已支付", "", ANY),
    code(Reason::OrderClosed, 400, "ORDER_CLOSED", "订单已关闭", "", ANY),
    code(Reason::OrderConflict, 403, "OUT_TRADE_NO_USED", "商户订单号重复", "", ANY),
    code(Reason::OrderNotPaid, 400, "INVALID_REQUEST", "该订单未支付", "未支付", ANY),
    code(
        Reason::OrderFinished,
        400,
        "INVALID_REQUEST",
        "订单已超过可退款的最大期限",
        "最大期限",
        ANY,
    ),
    code(Reason::OrderFinished, 400, "TRADE_OVERDUE", "订单已超过可退款的最大期限", "", ANY),
    // The refund. A repeat with other content has the sentence that hints at it.
    code(
        Reason::RefundConflict,
        400,
        "INVALID_REQUEST",
        "订单金额或退款金额与之前请求不一致，请核实后再试",
        "与之前请求不一致",
        ANY,
    ),
    code(
        Reason::AmountMismatch,
        400,
        "INVALID_REQUEST",
        "订单总金额与支付订单金额不一致，请核实后再试",
        "订单金额不一致",
        ANY,
    ),
    code(Reason::AmountMismatch, 400, "REFUND_FEE_MISMATCH", "订单金额或退款金额不一致", "", ANY),
    code(
        Reason::RefundExceeds,
        400,
        "INVALID_REQUEST",
        "退款金额大于订单剩余可退金额",
        "可退金额",
        ANY,
    ),
    code(Reason::RefundExceeds, 400, "INVALID_REQUEST", "订单已全额退款", "全额退款", ANY),
    code(Reason::RefundForbidden, 400, "INVALID_REQUEST", "该订单不支持退款", "不支持退款", ANY),
    code(Reason::BuyerBalance, 403, "NOT_ENOUGH", "用户账户余额不足", "", &[Call::Charge]),
    code(Reason::MerchantBalance, 403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起", "", ANY),
    code(Reason::RefundNotFound, 404, "RESOURCE_NOT_EXISTS", "退款单不存在", "退款单", ANY),
    // The buyer.
    code(Reason::BuyerPaying, 202, "USERPAYING", "用户支付中，需要输入密码", "", ANY),
    code(Reason::BuyerRefused, 403, "USER_ACCOUNT_ABNORMAL", "用户账户异常", "", ANY),
    code(Reason::BuyerRefused, 403, "ACCOUNT_ERROR", "用户账号异常", "", ANY),
    code(Reason::BuyerRefused, 500, "OPENID_MISMATCH", "openid和appid不匹配", "", ANY),
    code(Reason::BuyerCodeInvalid, 400, "AUTH_CODE_INVALID", "用户付款码无效", "", ANY),
    code(Reason::RiskRefused, 403, "RULE_LIMIT", "业务规则限制", "", ANY),
    code(Reason::PaymentFailed, 403, "TRADE_ERROR", "交易错误", "", ANY),
    // The bill.
    code(
        Reason::BillLinkExpired,
        400,
        "INVALID_REQUEST",
        "下载链接过期,请重新请求文件下载",
        "链接过期",
        ANY,
    ),
    code(Reason::BillNotReady, 400, "STATEMENT_CREATING", "账单生成中，请稍后再试", "", ANY),
    code(Reason::BillEmpty, 400, "NO_STATEMENT_EXIST", "账单文件不存在", "", ANY),
    // What is asked.
    code(Reason::FieldMissing, 400, "PARAM_ERROR", "缺少必填参数", "必填", ANY),
    code(Reason::Unreadable, 400, "PARAM_ERROR", "请求体不是合法的JSON", "合法的JSON", ANY),
    code(Reason::FieldInvalid, 400, "PARAM_ERROR", "参数错误", "", ANY),
    code(
        Reason::Untranslatable,
        400,
        "INVALID_REQUEST",
        "该支付方式不支持此请求",
        "不支持此请求",
        ANY,
    ),
    // The service.
    code(Reason::TooOften, 429, "FREQUENCY_LIMITED", "请求频率超过限制，请降低频率后重试", "", ANY),
    code(Reason::ServiceFailed, 500, "SYSTEM_ERROR", "系统错误，请稍后重试", "", ANY),
    code(Reason::ServiceFailed, 500, "BANK_ERROR", "银行系统异常", "", ANY),
    code(Reason::Other, 400, "INVALID_REQUEST", "请求不符合业务规则", "", ANY),
];

/// The line that says a reason in answer to a call.
pub(crate) fn for_reason(family: &Family, reason: Reason, call: Option<Call>) -> Option<&Code> {
    let fits = |row: &&Code| row.on.is_empty() || call.is_some_and(|call| row.on.contains(&call));
    family.codes.iter().filter(fits).find(|row| row.reason == reason)
}

/// The line of a code that our own side writes.
pub(crate) fn for_code<'a>(family: &'a Family, code: &str) -> Option<&'a Code> {
    let plain = family.codes.iter().find(|row| row.code == code && row.hint.is_empty());
    plain.or_else(|| family.codes.iter().find(|row| row.code == code))
}

/// What a platform's code and message mean. The spelling of 2020 had no underscores
/// (`ORDERNOTEXIST`), so they do not count.
pub(crate) fn meaning(family: &Family, code: &str, message: &str, call: Call) -> Reason {
    let plain = |code: &str| code.replace('_', "").to_ascii_uppercase();
    let code = plain(code);
    let rows = || {
        let fits = |row: &&Code| row.on.is_empty() || row.on.contains(&call);
        family.codes.iter().filter(fits).filter(|row| plain(row.code) == code)
    };
    let hinted = rows().find(|row| !row.hint.is_empty() && message.contains(row.hint));
    let row = hinted.or_else(|| rows().find(|row| row.hint.is_empty()));
    row.map_or(Reason::Other, |row| row.reason)
}
