//! A payment, as queries and notices tell it.

use drawbridge_canon::pay::{Buyer, Scene, SubMerchant, TradeState, Transaction};
use drawbridge_canon::{Ctx, Currency, Fault};
use serde_json::{Map, Value, json};

use crate::fields::{Bytes, Fields};

/// `(word, state, description)`. A state that several words fit is written with the first; the
/// words that follow another for the same state are only read.
const STATES: [(&str, TradeState, &str); 9] = [
    ("SUCCESS", TradeState::Paid, "支付成功"),
    ("SUCCESS", TradeState::Finished, "支付成功"),
    ("REFUND", TradeState::PartlyRefunded, "转入退款"),
    ("REFUND", TradeState::Refunded, "转入退款"),
    ("NOTPAY", TradeState::NotPaid, "订单未支付"),
    ("CLOSED", TradeState::Closed, "订单已关闭"),
    ("REVOKED", TradeState::Revoked, "订单已撤销"),
    ("USERPAYING", TradeState::Paying, "用户支付中"),
    ("PAYERROR", TradeState::Failed, "支付失败"),
];

/// Writes a payment. `partner` says whose field names are used.
pub(crate) fn to_json(transaction: &Transaction, partner: bool, ctx: &Ctx<'_>) -> Value {
    let mut map = Map::new();
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            map.insert(name.to_owned(), json!(value));
        }
    };
    let app = transaction.app.as_deref().or(Some(ctx.account.app()));
    let merchant = transaction.merchant.as_deref().or(Some(&ctx.account.merchant));
    let (app_name, merchant_name, payer_name) = names(partner);
    put(app_name, app.filter(|app| !app.is_empty()));
    put(merchant_name, merchant);
    if let Some(sub) = transaction.sub_merchant.as_ref().filter(|_| partner) {
        put("sub_mchid", Some(&sub.merchant));
        put("sub_appid", sub.app.as_deref());
    }
    put("out_trade_no", Some(&transaction.order));
    put("transaction_id", transaction.wallet_no.as_deref());
    put("trade_type", transaction.scene.as_ref().map(trade_type));
    let state = STATES.iter().find(|(_, state, _)| *state == transaction.state);
    put("trade_state", state.map(|state| state.0));
    put("trade_state_desc", state.map(|state| state.2));
    put("bank_type", transaction.bank.as_deref());
    put("attach", transaction.attach.as_deref());
    let paid_at = transaction.paid_at.map(drawbridge_canon::Timestamp::rfc3339);
    put("success_time", paid_at.as_deref());
    if let Some(buyer) = &transaction.buyer {
        map.insert("payer".into(), json!({payer_name: buyer.id}));
    }
    let currency = transaction.amount.currency.code();
    let mut amount = json!({"total": transaction.amount.minor, "currency": currency});
    if let Some(paid) = transaction.paid {
        amount["payer_total"] = json!(paid.minor);
        amount["payer_currency"] = json!(paid.currency.code());
    }
    map.insert("amount".into(), amount);
    Value::Object(map)
}

/// Reads a payment.
pub(crate) fn from_json(mut fields: Fields) -> Result<Transaction, Fault> {
    let order = fields.need("out_trade_no", Bytes(1, 64))?;
    let word = fields.need("trade_state", Bytes(1, 32))?;
    let state = STATES.iter().find(|(name, ..)| *name == word).map(|state| state.1);
    let state = state.ok_or_else(|| fields.wrong("trade_state", "值字段", "取值未知"))?;
    let mut amount = fields.object("amount")?;
    let currency = amount.currency("currency")?;
    let mut transaction = Transaction::new(order, state, amount.need_money("total", currency, 0)?);
    let payer_currency = match amount.told("payer_currency") {
        Some(code) => Currency::parse(&code).unwrap_or(currency),
        None => currency,
    };
    transaction.paid = amount.money("payer_total", payer_currency, 0)?;
    transaction.wallet_no = fields.told("transaction_id");
    transaction.paid_at = fields.moment("success_time")?;
    transaction.buyer = buyer(&mut fields)?;
    transaction.scene = fields.told("trade_type").and_then(|word| scene(&word, &transaction));
    transaction.app = fields.told("appid").or_else(|| fields.told("sp_appid"));
    transaction.merchant = fields.told("mchid").or_else(|| fields.told("sp_mchid"));
    let app = fields.told("sub_appid");
    transaction.sub_merchant =
        fields.told("sub_mchid").map(|merchant| SubMerchant { merchant, app });
    transaction.attach = fields.told("attach");
    transaction.bank = fields.told("bank_type");
    Ok(transaction)
}

fn buyer(fields: &mut Fields) -> Result<Option<Buyer>, Fault> {
    let mut payer = fields.object("payer")?;
    let id = ["openid", "sub_openid", "sp_openid"].iter().find_map(|name| payer.told(name));
    Ok(id.map(|id| Buyer { id, per_app: true, login: None }))
}

/// `(app id, merchant, payer)`.
const fn names(partner: bool) -> (&'static str, &'static str, &'static str) {
    if partner { ("sp_appid", "sp_mchid", "sp_openid") } else { ("appid", "mchid", "openid") }
}

fn trade_type(scene: &Scene) -> &'static str {
    trade_type_of(scene.name())
}

/// The family's word for the scene of that name ([`Scene::name`]). Anything else is such a word
/// already.
pub(crate) fn trade_type_of(name: &str) -> &str {
    match name {
        "in_wallet" => "JSAPI",
        "code" | "desktop_web" => "NATIVE",
        "app" => "APP",
        "mobile_web" => "MWEB",
        "buyer_code" => "MICROPAY",
        word => word,
    }
}

fn scene(word: &str, transaction: &Transaction) -> Option<Scene> {
    match word {
        "JSAPI" => Some(Scene::InWallet { buyer: transaction.buyer.clone().unwrap_or_default() }),
        "NATIVE" => Some(Scene::Code),
        "APP" => Some(Scene::App),
        "MWEB" | "H5" => Some(Scene::MobileWeb { client_ip: None, device: None, quit_url: None }),
        "MICROPAY" | "FACEPAY" => Some(Scene::BuyerCode { code: String::new() }),
        _ => None,
    }
}
