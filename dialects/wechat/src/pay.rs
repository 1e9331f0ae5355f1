//! The pay gate in WeChat's words: the family's engine with WeChat's rules of the game.

use drawbridge_canon::pay::{
    ClientSetting, KeyName, NumberRule, Pay, Peek, RefundScope, Rules, Shape,
};
use drawbridge_canon::{Ctx, Fault, Refusal, Request, Response};
use drawbridge_mchv3::{Book, Mch, peek, refuse};

use crate::family::FAMILY;
use crate::in_page;

static CODEC: Mch = Mch(&FAMILY);
static BOOK: Book = Book(&FAMILY);

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
const DAY: i64 = 24 * 60 * 60;

/// WeChat Pay.
pub static PAY: Pay = Pay {
    peek: sort,
    refuse: say_no,
    mount: "/wechatpay",
    hosts: &["api.mch.weixin.qq.com", "api2.mch.weixin.qq.com", "api.wechatpay.cn"],
    rules: RULES,
    shape: SHAPE,
    charge: Some(&CODEC),
    query: Some(&CODEC),
    close: Some(&CODEC),
    cancel: None,
    refund: Some(&CODEC),
    refund_query: Some(&CODEC),
    bill: Some(&CODEC),
    bill_file: Some(&CODEC),
    bill_format: Some(&BOOK),
    certificates: Some(&CODEC),
    notice: Some(&CODEC),
    back: None,
    in_page: Some(&in_page::IN_PAGE),
};

/// The rules of the game (pay.weixin.qq.com/doc/v3/merchant/4012525171 and 4013071036).
const RULES: Rules = Rules {
    order: NumberRule { min: 6, max: 32, also: "_-|*" },
    refund: NumberRule { min: 1, max: 64, also: "_-|*@" },
    refund_scope: RefundScope::Merchant,
    exists_before_scan: true,
    expires_after: 7 * DAY,
    expires_least: 60,
    expires_most: 7 * DAY,
    close_twice: true,
    refund_at_once: false,
    tells_refunds: true,
    tells_expiry: false,
    notice_retries: &[
        15,
        15,
        30,
        3 * MINUTE,
        10 * MINUTE,
        20 * MINUTE,
        30 * MINUTE,
        30 * MINUTE,
        30 * MINUTE,
        HOUR,
        3 * HOUR,
        3 * HOUR,
        3 * HOUR,
        6 * HOUR,
        6 * HOUR,
    ],
    notice_timeout: 5,
    refund_within: 365 * DAY,
    refund_parts: 50,
    buyer_codes: &[
        ("10", 18, 18),
        ("11", 18, 18),
        ("12", 18, 18),
        ("13", 18, 18),
        ("14", 18, 18),
        ("15", 18, 18),
    ],
    browser_marks: &["micromessenger"],
    fee_ppm: 6000,
};

const SHAPE: Shape = Shape {
    merchant: "19########",
    app: "wx################",
    called_by_app: false,
    key_name: KeyName::SerialHex,
    bare_keys: true,
    public_key_prefix: FAMILY.key_prefix,
    shared_key_text: Some(32),
    code: "weixin://wxpay/bizpayurl?pr={id}",
    prepay: "wx{id}",
    page: "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id={id}",
    wallet_no: ("42000", 28),
    refund_no: ("50000", 29),
    buyer: "o{id}",
    client: &[
        ("merchant", ClientSetting::Merchant),
        ("app", ClientSetting::App),
        ("mount", ClientSetting::Address("")),
        ("merchant_private_key", ClientSetting::PrivateKey),
        ("merchant_certificate", ClientSetting::Certificate),
        ("merchant_serial", ClientSetting::CertificateName),
        ("apiv3_key", ClientSetting::Shared),
        ("platform_certificate", ClientSetting::PlatformCertificate),
        ("platform_serial", ClientSetting::PlatformCertificateName),
        ("platform_public_key", ClientSetting::PlatformKey),
        ("platform_public_key_id", ClientSetting::PlatformKeyName),
    ],
};

fn sort(request: &Request) -> Result<Peek, Fault> {
    peek(&FAMILY, request)
}

fn say_no(refusal: &Refusal, ctx: &Ctx<'_>) -> Response {
    refuse(&FAMILY, refusal, ctx)
}
