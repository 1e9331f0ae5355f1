//! Cards that nobody sells, for examples and tests.

use drawbridge_canon::Money;
use drawbridge_canon::share::{Card, Finding, Kind, Price, Safety, Source, Step, Told};

#[allow(clippy::unnecessary_wraps, reason = "a field of a card is an option")]
fn told<T>(value: T) -> Option<Told<T>> {
    Some(Told::new(value, Source::OpenGraph))
}

fn text(value: &str) -> Option<Told<String>> {
    told(value.to_owned())
}

/// A card of each sort.
pub(crate) fn all() -> Vec<(&'static str, Card)> {
    vec![
        ("product", product()),
        ("article", article()),
        ("video", video()),
        ("music", music()),
        ("warned", warned()),
        ("bare", bare()),
        ("shop", shop()),
    ]
}

/// Something for sale, with everything.
pub(crate) fn product() -> Card {
    Card {
        url: text("https://shop.example/item/736251904417"),
        kind: told(Kind::Product),
        title: text("【次日达】山野青瓷手冲咖啡壶（大号）：耐热玻璃内胆，送滤纸100张"),
        text: text("一壶四杯，细口缓流。釉色是雨后的天青，每只都略有不同，摔坏了我们赔一只新的。"),
        price: told(Price { amount: Money::fen(12_900), up_to: Some(Money::fen(19_950)) }),
        seller: text("山野器物旗舰店"),
        site: text("某某商城"),
        ..Card::default()
    }
}

fn article() -> Card {
    Card {
        url: text("https://news.example/2026/11/bridge?from=chat"),
        kind: told(Kind::Article),
        title: text(
            "The last drawbridge keeper on the Grand Canal — AVATAR, Tokyo & “WAVE” at 3:45",
        ),
        text: text(
            "Every morning at five Mr. Wang raises the bridge for the first coal barge. He has done \
             so for 41 years, and he knows every captain by the sound of the horn.",
        ),
        author: text("Lin Yue"),
        site: text("Canal Weekly"),
        ..Card::default()
    }
}

fn video() -> Card {
    Card {
        url: text("https://video.example/v/BV1xx411c7mD"),
        kind: told(Kind::Video),
        title: text("三分钟学会包粽子🎋全过程👨‍👩‍👧，手残也能会！"),
        author: text("厨房里的老周"),
        seconds: told(187),
        site: text("某某视频"),
        ..Card::default()
    }
}

fn music() -> Card {
    Card {
        url: text("https://music.example/song/1901371647"),
        kind: told(Kind::Music),
        title: text("夜航"),
        author: text("群青电台"),
        seconds: told(254),
        site: text("某某音乐"),
        ..Card::default()
    }
}

fn warned() -> Card {
    let finding = Finding {
        rule: "look-alike".to_owned(),
        reason_zh: "域名与一个知名品牌的域名十分相似，而页面不属于它。".to_owned(),
        reason_en: "The host looks like that of a well-known brand and is not its own.".to_owned(),
        remedy_zh: String::new(),
        remedy_en: String::new(),
    };
    Card {
        url: text("https://shop-examp1e.example/win"),
        kind: told(Kind::Page),
        title: text("恭喜您获得幸运大奖，请尽快填写领奖信息"),
        safety: Some(Safety { step: Step::Refuse, findings: vec![finding], decision: None }),
        ..Card::default()
    }
}

fn bare() -> Card {
    Card { url: text("https://example.com/path/to/something"), ..Card::default() }
}

fn shop() -> Card {
    Card {
        url: text("https://shop.example/s/9"),
        kind: told(Kind::Shop),
        title: text("巷口修表铺"),
        text: text("周一到周六，上午九点到下午六点。"),
        site: text("某某本地生活"),
        ..Card::default()
    }
}

/// A photograph of nothing: a sun over hills, four bytes a pixel.
pub(crate) fn photo(width: usize, height: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        for x in 0..width {
            let (dx, dy) = (x.abs_diff(width * 2 / 3), y.abs_diff(height / 3));
            let sun = dx * dx + dy * dy < (height / 6) * (height / 6);
            let hill = y * 5 > height * 3 + (x * 7 % (width / 2 + 1)).abs_diff(width / 4);
            let shade = u8::try_from(y * 120 / height).unwrap_or(0);
            let grain = u8::try_from((x * 31 + y * 17 + x * y) % 9).unwrap_or(0);
            let [red, green, blue] = match (sun, hill) {
                (_, true) => [40 + shade / 3, 110 - shade / 3, 70],
                (true, _) => [250, 210, 120],
                _ => [120 + shade, 170 + shade / 3, 225 - shade / 2],
            };
            bytes.extend([red.saturating_add(grain), green + grain, blue, 255]);
        }
    }
    bytes
}
