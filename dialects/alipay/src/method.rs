//! The methods that are spoken, by their names on the wire.

use drawbridge_canon::Method as Http;
use drawbridge_canon::pay::Call;

/// A method of the OpenAPI.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Method {
    /// `alipay.trade.query`
    pub(crate) name: &'static str,
    /// Which exchange of the pay gate it is; none of them, if absent.
    pub(crate) call: Option<Call>,
    /// How it is asked over v3 REST, where it can be.
    pub(crate) v3: Option<Http>,
    /// Whether the buyer's browser or app carries the request, and not the merchant's server.
    pub(crate) buyer: bool,
}

pub(crate) const PRECREATE: &str = "alipay.trade.precreate";
pub(crate) const PAGE_PAY: &str = "alipay.trade.page.pay";
pub(crate) const WAP_PAY: &str = "alipay.trade.wap.pay";
pub(crate) const APP_PAY: &str = "alipay.trade.app.pay";
pub(crate) const CREATE: &str = "alipay.trade.create";
pub(crate) const PAY: &str = "alipay.trade.pay";
pub(crate) const QUERY: &str = "alipay.trade.query";
pub(crate) const CLOSE: &str = "alipay.trade.close";
pub(crate) const CANCEL: &str = "alipay.trade.cancel";
pub(crate) const REFUND: &str = "alipay.trade.refund";
pub(crate) const REFUND_QUERY: &str = "alipay.trade.fastpay.refund.query";
pub(crate) const BILL: &str = "alipay.data.dataservice.bill.downloadurl.query";
pub(crate) const QRCODE: &str = "alipay.open.app.qrcode.create";

/// All of them.
pub(crate) static METHODS: &[Method] = &[
    server(PRECREATE, Call::Charge),
    buyer(PAGE_PAY),
    buyer(WAP_PAY),
    buyer(APP_PAY),
    server(CREATE, Call::Charge),
    server(PAY, Call::Charge),
    server(QUERY, Call::Query),
    server(CLOSE, Call::Close),
    server(CANCEL, Call::Cancel),
    server(REFUND, Call::Refund),
    server(REFUND_QUERY, Call::RefundQuery),
    Method { v3: Some(Http::Get), ..server(BILL, Call::Bill) },
    Method { name: QRCODE, call: None, v3: None, buyer: false },
];

/// The method of a name.
pub(crate) fn by_name(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}

/// The method of a v3 path, `/v3/alipay/trade/query`.
pub(crate) fn by_path(path: &str) -> Option<&'static Method> {
    by_name(&name_of_path(path)?).filter(|method| method.v3.is_some())
}

/// The name that a v3 path stands for, whether or not it is spoken.
pub(crate) fn name_of_path(path: &str) -> Option<String> {
    Some(path.strip_prefix("/v3/")?.replace('/', "."))
}

/// The v3 path of a name.
pub(crate) fn path_of_name(name: &str) -> String {
    format!("/v3/{}", name.replace('.', "/"))
}

const fn server(name: &'static str, call: Call) -> Method {
    Method { name, call: Some(call), v3: Some(Http::Post), buyer: false }
}

const fn buyer(name: &'static str) -> Method {
    Method { name, call: Some(Call::Charge), v3: None, buyer: true }
}
