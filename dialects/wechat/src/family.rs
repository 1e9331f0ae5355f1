//! WeChat Pay within its protocol family.

use drawbridge_mchv3::{Books, CODES, Duties, Family, Paths, PaySign, Says, Words};

/// WeChat Pay API v3 (pay.weixin.qq.com/doc/v3/merchant; names as in wechatpay-go core/consts).
pub static FAMILY: Family = Family {
    dialect: "wechat",
    scheme: "WECHATPAY2-SHA256-RSA2048",
    header_prefix: "Wechatpay-",
    signature_type: Some("WECHATPAY2-SHA256-RSA2048"),
    key_prefix: Some("PUB_KEY_ID_"),
    probe: Some("WECHATPAY/SIGNTEST/"),
    paths: Paths {
        transactions: "/v3/pay/transactions",
        partner: Some("/v3/pay/partner/transactions"),
        refunds: "/v3/refund/domestic/refunds",
        trade_bill: "/v3/bill/tradebill",
        fund_bill: "/v3/bill/fundflowbill",
        bill_file: "/v3/billdownload/file",
        certificates: Some("/v3/certificates"),
    },
    words: Words { goods_id: "wechatpay_goods_id" },
    says: Says {
        authorization: "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》",
        authorization_on_orders: "签名信息错误，验签失败",
        no_certificate: "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。\
                         可查看指引https://pay.weixin.qq.com/doc/v3/merchant/4012153196",
    },
    codes: CODES,
    duties: Duties {
        agent: &["/v3/certificates", "/v3/refund/"],
        h5_scene: true,
        names_merchant: false,
        names_key: false,
        close_status: 204,
        detail_as_text: false,
    },
    pay_sign: PaySign { app_package: "Sign=WXPay", page_type: "RSA" },
    books: Books {
        all: "ALL",
        paid: Some("SUCCESS"),
        refunded: Some("REFUND"),
        account: "BASIC",
        wallet_no: "微信订单号",
        wallet_refund_no: "微信退款单号",
        fund_no: "微信支付业务单号",
    },
};
