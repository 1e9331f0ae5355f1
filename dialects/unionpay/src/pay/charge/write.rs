//! Writing what we ask for.

use drawbridge_canon::pay::{ChargeAsk, Scene};
use drawbridge_canon::{Ctx, Fault, Request};

use crate::envelope::{Fields, browse, send};
use crate::kind::Kind;
use crate::moment;
use crate::pay::{NAME, text};

/// Writes the ask.
pub(super) fn say(ask: &ChargeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
    let origin = ask.origin.for_dialect(NAME).map_err(|field| {
        Fault::untranslatable(field, format!("{field} has no equal at UnionPay: leave it out"))
    })?;
    refuse_conditions(ask)?;
    let kind = kind_of(&ask.scene)?;
    let mut fields = Fields::default();
    let order = text::write_number("order", &ask.order)?;
    let (time, reserved) = moment::detach(order, ask.attach.as_deref(), ctx.account);
    fields.put("orderId", order);
    fields.put("txnTime", time);
    fields.put_some("reqReserved", reserved.map(text::write_reserved).transpose()?);
    fields.put_amount("txnAmt", ask.amount)?;
    fields.put("riskRateInfo", text::write_commodity(&ask.subject)?);
    fields.put_some("orderDesc", ask.body.as_deref());
    fields.put("backUrl", text::write_back_url(ask.notify_url.as_deref()));
    fields.put_some("frontUrl", ask.return_url.as_deref());
    fields.put_some("payTimeout", ask.expires.map(moment::write));
    if let Some(served) = &ask.sub_merchant {
        fields.put("accessType", "2");
        fields.put("subMerId", &served.merchant);
    }
    put_scene(&mut fields, &ask.scene);
    for (name, value) in origin {
        let value: String = serde_json::from_str(value)
            .map_err(|_| Fault::untranslatable(name, format!("{name} is not a text")))?;
        fields.put(name, value);
    }
    match kind {
        Kind::Page => browse(kind, fields, ctx),
        _ => send(kind, fields, ctx),
    }
}

/// Conditions of the merchant that UnionPay cannot promise.
fn refuse_conditions(ask: &ChargeAsk) -> Result<(), Fault> {
    if ask.no_credit {
        let message = "UnionPay cannot exclude credit cards from one payment";
        return Err(Fault::untranslatable("no_credit", message));
    }
    if ask.split {
        let message = "UnionPay has no splitting afterwards";
        return Err(Fault::untranslatable("split", message));
    }
    Ok(())
}

fn kind_of(scene: &Scene) -> Result<Kind, Fault> {
    Ok(match scene {
        Scene::Code => Kind::ApplyCode,
        Scene::BuyerCode { .. } => Kind::BuyerCode,
        Scene::App => Kind::App,
        Scene::MobileWeb { .. } | Scene::DesktopWeb => Kind::Page,
        Scene::InWallet { .. } => {
            let message = "UnionPay has no payment for one buyer inside its app: show a code";
            return Err(Fault::untranslatable("scene", message));
        }
    })
}

fn put_scene(fields: &mut Fields, scene: &Scene) {
    match scene {
        Scene::BuyerCode { code } => fields.put("qrNo", code),
        Scene::MobileWeb { client_ip, quit_url, .. } => {
            fields.put_some("customerIp", client_ip.as_deref());
            fields.put_some("frontFailUrl", quit_url.as_deref());
        }
        Scene::Code | Scene::App | Scene::DesktopWeb | Scene::InWallet { .. } => {}
    }
    // 07: the internet; 08: a phone, which every code counts as.
    let desktop = matches!(scene, Scene::DesktopWeb);
    fields.put("channelType", if desktop { "07" } else { "08" });
}
