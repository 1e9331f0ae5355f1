//! A price as people read it.

use super::card::{Card, Price};
use crate::money::Money;

/// The price of a card as people read it. Absent where none is told.
pub fn told_price(card: &Card) -> Option<String> {
    card.price.as_ref().map(|told| price_text(&told.value))
}

/// A price or its span: `¥9.90–123.45`. A sign that two currencies share means the yuan where
/// nothing else is said; a currency without a sign of its own is named (ISO 4217).
pub fn price_text(price: &Price) -> String {
    let low = amount(price.amount);
    match price.up_to.filter(|up_to| *up_to != price.amount) {
        Some(up_to) if up_to.currency == price.amount.currency => {
            format!("{low}–{}", short(up_to))
        }
        Some(up_to) => format!("{low} – {}", amount(up_to)),
        None => low,
    }
}

fn amount(money: Money) -> String {
    let number = short(money);
    match money.currency.code() {
        "CNY" => format!("¥{number}"),
        "JPY" => format!("¥{number} JPY"),
        "USD" => format!("${number}"),
        "EUR" => format!("€{number}"),
        "GBP" => format!("£{number}"),
        code => format!("{code} {number}"),
    }
}

/// Major units, without a fraction of noughts.
fn short(money: Money) -> String {
    let major = money.major();
    let whole = major.split_once('.').filter(|(_, part)| part.bytes().all(|byte| byte == b'0'));
    whole.map_or(major.clone(), |(whole, _)| whole.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn a_price_is_short_and_says_its_currency() -> Result<(), crate::MoneyError> {
        let one = |amount| price_text(&Price { amount, up_to: None });
        assert_eq!(one(Money::fen(8800)), "¥88");
        let span = Price { amount: Money::fen(990), up_to: Some(Money::fen(12_345)) };
        assert_eq!(price_text(&span), "¥9.90–123.45");
        assert_eq!(one(Money { minor: 500, currency: Currency::parse("JPY")? }), "¥500 JPY");
        assert_eq!(one(Money { minor: 550, currency: Currency::parse("CHF")? }), "CHF 5.50");
        Ok(())
    }
}
