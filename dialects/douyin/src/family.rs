//! Douyin Pay within its protocol family.

use drawbridge_mchv3::{Books, CODES, Duties, Family, Paths, PaySign, Says, Words};

/// Douyin Pay for direct merchants (names as in go-pay/gopay douyin/constant.go).
pub static FAMILY: Family = Family {
    dialect: "douyin",
    scheme: "DouyinPay-RSA",
    header_prefix: "Douyinpay-",
    signature_type: None,
    key_prefix: None,
    probe: None,
    paths: Paths {
        transactions: "/v1/trade/transactions",
        partner: None,
        refunds: "/v1/trade/refund/domestic/refunds",
        trade_bill: "/v1/bill/billapply",
        fund_bill: "/v1/bill/fundflowbill",
        bill_file: "/v1/bill/download",
        certificates: None,
    },
    words: Words { goods_id: "douyinpay_goods_id" },
    says: Says {
        authorization: "Http头Authorization值格式错误",
        authorization_on_orders: "Http头Authorization值格式错误",
        no_certificate: "无可用的平台证书",
    },
    codes: CODES,
    duties: Duties {
        agent: &[],
        h5_scene: false,
        names_merchant: true,
        names_key: true,
        close_status: 200,
        detail_as_text: true,
    },
    pay_sign: PaySign { app_package: "Sign=DYPay", page_type: "DouyinPay-RSA" },
    books: Books {
        all: "TRADE",
        paid: None,
        refunded: None,
        account: "BaseAccount",
        wallet_no: "抖音支付订单号",
        wallet_refund_no: "抖音支付退款单号",
        fund_no: "抖音支付业务单号",
    },
};
