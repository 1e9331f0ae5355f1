//! `drawbridge pay refund`.

use anyhow::Context as _;
use drawbridge_canon::Money;
use serde_json::json;

use super::api::{escaped, no_payment};
use super::text::{amount, currency, text, time};
use super::{Where, place};
use crate::say;

/// Give money back in a merchant's name. The merchant's own system is told as the platform tells
/// refunds; whether it expects one is for you to know.
#[derive(clap::Args)]
pub(super) struct Refund {
    #[command(flatten)]
    which: Where,
    /// The payment's id.
    id: String,
    /// How much, in major units: 12.34.
    #[arg(long)]
    amount: String,
    /// The refund's number. The same number is the same refund, however often it is asked for. By
    /// default it follows from payment and amount, so that a command repeated by mistake gives
    /// nothing back twice.
    #[arg(long)]
    number: Option<String>,
    /// A line for the buyer.
    #[arg(long)]
    reason: Option<String>,
}

impl Refund {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let told = place::with(&self.which, async |place| {
            let path = format!("/payments/{}", escaped(&self.id));
            let found = place.api.get(&path, &[]).await;
            let payment = found.map_err(|error| no_payment(error, &self.id))?;
            let currency = currency(&payment["amount"]);
            let money = Money::parse_major(&self.amount, currency)
                .with_context(|| format!("--amount is in {}, like 12.34", currency.code()))?;
            let number = self.number.clone().unwrap_or_else(|| number(&self.id, money));
            let body = json!({"refund": number, "minor": money.minor, "reason": self.reason});
            place.api.post(&format!("{path}/refunds"), &body).await
        })
        .await?;
        if self.which.json {
            say::line(serde_json::to_string_pretty(&told)?);
            return Ok(());
        }
        let done = time(&told["done_at"]);
        say::line(format!(
            "{} {} {} {done}",
            text(&told["refund"]),
            amount(&told["amount"]),
            text(&told["status"]),
        ));
        Ok(())
    }
}

/// A number that every platform permits, and that is the same for the same wish.
fn number(id: &str, money: Money) -> String {
    let tail = id.get(id.len().saturating_sub(18)..).unwrap_or(id);
    format!("OP{tail}A{}", money.minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_wish_has_the_same_number() {
        let id = "2026112412000012345678901234";
        assert_eq!(number(id, Money::fen(120)), "OP000012345678901234A120");
        assert_ne!(number(id, Money::fen(120)), number(id, Money::fen(121)));
        let longest = number(id, Money::fen(u64::MAX));
        for dialect in drawbridge_roster::DIALECTS {
            let Some(pay) = dialect.pay else { continue };
            let money = number(id, Money::fen(99_999_999_999));
            assert!(pay.rules.refund.permits(&money), "{}: {money}", dialect.name);
        }
        assert!(longest.len() <= 64);
    }
}
