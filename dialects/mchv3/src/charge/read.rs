//! The prepay body, read.

use std::collections::BTreeMap;

use drawbridge_canon::pay::{Buyer, ChargeAsk, Origin, Scene, SubMerchant};
use drawbridge_canon::{Ctx, Currency, Fault, Reason, Refusal};
use serde_json::{Map, Value};

use super::{goods_line, length, notify_url};
use crate::family::Family;
use crate::fields::{Bytes, Fields};
use crate::order::ORDER;
use crate::route::Product;

/// What a service provider names the buyer by, when it is the served merchant's app that knows
/// them although the ask would make one expect the other.
pub(crate) const PAYER_OF_PROVIDER: &str = "payer.sp_openid";

/// The most bytes of the order's lines, as JSON.
const DETAIL: usize = 6144;

pub(crate) fn body(
    family: &Family,
    product: Product,
    partner: bool,
    map: Map<String, Value>,
    ctx: &Ctx<'_>,
) -> Result<ChargeAsk, Fault> {
    let mut fields = Fields::new(map);
    let mut kept = BTreeMap::new();
    let (app, sub_merchant) = caller(&mut fields, partner, ctx)?;
    let subject = fields.need("description", length::SUBJECT)?;
    let order = ORDER.take(&mut fields)?.ok_or_else(|| fields.missing("out_trade_no"))?;
    let mut amount = fields.object("amount")?;
    let currency = amount.yuan("currency")?;
    let total = amount.need_money("total", currency, 1)?;
    amount.finish(&[], &mut kept)?;
    let (goods, no_credit, split) = extras(family, &mut fields, currency, &mut kept)?;
    let scene = scene(family, product, sub_merchant.as_ref(), &mut fields, &mut kept)?;
    let ask = ChargeAsk {
        scene,
        order,
        amount: total,
        subject,
        body: None,
        attach: fields.text("attach", length::ATTACH)?,
        notify_url: Some(
            notify_url(&mut fields, length::NOTIFY)?.ok_or_else(|| fields.missing("notify_url"))?,
        ),
        return_url: None,
        expires: fields.moment("time_expire")?,
        app: Some(app),
        sub_merchant,
        goods,
        no_credit,
        split,
        origin: Origin::default(),
    };
    fields.finish(&["goods_tag", "limit_pay", "support_fapiao"], &mut kept)?;
    let dialect = if kept.is_empty() { String::new() } else { family.dialect.to_owned() };
    Ok(ChargeAsk { origin: Origin { dialect, fields: kept }, ..ask })
}

/// The app and the merchant served. The merchant must be the one that signed.
fn caller(
    fields: &mut Fields,
    partner: bool,
    ctx: &Ctx<'_>,
) -> Result<(String, Option<SubMerchant>), Fault> {
    let (app, merchant) = if partner { ("sp_appid", "sp_mchid") } else { ("appid", "mchid") };
    let app = fields.need(app, length::APP)?;
    let named = fields.need(merchant, length::MERCHANT)?;
    if named != ctx.account.merchant {
        let message = "http header中的mchid与post payload中的mchid不匹配";
        return Err(Fault::invalid(&fields.pointer(merchant), message));
    }
    if !ctx.account.apps.is_empty() && !ctx.account.apps.contains(&app) {
        let message = "appid和mch_id不匹配，请检查后再试";
        return Err(Fault::Malformed(Refusal::new(Reason::AppMismatch, message)));
    }
    if !partner {
        return Ok((app, None));
    }
    let merchant = fields.need("sub_mchid", length::MERCHANT)?;
    Ok((app, Some(SubMerchant { merchant, app: fields.text("sub_appid", length::APP)? })))
}

/// Lines of the order, limits on payment, splitting.
fn extras(
    family: &Family,
    fields: &mut Fields,
    currency: Currency,
    kept: &mut BTreeMap<String, String>,
) -> Result<(Vec<drawbridge_canon::pay::Goods>, bool, bool), Fault> {
    let size = fields.size("detail");
    if size > DETAIL {
        let rule = format!("规则校验失败，字节数 {size}，大于最大值 {DETAIL}");
        return Err(fields.wrong("detail", "对象", &rule));
    }
    let mut detail = fields.object("detail")?;
    let mut goods = Vec::new();
    for mut line in detail.objects("goods_detail")? {
        goods.push(goods_line(&mut line, "quantity", currency)?);
        line.finish(&[family.words.goods_id], kept)?;
    }
    detail.finish(&["cost_price", "invoice_id"], kept)?;
    let mut settle = fields.object("settle_info")?;
    let split = settle.flag("profit_sharing")?;
    settle.finish(&[], kept)?;
    // Any other limit stays in the object and is kept.
    let no_credit = fields.take_if("limit_pay", &serde_json::json!(["no_credit"]));
    Ok((goods, no_credit, split))
}

/// Where the buyer is. Each call has the fields of its own scene only: the platform refuses a
/// payer on a call that is not made inside its app.
fn scene(
    family: &Family,
    product: Product,
    sub: Option<&SubMerchant>,
    fields: &mut Fields,
    kept: &mut BTreeMap<String, String>,
) -> Result<Scene, Fault> {
    let mut info = fields.object("scene_info")?;
    let client_ip = info.text("payer_client_ip", length::CLIENT_IP)?;
    // Hints for the platform's risk control: nothing changes without them.
    info.forget(&["device_id", "store_info"]);
    let scene = match product {
        Product::Native => Scene::Code,
        Product::App => Scene::App,
        Product::Jsapi => Scene::InWallet { buyer: payer(sub, fields, kept)? },
        Product::H5 => {
            let mut h5 = info.object("h5_info")?;
            let device = h5.text("type", Bytes(1, 32))?;
            h5.forget(&["app_name", "app_url", "bundle_id", "package_name"]);
            if family.duties.h5_scene && client_ip.is_none() {
                return Err(info.missing("payer_client_ip"));
            }
            if family.duties.h5_scene && device.is_none() {
                return Err(h5.missing("type"));
            }
            h5.finish(&[], kept)?;
            Scene::MobileWeb { client_ip, device, quit_url: None }
        }
    };
    info.finish(&[], kept)?;
    Ok(scene)
}

fn payer(
    sub: Option<&SubMerchant>,
    fields: &mut Fields,
    kept: &mut BTreeMap<String, String>,
) -> Result<Buyer, Fault> {
    let mut payer = fields.object("payer")?;
    let id = match sub {
        None => payer.need("openid", length::OPENID)?,
        Some(sub) => {
            let of_sub = payer.text("sub_openid", length::OPENID)?;
            let of_provider = payer.text("sp_openid", length::OPENID)?;
            match (of_sub, of_provider) {
                (Some(id), None) if sub.app.is_some() => id,
                (Some(_), None) => {
                    let rule = "规则校验失败，传入sub_openid时sub_appid必填";
                    return Err(payer.wrong("sub_openid", "值字段", rule));
                }
                (None, Some(id)) => {
                    if sub.app.is_some() {
                        kept.insert(PAYER_OF_PROVIDER.to_owned(), "true".to_owned());
                    }
                    id
                }
                (None, None) => return Err(payer.missing("sp_openid")),
                (Some(_), Some(_)) => {
                    let rule = "规则校验失败，sp_openid与sub_openid只能填一个";
                    return Err(payer.wrong("sp_openid", "值字段", rule));
                }
            }
        }
    };
    payer.finish(&[], kept)?;
    Ok(Buyer { id, per_app: true, login: None })
}
