//! Requests of v3 REST: the business fields are the JSON body (or the query of a GET), and the
//! `authorization` header signs address and body.

use drawbridge_canon::{
    Account, Ctx, Digest, Fault, Method as Http, Reason, Refusal, Request, Timestamp,
};

use super::asked::{Asked, Said, check_app, check_http, encrypts, known, our_app};
use super::charset::Charset;
use super::fields::Fields;
use super::form::Params;
use super::json::Json;
use super::manner::Manner;
use super::v3_auth::{Authorization, SCHEME};
use super::{MAX_REQUEST, cert, content, signing};
use crate::method::{self, Method};

/// For how long a request is good that does not say so itself, in seconds; the same again for a
/// client whose clock runs ahead. The documents' own examples say 600.
const GOOD_FOR: i64 = 600;

/// The longest time for which a request may declare itself good.
const GOOD_FOR_MOST: i64 = 24 * 3600;

/// Verifies and opens.
pub(crate) fn open(request: &Request, ctx: &Ctx<'_>) -> Result<Asked, Fault> {
    let method = called(request)?;
    check_http(request, &[method.v3.unwrap_or(Http::Post)])?;
    if request.body.len() > MAX_REQUEST {
        return Err(Fault::unreadable("请求过大"));
    }
    let authorization = Authorization::of(request)?;
    let app = authorization.get("app_id").ok_or_else(|| Fault::missing("app_id"))?;
    check_app(ctx.account, app)?;
    check_time(&authorization, ctx.wall)?;
    verify(request, &authorization, ctx)?;
    opened(request, method, ctx.account)
}

/// Opens without verifying.
pub(crate) fn read(request: &Request, account: &Account) -> Result<Asked, Fault> {
    opened(request, called(request)?, account)
}

/// Writes.
pub(crate) fn write(said: Said, http: Http, ctx: &Ctx<'_>) -> Result<Request, Fault> {
    let account = ctx.account;
    let path = method::path_of_name(said.method);
    let mut request = Request::new(http, &account.endpoint, path);
    let mut biz = said.biz;
    biz.put_some("notify_url", said.notify_url);
    request.headers.push("accept", "application/json");
    request.headers.push("alipay-request-id", ctx.nonce);
    if http == Http::Get {
        let mut params = Params::default();
        for (name, value) in biz.0 {
            params.push(name, if let Json::Text(text) = value { text } else { value.write() });
        }
        request.query = Some(params.encode());
    } else {
        let body = Json::Object(biz).write();
        if encrypts(account) {
            request.headers.push("content-type", "text/plain");
            request.headers.push("alipay-encrypt-type", "AES");
            request.body = content::seal(account, body.as_bytes())?.into_bytes();
        } else {
            request.headers.push("content-type", "application/json");
            request.body = body.into_bytes();
        }
    }
    authorize(&mut request, said.app_auth_token.as_deref(), ctx)?;
    Ok(request)
}

/// The first of the strings that the signature may cover, for a person to compare.
pub(crate) fn string_to_verify(request: &Request) -> Option<String> {
    let authorization = Authorization::of(request).ok()?;
    let to_sign = to_sign(request, &authorization, &request.target());
    Some(String::from_utf8_lossy(&to_sign).into_owned())
}

fn authorize(request: &mut Request, token: Option<&str>, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let account = ctx.account;
    let certified = account.keys.ours.first().is_some_and(|key| !key.id.is_empty());
    let signer = signing::signer(ctx, certified)?;
    let certificate = if certified { format!(",app_cert_sn={}", signer.id) } else { String::new() };
    let app = our_app(account);
    let text = format!(
        "app_id={app}{certificate},nonce={},timestamp={},expired_seconds={GOOD_FOR}",
        ctx.nonce, ctx.wall.0
    );
    let http = request.method.as_str();
    let to_sign = Authorization::to_sign(&text, http, &request.target(), &request.body, token);
    let sign = signing::sign(ctx, signer, &to_sign)?;
    request.headers.push("authorization", format!("{SCHEME} {text},sign={sign}"));
    if let Some(token) = token {
        request.headers.push("alipay-app-auth-token", token);
    }
    if let Some(root) = cert::account_root_sn(account).filter(|_| certified) {
        request.headers.push("alipay-root-cert-sn", root);
    }
    Ok(())
}

fn called(request: &Request) -> Result<&'static Method, Fault> {
    known(method::by_path(&request.path), &request.path)
}

fn check_time(authorization: &Authorization, now: Timestamp) -> Result<(), Fault> {
    let number = |name: &str| -> Result<Option<i64>, Fault> {
        let bad = |_| {
            let refusal = Refusal::field(Reason::FieldInvalid, name, "非法的时间戳参数");
            Fault::Malformed(refusal.with_code("isv.invalid-timestamp"))
        };
        authorization.get(name).map(|text| text.parse().map_err(bad)).transpose()
    };
    let at = number("timestamp")?.ok_or_else(|| Fault::missing("timestamp"))?;
    let good_for = number("expired_seconds")?.unwrap_or(GOOD_FOR).clamp(0, GOOD_FOR_MOST);
    let from = now.plus_seconds(-good_for).0;
    let until = now.plus_seconds(GOOD_FOR).0;
    if (from..=until).contains(&at) {
        return Ok(());
    }
    Err(Fault::forged(Reason::Stale, "请求已过期：timestamp 与当前时间相差过大"))
}

/// Verifies. A client that was given a base address with a path signs that path too (in some
/// client libraries only when there is a query), so the address is tried with and without it.
fn verify(request: &Request, authorization: &Authorization, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let key = signing::verifier(ctx.account, authorization.get("app_cert_sn"))?;
    let fits = |target: String| {
        let to_sign = to_sign(request, authorization, &target);
        signing::verifies(key, Digest::Sha256, &to_sign, &authorization.sign)
    };
    if request.signed_targets().any(fits) {
        return Ok(());
    }
    Err(Fault::forged(
        Reason::SignatureWrong,
        "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配",
    ))
}

fn to_sign(request: &Request, authorization: &Authorization, target: &str) -> Vec<u8> {
    let token = request.headers.get("alipay-app-auth-token").filter(|token| !token.is_empty());
    let http = request.method.as_str();
    Authorization::to_sign(&authorization.text, http, target, &request.body, token)
}

fn opened(request: &Request, method: &'static Method, account: &Account) -> Result<Asked, Fault> {
    let manner = Manner::of(request);
    let biz = match method.v3 {
        Some(Http::Get) => query_fields(request)?,
        _ => body_fields(request, account)?,
    };
    let token = request.headers.get("alipay-app-auth-token").filter(|token| !token.is_empty());
    Ok(Asked {
        method,
        app_auth_token: token.map(str::to_owned),
        notify_url: biz.owned("notify_url")?,
        return_url: biz.owned("return_url")?,
        biz,
        manner,
    })
}

fn query_fields(request: &Request) -> Result<Fields, Fault> {
    let mut params = Params::default();
    params.read(request.query.as_deref().unwrap_or_default().as_bytes())?;
    params.fields(Charset::Utf8, |_| true)
}

fn body_fields(request: &Request, account: &Account) -> Result<Fields, Fault> {
    let body = Charset::Utf8.decode("body", &request.body)?;
    match request.headers.get("alipay-encrypt-type").unwrap_or_default() {
        "" if body.is_empty() => Ok(Fields::default()),
        "" => Fields::parse(&body),
        "AES" => {
            let plain = content::open(account, &body)?;
            Fields::parse(&Charset::Utf8.decode("body", &plain)?)
        }
        _ => {
            let field = "alipay-encrypt-type";
            let refusal = Refusal::field(Reason::FieldInvalid, field, "无效的加密类型");
            Err(Fault::Malformed(refusal.with_code("isv.invalid-encrypt-type")))
        }
    }
}
