//! The prepay body, written.

use drawbridge_canon::pay::{ChargeAsk, Scene};
use drawbridge_canon::{Ctx, Currency, Fault};
use serde_json::{Map, Value, json};

use super::length;
use super::read::PAYER_OF_PROVIDER;
use crate::family::Family;
use crate::refuse::cut;
use crate::route::Product;

/// The option with the address to name where an ask from a phone's browser names none.
const CLIENT_IP: &str = "client_ip";

/// Which call a scene is.
pub(crate) fn product(scene: &Scene) -> Result<Product, Fault> {
    match scene {
        Scene::Code => Ok(Product::Native),
        Scene::InWallet { .. } => Ok(Product::Jsapi),
        Scene::App => Ok(Product::App),
        Scene::MobileWeb { .. } => Ok(Product::H5),
        Scene::DesktopWeb | Scene::BuyerCode { .. } => {
            let message = format!("this wallet has no {} payments here; ask by code", scene.name());
            Err(Fault::untranslatable("scene", message))
        }
    }
}

pub(crate) fn body(family: &Family, ask: &ChargeAsk, ctx: &Ctx<'_>) -> Result<Value, Fault> {
    let kept = ask.origin.for_dialect(family.dialect).map_err(|field| {
        Fault::untranslatable(
            field,
            format!("{field} has no equal in the buyer's wallet: leave it out"),
        )
    })?;
    let mut body = json!({
        "description": subject(ask),
        "out_trade_no": ask.order,
        "notify_url": notify_url(ask, ctx)?,
        "amount": {"total": ask.amount.minor, "currency": ask.amount.currency.code()},
    });
    if ask.amount.is_zero() || ask.amount.currency != Currency::CNY {
        let message = "this wallet takes an amount of yuan, and more than nothing";
        return Err(Fault::untranslatable("amount", message));
    }
    parties(ask, ctx, &mut body);
    if let Some(attach) = &ask.attach {
        body["attach"] = json!(plain(attach, length::ATTACH.1, "attach")?);
    }
    if let Some(expires) = ask.expires {
        body["time_expire"] = json!(expires.rfc3339());
    }
    if !ask.goods.is_empty() {
        body["detail"] = json!({"goods_detail": goods(ask)});
    }
    if ask.no_credit {
        body["limit_pay"] = json!(["no_credit"]);
    }
    if ask.split {
        body["settle_info"] = json!({"profit_sharing": true});
    }
    scene(family, ask, ctx, &mut body)?;
    for (path, text) in kept.iter().filter(|(path, _)| *path != PAYER_OF_PROVIDER) {
        restore(&mut body, path, text);
    }
    Ok(body)
}

/// The app and the merchant, and the merchant served.
fn parties(ask: &ChargeAsk, ctx: &Ctx<'_>, body: &mut Value) {
    let account = ctx.account;
    let named = ask.app.as_deref().filter(|app| account.apps.iter().any(|own| own == app));
    let app = named.unwrap_or_else(|| account.app());
    match &ask.sub_merchant {
        None => {
            body["appid"] = json!(app);
            body["mchid"] = json!(account.merchant);
        }
        Some(sub) => {
            body["sp_appid"] = json!(app);
            body["sp_mchid"] = json!(account.merchant);
            body["sub_mchid"] = json!(sub.merchant);
            if let Some(app) = &sub.app {
                body["sub_appid"] = json!(app);
            }
        }
    }
}

/// The line that the buyer reads: characters of four bytes are left out and what is too long is
/// cut, because both are refused and neither changes what is bought. The order's number stands in
/// for a line of which nothing is left.
fn subject(ask: &ChargeAsk) -> String {
    let kept: String = ask.subject.chars().filter(|c| c.len_utf8() < 4).collect();
    let line = cut(kept.trim(), length::SUBJECT.1);
    if line.is_empty() { ask.order.clone() } else { line.to_owned() }
}

fn notify_url<'a>(ask: &'a ChargeAsk, ctx: &Ctx<'a>) -> Result<&'a str, Fault> {
    let url = ask.notify_url.as_deref().or_else(|| ctx.account.option("notify_url"));
    let url =
        url.ok_or_else(|| Fault::untranslatable("notify_url", "a notice address is needed"))?;
    if url.contains('?') || url.len() > length::NOTIFY.1 {
        let message = "the notice address has at most 255 bytes and no query";
        return Err(Fault::untranslatable("notify_url", message));
    }
    Ok(url)
}

/// A text that must arrive as it is.
fn plain<'a>(text: &'a str, most: usize, field: &str) -> Result<&'a str, Fault> {
    if text.len() <= most && text.chars().all(|c| c.len_utf8() < 4) {
        return Ok(text);
    }
    let message =
        format!("{field} may have {most} bytes at most, and no emoji, in the buyer's wallet");
    Err(Fault::untranslatable(field, message))
}

fn goods(ask: &ChargeAsk) -> Value {
    let line = |goods: &drawbridge_canon::pay::Goods| {
        let mut line = json!({
            "merchant_goods_id": goods.id,
            "quantity": goods.quantity,
            "unit_price": goods.unit_price.minor,
        });
        let name = goods.name.as_deref().unwrap_or_default();
        let name: String = name.chars().filter(|c| c.len_utf8() < 4).collect();
        if !name.is_empty() {
            line["goods_name"] = json!(cut(&name, length::GOODS_NAME.1));
        }
        line
    };
    ask.goods.iter().map(line).collect()
}

fn scene(family: &Family, ask: &ChargeAsk, ctx: &Ctx<'_>, body: &mut Value) -> Result<(), Fault> {
    match &ask.scene {
        Scene::InWallet { buyer } => {
            if !buyer.per_app || buyer.id.is_empty() {
                let message = "the buyer is known by an id of another wallet; ask by code";
                return Err(Fault::untranslatable("buyer", message));
            }
            let by_provider = ask.origin.fields.contains_key(PAYER_OF_PROVIDER);
            let name = match &ask.sub_merchant {
                None => "openid",
                Some(sub) if sub.app.is_some() && !by_provider => "sub_openid",
                Some(_) => "sp_openid",
            };
            body["payer"] = json!({name: buyer.id});
        }
        Scene::MobileWeb { client_ip, device, .. } => {
            let client_ip = client_ip.as_deref().or_else(|| ctx.account.option(CLIENT_IP));
            let mut info = Map::new();
            if let Some(client_ip) = client_ip {
                info.insert("payer_client_ip".into(), json!(client_ip));
            } else if family.duties.h5_scene {
                let message =
                    "the buyer's wallet wants the address of the buyer's phone; ask by code";
                return Err(Fault::untranslatable("client_ip", message));
            }
            if family.duties.h5_scene {
                let device = device.as_deref().unwrap_or("Wap");
                info.insert("h5_info".into(), json!({"type": device}));
            }
            if !info.is_empty() {
                body["scene_info"] = Value::Object(info);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Puts a kept field back where it was read. Only objects and lists that stand are descended
/// into; a missing object is made, a missing line of a list is not.
pub(crate) fn restore(body: &mut Value, path: &str, text: &str) {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return };
    let mut place = body;
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let last = names.peek().is_none();
        place = match place {
            Value::Array(items) => {
                let item = name.parse::<usize>().ok().and_then(|index| items.get_mut(index));
                match item {
                    Some(item) => item,
                    None => return,
                }
            }
            Value::Object(map) => {
                let fresh = || if last { Value::Null } else { json!({}) };
                map.entry(name).or_insert_with(fresh)
            }
            _ => return,
        };
    }
    *place = value;
}
