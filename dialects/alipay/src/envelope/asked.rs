//! A request opened, and a request to be written, the same for both protocols.

use drawbridge_canon::{Account, Ctx, Fault, Method as Http, Reason, Refusal, Request};

use super::fields::Fields;
use super::manner::Manner;
use super::{gateway_request, v3_request};
use crate::method::{self, Method};

/// A request that reached us, opened.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// How it was made.
    pub(crate) manner: Manner,
    /// What it asks for.
    pub(crate) method: &'static Method,
    /// On behalf of which merchant a service provider asks.
    pub(crate) app_auth_token: Option<String>,
    /// Where notices go.
    pub(crate) notify_url: Option<String>,
    /// Where the buyer's browser goes afterwards.
    pub(crate) return_url: Option<String>,
    /// The business fields.
    pub(crate) biz: Fields,
}

/// A request that we are about to make.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// The method's name.
    pub(crate) method: &'static str,
    /// On behalf of which merchant we ask.
    pub(crate) app_auth_token: Option<String>,
    /// Where notices go.
    pub(crate) notify_url: Option<String>,
    /// Where the buyer's browser goes afterwards.
    pub(crate) return_url: Option<String>,
    /// The business fields.
    pub(crate) biz: Fields,
}

/// Verifies a request and opens it.
pub(crate) fn open(request: &Request, ctx: &Ctx<'_>) -> Result<Asked, Fault> {
    match method::name_of_path(&request.path) {
        Some(_) => v3_request::open(request, ctx),
        None => gateway_request::open(request, ctx),
    }
}

/// Opens a request that is known to be good: one that was verified before, or that we made.
pub(crate) fn read(request: &Request, account: &Account) -> Result<Asked, Fault> {
    match method::name_of_path(&request.path) {
        Some(_) => v3_request::read(request, account),
        None => gateway_request::read(request, account),
    }
}

/// Writes a request in the account's protocol. What v3 cannot ask goes to the gateway.
pub(crate) fn write(said: Said, ctx: &Ctx<'_>) -> Result<Request, Fault> {
    let v3 = ctx.account.option("protocol") == Some("v3");
    match method::by_name(said.method).and_then(|method| method.v3).filter(|_| v3) {
        Some(http) => v3_request::write(said, http, ctx),
        None => gateway_request::write(said, ctx),
    }
}

/// The method of a name, or the platform's complaint.
pub(crate) fn known(found: Option<&'static Method>, name: &str) -> Result<&'static Method, Fault> {
    found.ok_or_else(|| {
        Fault::Malformed(Refusal::field(
            Reason::MethodUnknown,
            "method",
            format!("不存在的方法名 {name}"),
        ))
    })
}

/// A caller that is not this account's.
pub(crate) fn check_app(account: &Account, app: &str) -> Result<(), Fault> {
    if app == account.id || account.apps.iter().any(|known| known == app) {
        return Ok(());
    }
    Err(Fault::forged(Reason::CallerUnknown, format!("无效的 appId 参数：{app}")))
}

/// The app in whose name we ask.
pub(crate) fn our_app(account: &Account) -> &str {
    Some(account.app()).filter(|app| !app.is_empty()).unwrap_or(&account.id)
}

/// Whether requests and their content are to be encrypted: account option `encrypt` = `AES`.
pub(crate) fn encrypts(account: &Account) -> bool {
    account.option("encrypt") == Some("AES")
}

/// What is wrong with the HTTP method, if something is.
pub(crate) fn check_http(request: &Request, allowed: &[Http]) -> Result<(), Fault> {
    if allowed.contains(&request.method) {
        return Ok(());
    }
    let message = format!("不支持的 HTTP 方法 {}", request.method.as_str());
    Err(Fault::Malformed(Refusal::field(Reason::MethodUnknown, "method", message)))
}
