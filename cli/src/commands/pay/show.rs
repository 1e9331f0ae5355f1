//! `drawbridge pay show`.

use drawbridge_engine::ledger::{Align, Lang, Table};
use serde_json::{Value, json};

use super::api::{escaped, no_payment};
use super::text::{amount, items, short, text, time};
use super::{Where, place};
use crate::say;

/// How much of a message is shown in a line.
const LINE: usize = 96;

/// Show one payment: where it stands, offers, refunds, and everything that happened.
#[derive(clap::Args)]
pub(super) struct Show {
    #[command(flatten)]
    which: Where,
    /// The payment's id.
    id: String,
    /// Show messages in full.
    #[arg(long)]
    full: bool,
}

impl Show {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let path = format!("/payments/{}", escaped(&self.id));
        let (payment, timeline) = place::with(&self.which, async |place| {
            let found = place.api.get(&path, &[]).await;
            let payment = found.map_err(|error| no_payment(error, &self.id))?;
            Ok((payment, place.api.get(&format!("{path}/timeline"), &[]).await?))
        })
        .await?;
        if self.which.json {
            let both = json!({"payment": payment, "timeline": timeline["items"]});
            say::line(serde_json::to_string_pretty(&both)?);
            return Ok(());
        }
        let lang = self.which.lang();
        say::line(facts(&payment, lang).to_string());
        for table in [offers(&payment, lang), refunds(&payment, lang)] {
            if !table.is_empty() {
                say::line(table.to_string());
            }
        }
        for note in payment["notes"].as_array().into_iter().flatten() {
            say::line(format!("! {}  {}", time(&note["at"]), text(&note["text"])));
        }
        say::line(happened(&timeline, lang, self.full).to_string().trim_end());
        Ok(())
    }
}

fn facts(payment: &Value, lang: Lang) -> Table {
    let head = [("项目", "Fact", Align::Left), ("内容", "", Align::Left)];
    let mut table = Table::new(text(&payment["id"]), &head, lang);
    let facts = [
        ("状态", "Phase", text(&payment["phase"])),
        ("金额", "Amount", amount(&payment["amount"])),
        ("已退款", "Refunded", amount(&payment["refunded"])),
        ("可退款", "Refundable", amount(&payment["refundable"])),
        ("商户", "Merchant", text(&payment["merchant"])),
        ("入口", "Front", text(&payment["front"])),
        ("商户订单号", "Order", text(&payment["order"])),
        ("商品", "Subject", text(&payment["subject"])),
        ("创建", "Created", time(&payment["created"])),
        ("支付", "Paid", time(&payment["paid_at"])),
        ("过期", "Expires", time(&payment["expires"])),
        ("关闭", "Closed", time(&payment["closed_at"])),
        ("下次处理", "Next look", time(&payment["due"])),
    ];
    for (zh, en, value) in facts {
        if !value.is_empty() {
            table.row(vec![lang.pick(zh, en).to_owned(), value]);
        }
    }
    table
}

fn offers(payment: &Value, lang: Lang) -> Table {
    let head = [
        ("钱包", "Wallet", Align::Left),
        ("状态", "State", Align::Left),
        ("钱包侧订单号", "Order there", Align::Left),
        ("钱包单号", "Wallet's number", Align::Left),
        ("实付", "Paid", Align::Right),
        ("手续费", "Fee", Align::Right),
        ("备注", "Fault", Align::Left),
    ];
    let mut table = Table::new(lang.pick("发往钱包", "Offers"), &head, lang);
    for offer in payment["offers"].as_array().into_iter().flatten() {
        table.row(vec![
            text(&offer["wallet"]),
            text(&offer["state"]),
            text(&offer["order"]),
            text(&offer["wallet_no"]),
            amount(&offer["paid"]),
            amount(&offer["fee"]),
            short(&text(&offer["fault"]), LINE),
        ]);
    }
    table
}

fn refunds(payment: &Value, lang: Lang) -> Table {
    let head = [
        ("退款单号", "Refund", Align::Left),
        ("钱包侧单号", "Number there", Align::Left),
        ("发起", "Kind", Align::Left),
        ("状态", "Status", Align::Left),
        ("金额", "Amount", Align::Right),
        ("完成", "Done", Align::Left),
        ("备注", "Fault", Align::Left),
    ];
    let mut table = Table::new(lang.pick("退款", "Refunds"), &head, lang);
    for refund in payment["refunds"].as_array().into_iter().flatten() {
        table.row(vec![
            text(&refund["refund"]),
            text(&refund["wallet_no"]),
            text(&refund["kind"]),
            text(&refund["status"]),
            amount(&refund["amount"]),
            time(&refund["done_at"]),
            short(&text(&refund["fault"]), LINE),
        ]);
    }
    table
}

fn happened(timeline: &Value, lang: Lang, full: bool) -> Table {
    let head = [
        ("时间", "Time", Align::Left),
        ("类别", "Kind", Align::Left),
        ("内容", "What", Align::Left),
    ];
    let mut table = Table::new(lang.pick("经过", "What happened"), &head, lang);
    let most = if full { usize::MAX } else { LINE };
    for one in items(timeline) {
        table.row(vec![time(&one["at"]), text(&one["kind"]), short(&what(one), most)]);
    }
    table
}

fn what(one: &Value) -> String {
    let words = |names: &[&str]| {
        let words = names.iter().map(|name| text(&one[*name])).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    };
    match one["kind"].as_str() {
        Some("state") => {
            format!("{} {}", words(&["name", "wallet", "number"]), amount(&one["amount"]))
        }
        Some("exchange") => words(&["direction", "dialect", "call", "status", "text"]),
        Some("notice") => {
            let done = if one["done"] == true { "done" } else { "waiting" };
            format!(
                "{} {done} {}",
                words(&["id", "about", "url"]),
                words(&["attempts", "last_error"])
            )
        }
        Some("posting") => {
            let entries = one["entries"].as_array().into_iter().flatten();
            let entries = entries.map(|entry| {
                let side = if entry["debit"] == true { "Dr" } else { "Cr" };
                format!("{side} {} {}", text(&entry["account"]), amount(&entry["amount"]))
            });
            format!("{}: {}", words(&["memo"]), entries.collect::<Vec<_>>().join(", "))
        }
        _ => words(&["text", "name"]),
    }
}
