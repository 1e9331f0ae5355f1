//! What we say ourselves on a picture, in both languages.

use drawbridge_canon::share::{Card, Kind, Step};

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
    use super::*;

    #[test]
    fn a_duration_has_hours_only_if_it_lasts_one() {
        assert_eq!(duration(59), "0:59");
        assert_eq!(duration(3661), "1:01:01");
    }
}
