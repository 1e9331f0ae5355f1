//! Giving money back, and asking about it.

mod read;
mod state;
mod write;

use drawbridge_canon::pay::{Call, Refund, RefundAsk, RefundQuery, RefundQueryAsk, RefundState};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Request, Response};

pub(crate) use state::{from_json, to_json, to_notice};

use crate::family::{Family, Mch};
use crate::fields::Bytes;
use crate::order::Number;
use crate::route::{Route, route};
use crate::{envelope, json, outcome, url};

/// A refund's number.
const NUMBER: Number = Number {
    field: "out_refund_no",
    bytes: Bytes(1, 64),
    also: "_-|*@",
    pattern: r"^[0-9a-zA-Z_\-\|\*@]+$",
};
/// The longest reason.
const REASON: Bytes = Bytes(1, 80);
/// The longest notice address of a refund.
const NOTIFY: Bytes = Bytes(1, 256);

impl Codec<Refund> for Mch {
    fn write_ask(&self, ask: &RefundAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let body = write::body(self.0, ask, ctx)?.to_string().into_bytes();
        envelope::ask(self.0, Method::Post, self.0.paths.refunds, None, Some(body), ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<RefundAsk, Fault> {
        let Route::Refund = route(self.0, request)? else {
            return Err(Fault::unreadable("not a refund"));
        };
        envelope::verify_request(self.0, request, ctx)?;
        read::body(self.0, json::object(&request.body, json::ASK_BYTES)?, ctx)
    }

    fn write_answer(&self, answer: &RefundState, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        envelope::signed(self.0, 200, to_json(answer).to_string().into_bytes(), ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<RefundState, Fault> {
        let fields = outcome::success(self.0, Call::Refund, response, ctx)?;
        from_json(fields, "status").map_err(|fault| outcome::doubt(Call::Refund, fault))
    }
}

impl Codec<RefundQuery> for Mch {
    fn write_ask(&self, ask: &RefundQueryAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let path = format!("{}/{}", self.0.paths.refunds, url::encode(&ask.refund));
        let merchant = Some(ctx.account.merchant.as_str());
        let query = url::query(&[
            ("mchid", merchant.filter(|_| self.0.duties.names_merchant)),
            ("sub_mchid", sub_merchant(self.0, ask.sub_merchant.as_deref())?),
        ]);
        envelope::ask(self.0, Method::Get, path, Some(query), None, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<RefundQueryAsk, Fault> {
        let Route::RefundQuery { number } = route(self.0, request)? else {
            return Err(Fault::unreadable("not a refund query"));
        };
        envelope::verify_request(self.0, request, ctx)?;
        NUMBER.in_path(&number)?;
        let mut params = url::params(request.query.as_deref())?;
        check_merchant(params.remove("mchid").as_deref(), ctx)?;
        let sub_merchant = params.remove("sub_mchid").filter(|sub| !sub.is_empty());
        Ok(RefundQueryAsk { refund: number, order: None, sub_merchant, asked_at: None })
    }

    fn write_answer(&self, answer: &RefundState, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        envelope::signed(self.0, 200, to_json(answer).to_string().into_bytes(), ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<RefundState, Fault> {
        from_json(outcome::success(self.0, Call::RefundQuery, response, ctx)?, "status")
    }
}

/// The merchant served, where the wallet knows such.
pub(crate) fn sub_merchant<'a>(
    family: &Family,
    named: Option<&'a str>,
) -> Result<Option<&'a str>, Fault> {
    if named.is_some() && family.paths.partner.is_none() {
        let message = "this wallet has no service providers here";
        return Err(Fault::untranslatable("sub_merchant", message));
    }
    Ok(named)
}

/// A merchant named beside the header, where one is, must be the one that signed.
pub(crate) fn check_merchant(named: Option<&str>, ctx: &Ctx<'_>) -> Result<(), Fault> {
    match named {
        Some(named) if named != ctx.account.merchant => {
            let message = "http header中的mchid与请求参数中的mchid不匹配";
            Err(Fault::invalid("/mchid", message))
        }
        _ => Ok(()),
    }
}
