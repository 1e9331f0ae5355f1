//! What we say ourselves on a picture, in both languages.

use drawbridge_canon::Money;
use drawbridge_canon::share::{Card, Kind, Price, Step};

use crate::look::Tongue;

/// What kind of thing it is, as its badge says.
pub(crate) const fn kind(kind: Kind, tongue: Tongue) -> &'static str {
    let (zh, en) = match kind {
        Kind::Product => ("商品", "Product"),
        Kind::Video => ("视频", "Video"),
        Kind::Article => ("文章", "Article"),
        Kind::Shop => ("店铺", "Shop"),
        Kind::MiniProgram => ("小程序", "Mini program"),
        Kind::Live => ("直播", "Live"),
        Kind::Music => ("音乐", "Music"),
        Kind::Place => ("地点", "Place"),
        Kind::Profile => ("主页", "Profile"),
        Kind::Picture => ("图片", "Picture"),
        Kind::Page => ("网页", "Page"),
    };
    match tongue {
        Tongue::Zh => zh,
        Tongue::En => en,
    }
}

/// What to do with the code.
pub(crate) const fn caption(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::Zh => "扫码打开",
        Tongue::En => "Scan to open",
    }
}

/// For a card that says nothing but its address.
pub(crate) const fn untitled(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::Zh => "链接",
        Tongue::En => "Link",
    }
}

/// A price, or its span.
pub(crate) fn price(price: &Price) -> String {
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
    let sign = match money.currency.code() {
        "CNY" | "JPY" => "¥",
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        _ => "",
    };
    if sign.is_empty() {
        return format!("{} {}", money.currency.code(), short(money));
    }
    // Two currencies share the sign; the yuan is meant where nothing else is said.
    let code = if money.currency.code() == "JPY" { " JPY" } else { "" };
    format!("{sign}{}{code}", short(money))
}

/// Major units, without a fraction of noughts.
fn short(money: Money) -> String {
    let major = money.major();
    let whole = major.split_once('.').filter(|(_, part)| part.bytes().all(|byte| byte == b'0'));
    whole.map_or(major.clone(), |(whole, _)| whole.to_owned())
}

/// Seller, author and duration on one line.
pub(crate) fn note(card: &Card) -> String {
    let mut parts: Vec<String> = Vec::new();
    for told in [&card.seller, &card.author].into_iter().flatten() {
        if !parts.contains(&told.value) {
            parts.push(told.value.clone());
        }
    }
    parts.extend(card.seconds.as_ref().map(|told| duration(told.value)));
    parts.join(" · ")
}

fn duration(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        return format!("{hours}:{minutes:02}:{seconds:02}");
    }
    format!("{minutes}:{seconds:02}")
}

/// Why it should not, or not without care, be opened; nothing where it opens.
pub(crate) fn warning(card: &Card, tongue: Tongue) -> Option<String> {
    let safety = card.safety.as_ref().filter(|safety| safety.step != Step::Open)?;
    let finding = safety.findings.first();
    let reason = match tongue {
        Tongue::Zh => finding.map(|finding| finding.reason_zh.as_str()),
        Tongue::En => finding.map(|finding| finding.reason_en.as_str()),
    };
    let lead = match (safety.step, tongue) {
        (Step::Refuse, Tongue::Zh) => "不能打开",
        (Step::Refuse, Tongue::En) => "Does not open",
        (_, Tongue::Zh) => "打开前请留意",
        (_, Tongue::En) => "Take care",
    };
    let colon = if tongue == Tongue::Zh { "：" } else { ": " };
    Some(reason.map_or(lead.to_owned(), |reason| format!("{lead}{colon}{reason}")))
}

#[cfg(test)]
mod tests {
    use drawbridge_canon::Currency;

    use super::*;

    #[test]
    fn a_price_is_short_and_says_its_currency() {
        let yuan = Money::fen;
        let one = Price { amount: yuan(8800), up_to: None };
        assert_eq!(price(&one), "¥88");
        let span = Price { amount: yuan(990), up_to: Some(yuan(12_345)) };
        assert_eq!(price(&span), "¥9.90–123.45");
        let yen = Money { minor: 500, currency: Currency::parse("JPY").unwrap() };
        assert_eq!(price(&Price { amount: yen, up_to: None }), "¥500 JPY");
        let franc = Money { minor: 500, currency: Currency::parse("CHF").unwrap() };
        assert_eq!(price(&Price { amount: franc, up_to: None }), "CHF 5");
    }

    #[test]
    fn a_duration_has_hours_only_if_it_lasts_one() {
        assert_eq!(duration(59), "0:59");
        assert_eq!(duration(3661), "1:01:01");
    }
}
