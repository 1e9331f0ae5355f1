//! `drawbridge pay list`.

use drawbridge_engine::ledger::{Align, Table};

use super::text::{amount, items, text, time};
use super::{Where, day, place};
use crate::say;

/// How a payment may stand, as the interface names it.
const PHASES: [&str; 9] = [
    "created",
    "awaiting",
    "unknown",
    "failed",
    "closed",
    "paid",
    "refunding",
    "partly_refunded",
    "refunded",
];

/// List payments, the newest first.
#[derive(clap::Args)]
pub(super) struct List {
    #[command(flatten)]
    which: Where,
    /// Only this merchant's.
    #[arg(long, default_value = "")]
    merchant: String,
    /// Only those that stand so.
    #[arg(long, value_parser = PHASES)]
    phase: Option<String>,
    /// Only those with this wallet account.
    #[arg(long, default_value = "")]
    wallet: String,
    /// Only those asked for on this day, yyyy-MM-dd.
    #[arg(long, value_parser = day)]
    day: Option<String>,
    /// Only the one of this id, or those of this order number.
    #[arg(long, default_value = "")]
    find: String,
    /// How many.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=200))]
    limit: u16,
    /// Go on after this one: what the list before ended with.
    #[arg(long, default_value = "")]
    after: String,
}

impl List {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let query = [
            ("merchant", &*self.merchant),
            ("phase", self.phase.as_deref().unwrap_or_default()),
            ("wallet", &self.wallet),
            ("day", self.day.as_deref().unwrap_or_default()),
            ("find", &self.find),
            ("after", &self.after),
            ("limit", &self.limit.to_string()),
        ];
        let page = place::with(&self.which, async |place| place.api.get("/payments", &query).await)
            .await?;
        if self.which.json {
            say::line(serde_json::to_string_pretty(&page)?);
            return Ok(());
        }
        let lang = self.which.lang();
        let head = [
            ("编号", "Payment", Align::Left),
            ("时间", "Time", Align::Left),
            ("商户", "Merchant", Align::Left),
            ("商户订单号", "Order", Align::Left),
            ("金额", "Amount", Align::Right),
            ("状态", "Phase", Align::Left),
            ("钱包", "Wallet", Align::Left),
        ];
        let mut table = Table::new("", &head, lang);
        for line in items(&page) {
            table.row(vec![
                text(&line["id"]),
                time(&line["created"]),
                text(&line["merchant"]),
                text(&line["order"]),
                amount(&line["amount"]),
                text(&line["phase"]),
                text(&line["wallet"]),
            ]);
        }
        if table.is_empty() {
            say::note(lang.pick("没有这样的支付。", "There is no such payment."));
            return Ok(());
        }
        say::line(table.to_string().trim_end());
        if let Some(next) = page["next"].as_str() {
            let more = lang.pick("还有更多：加上", "There are more: add");
            say::note(format!("{more} --after {next}"));
        }
        Ok(())
    }
}
