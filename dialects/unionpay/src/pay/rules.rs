//! UnionPay's rules of the game.

use drawbridge_canon::pay::{ClientSetting, KeyName, NumberRule, RefundScope, Rules, Shape};

/// `orderId`: "8-40 digits and letters, without `-` and `_`" (the platform's samples). What is read
/// is the same: a front that takes more would teach merchants what the platform refuses.
pub(crate) const NUMBER: NumberRule = NumberRule { min: 8, max: 40, also: "" };

const MINUTE: u32 = 60;
const DAY: i64 = 24 * 3600;

pub(crate) const RULES: Rules = Rules {
    order: NUMBER,
    refund: NUMBER,
    refund_scope: RefundScope::Merchant,
    // "34 no such transaction" until the buyer has begun to pay.
    exists_before_scan: false,
    // The samples ask for 15 minutes; without `payTimeout` no limit is published.
    expires_after: DAY,
    expires_least: 60,
    expires_most: 30 * DAY,
    close_twice: true,
    refund_at_once: false,
    tells_refunds: true,
    tells_expiry: false,
    // "Five times, at intervals of 0, 1, 2 and 4 minutes", ten seconds each (the platform's
    // samples, Form_6_2_FrontConsume).
    notice_retries: &[0, MINUTE, 2 * MINUTE, 4 * MINUTE],
    notice_timeout: 10,
    // "Eleven months" (the platform's samples, Form_6_4_Refund).
    refund_within: 330 * DAY,
    // No limit is published.
    refund_parts: u32::MAX,
    buyer_codes: &[("62", 19, 19)],
    browser_marks: &["unionpay/", "cloudpay"],
    fee_ppm: 6000,
};

pub(crate) const SHAPE: Shape = Shape {
    merchant: "7771###########",
    app: "",
    called_by_app: false,
    key_name: KeyName::SerialDecimal,
    bare_keys: false,
    public_key_prefix: None,
    shared_key_text: None,
    code: "https://qr.95516.com/00010001/62{id}",
    prepay: "{id}",
    page: "{base}/sandbox/page/{id}",
    wallet_no: ("51", 21),
    refund_no: ("52", 21),
    buyer: "62##############",
    client: &[
        ("merchant", ClientSetting::Merchant),
        ("gateway", ClientSetting::Address("")),
        ("sign_key", ClientSetting::PrivateKey),
        ("sign_certificate", ClientSetting::Certificate),
        ("cert_id", ClientSetting::CertificateName),
        ("root_certificate", ClientSetting::Root),
        ("platform_certificate", ClientSetting::PlatformCertificate),
        ("platform_cert_id", ClientSetting::PlatformCertificateName),
    ],
};
