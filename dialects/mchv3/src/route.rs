//! Which call a path is.

use drawbridge_canon::pay::Call;
use drawbridge_canon::{Fault, Method, Reason, Refusal, Request};

use crate::family::Family;
use crate::url;

/// How merchant and buyer meet, as the last segment of the path says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    Native,
    Jsapi,
    H5,
    App,
}

impl Product {
    const ALL: [(Self, &'static str); 4] =
        [(Self::Native, "native"), (Self::Jsapi, "jsapi"), (Self::H5, "h5"), (Self::App, "app")];

    pub(crate) fn segment(self) -> &'static str {
        Self::ALL.iter().find(|(product, _)| *product == self).map_or("", |(_, name)| name)
    }
}

/// A call with what its path says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Charge { product: Product, partner: bool },
    QueryWallet { number: String, partner: bool },
    QueryOrder { number: String, partner: bool },
    Close { number: String, partner: bool },
    Refund,
    RefundQuery { number: String },
    TradeBill,
    FundBill,
    BillFile,
    Certificates,
}

impl Route {
    pub(crate) const fn call(&self) -> Call {
        match self {
            Self::Charge { .. } => Call::Charge,
            Self::QueryWallet { .. } | Self::QueryOrder { .. } => Call::Query,
            Self::Close { .. } => Call::Close,
            Self::Refund => Call::Refund,
            Self::RefundQuery { .. } => Call::RefundQuery,
            Self::TradeBill | Self::FundBill => Call::Bill,
            Self::BillFile => Call::BillFile,
            Self::Certificates => Call::Certificates,
        }
    }

    const fn method(&self) -> Method {
        match self {
            Self::Charge { .. } | Self::Close { .. } | Self::Refund => Method::Post,
            _ => Method::Get,
        }
    }
}

/// The call that a request is for, or [`Reason::MethodUnknown`].
pub(crate) fn route(family: &Family, request: &Request) -> Result<Route, Fault> {
    let unknown = |message| Fault::Malformed(Refusal::new(Reason::MethodUnknown, message));
    let route = by_path(family, &request.path).ok_or_else(|| unknown("no such path"))?;
    if route.method() != request.method {
        return Err(unknown("this path is not called with this method"));
    }
    Ok(route)
}

/// The call that a path is for, whatever the method.
pub(crate) fn by_path(family: &Family, path: &str) -> Option<Route> {
    let paths = &family.paths;
    if path == paths.trade_bill {
        return Some(Route::TradeBill);
    }
    if path == paths.fund_bill {
        return Some(Route::FundBill);
    }
    if path == paths.bill_file {
        return Some(Route::BillFile);
    }
    if Some(path) == paths.certificates {
        return Some(Route::Certificates);
    }
    if path == paths.refunds {
        return Some(Route::Refund);
    }
    if let Some(rest) = below(path, paths.refunds) {
        return Some(Route::RefundQuery { number: segment(rest)? });
    }
    if let Some(rest) = paths.partner.and_then(|partner| below(path, partner)) {
        return order(rest, true);
    }
    order(below(path, paths.transactions)?, false)
}

fn order(rest: &str, partner: bool) -> Option<Route> {
    if let Some((product, _)) = Product::ALL.iter().find(|(_, name)| *name == rest) {
        return Some(Route::Charge { product: *product, partner });
    }
    if let Some(number) = rest.strip_prefix("id/") {
        return Some(Route::QueryWallet { number: segment(number)?, partner });
    }
    let rest = rest.strip_prefix("out-trade-no/")?;
    match rest.strip_suffix("/close") {
        Some(number) => Some(Route::Close { number: segment(number)?, partner }),
        None => Some(Route::QueryOrder { number: segment(rest)?, partner }),
    }
}

fn below<'a>(path: &'a str, root: &str) -> Option<&'a str> {
    path.strip_prefix(root)?.strip_prefix('/')
}

fn segment(text: &str) -> Option<String> {
    if text.is_empty() || text.contains('/') {
        return None;
    }
    url::decode(text)
}
