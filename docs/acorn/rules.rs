//! What Acorn's documents fix for the life of a payment, and what its numbers look like.

use drawbridge_canon::pay::{ClientSetting, KeyName, NumberRule, RefundScope, Rules, Shape};

const NUMBER: NumberRule = NumberRule { min: 1, max: 32, also: "-" };

const DAY: i64 = 24 * 3600;

/// Each of these is a sentence in the vendor's documents. Where there is none, say *assumed* in
/// `MAPPING.md` and choose what loses no money.
pub(super) const RULES: Rules = Rules {
    order: NUMBER,
    refund: NUMBER,
    refund_scope: RefundScope::Merchant,
    exists_before_scan: true,
    expires_after: 2 * 3600,
    expires_least: 60,
    expires_most: 7 * DAY,
    close_twice: true,
    refund_at_once: false,
    tells_refunds: false,
    tells_expiry: false,
    notice_retries: &[],
    notice_timeout: 5,
    refund_within: 365 * DAY,
    refund_parts: 50,
    buyer_codes: &[],
    browser_marks: &["acornapp"],
    fee_ppm: 6000,
};

/// What the sandbox invents when it plays Acorn, and what Acorn's client libraries call the
/// settings that `clients.json` prints for them.
pub(super) const SHAPE: Shape = Shape {
    merchant: "77######",
    app: "ac######",
    called_by_app: false,
    key_name: KeyName::SerialHex,
    bare_keys: true,
    public_key_prefix: None,
    shared_key_text: None,
    code: "acorn://pay/{id}",
    prepay: "{id}",
    page: "{base}/sandbox/page/{id}",
    wallet_no: ("AC", 20),
    refund_no: ("AR", 20),
    buyer: "b{id}",
    client: &[
        ("merchant", ClientSetting::Merchant),
        ("mount", ClientSetting::Address("")),
        ("private_key", ClientSetting::PrivateKey),
        ("acorn_public_key", ClientSetting::PlatformKey),
    ],
};
