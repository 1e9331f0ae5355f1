//! Making a payment: the four prepay calls, for a merchant itself or through a service provider.

mod read;
mod write;

pub(crate) use write::restore;

use drawbridge_canon::pay::{Call, Charge, ChargeAsk, Goods, Handover};
use drawbridge_canon::{Codec, Ctx, Currency, Fault, Request, Response};
use serde_json::json;

use crate::family::{Family, Mch};
use crate::fields::Bytes;
use crate::route::{Product, Route, by_path, route};
use crate::{envelope, json, outcome};

/// The documents' lengths, in bytes.
pub(crate) mod length {
    use crate::fields::Bytes;

    pub(crate) const APP: Bytes = Bytes(1, 32);
    pub(crate) const MERCHANT: Bytes = Bytes(1, 32);
    pub(crate) const ORDER: Bytes = Bytes(6, 32);
    pub(crate) const SUBJECT: Bytes = Bytes(1, 127);
    pub(crate) const ATTACH: Bytes = Bytes(1, 128);
    pub(crate) const NOTIFY: Bytes = Bytes(1, 255);
    pub(crate) const OPENID: Bytes = Bytes(1, 128);
    pub(crate) const GOODS_ID: Bytes = Bytes(1, 64);
    pub(crate) const GOODS_NAME: Bytes = Bytes(1, 256);
    pub(crate) const CLIENT_IP: Bytes = Bytes(1, 45);
}

impl Codec<Charge> for Mch {
    fn write_ask(&self, ask: &ChargeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let family = self.0;
        let product = write::product(&ask.scene)?;
        let root = match &ask.sub_merchant {
            None => family.paths.transactions,
            Some(_) => family.paths.partner.ok_or_else(|| {
                Fault::untranslatable("sub_merchant", "this wallet has no service providers here")
            })?,
        };
        let body = write::body(family, ask, ctx)?.to_string().into_bytes();
        let path = format!("{root}/{}", product.segment());
        envelope::ask(family, drawbridge_canon::Method::Post, path, None, Some(body), ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<ChargeAsk, Fault> {
        let Route::Charge { product, partner } = route(self.0, request)? else {
            return Err(Fault::unreadable("not a prepay call"));
        };
        envelope::verify_request(self.0, request, ctx)?;
        let map = json::object(&request.body, json::ASK_BYTES)?;
        read::body(self.0, product, partner, map, ctx)
    }

    fn write_answer(&self, answer: &Handover, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let (body, products): (_, &[Product]) = match answer {
            Handover::Code { text } => (json!({"code_url": text}), &[Product::Native]),
            Handover::Prepay { id } => (json!({"prepay_id": id}), &[Product::Jsapi, Product::App]),
            Handover::Redirect { url } => (json!({"h5_url": url}), &[Product::H5]),
            Handover::AppText { .. } | Handover::Paid { .. } | Handover::Paying { .. } => {
                (json!(null), &[])
            }
        };
        let asked = product_asked(self.0, ctx);
        if products.is_empty() || asked.is_some_and(|product| !products.contains(&product)) {
            let message = "该支付方式不支持此请求：所选钱包不能以此方式唤起，请改用Native下单";
            return Err(Fault::untranslatable("trade_type", message));
        }
        envelope::signed(self.0, 200, body.to_string().into_bytes(), ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<Handover, Fault> {
        let mut fields = outcome::success(self.0, Call::Charge, response, ctx)?;
        if let Some(text) = fields.told("code_url") {
            return Ok(Handover::Code { text });
        }
        if let Some(id) = fields.told("prepay_id") {
            return Ok(Handover::Prepay { id });
        }
        if let Some(url) = fields.told("h5_url") {
            return Ok(Handover::Redirect { url });
        }
        Err(Fault::Unknown("the reply holds no code_url, prepay_id or h5_url".to_owned()))
    }
}

fn product_asked(family: &Family, ctx: &Ctx<'_>) -> Option<Product> {
    match by_path(family, &ctx.asked?.path)? {
        Route::Charge { product, .. } => Some(product),
        _ => None,
    }
}

/// One line of an order, read; `names` are the fields of quantity in this kind of list.
pub(crate) fn goods_line(
    fields: &mut crate::fields::Fields,
    quantity: &str,
    currency: Currency,
) -> Result<Goods, Fault> {
    let count = fields.number(quantity)?.ok_or_else(|| fields.missing(quantity))?;
    let count = u32::try_from(count).ok().filter(|count| *count > 0);
    Ok(Goods {
        id: fields.need("merchant_goods_id", length::GOODS_ID)?,
        name: fields.text("goods_name", length::GOODS_NAME)?,
        quantity: count.ok_or_else(|| fields.wrong(quantity, "数值字段", "规则校验失败"))?,
        unit_price: fields.need_money("unit_price", currency, 0)?,
    })
}

/// A notice address. The live service's own rule (it tells it in its error message) lets plain
/// http through, and no query.
pub(crate) fn notify_url(
    fields: &mut crate::fields::Fields,
    bytes: Bytes,
) -> Result<Option<String>, Fault> {
    const RULE: &str = r"^https?://([^\s/?#\[\]\@]+\@)?([^\s/?#\@:]+)(?::\d{2,5})?([^\s?#\[\]]*)$";
    let Some(url) = fields.text("notify_url", bytes)? else { return Ok(None) };
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let fits = rest.is_some_and(|rest| {
        !rest.starts_with('/')
            && !rest.is_empty()
            && !rest.contains(|c: char| c.is_whitespace() || "?#[]".contains(c))
    });
    if fits { Ok(Some(url)) } else { Err(fields.pattern("notify_url", RULE)) }
}
