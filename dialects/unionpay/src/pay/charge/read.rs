//! Reading what a merchant asks for.

use std::collections::BTreeMap;

use drawbridge_canon::pay::{ChargeAsk, Origin, Scene, SubMerchant};
use drawbridge_canon::{Ctx, Fault};

use super::known::{HINTS, READ};
use crate::envelope::{Asked, Fields};
use crate::kind::Kind;
use crate::moment;
use crate::pay::{NAME, text};

/// Reads the ask.
pub(super) fn hear(asked: &Asked, ctx: &Ctx<'_>) -> Result<ChargeAsk, Fault> {
    let fields = &asked.fields;
    let order = text::read_number(fields, "orderId")?;
    let time = fields.required("txnTime")?;
    moment::read("txnTime", time)?;
    let amount = fields.amount("txnAmt")?.ok_or_else(|| Fault::missing("txnAmt"))?;
    if amount.is_zero() {
        return Err(Fault::invalid("txnAmt", "txnAmt 应大于 0"));
    }
    let (subject, body) = match (text::read_commodity(fields), fields.get("orderDesc")) {
        (Some(name), body) => (name, body),
        (None, Some(line)) => (line, None),
        (None, None) => (order.as_str(), None),
    };
    let expires = fields.get("payTimeout").map(|at| moment::read("payTimeout", at)).transpose()?;
    let reserved = text::read_reserved(fields)?;
    Ok(ChargeAsk {
        scene: scene(asked)?,
        attach: moment::attach(&order, time, reserved, ctx.account),
        amount,
        subject: subject.to_owned(),
        body: body.map(str::to_owned),
        notify_url: text::read_url(fields, "backUrl")?,
        return_url: text::read_url(fields, "frontUrl")?,
        expires,
        app: None,
        sub_merchant: sub_merchant(fields)?,
        goods: Vec::new(),
        no_credit: false,
        split: false,
        origin: origin(asked),
        order,
    })
}

fn scene(asked: &Asked) -> Result<Scene, Fault> {
    let fields = &asked.fields;
    Ok(match asked.kind {
        Kind::ApplyCode => Scene::Code,
        Kind::BuyerCode => Scene::BuyerCode { code: text::read_code(fields)? },
        Kind::App => Scene::App,
        Kind::Page if fields.get("channelType") == Some("08") => Scene::MobileWeb {
            client_ip: fields.owned("customerIp"),
            device: None,
            quit_url: text::read_url(fields, "frontFailUrl")?,
        },
        Kind::Page => Scene::DesktopWeb,
        Kind::Query | Kind::Refund | Kind::Undo | Kind::Reversal => {
            return Err(Fault::invalid("txnType", "此交易不是消费"));
        }
    })
}

/// A platform merchant (`accessType` 2) names whom it serves.
fn sub_merchant(fields: &Fields) -> Result<Option<SubMerchant>, Fault> {
    match fields.get("accessType") {
        None | Some("0") => Ok(None),
        Some("2") => {
            let merchant = fields.required("subMerId")?.to_owned();
            Ok(Some(SubMerchant { merchant, app: None }))
        }
        Some(other) => {
            let message =
                format!("此处不支持 accessType={other}：请以商户（0）或平台商户（2）接入");
            Err(Fault::untranslatable("accessType", message))
        }
    }
}

/// What has a meaning but no canonical word.
fn origin(asked: &Asked) -> Origin {
    let foreign = |name: &str| !READ.contains(&name) && !HINTS.contains(&name);
    // In the samples of codes it says that cards are meant, which goes without saying.
    let said = |name: &str, value: &str| name == "accType" && value == "01";
    let mut passed: BTreeMap<String, String> = asked
        .fields
        .0
        .iter()
        .filter(|(name, value)| !value.is_empty() && foreign(name) && !said(name, value))
        .map(|(name, value)| (name.clone(), json(value)))
        .collect();
    if let Some(business) = asked.fields.get("bizType").filter(|b| !is_usual(b)) {
        passed.insert("bizType".to_owned(), json(business));
    }
    if passed.is_empty() {
        return Origin::default();
    }
    Origin { dialect: NAME.to_owned(), fields: passed }
}

/// Merchants write either where the other is meant (yansongda/pay, hanfengzqh/UnionPayQR).
fn is_usual(business: &str) -> bool {
    matches!(business, "000000" | "000201")
}

fn json(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}
