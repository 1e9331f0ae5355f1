//! Asking for a bill: `alipay.data.dataservice.bill.downloadurl.query`.

use drawbridge_canon::pay::{Bill, BillAsk, BillKind, BillLink};
use drawbridge_canon::{Ctx, Fault, Timestamp};

use super::partner;
use super::spoken::{Reply, Speak};
use crate::envelope::{Asked, Said};
use crate::method;

pub(crate) struct Billing;

impl Speak<Bill> for Billing {
    fn say(&self, ask: &BillAsk, ctx: &Ctx<'_>) -> Result<Said, Fault> {
        let mut said = Said { method: method::BILL, ..Said::default() };
        said.biz.put("bill_type", kind_word(&ask.kind)?);
        said.biz.put("bill_date", checked_date(&ask.date)?);
        said.app_auth_token = partner::token(ask.sub_merchant.as_deref(), ctx.account);
        Ok(said)
    }

    fn hear(&self, asked: &Asked, ctx: &Ctx<'_>) -> Result<BillAsk, Fault> {
        let kind = match asked.biz.required("bill_type")? {
            "trade" => BillKind::Trade,
            "signcustomer" => BillKind::Funds(None),
            other => {
                let message = format!("bill_type 支持 trade、signcustomer，不支持 {other}");
                return Err(Fault::untranslatable("bill_type", message));
            }
        };
        if asked.biz.get("smid").is_some() {
            return Err(Fault::untranslatable("smid", "不支持按二级商户下载账单"));
        }
        Ok(BillAsk {
            kind,
            date: checked_date(asked.biz.required("bill_date")?)?.to_owned(),
            gzip: false,
            sub_merchant: partner::read(asked, ctx.account),
        })
    }

    fn reply(&self, link: &BillLink, _: &Asked, _: &Ctx<'_>) -> Result<Reply, Fault> {
        let mut reply = Reply::default();
        reply.fields.put("bill_download_url", &link.url);
        Ok(reply)
    }

    fn heed(&self, reply: Reply, _: &Asked, _: &Ctx<'_>) -> Result<BillLink, Fault> {
        let url = reply.fields.required("bill_download_url")?.to_owned();
        Ok(BillLink { url, hash: None })
    }
}

fn kind_word(kind: &BillKind) -> Result<&'static str, Fault> {
    match kind {
        BillKind::Trade => Ok("trade"),
        BillKind::Funds(None) => Ok("signcustomer"),
        BillKind::TradePaid | BillKind::TradeRefunded => Err(Fault::untranslatable(
            "bill_type",
            "Alipay's bill has payments and refunds together: ask for both",
        )),
        BillKind::Funds(Some(account)) => {
            let message = format!("Alipay has one account, not `{account}`: name none");
            Err(Fault::untranslatable("account_type", message))
        }
    }
}

/// A day `yyyy-MM-dd` or a month `yyyy-MM`.
fn checked_date(date: &str) -> Result<&str, Fault> {
    let day = if date.len() == 7 { format!("{date}-01") } else { date.to_owned() };
    let exact = Timestamp::parse_day(&day).is_some_and(|at| at.day() == day);
    if exact {
        return Ok(date);
    }
    Err(Fault::invalid("bill_date", "bill_date 格式应为 yyyy-MM-dd 或 yyyy-MM"))
}
