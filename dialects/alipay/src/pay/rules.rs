//! Alipay's rules of the game.

use drawbridge_canon::pay::{ClientSetting, KeyName, NumberRule, RefundScope, Rules, Shape};

/// What the documents permit in `out_trade_no` and `out_request_no`; so is written.
const NUMBER: NumberRule = NumberRule { min: 1, max: 64, also: "_" };

/// What is read. Tolerance `dash-in-order-number`: production notices carry `-` in
/// `out_trade_no` (wire/notice-production-v1.http), so Alipay itself does not hold to its text.
pub(crate) const ORDER_READ: NumberRule = NumberRule { min: 1, max: 64, also: "_-" };

/// Least and greatest amount of an order in fen: [0.01, 100000000] yuan.
pub(crate) const AMOUNT: std::ops::RangeInclusive<u64> = 1..=10_000_000_000;

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
const DAY: i64 = 24 * 3600;

pub(crate) const RULES: Rules = Rules {
    order: NUMBER,
    refund: NUMBER,
    refund_scope: RefundScope::Order,
    exists_before_scan: false,
    expires_after: 2 * 3600,
    expires_least: 60,
    expires_most: 15 * DAY,
    close_twice: false,
    refund_at_once: true,
    tells_refunds: true,
    tells_expiry: true,
    notice_retries: &[4 * MINUTE, 10 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR],
    notice_timeout: 10,
    refund_within: 365 * DAY,
    // No limit is published.
    refund_parts: u32::MAX,
    buyer_codes: &[
        ("25", 16, 24),
        ("26", 16, 24),
        ("27", 16, 24),
        ("28", 16, 24),
        ("29", 16, 24),
        ("30", 16, 24),
    ],
    browser_marks: &["alipayclient"],
    fee_ppm: 6000,
};

pub(crate) const SHAPE: Shape = Shape {
    merchant: "2088############",
    app: "2021############",
    called_by_app: true,
    key_name: KeyName::Fingerprint,
    bare_keys: true,
    public_key_prefix: None,
    shared_key_text: None,
    code: "https://qr.alipay.com/bax{id}",
    prepay: "{id}",
    page: "{base}/sandbox/page/{id}",
    wallet_no: ("20", 28),
    refund_no: ("20", 28),
    buyer: "2088{id}",
    client: &[
        ("app", ClientSetting::App),
        ("seller", ClientSetting::Merchant),
        ("gateway", ClientSetting::Address("/gateway.do")),
        ("endpoint_v3", ClientSetting::Address("")),
        ("app_private_key", ClientSetting::PrivateKeyPkcs1),
        ("app_private_key_pkcs8", ClientSetting::PrivateKey),
        ("app_certificate", ClientSetting::Certificate),
        ("app_cert_sn", ClientSetting::CertificateName),
        ("aes_key", ClientSetting::Shared),
        ("alipay_public_key", ClientSetting::PlatformKey),
        ("alipay_certificate", ClientSetting::PlatformCertificate),
        ("alipay_root_certificate", ClientSetting::Root),
    ],
};
