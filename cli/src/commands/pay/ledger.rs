//! `drawbridge pay ledger`.

use drawbridge_engine::ledger::{Align, Lang, Table};
use serde_json::{Value, json};

use super::api::escaped;
use super::text::{amount, items, text};
use super::{Where, day, place};
use crate::say;

/// Show a day's positions, and who owes whom.
#[derive(clap::Args)]
pub(super) struct Ledger {
    #[command(flatten)]
    which: Where,
    /// The Beijing day, yyyy-MM-dd.
    #[arg(long, value_parser = day)]
    day: String,
    /// Net everything since the books began, and not the day's movements.
    #[arg(long)]
    closing: bool,
}

impl Ledger {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let day = escaped(&self.day);
        let basis = if self.closing { "closing" } else { "day" };
        let (positions, netting) = place::with(&self.which, async |place| {
            let positions = place.api.get(&format!("/ledger/positions/{day}"), &[]).await?;
            let path = format!("/ledger/netting/{day}");
            Ok((positions, place.api.get(&path, &[("basis", basis)]).await?))
        })
        .await?;
        if self.which.json {
            let both = json!({"positions": positions["items"], "netting": netting});
            say::line(serde_json::to_string_pretty(&both)?);
            return Ok(());
        }
        let lang = self.which.lang();
        say::line(positions_table(&positions, &self.day, lang).to_string());
        say::line(pairs(&netting, lang).to_string());
        say::line(parties(&netting, lang).to_string().trim_end());
        Ok(())
    }
}

fn positions_table(positions: &Value, day: &str, lang: Lang) -> Table {
    let head = [
        ("商户", "Merchant", Align::Left),
        ("钱包", "Wallet", Align::Left),
        ("科目", "Account", Align::Left),
        ("币种", "Currency", Align::Left),
        ("期初", "Opening", Align::Right),
        ("借方", "Debits", Align::Right),
        ("贷方", "Credits", Align::Right),
        ("期末", "Closing", Align::Right),
    ];
    let mut table = Table::new(format!("{} {day}", lang.pick("头寸表", "Positions")), &head, lang);
    for line in items(positions) {
        table.row(vec![
            text(&line["merchant"]),
            text(&line["wallet"]),
            text(&line[lang.pick("title_zh", "title")]),
            text(&line["opening"]["currency"]),
            amount(&line["opening"]),
            amount(&line["debit"]),
            amount(&line["credit"]),
            amount(&line["closing"]),
        ]);
    }
    table
}

fn pairs(netting: &Value, lang: Lang) -> Table {
    let head = [
        ("钱包", "Wallet", Align::Left),
        ("商户", "Merchant", Align::Left),
        ("币种", "Currency", Align::Left),
        ("净收入", "Earned", Align::Right),
        ("手续费", "Fee", Align::Right),
        ("待退款", "Refund pending", Align::Right),
        ("待查", "Unclaimed", Align::Right),
        ("钱包应付商户", "Wallet owes", Align::Right),
        ("桥佣金", "Commission", Align::Right),
    ];
    let mut table = Table::new(lang.pick("轧差", "Netting"), &head, lang);
    for line in netting["lines"].as_array().into_iter().flatten() {
        let sums = ["earned", "fee", "refund_pending", "unclaimed", "wallet_owes", "commission"];
        let mut cells = vec![
            text(&line["wallet"]),
            text(&line["merchant"]),
            text(&line["wallet_owes"]["currency"]),
        ];
        cells.extend(sums.map(|sum| amount(&line[sum])));
        table.row(cells);
    }
    table
}

fn parties(netting: &Value, lang: Lang) -> Table {
    let head = [
        ("一方", "Party", Align::Left),
        ("名称", "Name", Align::Left),
        ("币种", "Currency", Align::Left),
        ("应收（负为应付）", "To receive (negative: to pay)", Align::Right),
    ];
    let mut table = Table::new(lang.pick("各方净额", "Parties"), &head, lang);
    for line in netting["parties"].as_array().into_iter().flatten() {
        let party = match line["party"].as_str() {
            Some("merchant") => lang.pick("商户", "merchant"),
            Some("wallet") => lang.pick("钱包", "wallet"),
            _ => lang.pick("运营方", "operator"),
        };
        table.row(vec![
            party.to_owned(),
            text(&line["name"]),
            text(&line["net"]["currency"]),
            amount(&line["net"]),
        ]);
    }
    table
}
