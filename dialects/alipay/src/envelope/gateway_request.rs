//! Requests to `gateway.do` (opendocs.alipay.com/common/02kf5q): public parameters, the business
//! fields as JSON in `biz_content`, and a signature over all of them.

use drawbridge_canon::{
    Account, Carrier, Ctx, Digest, Fault, Method as Http, Reason, Refusal, Request, Timestamp,
};

use super::asked::{Asked, Said, check_app, check_http, encrypts, known, our_app};
use super::charset::Charset;
use super::fields::Fields;
use super::form::Params;
use super::json::Json;
use super::manner::Manner;
use super::{GATEWAY, cert, content, signing};
use crate::method;

/// The parameters that are not business fields, whoever puts what where.
const PUBLIC: &[&str] = &[
    "alipay_root_cert_sn",
    "alipay_sdk",
    "app_auth_token",
    "app_cert_sn",
    "app_id",
    "auth_token",
    "biz_content",
    "charset",
    "encrypt_type",
    "format",
    "method",
    "notify_url",
    "prod_code",
    "return_url",
    "sign",
    "sign_type",
    "target_app_id",
    "terminal_info",
    "terminal_type",
    "timestamp",
    "version",
    "ws_service_url",
];

/// Verifies and opens.
pub(crate) fn open(request: &Request, ctx: &Ctx<'_>) -> Result<Asked, Fault> {
    check_http(request, &[Http::Get, Http::Post])?;
    let params = Params::of(request)?;
    check_public(&params)?;
    check_app(ctx.account, params.ascii("app_id").unwrap_or_default())?;
    verify(&params, ctx)?;
    opened(&params, ctx.account)
}

/// Opens without verifying.
pub(crate) fn read(request: &Request, account: &Account) -> Result<Asked, Fault> {
    opened(&Params::of(request)?, account)
}

/// Writes: public parameters in the query and `biz_content` in the body, as the platform's own
/// client libraries do; for the buyer to carry, everything in the query.
pub(crate) fn write(said: Said, ctx: &Ctx<'_>) -> Result<Request, Fault> {
    let account = ctx.account;
    let certified = ctx.account.keys.ours.first().is_some_and(|key| !key.id.is_empty());
    let signer = signing::signer(ctx, certified)?;
    let buyer = method::by_name(said.method).is_some_and(|method| method.buyer);
    let mut params = Params::default();
    params.push("app_id", our_app(account));
    params.push("method", said.method);
    params.push("format", "JSON");
    params.push("charset", Charset::Utf8.name());
    params.push("sign_type", "RSA2");
    params.push("timestamp", ctx.wall.local());
    params.push("version", "1.0");
    let optional = [
        ("notify_url", said.notify_url),
        ("return_url", said.return_url),
        ("app_auth_token", said.app_auth_token),
        ("app_cert_sn", Some(signer.id.clone())),
        ("alipay_root_cert_sn", cert::account_root_sn(account).filter(|_| certified)),
    ];
    for (name, value) in optional {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            params.push(name, value);
        }
    }
    let biz = Json::Object(said.biz).write();
    if encrypts(account) && !buyer {
        params.push("encrypt_type", "AES");
        params.push("biz_content", content::seal(account, biz.as_bytes())?);
    } else {
        params.push("biz_content", biz);
    }
    params.push("sign", signing::sign(ctx, signer, &params.to_sign(&["sign"]))?);
    Ok(packed(params, buyer, account))
}

/// The string that the signature has to cover, as text for a person to compare.
pub(crate) fn string_to_verify(request: &Request) -> Option<String> {
    let to_sign = Params::of(request).ok()?.to_sign(&["sign"]);
    Some(String::from_utf8_lossy(&to_sign).into_owned())
}

fn packed(mut params: Params<'_>, buyer: bool, account: &Account) -> Request {
    let mut request = Request::new(Http::Post, &account.endpoint, GATEWAY);
    if buyer {
        request.method = Http::Get;
        request.carrier = Carrier::Buyer;
    } else {
        let biz = params.0.iter().position(|(name, _)| name == "biz_content");
        let body = Params(biz.map(|at| params.0.remove(at)).into_iter().collect());
        request.body = body.encode().into_bytes();
        request.headers.push("content-type", "application/x-www-form-urlencoded;charset=utf-8");
        request.headers.push("accept", "application/json");
    }
    request.query = Some(params.encode());
    request
}

/// The public parameters without which the gateway does not begin, in its order.
fn check_public(params: &Params<'_>) -> Result<(), Fault> {
    let required = [
        ("method", "缺少方法名参数"),
        ("app_id", "缺少 appId 参数"),
        ("sign_type", "缺少签名类型参数"),
        ("timestamp", "缺少时间戳参数"),
        ("version", "缺少版本参数"),
    ];
    for (name, message) in required {
        if params.ascii(name).is_none() {
            let refusal = Refusal::field(Reason::FieldMissing, name, message);
            return Err(Fault::Malformed(refusal));
        }
    }
    if params.ascii("sign").is_none() {
        return Err(Fault::forged(Reason::SignatureMissing, "缺少签名参数"));
    }
    // The clock of a client is its own, and so is its zone: only the form is checked.
    if Timestamp::parse_local(params.ascii("timestamp").unwrap_or_default()).is_none() {
        let refusal = Refusal::field(Reason::FieldInvalid, "timestamp", "非法的时间戳参数");
        return Err(Fault::Malformed(refusal.with_code("isv.invalid-timestamp")));
    }
    if params.ascii("format").is_some_and(|format| !format.eq_ignore_ascii_case("json")) {
        let refusal = Refusal::field(Reason::FieldInvalid, "format", "无效的数据格式：支持 JSON");
        return Err(Fault::Malformed(refusal.with_code("isv.invalid-format")));
    }
    Ok(())
}

fn verify(params: &Params<'_>, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let sign_type = params.ascii("sign_type").unwrap_or_default();
    let digest = signing::digest(sign_type)?;
    let method = method::by_name(params.ascii("method").unwrap_or_default());
    if digest == Digest::Sha1 && method.is_none_or(|method| !method.buyer) {
        // The reply would have to be signed with SHA-1 too, which nothing here does any more.
        let message = "无效的签名类型：应答只以 RSA2 签名，请将 sign_type 改为 RSA2";
        let refusal = Refusal::field(Reason::FieldInvalid, "sign_type", message);
        return Err(Fault::Malformed(refusal.with_code("isv.invalid-signature-type")));
    }
    let key = signing::verifier(ctx.account, params.ascii("app_cert_sn"))?;
    let to_sign = params.to_sign(&["sign"]);
    if signing::verifies(key, digest, &to_sign, params.ascii("sign").unwrap_or_default()) {
        return Ok(());
    }
    Err(Fault::forged(
        Reason::SignatureWrong,
        "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配",
    ))
}

fn opened(params: &Params<'_>, account: &Account) -> Result<Asked, Fault> {
    let manner = Manner::of_params(params);
    let charset = Charset::parse(params.ascii("charset").unwrap_or_default())?;
    let method = known(method::by_name(&manner.method), &manner.method)?;
    let text = |name| params.text(name, charset);
    Ok(Asked {
        method,
        app_auth_token: text("app_auth_token")?,
        notify_url: text("notify_url")?,
        return_url: text("return_url")?,
        biz: business(params, charset, account)?,
        manner,
    })
}

/// The business fields: JSON in `biz_content`, or each a parameter of its own.
fn business(params: &Params<'_>, charset: Charset, account: &Account) -> Result<Fields, Fault> {
    let Some(text) = params.text("biz_content", charset)? else {
        return params.fields(charset, |name| !PUBLIC.contains(&name));
    };
    match params.ascii("encrypt_type") {
        None => Fields::parse(&text),
        Some("AES") => {
            Fields::parse(&charset.decode("biz_content", &content::open(account, &text)?)?)
        }
        Some(_) => {
            let refusal = Refusal::field(Reason::FieldInvalid, "encrypt_type", "无效的加密类型");
            Err(Fault::Malformed(refusal.with_code("isv.invalid-encrypt-type")))
        }
    }
}
