//! Two made-up wallets of the family, unlike in every point in which members may differ, and the
//! two sides of a merchant's relation to one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]
#![allow(dead_code, reason = "each test file uses its part")]

use std::sync::{Arc, LazyLock};

use drawbridge_canon::{Account, Ctx, Keys, NamedSigner, NamedVerifier, Timestamp};
use drawbridge_mchv3::{Books, CODES, Duties, Family, Mch, Paths, PaySign, Says, Words};
use drawbridge_seal::PrivateKey;

pub(crate) static ALPHA: Family = Family {
    dialect: "alpha",
    scheme: "ALPHA2-RSA",
    header_prefix: "Alpha-",
    signature_type: Some("ALPHA2-RSA"),
    key_prefix: Some("PUB_KEY_ID_"),
    probe: Some("ALPHA/SIGNTEST/"),
    paths: Paths {
        transactions: "/v3/pay/transactions",
        partner: Some("/v3/pay/partner/transactions"),
        refunds: "/v3/refund/domestic/refunds",
        trade_bill: "/v3/bill/tradebill",
        fund_bill: "/v3/bill/fundflowbill",
        bill_file: "/v3/billdownload/file",
        certificates: Some("/v3/certificates"),
    },
    words: Words { goods_id: "alpha_goods_id" },
    says: Says {
        authorization: "Http头Authorization值格式错误，请参考文档",
        authorization_on_orders: "签名信息错误，验签失败",
        no_certificate: "无可用的平台证书",
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
    pay_sign: PaySign { app_package: "Sign=Alpha", page_type: "RSA" },
    books: Books {
        all: "ALL",
        paid: Some("SUCCESS"),
        refunded: Some("REFUND"),
        account: "BASIC",
        wallet_no: "甲订单号",
        wallet_refund_no: "甲退款单号",
        fund_no: "甲业务单号",
    },
};

pub(crate) static BETA: Family = Family {
    dialect: "beta",
    scheme: "Beta-RSA",
    header_prefix: "Beta-",
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
    words: Words { goods_id: "beta_goods_id" },
    says: Says {
        authorization: "Authorization值格式错误",
        authorization_on_orders: "Authorization值格式错误",
        no_certificate: "",
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
    pay_sign: PaySign { app_package: "Sign=Beta", page_type: "Beta-RSA" },
    books: Books {
        all: "TRADE",
        paid: None,
        refunded: None,
        account: "BaseAccount",
        wallet_no: "乙订单号",
        wallet_refund_no: "乙退款单号",
        fund_no: "乙业务单号",
    },
};

pub(crate) static FAMILIES: [&Mch; 2] = [&Mch(&ALPHA), &Mch(&BETA)];

pub(crate) const NOW: Timestamp = Timestamp(1_795_525_010_000);
pub(crate) const NONCE: &str = "0123456789abcdefghijABCDEFGHIJ42";
pub(crate) const MERCHANT: &str = "1900007291";
pub(crate) const APP: &str = "app000000000001";
pub(crate) const SERIAL: &str = "5C1D0417FE2720758023DF4EC28DE4AE9AA52A4E";
pub(crate) const CERTIFICATE: &str = "49A8029380EA2AB6AA63710F2FA9C48A85E16486";
pub(crate) const BARE: &str = "PUB_KEY_ID_0114232134912410000000000000";

/// The keys of all: merchant, platform's certificate, platform's bare key.
pub(crate) static KEYS: LazyLock<[PrivateKey; 3]> =
    LazyLock::new(|| std::array::from_fn(|_| PrivateKey::generate().unwrap()));

pub(crate) fn signer(id: &str, at: usize) -> NamedSigner {
    NamedSigner { id: id.to_owned(), certificate: None, key: Arc::new(KEYS[at].clone()) }
}

pub(crate) fn verifier(id: &str, at: usize) -> NamedVerifier {
    let key = Arc::new(KEYS[at].public().unwrap());
    NamedVerifier { id: id.to_owned(), certificate: None, key }
}

fn account(ours: Vec<NamedSigner>, theirs: Vec<NamedVerifier>) -> Account {
    let shared = Some("30edb6c0611c1f3b04bce44109333981".to_owned());
    Account {
        id: MERCHANT.to_owned(),
        merchant: MERCHANT.to_owned(),
        apps: vec![APP.to_owned(), "app000000000002".to_owned()],
        keys: Keys { ours, theirs, shared, ..Keys::default() },
        endpoint: "https://wallet.example/prefix".to_owned(),
        options: std::collections::BTreeMap::new(),
    }
}

/// The relation as the merchant sees it; `bare`: it trusts the platform's bare key.
pub(crate) fn merchant(bare: bool) -> Account {
    let theirs = vec![verifier(CERTIFICATE, 1), verifier(BARE, 2)];
    let mut account = account(vec![signer(SERIAL, 0)], theirs);
    if bare {
        account.options.insert("trust".to_owned(), "public_key".to_owned());
    }
    account
}

/// The relation as the platform sees it.
pub(crate) fn platform() -> Account {
    account(vec![signer(CERTIFICATE, 1), signer(BARE, 2)], vec![verifier(SERIAL, 0)])
}

pub(crate) fn ctx(account: &Account) -> Ctx<'_> {
    Ctx::new(NOW, NONCE, account)
}
