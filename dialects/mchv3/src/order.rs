//! Asking about an order, and closing it.

use std::collections::BTreeMap;

use drawbridge_canon::pay::{Call, Close, CloseAsk, OrderRef, Query, QueryAsk, Transaction};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Request, Response};
use serde_json::json;

use crate::charge::length;
use crate::family::{Family, Mch};
use crate::fields::{Bytes, Fields, title};
use crate::route::{Route, by_path, route};
use crate::{envelope, json, outcome, transaction, url};

impl Codec<Query> for Mch {
    fn write_ask(&self, ask: &QueryAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let sub = ask.sub_merchant.as_deref();
        let root = root(self.0, sub.is_some())?;
        let path = match &ask.order {
            OrderRef::Order(number) => format!("{root}/out-trade-no/{}", url::encode(number)),
            OrderRef::Wallet(number) => format!("{root}/id/{}", url::encode(number)),
        };
        let merchant = Some(ctx.account.merchant.as_str());
        let query = match sub {
            None => url::query(&[("mchid", merchant)]),
            Some(_) => url::query(&[("sp_mchid", merchant), ("sub_mchid", sub)]),
        };
        envelope::ask(self.0, Method::Get, path, Some(query), None, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<QueryAsk, Fault> {
        let (order, partner) = match route(self.0, request)? {
            Route::QueryOrder { number, partner } => (OrderRef::Order(number), partner),
            Route::QueryWallet { number, partner } => (OrderRef::Wallet(number), partner),
            _ => return Err(Fault::unreadable("not a query")),
        };
        envelope::verify_request(self.0, request, ctx)?;
        if let OrderRef::Order(number) = &order {
            ORDER.in_path(number)?;
        }
        let sub_merchant = merchants_in_query(request, partner, ctx)?;
        Ok(QueryAsk { order, sub_merchant })
    }

    fn write_answer(&self, answer: &Transaction, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let body = transaction::to_json(answer, partner_asked(self.0, ctx), ctx);
        envelope::signed(self.0, 200, body.to_string().into_bytes(), ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<Transaction, Fault> {
        transaction::from_json(outcome::success(self.0, Call::Query, response, ctx)?)
    }
}

impl Codec<Close> for Mch {
    fn write_ask(&self, ask: &CloseAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let OrderRef::Order(number) = &ask.order else {
            let message = "an order is closed by the merchant's own number only";
            return Err(Fault::untranslatable("transaction_id", message));
        };
        let sub = ask.sub_merchant.as_deref();
        let path =
            format!("{}/out-trade-no/{}/close", root(self.0, sub.is_some())?, url::encode(number));
        let merchant = &ctx.account.merchant;
        let body = match sub {
            None => json!({"mchid": merchant}),
            Some(sub) => json!({"sp_mchid": merchant, "sub_mchid": sub}),
        };
        let body = body.to_string().into_bytes();
        envelope::ask(self.0, Method::Post, path, None, Some(body), ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<CloseAsk, Fault> {
        let Route::Close { number, partner } = route(self.0, request)? else {
            return Err(Fault::unreadable("not a close"));
        };
        envelope::verify_request(self.0, request, ctx)?;
        ORDER.in_path(&number)?;
        let mut fields = Fields::new(json::object(&request.body, json::ASK_BYTES)?);
        let name = if partner { "sp_mchid" } else { "mchid" };
        if fields.need(name, length::MERCHANT)? != ctx.account.merchant {
            let message = "http header中的mchid与post payload中的mchid不匹配";
            return Err(Fault::invalid(&fields.pointer(name), message));
        }
        let sub_merchant =
            if partner { Some(fields.need("sub_mchid", length::MERCHANT)?) } else { None };
        fields.finish(&[], &mut BTreeMap::new())?;
        Ok(CloseAsk { order: OrderRef::Order(number), sub_merchant })
    }

    fn write_answer(
        &self,
        _answer: &(String, Option<String>),
        ctx: &Ctx<'_>,
    ) -> Result<Response, Fault> {
        envelope::signed(self.0, self.0.duties.close_status, Vec::new(), ctx)
    }

    fn read_answer(
        &self,
        response: &Response,
        ctx: &Ctx<'_>,
    ) -> Result<(String, Option<String>), Fault> {
        outcome::settled(self.0, Call::Close, response)?;
        envelope::verify_message(self.0, &response.headers, &response.body, &[], ctx)?;
        let route = ctx.asked.and_then(|asked| by_path(self.0, &asked.path));
        match route {
            Some(Route::Close { number, .. }) => Ok((number, None)),
            _ => Ok((String::new(), None)),
        }
    }
}

/// Where orders are.
fn root(family: &Family, partner: bool) -> Result<&'static str, Fault> {
    match (partner, family.paths.partner) {
        (false, _) => Ok(family.paths.transactions),
        (true, Some(path)) => Ok(path),
        (true, None) => {
            let message = "this wallet has no service providers here";
            Err(Fault::untranslatable("sub_merchant", message))
        }
    }
}

/// Whether the request that is answered came from a service provider.
fn partner_asked(family: &Family, ctx: &Ctx<'_>) -> bool {
    let route = ctx.asked.and_then(|asked| by_path(family, &asked.path));
    matches!(
        route,
        Some(Route::QueryOrder { partner: true, .. } | Route::QueryWallet { partner: true, .. })
    )
}

/// Checks the merchant named in a query, and gives the merchant served.
fn merchants_in_query(
    request: &Request,
    partner: bool,
    ctx: &Ctx<'_>,
) -> Result<Option<String>, Fault> {
    let mut params = url::params(request.query.as_deref())?;
    let name = if partner { "sp_mchid" } else { "mchid" };
    let mut need = |name: &str| {
        let value = params.remove(name).filter(|value| !value.is_empty());
        value.ok_or_else(|| {
            Fault::invalid(&format!("/{name}"), format!("输入源“/query/{name}”为必填项"))
        })
    };
    if need(name)? != ctx.account.merchant {
        let message = format!("http header中的mchid与query中的{name}不匹配");
        return Err(Fault::invalid(&format!("/{name}"), message));
    }
    if partner { need("sub_mchid").map(Some) } else { Ok(None) }
}

/// What a number is, as the platform's own pattern and as code.
pub(crate) struct Number {
    pub(crate) field: &'static str,
    pub(crate) bytes: Bytes,
    pub(crate) also: &'static str,
    pub(crate) pattern: &'static str,
}

/// The merchant's order number.
pub(crate) const ORDER: Number = Number {
    field: "out_trade_no",
    bytes: length::ORDER,
    also: "_-|*",
    pattern: r"^[0-9a-zA-Z_\-\|\*]+$",
};

impl Number {
    pub(crate) fn fits(&self, number: &str) -> bool {
        number.chars().all(|c| c.is_ascii_alphanumeric() || self.also.contains(c))
    }

    /// Checks a number in a body.
    pub(crate) fn take(&self, fields: &mut Fields) -> Result<Option<String>, Fault> {
        let number = fields.text(self.field, self.bytes)?;
        match number {
            Some(number) if !self.fits(&number) => Err(fields.pattern(self.field, self.pattern)),
            number => Ok(number),
        }
    }

    /// Checks a number in a path.
    pub(crate) fn in_path(&self, number: &str) -> Result<(), Fault> {
        let Self { field, bytes: Bytes(_, most), pattern, .. } = self;
        let place = format!(
            "输入源“/uri_template/{field}”映射到值字段“{}”字符串规则校验失败",
            title(field)
        );
        if number.len() > *most {
            let rule = format!("{place}，字节数 {}，大于最大值 {most}", number.len());
            return Err(Fault::invalid(&format!("/{field}"), rule));
        }
        if !self.fits(number) {
            let rule = format!("{place}，字符串必须匹配正则表达式“{pattern}”");
            return Err(Fault::invalid(&format!("/{field}"), rule));
        }
        Ok(())
    }
}
