//! Writing what we ask for.

use drawbridge_canon::pay::{ChargeAsk, Scene};
use drawbridge_canon::{Ctx, Fault};

use super::goods;
use super::known::{NO_CREDIT, SPLIT, products};
use crate::envelope::{Fields, Json, Said};
use crate::method;
use crate::pay::{NAME, partner, text};

/// Writes the ask.
pub(super) fn say(ask: &ChargeAsk, ctx: &Ctx<'_>) -> Result<Said, Fault> {
    let origin = ask.origin.for_dialect(NAME).map_err(|field| {
        Fault::untranslatable(field, format!("{field} has no equal at Alipay: leave it out"))
    })?;
    let method = method_for(&ask.scene);
    let mut biz = Fields::default();
    biz.put("out_trade_no", text::order("out_trade_no", &ask.order)?);
    biz.put("total_amount", text::amount("total_amount", ask.amount)?);
    biz.put("subject", text::subject(&ask.subject)?);
    biz.put_some("body", ask.body.as_deref());
    if let Some(attach) = &ask.attach {
        biz.put("passback_params", text::writable("passback_params", attach, text::PASSBACK)?);
    }
    biz.put_time("time_expire", ask.expires);
    put_scene(&mut biz, &ask.scene, origin.contains_key("op_app_id"));
    if !origin.contains_key("scene") && method == method::PAY {
        biz.put("scene", "bar_code");
    }
    if !origin.contains_key("product_code") {
        biz.put_some("product_code", products(method).first().copied());
    }
    goods::write(&mut biz, "goods_detail", &ask.goods);
    if ask.no_credit {
        biz.put("disable_pay_channels", NO_CREDIT);
    }
    let mut extend = Fields::default();
    if ask.split {
        extend.put(SPLIT, "true");
    }
    for (name, json) in origin {
        let value = Json::parse(json)?;
        match name.strip_prefix("extend_params.") {
            Some(member) => extend.push(member, value),
            None => biz.push(name, value),
        }
    }
    if !extend.0.is_empty() {
        biz.push("extend_params", Json::Object(extend));
    }
    let merchant = ask.sub_merchant.as_ref().map(|sub| sub.merchant.as_str());
    Ok(Said {
        method,
        app_auth_token: partner::token(merchant, ctx.account),
        notify_url: ask.notify_url.clone(),
        return_url: ask.return_url.clone(),
        biz,
    })
}

const fn method_for(scene: &Scene) -> &'static str {
    match scene {
        Scene::Code => method::PRECREATE,
        Scene::InWallet { .. } => method::CREATE,
        Scene::App => method::APP_PAY,
        Scene::MobileWeb { .. } => method::WAP_PAY,
        Scene::DesktopWeb => method::PAGE_PAY,
        Scene::BuyerCode { .. } => method::PAY,
    }
}

fn put_scene(biz: &mut Fields, scene: &Scene, operated: bool) {
    match scene {
        Scene::InWallet { buyer } => {
            let field = match (buyer.per_app, operated) {
                (false, _) => "buyer_id",
                (true, false) => "buyer_open_id",
                (true, true) => "op_buyer_open_id",
            };
            biz.put(field, &buyer.id);
        }
        Scene::MobileWeb { quit_url, .. } => biz.put_some("quit_url", quit_url.as_deref()),
        Scene::BuyerCode { code } => biz.put("auth_code", code),
        Scene::Code | Scene::App | Scene::DesktopWeb => {}
    }
}
