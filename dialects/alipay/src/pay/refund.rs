//! Giving money back: `alipay.trade.refund`. It is done when the call returns.

use drawbridge_canon::pay::{Origin, Refund, RefundAsk, RefundState, RefundStatus};
use drawbridge_canon::{Ctx, Fault};

use super::charge_goods as goods;
use super::spoken::{Reply, Speak};
use super::{NAME, order, partner, text, transaction};
use crate::envelope::{Asked, Fields, Json, Said};
use crate::method;

/// Fields that have a canonical word.
const READ: &[&str] = &[
    "notify_url",
    "out_request_no",
    "out_trade_no",
    "refund_amount",
    "refund_currency",
    "refund_goods_detail",
    "refund_reason",
    "return_url",
    "trade_no",
];

/// Fields that are dropped, as for a payment.
const HINTS: &[&str] = &["operator_id", "query_options", "store_id", "terminal_id", "org_pid"];

pub(crate) struct Refunding;

impl Speak<Refund> for Refunding {
    fn say(&self, ask: &RefundAsk, ctx: &Ctx<'_>) -> Result<Said, Fault> {
        let origin = ask.origin.for_dialect(NAME).map_err(|field| {
            Fault::untranslatable(field, format!("{field} has no equal at Alipay: leave it out"))
        })?;
        let mut said = Said { method: method::REFUND, ..Said::default() };
        let biz = &mut said.biz;
        order::write_ref(biz, &ask.order);
        biz.put("refund_amount", text::amount("refund_amount", ask.amount)?);
        if let Some(refund) = &ask.refund {
            biz.put("out_request_no", text::order("out_request_no", refund)?);
        }
        if let Some(reason) = &ask.reason {
            biz.put("refund_reason", text::writable("refund_reason", reason, text::REASON)?);
        }
        goods::write(biz, "refund_goods_detail", &ask.goods);
        for (name, json) in origin {
            biz.push(name, Json::parse(json)?);
        }
        said.notify_url.clone_from(&ask.notify_url);
        said.app_auth_token = partner::token(ask.sub_merchant.as_deref(), ctx.account);
        Ok(said)
    }

    fn hear(&self, asked: &Asked, ctx: &Ctx<'_>) -> Result<RefundAsk, Fault> {
        let biz = &asked.biz;
        let refund = biz.text("out_request_no")?;
        let refund = refund.map(|number| order::checked("out_request_no", number)).transpose()?;
        let amount = biz.money("refund_amount")?.ok_or_else(|| Fault::missing("refund_amount"))?;
        if amount.is_zero() {
            return Err(Fault::invalid("refund_amount", "refund_amount 应大于 0"));
        }
        if biz.text("refund_currency")?.is_some_and(|currency| currency != "CNY") {
            return Err(Fault::untranslatable("refund_currency", "refund_currency 支持 CNY"));
        }
        Ok(RefundAsk {
            order: order::read_ref(biz)?,
            refund: refund.map(str::to_owned),
            amount,
            total: None,
            reason: text::optional(biz, "refund_reason", text::REASON)?,
            notify_url: text::url("notify_url", asked.notify_url.as_deref())?,
            sub_merchant: partner::read(asked, ctx.account),
            goods: goods::read(biz, "refund_goods_detail")?,
            origin: passed(biz),
            asked_at: None,
            wallet_no: None,
        })
    }

    fn reply(&self, refund: &RefundState, asked: &Asked, _: &Ctx<'_>) -> Result<Reply, Fault> {
        let mut reply = Reply::default();
        let fields = &mut reply.fields;
        fields.put_some("trade_no", refund.wallet_no.as_deref());
        let order = refund.order.as_deref().or(asked.biz.text("out_trade_no")?);
        fields.put_some("out_trade_no", order);
        if let Some(buyer) = &refund.buyer {
            transaction::write_buyer(fields, buyer, "buyer_user_id");
        }
        // Absence and `N` both mean: ask how it stands. `Y` means that this call moved the money.
        let moved = refund.status == RefundStatus::Done && refund.moved != Some(false);
        fields.put("fund_change", if moved { "Y" } else { "N" });
        fields.put_money("refund_fee", refund.refunded);
        fields.put_time("gmt_refund_pay", refund.done_at);
        Ok(reply)
    }

    fn heed(&self, reply: Reply, asked: &Asked, _: &Ctx<'_>) -> Result<RefundState, Fault> {
        let fields = &reply.fields;
        let number = asked.biz.text("out_request_no")?.or(asked.biz.text("out_trade_no")?);
        let number = number.or(fields.text("out_trade_no")?);
        let moved = fields.text("fund_change")? == Some("Y");
        let status = if moved { RefundStatus::Done } else { RefundStatus::Processing };
        let number = number.ok_or_else(|| Fault::missing("out_request_no"))?;
        let mut refund = RefundState::new(number, status);
        refund.moved = Some(moved);
        refund.order = fields.owned("out_trade_no")?;
        refund.wallet_no = fields.owned("trade_no")?;
        refund.buyer = transaction::read_buyer(fields, "buyer_user_id")?;
        refund.refunded = fields.money("refund_fee")?;
        refund.done_at = fields.time("gmt_refund_pay")?;
        Ok(refund)
    }
}

fn passed(biz: &Fields) -> Origin {
    let foreign = |name: &str| !READ.contains(&name) && !HINTS.contains(&name);
    let names = biz.0.iter().map(|(name, _)| name).filter(|name| foreign(name));
    let fields: std::collections::BTreeMap<String, String> =
        names.filter_map(|name| Some((name.clone(), biz.get(name)?.write()))).collect();
    if fields.is_empty() { Origin::default() } else { Origin { dialect: NAME.to_owned(), fields } }
}
