//! Reading what a merchant asks for.

use std::collections::BTreeMap;

use drawbridge_canon::pay::{Buyer, ChargeAsk, Origin, Scene, SubMerchant};
use drawbridge_canon::{Ctx, Fault, Money, Reason, Refusal};

use super::known::{EXTEND_HINTS, HINTS, NO_CREDIT, READ, SPLIT, products};
use super::{expiry, goods};
use crate::envelope::{Asked, Fields};
use crate::method;
use crate::pay::{NAME, order, partner, rules, text};

/// Reads the ask.
pub(super) fn hear(asked: &Asked, ctx: &Ctx<'_>) -> Result<ChargeAsk, Fault> {
    let biz = &asked.biz;
    check_seller(biz, ctx)?;
    check_currency(biz)?;
    let mut origin = passed(biz);
    let scene = scene(asked, &mut origin)?;
    product(asked, &mut origin)?;
    let no_credit = no_credit(biz, &mut origin)?;
    let split = split(biz, &mut origin)?;
    Ok(ChargeAsk {
        scene,
        order: order::checked("out_trade_no", biz.required("out_trade_no")?)?.to_owned(),
        amount: amount(biz)?,
        subject: text::checked("subject", biz.required("subject")?, text::SUBJECT)?,
        body: biz.owned("body")?,
        attach: text::optional(biz, "passback_params", text::PASSBACK)?,
        notify_url: text::url("notify_url", asked.notify_url.as_deref())?,
        return_url: text::url("return_url", asked.return_url.as_deref())?,
        expires: expiry::read(biz, ctx.now)?,
        app: Some(asked.manner.app.clone()),
        sub_merchant: partner::read(asked, ctx.account)
            .map(|merchant| SubMerchant { merchant, app: None }),
        goods: goods::read(biz, "goods_detail")?,
        no_credit,
        split,
        origin: if origin.is_empty() {
            Origin::default()
        } else {
            Origin { dialect: NAME.to_owned(), fields: origin }
        },
    })
}

/// The amount, within the documented range.
fn amount(biz: &Fields) -> Result<Money, Fault> {
    let amount = biz.money("total_amount")?.ok_or_else(|| Fault::missing("total_amount"))?;
    if rules::AMOUNT.contains(&amount.minor) {
        return Ok(amount);
    }
    let message = "订单总金额不在允许范围内：应在 [0.01,100000000] 元之间";
    let refusal = Refusal::field(Reason::FieldInvalid, "total_amount", message);
    Err(Fault::Malformed(refusal.with_code("ACQ.TOTAL_FEE_EXCEED")))
}

/// Money asked for must come to the merchant that asks.
fn check_seller(biz: &Fields, ctx: &Ctx<'_>) -> Result<(), Fault> {
    match biz.text("seller_id")? {
        Some(seller) if seller != ctx.account.merchant => {
            let message = format!("seller_id {seller} 与应用所属商户不一致");
            Err(Fault::Malformed(Refusal::field(Reason::AppMismatch, "seller_id", message)))
        }
        _ => Ok(()),
    }
}

fn check_currency(biz: &Fields) -> Result<(), Fault> {
    for field in ["trans_currency", "settle_currency"] {
        if biz.text(field)?.is_some_and(|currency| currency != "CNY") {
            return Err(Fault::untranslatable(field, format!("{field} 支持 CNY")));
        }
    }
    Ok(())
}

/// What has a meaning but no canonical word.
fn passed(biz: &Fields) -> BTreeMap<String, String> {
    let foreign = |name: &str| !READ.contains(&name) && !HINTS.contains(&name);
    let names = biz.0.iter().map(|(name, _)| name).filter(|name| foreign(name));
    names.filter_map(|name| Some((name.clone(), biz.get(name)?.write()))).collect()
}

fn scene(asked: &Asked, origin: &mut BTreeMap<String, String>) -> Result<Scene, Fault> {
    let biz = &asked.biz;
    Ok(match asked.method.name {
        method::PAGE_PAY => Scene::DesktopWeb,
        method::WAP_PAY => Scene::MobileWeb {
            client_ip: None,
            device: None,
            quit_url: text::url("quit_url", biz.text("quit_url")?)?,
        },
        method::APP_PAY => Scene::App,
        method::CREATE => Scene::InWallet { buyer: buyer(biz)? },
        method::PAY => {
            let code = biz.required("auth_code")?;
            if !(1..=64).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
                let message = "支付授权码无效";
                let refusal = Refusal::field(Reason::BuyerCodeInvalid, "auth_code", message);
                return Err(Fault::Malformed(refusal));
            }
            if let Some(kind) = biz.get("scene").filter(|_| !is_bar_code(biz)) {
                origin.insert("scene".to_owned(), kind.write());
            }
            Scene::BuyerCode { code: code.to_owned() }
        }
        _ => Scene::Code,
    })
}

fn is_bar_code(biz: &Fields) -> bool {
    matches!(biz.text("scene"), Ok(Some("bar_code")))
}

/// Who is to pay. Which of the two per-app names it was shows by `op_app_id`, which passes.
fn buyer(biz: &Fields) -> Result<Buyer, Fault> {
    for (field, per_app) in
        [("buyer_id", false), ("buyer_open_id", true), ("op_buyer_open_id", true)]
    {
        if let Some(id) = biz.owned(field)? {
            return Ok(Buyer { id, per_app, login: None });
        }
    }
    Err(Fault::missing("buyer_id"))
}

/// A product that the method does not have by itself is another contract: it passes.
fn product(asked: &Asked, origin: &mut BTreeMap<String, String>) -> Result<(), Fault> {
    if let Some(product) = asked.biz.text("product_code")?
        && !products(asked.method.name).contains(&product)
    {
        let json = crate::envelope::Json::text(product).write();
        origin.insert("product_code".to_owned(), json);
    }
    Ok(())
}

fn no_credit(biz: &Fields, origin: &mut BTreeMap<String, String>) -> Result<bool, Fault> {
    match biz.text("disable_pay_channels")? {
        Some(NO_CREDIT) => Ok(true),
        Some(other) => {
            let json = crate::envelope::Json::text(other).write();
            origin.insert("disable_pay_channels".to_owned(), json);
            Ok(false)
        }
        None => Ok(false),
    }
}

fn split(biz: &Fields, origin: &mut BTreeMap<String, String>) -> Result<bool, Fault> {
    let Some(extend) = biz.object("extend_params")? else { return Ok(false) };
    let mut split = false;
    for (name, _) in &extend.0 {
        let Some(value) = extend.get(name) else { continue };
        if name == SPLIT {
            split = match extend.text(SPLIT)? {
                Some("true") => true,
                Some("false") => false,
                _ => {
                    return Err(Fault::invalid(
                        "extend_params.royalty_freeze",
                        "应为 true 或 false",
                    ));
                }
            };
        } else if !EXTEND_HINTS.contains(&name.as_str()) {
            origin.insert(format!("extend_params.{name}"), value.write());
        }
    }
    Ok(split)
}
