//! A call: written, verified and answered.

use std::collections::BTreeMap;

use drawbridge_canon::share::CALLS_AT;
use drawbridge_canon::{Ctx, Fault, Method, Reason, Request, Response, Timestamp, form};
use serde_json::{Value, json};

use super::codes;
use super::sign::{self, is_signed, sign};

/// Where all calls go.
const OFFICIAL: &str = "https://eco.taobao.com";
const PATH: &str = "/router/rest";

/// The account option that chooses how we sign: `md5` (the default), `hmac` or `hmac-sha256`.
const SIGN_METHOD: &str = "sign_method";

/// How far a call's time may be from ours: ten minutes, as the document says.
const TOLERANCE: i64 = 10 * 60;

/// The longest body of ours or theirs that is read.
const BODY_MOST: usize = 64 * 1024;

/// A signed call of a method.
pub(super) fn write(
    method: &str,
    business: &[(&str, &str)],
    ctx: &Ctx<'_>,
) -> Result<Request, Fault> {
    let secret = ctx.account.keys.app_secret.as_deref();
    let secret = secret.ok_or_else(|| Fault::Unsent("the account has no app_secret".to_owned()))?;
    let app = Some(ctx.account.app()).filter(|app| !app.is_empty());
    let app = app.ok_or_else(|| Fault::Unsent("the account has no app key".to_owned()))?;
    let name = ctx.account.option(SIGN_METHOD).unwrap_or("md5");
    let signing = sign::Method::named(name)
        .ok_or_else(|| Fault::Unsent(format!("there is no {SIGN_METHOD} {name}")))?;
    let timestamp = ctx.wall.local();
    let system = [
        ("method", method),
        ("app_key", app),
        ("timestamp", &timestamp),
        ("format", "json"),
        ("v", "2.0"),
        ("sign_method", signing.name()),
    ];
    let all = system.iter().chain(business);
    let mut params: BTreeMap<String, String> =
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    params.insert("sign".to_owned(), sign(&params, secret, signing));
    let origin = ctx.account.option(CALLS_AT).unwrap_or(OFFICIAL);
    let mut request = Request::new(Method::Post, origin, PATH);
    let charset = "application/x-www-form-urlencoded; charset=utf-8";
    request.headers.push("content-type", charset);
    let pairs = params.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes()));
    request.body = form::write(pairs).into_bytes();
    Ok(request)
}

/// The parameters of a call to one of these methods, verified.
pub(super) fn read(
    request: &Request,
    methods: &[&str],
    ctx: &Ctx<'_>,
) -> Result<BTreeMap<String, String>, Fault> {
    let params = params(request)?;
    let get = |name: &str| needed(&params, name);
    let method = get("method")?;
    if !methods.contains(&method) || request.path != PATH {
        return Err(Fault::forged(Reason::MethodUnknown, "Invalid Method"));
    }
    let app = get("app_key")?.to_owned();
    if !ctx.account.apps.contains(&app) {
        return Err(Fault::forged(Reason::CallerUnknown, "Invalid App Key"));
    }
    let signing =
        params.get("sign_method").map_or(Some(sign::Method::Md5), |name| sign::Method::named(name));
    let signing =
        signing.ok_or_else(|| Fault::invalid("sign_method", "Invalid Signature Method"))?;
    let signature = params.get("sign").filter(|sign| !sign.is_empty());
    let signature =
        signature.ok_or_else(|| Fault::forged(Reason::SignatureMissing, "Missing Signature"))?;
    let secret = ctx.account.keys.app_secret.as_deref().unwrap_or_default();
    if secret.is_empty() || !is_signed(&params, secret, signing, signature) {
        return Err(Fault::forged(Reason::SignatureWrong, "Invalid Signature"));
    }
    let moment = Timestamp::parse_local(get("timestamp")?);
    let moment = moment.ok_or_else(|| Fault::invalid("timestamp", "Invalid Timestamp"))?;
    if (moment.seconds() - ctx.wall.seconds()).abs() > TOLERANCE {
        return Err(Fault::forged(Reason::Stale, "Invalid Timestamp"));
    }
    if params.get("format").is_some_and(|format| format != "json") {
        return Err(Fault::untranslatable("format", "only JSON is answered"));
    }
    Ok(params)
}

/// The parameters in query and body together. One given twice is refused: nobody should read
/// another than we do.
fn params(request: &Request) -> Result<BTreeMap<String, String>, Fault> {
    if request.body.len() > BODY_MOST {
        return Err(Fault::unreadable("the body is too long"));
    }
    let mut params = BTreeMap::new();
    let query = request.query.as_deref().unwrap_or_default().as_bytes();
    for pair in form::pairs(query).chain(form::pairs(&request.body)) {
        let (name, value) = pair.map_err(|_| Fault::unreadable("a percent escape is broken"))?;
        let text = |bytes: &[u8]| {
            let text = std::str::from_utf8(bytes).map(str::to_owned);
            text.map_err(|_| Fault::unreadable("the parameters are not UTF-8"))
        };
        let name = text(&name)?;
        if params.contains_key(&name) {
            return Err(Fault::invalid(&name, "given twice"));
        }
        params.insert(name, text(&value)?);
    }
    Ok(params)
}

/// A parameter that must be there.
pub(super) fn needed<'a>(
    params: &'a BTreeMap<String, String>,
    name: &str,
) -> Result<&'a str, Fault> {
    let value = params.get(name).filter(|value| !value.is_empty());
    value.map(String::as_str).ok_or_else(|| Fault::missing(name))
}

/// The method that was called, as it stands in a request.
pub(super) fn method(request: Option<&Request>) -> Option<String> {
    params(request?).ok()?.remove("method")
}

/// An answer: all of it within a field named after the method.
pub(super) fn answer(field: &str, mut told: Value, ctx: &Ctx<'_>) -> Response {
    told["request_id"] = ctx.nonce.get(..12).unwrap_or(ctx.nonce).into();
    let body = json!({ field: told }).to_string();
    Response::new(200, "text/javascript;charset=UTF-8", body)
}

/// What was answered within the field, unless it is a refusal.
pub(super) fn answered(response: &Response, field: &str) -> Result<Value, Fault> {
    let body = Some(&*response.body).filter(|body| body.len() <= BODY_MOST);
    let told = body.and_then(|body| serde_json::from_slice::<Value>(body).ok());
    let mut told = told.filter(Value::is_object).ok_or_else(|| {
        Fault::Unknown(format!("an unreadable reply with status {}", response.status))
    })?;
    if told["error_response"].is_object() {
        return Err(codes::fault(&told["error_response"]));
    }
    let inner = told[field].take();
    if inner.is_object() { Ok(inner) } else { Err(Fault::missing(field)) }
}
