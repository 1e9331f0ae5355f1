//! Which business fields of a payment are read, which are dropped, and which pass as they are.

/// Fields that have a canonical word, or that are checked.
pub(super) const READ: &[&str] = &[
    "auth_code",
    "body",
    "buyer_id",
    "buyer_open_id",
    "disable_pay_channels",
    "extend_params",
    "goods_detail",
    "notify_url",
    "op_buyer_open_id",
    "out_trade_no",
    "passback_params",
    "product_code",
    "qr_code_timeout_express",
    "quit_url",
    "return_url",
    "scene",
    "seller_id",
    "settle_currency",
    "subject",
    "time_expire",
    "timeout_express",
    "total_amount",
    "trans_currency",
];

/// Hints: where, by whom and on which device the sale was made, and how a page should look. No
/// one is charged otherwise for their loss, so they are dropped; `MAPPING.md` lists them as lost.
pub(super) const HINTS: &[&str] = &[
    "advance_payment_type",
    "alipay_store_id",
    "auth_confirm_mode",
    "discountable_amount",
    "goods_type",
    "integration_type",
    "merchant_order_no",
    "operator_id",
    "qr_pay_mode",
    "qrcode_width",
    "query_options",
    "request_from_url",
    "request_org_pid",
    "store_id",
    "store_name",
    "terminal_id",
    "terminal_params",
    "undiscountable_amount",
];

/// Members of `extend_params` that are hints.
pub(super) const EXTEND_HINTS: &[&str] =
    &["card_type", "specified_seller_name", "sys_service_provider_id"];

/// The member of `extend_params` that freezes the money for splitting.
pub(super) const SPLIT: &str = "royalty_freeze";

/// What `disable_pay_channels` says to exclude paying on credit of every kind.
pub(super) const NO_CREDIT: &str = "credit_group";

/// The product codes that a method has by itself; any other is a different product.
pub(super) fn products(method: &str) -> &'static [&'static str] {
    match method {
        crate::method::PAGE_PAY => &["FAST_INSTANT_TRADE_PAY"],
        crate::method::WAP_PAY => &["QUICK_WAP_WAY", "QUICK_WAP_PAY"],
        crate::method::APP_PAY => &["QUICK_MSECURITY_PAY"],
        crate::method::CREATE => &["JSAPI_PAY", "FACE_TO_FACE_PAYMENT"],
        crate::method::PRECREATE => &["FACE_TO_FACE_PAYMENT", "QR_CODE_OFFLINE"],
        _ => &["FACE_TO_FACE_PAYMENT", "OFFLINE_PAYMENT"],
    }
}
