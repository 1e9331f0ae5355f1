//! Requests: what a merchant asks, and how we ask.

use drawbridge_canon::{Carrier, Ctx, Fault, Method, Reason, Refusal, Request};

use super::signing::Name;
use super::{Fields, fields_of, stamp, verify, write_form};
use crate::kind::Kind;

/// A request, sorted.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Which transaction.
    pub(crate) kind: Kind,
    /// All its members.
    pub(crate) fields: Fields,
}

/// Reads a request without believing it.
pub(crate) fn read(request: &Request) -> Result<Asked, Fault> {
    let fields = fields_of(request)?;
    let kind = Kind::of(&request.path, &fields)?;
    let by_page = kind == Kind::Page && request.method == Method::Get;
    if request.method != Method::Post && !by_page {
        let refusal = Refusal::new(Reason::MethodUnknown, "请使用 POST 提交表单");
        return Err(Fault::Malformed(refusal));
    }
    Ok(Asked { kind, fields })
}

/// Reads a request and verifies whose it is.
pub(crate) fn open(request: &Request, ctx: &Ctx<'_>) -> Result<Asked, Fault> {
    let asked = read(request)?;
    verify(&asked.fields, ctx)?;
    let merchant = asked.fields.required("merId")?;
    if merchant != ctx.account.merchant {
        let refusal =
            Refusal::field(Reason::AppMismatch, "merId", "商户号与签名证书不一致".to_owned());
        return Err(Fault::Malformed(refusal));
    }
    Ok(asked)
}

/// A request that our server sends.
pub(crate) fn send(kind: Kind, fields: Fields, ctx: &Ctx<'_>) -> Result<Request, Fault> {
    let mut request = Request::new(Method::Post, &ctx.account.endpoint, kind.path());
    request.headers.push("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
    request.body = signed(kind, fields, ctx)?.into_bytes();
    Ok(request)
}

/// A request that the buyer's browser makes. The platform's samples post a form; the gateway takes
/// the same members from the address, which is what a link can carry.
pub(crate) fn browse(kind: Kind, fields: Fields, ctx: &Ctx<'_>) -> Result<Request, Fault> {
    let mut request = Request::new(Method::Get, &ctx.account.endpoint, kind.path());
    request.query = Some(signed(kind, fields, ctx)?);
    request.carrier = Carrier::Buyer;
    Ok(request)
}

fn signed(kind: Kind, mut fields: Fields, ctx: &Ctx<'_>) -> Result<String, Fault> {
    let (main, sub) = kind.types();
    fields.put("txnType", main);
    fields.put("txnSubType", sub);
    if fields.get("bizType").is_none() {
        fields.put("bizType", kind.business());
    }
    if fields.get("accessType").is_none() {
        fields.put("accessType", "0");
    }
    fields.put("merId", &ctx.account.merchant);
    stamp(&mut fields, ctx, Name::Serial)?;
    Ok(write_form(&fields))
}
