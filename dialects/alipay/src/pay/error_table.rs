//! Alipay's codes: one row each, the row to write for a reason before those that are only read.

use drawbridge_canon::pay::Call;
use drawbridge_canon::{Reason, Refusal};

/// A code.
#[derive(Debug)]
pub(crate) struct Row {
    /// What it means.
    pub(crate) reason: Reason,
    /// In which calls it means that; empty for any.
    pub(crate) calls: &'static [Call],
    /// The field that it is about, where it is for one only.
    pub(crate) field: Option<&'static str>,
    /// The class.
    pub(crate) code: &'static str,
    /// The detail.
    pub(crate) sub_code: &'static str,
    /// The platform's sentence.
    pub(crate) text: &'static str,
}

impl Row {
    /// Whether it says a refusal.
    pub(crate) fn writes(&self, refusal: &Refusal) -> bool {
        self.reason == refusal.reason
            && (self.field.is_none() || self.field == refusal.field.as_deref())
    }
}

/// What is written for a reason that has no row.
pub(crate) static OTHER: Row = row(Reason::Other, "40004", "ACQ.INVALID_PARAMETER", "参数无效");

/// All rows.
pub(crate) static TABLE: &[Row] = &[
    // The caller.
    row(Reason::SignatureMissing, "40001", "isv.missing-signature", "缺少签名参数"),
    row(
        Reason::SignatureWrong,
        "40002",
        "isv.invalid-signature",
        "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配",
    ),
    row(Reason::Stale, "40002", "isv.invalid-timestamp", "非法的时间戳参数"),
    row(
        Reason::KeyUnknown,
        "40002",
        "isv.missing-signature-config",
        "验签出错, 未配置对应签名算法的公钥或者证书",
    ),
    Row {
        field: Some("encrypt_type"),
        ..row(
            Reason::KeyUnknown,
            "40003",
            "isv.decryption-error-not-valid-encrypt-key",
            "解密出错, 未配置加密密钥",
        )
    },
    row(Reason::CallerUnknown, "40002", "isv.invalid-app-id", "无效的AppID参数"),
    row(Reason::AppMismatch, "40004", "ACQ.PARTNER_ERROR", "应用APP_ID填写错误"),
    row(Reason::Forbidden, "40006", "isv.insufficient-isv-permissions", "ISV权限不足"),
    row(Reason::Forbidden, "40004", "ACQ.ACCESS_FORBIDDEN", "无权限使用接口"),
    row(Reason::Forbidden, "40006", "isv.insufficient-user-permissions", "用户权限不足"),
    row(Reason::Forbidden, "20001", "aop.invalid-app-auth-token", "无效的应用授权令牌"),
    row(Reason::Forbidden, "20001", "aop.invalid-auth-token", "无效的访问令牌"),
    row(Reason::Forbidden, "40004", "ACQ.SELLER_BEEN_BLOCKED", "商家账号被冻结"),
    // The request.
    row(Reason::MethodUnknown, "40002", "isv.invalid-method", "不存在的方法名"),
    Row {
        field: Some("method"),
        ..row(Reason::FieldMissing, "40001", "isv.missing-method", "缺少方法名参数")
    },
    Row {
        field: Some("app_id"),
        ..row(Reason::FieldMissing, "40001", "isv.missing-app-id", "缺少appId参数")
    },
    Row {
        field: Some("sign_type"),
        ..row(Reason::FieldMissing, "40001", "isv.missing-signature-type", "缺少签名类型参数")
    },
    Row {
        field: Some("timestamp"),
        ..row(Reason::FieldMissing, "40001", "isv.missing-timestamp", "缺少时间戳参数")
    },
    Row {
        field: Some("version"),
        ..row(Reason::FieldMissing, "40001", "isv.missing-version", "缺少版本参数")
    },
    Row {
        field: Some("sign_type"),
        ..row(Reason::FieldInvalid, "40002", "isv.invalid-signature-type", "无效的签名类型")
    },
    Row {
        field: Some("authorization"),
        ..row(Reason::FieldInvalid, "40002", "isv.invalid-signature-type", "无效的签名类型")
    },
    Row {
        field: Some("timestamp"),
        ..row(Reason::FieldInvalid, "40002", "isv.invalid-timestamp", "非法的时间戳参数")
    },
    Row {
        field: Some("format"),
        ..row(Reason::FieldInvalid, "40002", "isv.invalid-format", "无效的数据格式")
    },
    Row {
        field: Some("charset"),
        ..row(Reason::FieldInvalid, "40002", "isv.invalid-charset", "字符集错误")
    },
    Row {
        field: Some("encrypt_type"),
        ..row(Reason::FieldInvalid, "40002", "isv.invalid-encrypt-type", "无效的加密类型")
    },
    Row {
        field: Some("alipay-encrypt-type"),
        ..row(Reason::FieldInvalid, "40002", "isv.invalid-encrypt-type", "无效的加密类型")
    },
    row(Reason::FieldInvalid, "40004", "ACQ.INVALID_PARAMETER", "参数无效"),
    row(Reason::FieldMissing, "40004", "ACQ.INVALID_PARAMETER", "参数无效"),
    row(Reason::Untranslatable, "40004", "ACQ.INVALID_PARAMETER", "参数无效"),
    Row {
        field: Some("total_amount"),
        ..row(Reason::FieldInvalid, "40004", "ACQ.TOTAL_FEE_EXCEED", "订单总金额不在允许范围内")
    },
    Row {
        field: Some("subject"),
        ..row(Reason::FieldInvalid, "40004", "ACQ.EXIST_FORBIDDEN_WORD", "订单信息中包含违禁词")
    },
    row(Reason::Unreadable, "40002", "isv.invalid-parameter", "参数无效"),
    row(Reason::Unreadable, "40003", "isv.decryption-error-unknown", "解密出错, 未知错误"),
    row(Reason::Unreadable, "40002", "isv.invalid-charset", "字符集错误"),
    // The order.
    row(Reason::OrderNotFound, "40004", "ACQ.TRADE_NOT_EXIST", "交易不存在"),
    Row {
        calls: &[Call::Charge],
        ..row(Reason::OrderPaid, "40004", "ACQ.TRADE_HAS_SUCCESS", "交易已被支付")
    },
    Row {
        calls: &[Call::Close, Call::Cancel],
        ..row(Reason::OrderPaid, "40004", "ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
    },
    row(Reason::OrderPaid, "40004", "ACQ.TRADE_HAS_SUCCESS", "交易已被支付"),
    Row {
        calls: &[Call::Close],
        ..row(Reason::OrderClosed, "40004", "ACQ.REASON_TRADE_STATUS_INVALID", "交易状态异常")
    },
    row(Reason::OrderClosed, "40004", "ACQ.TRADE_HAS_CLOSE", "交易已经关闭"),
    row(Reason::OrderClosed, "40004", "ACQ.REASON_ILLEGAL_STATUS", "交易状态异常"),
    row(Reason::OrderConflict, "40004", "ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改"),
    row(Reason::OrderNotPaid, "40004", "ACQ.TRADE_STATUS_ERROR", "交易状态不合法"),
    row(Reason::OrderFinished, "40004", "ACQ.TRADE_HAS_FINISHED", "交易已完结"),
    row(Reason::OrderFinished, "40004", "ACQ.TRADE_CANCEL_TIME_OUT", "超过撤销时间范围"),
    row(Reason::AmountMismatch, "40004", "ACQ.REFUND_FEE_ERROR", "交易退款金额有误"),
    // The refund.
    row(Reason::RefundNotFound, "40004", "ACQ.TRADE_NOT_EXIST", "交易不存在"),
    row(Reason::RefundConflict, "40004", "ACQ.DISCORDANT_REPEAT_REQUEST", "不一致的请求"),
    row(Reason::RefundExceeds, "40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限"),
    row(Reason::RefundExceeds, "40004", "ACQ.REASON_TRADE_REFUND_FEE_ERR", "退款金额无效"),
    row(Reason::RefundForbidden, "40004", "ACQ.TRADE_NOT_ALLOW_REFUND", "当前交易不允许退款"),
    row(Reason::RefundForbidden, "40004", "ACQ.REASON_TRADE_BEEN_FREEZEN", "当前交易被冻结"),
    row(Reason::RefundForbidden, "40004", "ACQ.CANCEL_NOT_ALLOWED", "交易不允许撤销"),
    row(Reason::MerchantBalance, "40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足"),
    // The buyer.
    row(Reason::BuyerBalance, "40004", "ACQ.BUYER_BALANCE_NOT_ENOUGH", "买家余额不足"),
    row(
        Reason::BuyerBalance,
        "40004",
        "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH",
        "用户银行卡余额不足",
    ),
    row(
        Reason::BuyerBalance,
        "40004",
        "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
        "买家付款日限额超限",
    ),
    row(Reason::BuyerCodeInvalid, "40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", "支付授权码无效"),
    row(Reason::BuyerRefused, "40004", "ACQ.TRADE_BUYER_NOT_MATCH", "交易买家不匹配"),
    row(Reason::BuyerRefused, "40004", "ACQ.BUYER_SELLER_EQUAL", "买卖家不能相同"),
    row(Reason::BuyerRefused, "40004", "ACQ.BUYER_ENABLE_STATUS_FORBID", "买家状态非法"),
    row(Reason::BuyerRefused, "40004", "ACQ.ERROR_BALANCE_PAYMENT_DISABLE", "余额支付功能关闭"),
    row(Reason::PaymentFailed, "40004", "ACQ.PAYMENT_FAIL", "支付失败"),
    row(Reason::PaymentFailed, "40004", "ACQ.PULL_MOBILE_CASHIER_FAIL", "唤起移动收银台失败"),
    row(
        Reason::PaymentFailed,
        "40004",
        "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE",
        "没用可用的支付工具",
    ),
    row(Reason::RiskRefused, "40004", "ACQ.PAYMENT_REQUEST_HAS_RISK", "支付有风险"),
    row(Reason::BuyerPaying, "10003", "", "order success pay inprocess"),
    // The bill.
    row(Reason::BillNotReady, "40004", "isp.bill_not_exist", "账单不存在"),
    row(Reason::BillEmpty, "40004", "isp.bill_not_exist", "账单不存在"),
    row(Reason::BillLinkExpired, "40004", "isp.bill_not_exist", "账单不存在"),
    // The service.
    row(Reason::TooOften, "40005", "isv.app-call-limited", "应用调用次数超限"),
    row(Reason::TooOften, "40005", "isv.method-call-limited", "方法调用次数超限"),
    row(Reason::ServiceFailed, "20000", "isp.unknow-error", "服务暂不可用"),
    row(Reason::ServiceFailed, "20000", "aop.unknow-error", "服务暂不可用"),
    row(Reason::ServiceFailed, "40004", "ACQ.SYSTEM_ERROR", "接口返回错误"),
];

const fn row(
    reason: Reason,
    code: &'static str,
    sub_code: &'static str,
    text: &'static str,
) -> Row {
    Row { reason, calls: &[], field: None, code, sub_code, text }
}
