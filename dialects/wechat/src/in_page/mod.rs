//! Paying in a page inside WeChat's own browser: the buyer's openid by a silent OAuth 2.0 sign-in
//! (`snsapi_base`), then `getBrandWCPayRequest` with the prepay number of a JSAPI order.
//!
//! An H5 payment is refused there ("请在微信外打开订单，进行支付"), and a Native payment's code can
//! be scanned, but no longer be pressed on the screen that shows it.

mod authorise;
mod identify;

use drawbridge_canon::pay::{Bridge, InPage, PageCall, SIGN_IN_AT, SignInStep};
use drawbridge_canon::{Account, Ctx, Fault, Method, Reason, Request};
use drawbridge_mchv3::{page_call, read_page_call};

use crate::family::FAMILY;

/// In a page inside WeChat.
pub(crate) static IN_PAGE: InPage = InPage {
    bridge: Bridge {
        object: "WeixinJSBridge",
        ready: "WeixinJSBridgeReady",
        method: "invoke",
        name: "getBrandWCPayRequest",
        told: "err_msg",
        paid: "get_brand_wcpay_request:ok",
        cancelled: "get_brand_wcpay_request:cancel",
        failed: "get_brand_wcpay_request:fail",
        // The object speaks to the app through hidden frames of these schemes.
        frames: &["weixin:", "weixinping:"],
    },
    step,
    refuse: identify::refuse,
    authorise: &authorise::Authorising,
    identify: &identify::Identifying,
    write_call,
    read_call,
};

/// Where the buyer's browser signs in.
const PAGES: (&str, &str) = ("https://open.weixin.qq.com", "/connect/oauth2/authorize");
/// Where the merchant asks who it was.
const CALLS: (&str, &str) = ("https://api.weixin.qq.com", "/sns/oauth2/access_token");

/// A request to one of them, or to the account's own place for both.
fn request((official, path): (&str, &str), account: &Account) -> Request {
    Request::new(Method::Get, account.option(SIGN_IN_AT).unwrap_or(official), path)
}

fn step(request: &Request) -> Result<SignInStep, Fault> {
    let make = match request.path.as_str() {
        path if path == PAGES.1 => SignInStep::Authorise,
        path if path == CALLS.1 => SignInStep::Identify,
        path => {
            let message = format!("{path} is no step of signing in");
            return Err(Fault::forged(Reason::MethodUnknown, message));
        }
    };
    let app =
        crate::query::params(request)?.remove("appid").ok_or_else(|| Fault::missing("appid"))?;
    Ok(make(app))
}

/// The app that the account signs buyers in with.
fn app<'a>(ctx: &Ctx<'a>) -> Result<&'a str, Fault> {
    let app = Some(ctx.account.app()).filter(|app| !app.is_empty());
    app.ok_or_else(|| Fault::Unsent("the account has no app id".to_owned()))
}

/// What `getBrandWCPayRequest` takes, by its names.
fn write_call(prepay: &str, ctx: &Ctx<'_>) -> Result<PageCall, Fault> {
    let call = page_call(&FAMILY, app(ctx)?, prepay, ctx)?;
    let fields = [
        ("appId", call.app_id),
        ("timeStamp", call.time_stamp),
        ("nonceStr", call.nonce_str),
        ("package", call.package),
        ("signType", call.sign_type),
        ("paySign", call.pay_sign),
    ];
    Ok(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn read_call(call: &PageCall, ctx: &Ctx<'_>) -> Result<String, Fault> {
    let field = |name: &str| call.get(name).cloned().ok_or_else(|| Fault::missing(name));
    let call = drawbridge_mchv3::PageCall {
        app_id: field("appId")?,
        time_stamp: field("timeStamp")?,
        nonce_str: field("nonceStr")?,
        package: field("package")?,
        sign_type: field("signType")?,
        pay_sign: field("paySign")?,
    };
    read_page_call(&FAMILY, &call, ctx)
}
