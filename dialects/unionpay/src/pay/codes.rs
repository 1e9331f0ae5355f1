//! `respCode`: the platform's table, and which canonical reason is which code. Both directions are
//! written down, since neither is one to one (the platform's appendix as printed by jframe,
//! org.jframe.core.unionpay.configs.ResponseCode, and hanfengzqh/UnionPayQR, UnionPayResult).

use drawbridge_canon::Reason;
use drawbridge_canon::pay::Call;

/// Done, or taken on.
pub(super) const DONE: &str = "00";
/// Done, though something beside it was not.
pub(super) const DONE_WITH_DEFECT: &str = "A6";
/// The outcome is not known: ask.
pub(super) const TIMED_OUT: &str = "03";
/// The state is not known: ask.
pub(super) const UNCLEAR: &str = "04";
/// Taken on: ask.
pub(super) const ACCEPTED: &str = "05";
/// The number was seen before.
pub(super) const REPEATED: &str = "12";
/// There is no such transaction.
pub(super) const NOT_FOUND: &str = "34";
/// It did not go through.
pub(super) const NOT_PASSED: &str = "30";
/// It was undone or refunded.
pub(super) const TAKEN_BACK: &str = "45";
/// The issuer said no.
pub(super) const ISSUER: &str = "60";
/// The buyer took too long.
pub(super) const TOO_LATE: &str = "69";

/// Whether it is done.
pub(super) fn is_done(code: &str) -> bool {
    matches!(code, DONE | DONE_WITH_DEFECT)
}

/// Whether only a query can tell.
pub(super) fn is_open(code: &str) -> bool {
    matches!(code, TIMED_OUT | UNCLEAR | ACCEPTED)
}

/// Whether the answer to a query says "ask again" (the platform's samples, api_16_qrc/Form_6_3_Query).
pub(super) fn asks_again(code: &str) -> bool {
    matches!(code, TIMED_OUT | UNCLEAR | "01" | REPEATED | NOT_FOUND)
}

/// The code for a refusal.
pub(super) const fn of(reason: Reason) -> &'static str {
    match reason {
        Reason::SignatureMissing | Reason::SignatureWrong | Reason::KeyUnknown => "11",
        Reason::Stale => "39",
        Reason::CallerUnknown => "31",
        Reason::Forbidden => "32",
        Reason::MethodUnknown | Reason::Untranslatable => "43",
        Reason::FieldMissing => "13",
        Reason::FieldInvalid | Reason::Unreadable => "10",
        Reason::OrderNotFound | Reason::RefundNotFound => NOT_FOUND,
        Reason::OrderPaid | Reason::OrderConflict | Reason::RefundConflict => REPEATED,
        Reason::OrderClosed | Reason::OrderNotPaid | Reason::RefundForbidden => "35",
        Reason::OrderFinished => TAKEN_BACK,
        Reason::AppMismatch | Reason::AmountMismatch | Reason::RefundExceeds => "36",
        Reason::MerchantBalance => "90",
        Reason::BuyerPaying => ACCEPTED,
        Reason::BuyerBalance => "64",
        Reason::BuyerCodeInvalid => "61",
        Reason::BuyerRefused => "66",
        Reason::PaymentFailed => NOT_PASSED,
        Reason::RiskRefused => "38",
        Reason::BillNotReady | Reason::BillEmpty | Reason::BillLinkExpired => "98",
        Reason::TooOften => "37",
        Reason::ServiceFailed => TIMED_OUT,
        Reason::Other => "01",
    }
}

/// The reason for a code, which depends on what was asked.
pub(super) fn reason(code: &str, call: Call) -> Reason {
    let refund = matches!(call, Call::Refund | Call::RefundQuery);
    match code {
        "02" | "06" => Reason::ServiceFailed,
        "10" | "14" | "33" => Reason::FieldInvalid,
        "11" => Reason::SignatureWrong,
        REPEATED if refund => Reason::RefundConflict,
        REPEATED => Reason::OrderConflict,
        "13" => Reason::FieldMissing,
        "31" => Reason::CallerUnknown,
        "32" | "92" | "93" | "94" | "95" | "96" => Reason::Forbidden,
        NOT_FOUND if call == Call::RefundQuery => Reason::RefundNotFound,
        NOT_FOUND => Reason::OrderNotFound,
        "35" if call == Call::Refund => Reason::RefundForbidden,
        "35" if call == Call::Cancel => Reason::OrderNotPaid,
        "35" => Reason::OrderClosed,
        "36" if refund => Reason::RefundExceeds,
        "36" => Reason::AmountMismatch,
        "37" => Reason::TooOften,
        "38" => Reason::RiskRefused,
        "39" => Reason::Stale,
        "43" | "44" => Reason::MethodUnknown,
        TAKEN_BACK if refund => Reason::RefundForbidden,
        TAKEN_BACK => Reason::OrderFinished,
        "61" | "63" | "73" | "80" => Reason::BuyerCodeInvalid,
        "65" | "66" | "67" | "71" | "77" | "91" => Reason::BuyerRefused,
        "90" if refund => Reason::MerchantBalance,
        "64" | "90" => Reason::BuyerBalance,
        "98" => Reason::BillEmpty,
        "01" | NOT_PASSED | "42" | ISSUER | "62" | "68" | TOO_LATE | "78" | "81" => {
            Reason::PaymentFailed
        }
        _ => Reason::Other,
    }
}

/// The platform's words for a code.
pub(super) fn words(code: &str) -> &'static str {
    match code {
        DONE => "成功",
        DONE_WITH_DEFECT => "有缺陷的成功",
        "01" => "交易失败",
        TIMED_OUT => "交易通讯超时，请发起查询交易",
        UNCLEAR => "交易状态未明，请查询对账结果",
        ACCEPTED => "交易已受理，请稍后查询交易结果",
        "10" => "报文格式错误",
        "11" => "验证签名失败",
        REPEATED => "重复交易",
        "13" => "报文交易要素缺失",
        NOT_PASSED => "交易未通过",
        "31" => "商户状态不正确",
        "32" => "无此交易权限",
        NOT_FOUND => "查无此交易",
        "35" => "原交易不存在或状态不正确",
        "36" => "与原交易信息不符",
        "37" => "已超过最大查询次数或操作过于频繁",
        "38" => "银联风险受限",
        "39" => "交易不在受理时间范围内",
        "43" => "无此业务权限",
        TAKEN_BACK => "原交易已被成功退货或已被成功撤销",
        ISSUER => "交易失败，详情请咨询您的发卡行",
        "61" => "输入的卡号无效，请确认后输入",
        "64" => "卡上的余额不足",
        "66" => "持卡人身份信息或手机号输入不正确，验证失败",
        TOO_LATE => "您的输入超时，交易失败",
        "90" => "账户余额不足",
        "98" => "文件不存在",
        _ => "通用错误",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_we_write_is_read_as_the_same_reason_where_the_call_tells_them_apart() {
        let cases = [
            (Reason::SignatureWrong, Call::Charge),
            (Reason::Stale, Call::Charge),
            (Reason::CallerUnknown, Call::Query),
            (Reason::Forbidden, Call::Query),
            (Reason::MethodUnknown, Call::Query),
            (Reason::FieldMissing, Call::Charge),
            (Reason::FieldInvalid, Call::Charge),
            (Reason::OrderNotFound, Call::Query),
            (Reason::RefundNotFound, Call::RefundQuery),
            (Reason::OrderConflict, Call::Charge),
            (Reason::RefundConflict, Call::Refund),
            (Reason::OrderClosed, Call::Charge),
            (Reason::OrderNotPaid, Call::Cancel),
            (Reason::RefundForbidden, Call::Refund),
            (Reason::AmountMismatch, Call::Charge),
            (Reason::RefundExceeds, Call::Refund),
            (Reason::MerchantBalance, Call::Refund),
            (Reason::BuyerBalance, Call::Charge),
            (Reason::BuyerCodeInvalid, Call::Charge),
            (Reason::BuyerRefused, Call::Charge),
            (Reason::PaymentFailed, Call::Charge),
            (Reason::RiskRefused, Call::Charge),
            (Reason::TooOften, Call::Query),
        ];
        for (expected, call) in cases {
            let code = of(expected);
            assert_eq!(reason(code, call), expected, "{code} of {call:?}");
            assert_ne!(words(code), words(""), "{code} has words");
        }
    }
}
