//! What a card says, in rows for people, in two languages.

use drawbridge_canon::share::{
    Availability, Card, Kind, Opening, Rating, Source, Step, Told, told_price,
};
use drawbridge_engine::ledger::Lang;
use drawbridge_engine::share_gate::safety::decoded;

/// A row: what it is, what it says, and who says so.
pub(super) type Row = (&'static str, String, Option<Source>);

/// What a card says, in the order in which people ask. What nobody told has no row.
pub(super) fn rows(card: &Card, lang: Lang) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut put = |zh, en, value: Option<(String, Source)>| {
        if let Some((value, from)) = value {
            rows.push((lang.pick(zh, en), value, Some(from)));
        }
    };
    let text = |told: &Option<Told<String>>| as_told(told.as_ref(), Clone::clone);
    put("标题", "title", text(&card.title));
    put("类型", "kind", as_told(card.kind.as_ref(), |it| kind(*it, lang).to_owned()));
    let price = told_price(card).zip(card.price.as_ref().map(|told| told.from));
    put("价格", "price", price);
    put("供货", "available", as_told(card.availability.as_ref(), |it| stock(*it, lang).to_owned()));
    put("卖家", "seller", text(&card.seller));
    put("作者", "author", text(&card.author));
    put("网站", "site", text(&card.site));
    put("简介", "text", text(&card.text));
    put("评分", "rating", as_told(card.rating.as_ref(), |it| rating(*it)));
    put("时长", "length", as_told(card.seconds.as_ref(), |it| duration(*it)));
    put("发布", "published", text(&card.published));
    put("修改", "changed", text(&card.modified));
    put("语言", "language", text(&card.language));
    put("网址", "address", text(&card.url));
    let decoded = card.url.as_ref().and_then(|url| Some((decoded(&url.value)?, url.from)));
    put("域名读作", "domain reads", decoded);
    for told in &card.images {
        put("图片", "image", as_told(Some(told), |image| image.url.clone()));
    }
    put("视频", "film", as_told(card.video.as_ref(), |media| media.url.clone()));
    put("音频", "sound", as_told(card.audio.as_ref(), |media| media.url.clone()));
    for told in &card.openings {
        put("打开", "opens by", as_told(Some(told), |it| opening(it, lang)));
    }
    rows
}

fn as_told<T>(told: Option<&Told<T>>, say: impl Fn(&T) -> String) -> Option<(String, Source)> {
    told.map(|told| (say(&told.value), told.from))
}

/// What the standard says of a card. Nothing if it was not asked.
pub(super) fn verdict(card: &Card, lang: Lang) -> Vec<Row> {
    let Some(safety) = &card.safety else { return Vec::new() };
    let step = match safety.step {
        Step::Open => lang.pick("可以打开", "opens"),
        Step::Warn => lang.pick("打开前请留意", "opens after a warning"),
        Step::Refuse => lang.pick("不能打开", "does not open"),
    };
    let mut rows = vec![(lang.pick("判定", "verdict"), step.to_owned(), None)];
    for finding in &safety.findings {
        let (reason, remedy) = match lang {
            Lang::Zh => (&finding.reason_zh, &finding.remedy_zh),
            Lang::En => (&finding.reason_en, &finding.remedy_en),
        };
        rows.push((lang.pick("规则", "rule"), finding.rule.clone(), None));
        rows.push((lang.pick("原因", "reason"), reason.clone(), None));
        rows.push((lang.pick("怎么办", "remedy"), remedy.clone(), None));
    }
    rows
}

/// What people call a platform.
pub(super) fn platform(name: &'static str, lang: Lang) -> &'static str {
    let dialect = drawbridge_roster::DIALECTS.iter().find(|dialect| dialect.name == name);
    dialect.map_or(name, |dialect| lang.pick(dialect.title_zh, dialect.title))
}

/// Who says so.
pub(super) fn source(source: Source, lang: Lang) -> &'static str {
    match source {
        Source::OpenGraph => "Open Graph",
        Source::TwitterCard => "Twitter Card",
        Source::JsonLd => "JSON-LD",
        Source::Microdata => "microdata",
        Source::Rdfa => "RDFa Lite",
        Source::Microformats => "microformats",
        Source::Meta => "<meta>",
        Source::Oembed => "oEmbed",
        Source::Html => "HTML",
        Source::State => lang.pick("页面自带数据", "the page's own state"),
        Source::Message => lang.pick("消息文字", "the message"),
        Source::Address => lang.pick("网址", "the address"),
        Source::Platform => lang.pick("平台应答", "the platform"),
    }
}

fn kind(kind: Kind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        Kind::Product => ("商品", "product"),
        Kind::Video => ("视频", "video"),
        Kind::Article => ("文章", "article"),
        Kind::Shop => ("店铺", "shop"),
        Kind::MiniProgram => ("小程序", "mini program"),
        Kind::Live => ("直播", "live"),
        Kind::Music => ("音乐", "music"),
        Kind::Place => ("地点", "place"),
        Kind::Profile => ("主页", "profile"),
        Kind::Picture => ("图片", "picture"),
        Kind::Page => ("网页", "page"),
    };
    lang.pick(zh, en)
}

fn stock(availability: Availability, lang: Lang) -> &'static str {
    let (zh, en) = match availability {
        Availability::InStock => ("有货", "in stock"),
        Availability::Limited => ("数量有限", "a few are left"),
        Availability::PreOrder => ("预售", "pre-order"),
        Availability::BackOrder => ("可订购，稍后到货", "back-order"),
        Availability::InStoreOnly => ("仅门店有售", "in the shop only"),
        Availability::OnlineOnly => ("仅网上有售", "online only"),
        Availability::OutOfStock => ("暂时缺货", "out of stock"),
        Availability::SoldOut => ("已售罄", "sold out"),
        Availability::Discontinued => ("已停产", "discontinued"),
    };
    lang.pick(zh, en)
}

fn rating(rating: Rating) -> String {
    let number = |milli: u32| match milli % 1000 {
        0 => format!("{}", milli / 1000),
        part => format!("{}.{part:03}", milli / 1000).trim_end_matches('0').to_owned(),
    };
    let count = rating.count.map(|count| format!(" ({count})")).unwrap_or_default();
    format!("{}/{}{count}", number(rating.milli), number(rating.best_milli))
}

fn duration(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

fn opening(opening: &Opening, lang: Lang) -> String {
    match opening {
        Opening::Web { url } => format!("{} {url}", lang.pick("网页", "the web")),
        Opening::Universal { url } => format!("{} {url}", lang.pick("应用或网页", "app or web")),
        Opening::App { url, system, .. } => {
            let system = system.as_deref().map(|it| format!(" ({it})")).unwrap_or_default();
            format!("{}{system} {url}", lang.pick("应用", "app"))
        }
        Opening::Mini { host, app_id, path, link } => {
            let program = [app_id, path, link].into_iter().flatten();
            let program: Vec<&str> = program.map(String::as_str).collect();
            format!("{} ({host}) {}", lang.pick("小程序", "mini program"), program.join(" "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_people_write_them() {
        let said = |milli, count| rating(Rating { milli, best_milli: 5000, count });
        assert_eq!((said(4_500, Some(12)), said(5_000, None)), ("4.5/5 (12)".into(), "5/5".into()));
        assert_eq!(said(4_055, None), "4.055/5");
        assert_eq!((duration(59), duration(3661)), ("0:59".into(), "1:01:01".into()));
    }
}
