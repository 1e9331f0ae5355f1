//! Pages, messages and cards that nobody wrote, drawn from a seed.

use std::fmt::Write as _;

use drawbridge_canon::Money;
use drawbridge_canon::share::{Card, Image, Kind, Opening, Price, Source, Told};

/// Chance from a seed: SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014).
pub(super) struct Chance(u64);

impl Chance {
    /// From this seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`, which is not zero.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }

    /// One of these.
    pub(super) fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(all.len() as u64)).unwrap_or_default();
        all.get(at).copied().unwrap_or_default()
    }

    /// So many words.
    pub(super) fn words(&mut self, chinese: bool, count: u64) -> String {
        let (all, between) = if chinese { (CHINESE, "") } else { (ENGLISH, " ") };
        let words: Vec<&str> = (0..count).map(|_| self.one_of(all)).collect();
        words.join(between)
    }
}

const CHINESE: &[&str] = &[
    "山野",
    "青瓷",
    "手冲",
    "咖啡壶",
    "大号",
    "耐热",
    "玻璃",
    "内胆",
    "今天",
    "清晨",
    "运河",
    "开桥",
    "的",
    "了",
    "船长",
    "煤船",
    "四十年",
    "包粽子",
    "教程",
    "零基础",
    "也能",
    "学会",
    "次日达",
    "包邮",
    "旗舰店",
    "新款",
    "夏季",
    "防晒",
    "轻薄",
    "透气",
    "，",
    "。",
    "！",
    "与",
    "在",
    "城市",
    "边缘",
    "的夜晚",
];

const ENGLISH: &[&str] = &[
    "the", "keeper", "raises", "bridge", "every", "morning", "for", "first", "barge", "captain",
    "horn", "canal", "kettle", "glass", "handmade", "review", "of", "a", "quiet", "city", "night",
    "market", "and", "how", "to", "brew", "better", "coffee", "at", "home",
];

/// A page as it would be sent.
pub(super) struct MadePage {
    pub(super) url: String,
    pub(super) content_type: Option<&'static str>,
    pub(super) body: Vec<u8>,
    /// What it calls itself.
    pub(super) title: String,
}

/// A page of 20 to 200 KB: half of them Chinese, a third of those in GBK, which the header tells, or the
/// page, or nobody; half with structured data, one in eight with none of the open web's words.
pub(super) fn page(chance: &mut Chance, number: u64) -> MadePage {
    let chinese = chance.below(2) == 0;
    let gbk = chinese && chance.below(3) == 0;
    let title = chance.words(chinese, 8).trim_matches(['，', '。', '！']).to_owned();
    let url = format!("https://site{}.example/item/{number}", chance.below(50));
    // As many of 20 to 63 KB as of 63 to 200, as it is in the wild.
    let size = match chance.below(2) {
        0 => 20_000 + chance.below(43_000),
        _ => 63_000 + chance.below(137_000),
    };
    let mut text = String::from("<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n");
    let (by_header, by_meta) = match (gbk, chance.below(3)) {
        (true, 0) => (true, false),
        (true, 1) | (false, _) => (false, true),
        (true, _) => (false, false),
    };
    if by_meta {
        let charset = if gbk { "gbk" } else { "utf-8" };
        let _ = writeln!(text, "<meta charset=\"{charset}\">");
    }
    head(&mut text, chance, (&title, &url), chinese);
    text.push_str("</head>\n<body>\n");
    let mut at = 0;
    while (text.len() as u64) < size {
        block(&mut text, chance, chinese, at);
        at += 1;
    }
    text.push_str("</body>\n</html>\n");
    let body = if gbk { encoding_rs::GBK.encode(&text).0.into_owned() } else { text.into_bytes() };
    let content_type = match (gbk, by_header) {
        (true, true) => Some("text/html; charset=GBK"),
        (true, false) => Some("text/html"),
        (false, _) => Some("text/html; charset=utf-8"),
    };
    MadePage { url, content_type, body, title }
}

fn head(text: &mut String, chance: &mut Chance, (title, url): (&str, &str), chinese: bool) {
    let _ = writeln!(text, "<title>{title}</title>");
    for _ in 0..chance.below(12) {
        let file = chance.below(1 << 40);
        let _ = writeln!(text, "<link rel=\"stylesheet\" href=\"/static/{file:x}.css\">");
        let _ = writeln!(text, "<script src=\"/static/{file:x}.js\" defer></script>");
    }
    if chance.below(8) == 0 {
        return;
    }
    let about = chance.words(chinese, 20);
    let site = chance.words(chinese, 2);
    for (name, value) in [
        ("og:title", title),
        ("og:url", url),
        ("og:description", &about),
        ("og:image", "https://img.example/1.jpg"),
        ("og:site_name", &site),
        ("og:type", "article"),
    ] {
        let _ = writeln!(text, "<meta property=\"{name}\" content=\"{value}\" />");
    }
    let _ = writeln!(text, "<meta name=\"description\" content=\"{about}\" />");
    let _ = writeln!(text, "<link rel=\"canonical\" href=\"{url}\" />");
    if chance.below(2) == 0 {
        let price = chance.below(100_000);
        let _ = writeln!(
            text,
            "<script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\
             \"Product\",\"name\":\"{title}\",\"image\":[\"https://img.example/1.jpg\"],\"offers\":{{\
             \"@type\":\"Offer\",\"price\":\"{}.{:02}\",\"priceCurrency\":\"CNY\"}}}}</script>",
            price / 100,
            price % 100
        );
    }
}

/// A part of a page's body: a list of links, a paragraph, a picture, or a program.
fn block(text: &mut String, chance: &mut Chance, chinese: bool, at: u64) {
    let words = chance.words(chinese, 30);
    let _ = match chance.below(8) {
        0 => writeln!(text, "<script>window.d{at}={{\"a\":[1,2,3],\"t\":\"{words}\"}};</script>"),
        1 => writeln!(
            text,
            "<figure><img src=\"/i/{at}.jpg\" width=\"640\" height=\"360\" alt=\"{words}\"></figure>"
        ),
        2..=4 => writeln!(
            text,
            "<ul class=\"nav\"><li><a href=\"/c/{at}?from=list\" class=\"item\"><span>{words}</span></a>\
             </li><li><a href=\"/d/{at}\"><i class=\"icon\"></i></a></li></ul>"
        ),
        _ => writeln!(text, "<div class=\"row\" data-id=\"{at}\"><p>{words}</p></div>"),
    };
}

/// A card like those of goods and films; no two with the same number are alike.
pub(super) fn card(chance: &mut Chance, number: u64) -> Card {
    #[allow(clippy::unnecessary_wraps, reason = "a field of a card is an option")]
    fn told<T>(value: T, from: Source) -> Option<Told<T>> {
        Some(Told::new(value, from))
    }
    let url = format!("https://shop.example/item/{number}");
    let image = Image { url: format!("https://img.example/{number}.jpg"), ..Image::default() };
    let price = Price { amount: Money::fen(100 + chance.below(100_000)), up_to: None };
    Card {
        url: told(url.clone(), Source::Address),
        kind: told(Kind::Product, Source::OpenGraph),
        title: told(chance.words(true, 10), Source::OpenGraph),
        text: told(chance.words(true, 24), Source::OpenGraph),
        images: vec![Told::new(image, Source::OpenGraph)],
        price: told(price, Source::JsonLd),
        seller: told(chance.words(true, 3), Source::JsonLd),
        site: told(chance.words(true, 2), Source::OpenGraph),
        openings: vec![Told::new(Opening::Web { url }, Source::Address)],
        ..Card::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_and_pages_are_as_they_are_said_to_be() {
        let pages = || {
            let mut chance = Chance::new(7);
            (0..60).map(|number| page(&mut chance, number)).collect::<Vec<_>>()
        };
        let (one, other) = (pages(), pages());
        assert!(one.iter().zip(&other).all(|(one, other)| one.body == other.body));
        assert!(one.iter().all(|page| (18_000..=260_000).contains(&page.body.len())));
        let gbk = one.iter().filter(|page| std::str::from_utf8(&page.body).is_err()).count();
        assert!((3..30).contains(&gbk), "{gbk} of 60 are in GBK");
    }
}
