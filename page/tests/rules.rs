//! Each rule by which pages are read, on a small page of our own.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use drawbridge_canon::share::{Availability, Card, Hints, Kind, Opening, Source, Told};
use drawbridge_page::{Page, read, reading};

fn card(body: &str) -> Card {
    read(&Page { body: body.as_bytes(), url: "https://www.shop.cn/p/1", ..Page::default() })
}

/// A value with the place where it was read.
fn told(value: Option<&Told<String>>) -> Option<(&str, Source)> {
    value.map(|told| (told.value.as_str(), told.from))
}

#[test]
fn titles_come_in_order_of_trust() {
    let og = "<meta PROPERTY='OG:Title' content='&quot;吊桥&amp;quot;'>";
    let twitter = "<meta name=twitter:title value=鸟>";
    let html = "<svg><title>画</title></svg><title>\n 页 \t面 </title>";
    for (page, title, from) in [
        (format!("{twitter}{html}{og}"), "\"吊桥\"", Source::OpenGraph),
        (format!("{html}{twitter}"), "鸟", Source::TwitterCard),
        (html.to_owned(), "页 面", Source::Html),
        ("<meta property=og:title content=' '>".to_owned() + html, "页 面", Source::Html),
        ("<!-- <title>x</title> --><body><title>晚</title>".to_owned(), "晚", Source::Html),
        ("<script>'<title>x</title>'</script><title>y</title>".to_owned(), "y", Source::Html),
        ("<script>'</i><title>x'</Script><Title>y</tItle>".to_owned(), "y", Source::Html),
        ("<!-- -- --> <title>y</title> -->".to_owned(), "y", Source::Html),
    ] {
        assert_eq!(told(card(&page).title.as_ref()), Some((title, from)), "{page}");
    }
}

#[test]
fn a_picture_binds_what_follows_it() {
    let page = "<base href='/img/'><meta property=og:image content=a.png>
        <meta property=og:image:secure_url content='https://www.shop.cn/s.png'>
        <meta property=og:image:width content=1200><meta property=og:image:alt content=甲>
        <meta property=og:image content='http://['><meta property=og:image content=b.png>";
    let images = card(page).images;
    assert_eq!(images.len(), 2, "{images:?}");
    assert_eq!(images[0].value.url, "https://www.shop.cn/s.png");
    assert_eq!((images[0].value.width, images[0].value.alt.as_deref()), (Some(1200), Some("甲")));
    assert_eq!(images[1].value.url, "https://www.shop.cn/img/b.png");
}

#[test]
fn names_may_be_written_in_references() {
    let page = "<title>t</title><meta property='og&#x3A;title' content=题>
        <link rel='shortcut&#x20;icon' href=/a.png>
        <script type='application&#x2F;ld&#x2B;json'>{\"@type\":\"Article\",
        \"author\":{\"name\":\"Ann Ek\"}}</script>";
    let card = card(page);
    assert_eq!(told(card.title.as_ref()), Some(("题", Source::OpenGraph)));
    assert_eq!(told(card.icon.as_ref()), Some(("https://www.shop.cn/a.png", Source::Html)));
    assert_eq!(told(card.author.as_ref()), Some(("Ann Ek", Source::JsonLd)));
}

#[test]
fn behind_the_sides_of_a_picture_another_begins() {
    let page = "<meta property=og:image content=a.png><meta property=og:image:width content=9>
        <meta property=og:image:url content=b.png><meta property=og:image:height content=8>";
    let images = card(page).images;
    let urls: Vec<_> = images.iter().map(|image| image.value.url.as_str()).collect();
    assert_eq!(urls, ["https://www.shop.cn/p/a.png", "https://www.shop.cn/p/b.png"]);
    assert_eq!((images[0].value.width, images[1].value.height), (Some(9), Some(8)));
}

#[test]
fn all_who_wrote_a_page_are_told_once() {
    let two = "<meta name=citation_author content='Ann Ek'><meta name=citation_author content=Bo>
        <meta name=citation_author content='Ann Ek'>";
    let house = "<meta name=author content='A House'><meta name=article:author content='Ann Ek'>";
    for (page, author) in [(two, "Ann Ek and Bo"), (house, "Ann Ek")] {
        let card = card(page);
        assert_eq!(card.author.map(|told| told.value).as_deref(), Some(author), "{page}");
    }
}

#[test]
fn who_comments_did_not_write_the_page() {
    let comment = "<p><span class='comment-author'><a>Carl Oh</a></span>";
    let form = "<label class=comment-form-author>Name *</label>";
    let by = "<p class=byline>By Ann Ek</p>";
    assert_eq!(card(&format!("{comment}{form}")).author, None);
    let told = card(&format!("{comment}{form}{by}")).author;
    assert_eq!(told.map(|told| told.value).as_deref(), Some("Ann Ek"));
}

#[test]
fn a_stream_of_sound_is_one() {
    let page = "<meta name=twitter:player:stream content=/a.mp3>
        <meta name=twitter:player:stream:content_type content=audio/mpeg>";
    let card = card(page);
    assert_eq!(card.audio.unwrap().value.url, "https://www.shop.cn/a.mp3");
    assert!(card.video.is_none());
}

#[test]
fn what_a_page_calls_itself_is_told_beside_where_it_was_found() {
    let found = Opening::Web { url: "https://www.shop.cn/p/1".to_owned() };
    let found = [Told::new(found, Source::Address)];
    let own = "<link rel=canonical href='https://m.shop.cn/p/1'>";
    let other = "<meta property=og:url content='https://other.cn/p/1'>";
    let front = "<meta property=og:url content='https://other.cn/'>";
    for (page, url, from, openings) in [
        (own.to_owned(), "https://m.shop.cn/p/1", Source::Html, &[][..]),
        (other.to_owned(), "https://other.cn/p/1", Source::OpenGraph, &found),
        // Its own domain comes before another's, and a front is no page's address.
        (format!("{other}{own}"), "https://m.shop.cn/p/1", Source::Html, &[]),
        (front.to_owned(), "https://www.shop.cn/p/1", Source::Address, &[]),
    ] {
        let card = card(&page);
        assert_eq!(told(card.url.as_ref()), Some((url, from)), "{page}");
        assert_eq!(card.openings, openings, "{page}");
    }
}

#[test]
fn where_nobody_knows_the_address_structured_data_tells_it() {
    let body = "<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"题\",
        \"mainEntityOfPage\":{\"@id\":\"https://a.cn/2016/0524/c1.html\"}}</script>";
    let card = read(&Page { body: body.as_bytes(), ..Page::default() });
    assert_eq!(told(card.url.as_ref()), Some(("https://a.cn/2016/0524/c1.html", Source::JsonLd)));
    assert_eq!(told(card.published.as_ref()), Some(("2016-05-24", Source::Address)));
}

#[test]
fn a_chinese_page_without_metadata_is_read_by_its_words() {
    let card = card(
        "<title>短缺药品保供稳价_国内_某华网</title><h1>短缺药品保供稳价</h1>
         <p>2023年11月17日 20:52 作者：张三 来源：某华社</p><img src=/i/ewm-qrcode.png>
         <img src=/1x1.gif data-original=/p/1.jpg><p>记者从国家卫生健康委获悉，近阶段相关部门持续依托联动机制，深入优化体系。</p>",
    );
    assert_eq!(told(card.title.as_ref()), Some(("短缺药品保供稳价", Source::Html)));
    assert_eq!(told(card.site.as_ref()), Some(("某华网", Source::Html)));
    assert_eq!(told(card.author.as_ref()), Some(("张三", Source::Html)));
    assert_eq!(card.published.unwrap().value, "2023-11-17T20:52:00+08:00");
    assert_eq!(told(card.language.as_ref()), Some(("zh", Source::Html)));
    assert_eq!(card.images[0].value.url, "https://www.shop.cn/p/1.jpg");
    assert!(card.text.unwrap().value.starts_with("记者从"));
}

#[test]
fn a_page_without_a_title_is_called_as_its_heading() {
    let card = card("<title> </title><h1>The <i>heading</i></h1><h1>Another</h1>");
    assert_eq!(told(card.title.as_ref()), Some(("The heading", Source::Html)));
}

#[test]
fn a_description_that_is_the_sites_name_says_nothing() {
    let site = "<meta property=og:site_name content='The Site'>";
    let og = "<meta property=og:description content='The Site'>";
    let plain = "<meta name=description content='What it is.'>";
    let card = card(&format!("{site}{og}{plain}"));
    assert_eq!(told(card.text.as_ref()), Some(("What it is.", Source::Meta)));
}

#[test]
fn who_made_something_is_a_name() {
    for page in [
        "<script type=application/ld+json>{\"@type\":\"Article\",\"author\":{\"name\":\"By Ann Bee\"}}</script>",
        "<div itemscope itemtype=https://schema.org/Article><a itemprop=author href=/u/9>Ann Bee</a></div>",
    ] {
        assert_eq!(card(page).author.unwrap().value, "Ann Bee", "{page}");
    }
}

#[test]
fn a_picture_of_the_text_comes_before_marks() {
    for (page, url) in [
        ("<img src=/logo.png><img class=site-icon src=/a.png><img src=/b.png>", "b.png"),
        ("<img src=/logo.png><img width=20 src=/a.png>", "logo.png"),
        ("<img src=/a.png><h1>x</h1><img src=/b.png>", "b.png"),
        ("<img src=/blank.gif data-src=/c.png>", "c.png"),
    ] {
        let url = format!("https://www.shop.cn/{url}");
        assert_eq!(card(page).images[0].value.url, url, "{page}");
    }
}

/// One product in each of the syntaxes.
const PRODUCTS: [(&str, Source); 3] = [
    (
        "<script type='application/ld+json'>{\"@context\":\"https://schema.org\",\"@graph\":[
        {\"@type\":\"Organization\",\"@id\":\"#o\",\"name\":\"桥店\"},
        {\"@type\":[\"Product\"],\"name\":\"瓷杯\",\"image\":[{\"url\":\"/c.png\"}],
        \"aggregateRating\":{\"ratingValue\":4.5,\"reviewCount\":12},
        \"offers\":{\"price\":\"88.80\",\"priceCurrency\":\"CNY\",\"seller\":{\"@id\":\"#o\"},
        \"availability\":\"https://schema.org/InStock\"}}]}</script>",
        Source::JsonLd,
    ),
    (
        "<div itemscope itemtype='https://schema.org/Product' itemref='more named'>
        <img itemprop=image src=/c.png>
        <p itemprop=aggregateRating itemscope itemtype='https://schema.org/AggregateRating'>
        <i itemprop=ratingValue>4.5</i><meta itemprop=reviewCount content=12></p></div>
        <b id=named itemprop=name>瓷<i>杯</i></b><div id=more itemprop=offers itemscope itemtype='https://schema.org/Offer'>
        <meta itemprop=priceCurrency content=CNY><span itemprop=price content=88.80>¥88.8</span>
        <link itemprop=availability href='https://schema.org/InStock'>
        <span itemprop=seller itemscope itemtype='https://schema.org/Organization'>
        <span itemprop=name>桥店</span></span></div>",
        Source::Microdata,
    ),
    (
        "<div vocab='https://schema.org/' typeof=Product><b property=name>瓷杯</b>
        <img property=image src=/c.png><p property=aggregateRating typeof=AggregateRating>
        <i property=ratingValue>4.5</i><i property=reviewCount>12</i></p>
        <div property=offers typeof=Offer><meta property=priceCurrency content=CNY>
        <span property=price content=88.80></span><link property=availability href=schema:InStock>
        <span property=seller typeof=Organization><span property=name>桥店</span></span></div></div>",
        Source::Rdfa,
    ),
];

#[test]
fn a_product_is_the_same_in_every_syntax() {
    for (page, from) in PRODUCTS {
        let card = card(page);
        assert_eq!(card.kind, Some(Told::new(Kind::Product, from)));
        assert_eq!(told(card.title.as_ref()), Some(("瓷杯", from)), "{from:?}");
        assert_eq!(card.images[0].value.url, "https://www.shop.cn/c.png", "{from:?}");
        assert_eq!(card.price.unwrap().value.amount.minor, 8880, "{from:?}");
        assert_eq!(card.availability, Some(Told::new(Availability::InStock, from)), "{from:?}");
        assert_eq!(told(card.seller.as_ref()), Some(("桥店", from)));
        let rating = card.rating.unwrap().value;
        assert_eq!((rating.milli, rating.best_milli, rating.count), (4500, 5000, Some(12)));
    }
}

#[test]
fn what_open_graph_cannot_say_is_asked_of_the_elements() {
    let og = "<meta property=og:title content=杯><meta property=og:image content=/c.png>";
    for (page, from) in &PRODUCTS[1..] {
        // As it stands in the element, and as it is written most: in quotes.
        let quoted = page.replace("property=price ", "property=\"price\" ");
        let card = card(&format!("{og}{quoted}"));
        assert_eq!(told(card.title.as_ref()), Some(("杯", Source::OpenGraph)));
        assert_eq!(card.price.map(|price| price.from), Some(*from));
    }
}

#[test]
fn the_text_is_asked_for_what_is_missing_and_no_more() {
    let date = "<meta property=article:published_time content=2026-11-30>";
    let author = "<meta name=author content=甲>";
    let text = "<a id=logo>桥报</a><a rel=author>乙</a><time datetime=2025-01-02>去年</time>";
    for (head, told) in [
        (String::new(), ("乙", "2025-01-02")),
        (date.to_owned(), ("乙", "2026-11-30")),
        (author.to_owned(), ("甲", "2025-01-02")),
        (format!("{date}{author}"), ("甲", "2026-11-30")),
    ] {
        let card = card(&format!("{head}{text}"));
        let (author, date) = (card.author.unwrap().value, card.published.unwrap().value);
        assert_eq!((author.as_str(), date.as_str()), told, "{head}");
        assert_eq!(card.site.unwrap().value, "桥报", "{head}");
    }
}

#[test]
fn behind_half_a_mebibyte_only_json_ld_is_read_where_a_card_has_title_and_picture() {
    let og = "<meta property=og:title content=题><meta property=og:image content=/a.png>";
    let padding = "<p>字</p>".repeat(64 * 1024);
    let late = "<p>ld+json</p><meta name=description content=晚>
        <script type=application/ld+json>{\"@type\":\"Article\",\"author\":\"某人\"}</script>";
    let long = card(&format!("{og}{padding}{late}"));
    assert_eq!(told(long.author.as_ref()), Some(("某人", Source::JsonLd)));
    assert_eq!(long.text, None);
    let untold = card(&format!("{padding}{og}{late}"));
    assert_eq!(untold.title.unwrap().value, "题");
    let short = card(&format!("{og}{late}"));
    assert_eq!(told(short.text.as_ref()), Some(("晚", Source::Meta)));
}

#[test]
fn both_versions_of_microformats_are_read() {
    for page in [
        "<article class=h-entry><h1 class=p-name>题</h1><a class='p-author h-card' href=/u>某人</a>
         <time class=dt-published datetime=2026-11-30T08:00:00+08:00>今天</time></article>",
        "<div class=hentry><h1 class=entry-title>题</h1><span class='author vcard'>
         <a class=fn href=/u>某人</a></span><abbr class=published title=2026-11-30T08:00:00+08:00>x</abbr></div>",
    ] {
        let card = card(page);
        assert_eq!(told(card.title.as_ref()), Some(("题", Source::Microformats)), "{page}");
        assert_eq!(card.author.unwrap().value, "某人", "{page}");
        assert_eq!(card.published.unwrap().value, "2026-11-30T08:00:00+08:00", "{page}");
    }
}

#[test]
fn apps_prices_and_films_are_read_from_meta() {
    let card = card(
        "<meta property=al:ios:url content='shop://p/1'><meta property=al:ios:app_store_id content=9>
         <meta property=al:android:url content='javascript:x'>
         <meta name=twitter:label1 content=价格><meta name=twitter:data1 content='¥1,299'>
         <meta property=og:video content=/v.mp4><meta property=og:video:type content=video/mp4>
         <meta property=og:locale content=zh_CN><meta property=video:duration content=61>",
    );
    let app = Opening::App {
        url: "shop://p/1".to_owned(),
        system: Some("ios".to_owned()),
        store_id: Some("9".to_owned()),
    };
    assert_eq!(card.openings, [Told::new(app, Source::OpenGraph)]);
    assert_eq!(card.price.unwrap().value.amount.minor, 129_900);
    assert_eq!(card.video.unwrap().value.media_type.as_deref(), Some("video/mp4"));
    assert_eq!((card.language.unwrap().value.as_str(), card.seconds.unwrap().value), ("zh-CN", 61));
}

#[test]
fn a_platforms_hints_are_heeded() {
    fn state(mark: &str, text: &str) -> Card {
        assert_eq!(mark, "window.__STATE__=");
        let author = text.split('"').nth(1).map(|name| Told::new(name.to_owned(), Source::State));
        Card { author, ..Card::default() }
    }
    let hints = Hints {
        title_suffixes: &["_某站", "_某站_视频"],
        state_marks: &["window.__STATE__="],
        state: Some(state),
        ..Hints::NONE
    };
    let body = "<title>题_某站_视频</title><script>window.__STATE__=[\"某人\"]</script>";
    let card = read(&Page { body: body.as_bytes(), hints: Some(&hints), ..Page::default() });
    assert_eq!(told(card.title.as_ref()), Some(("题", Source::Html)));
    assert_eq!(told(card.author.as_ref()), Some(("某人", Source::State)));
}

#[test]
fn an_oembed_answer_is_discovered_in_page_and_header() {
    let page = Page { url: "https://a.cn/v/1", ..Page::default() };
    let body = b"<link rel=alternate type=application/json+oembed href='/o?u=1&amp;f=json'>";
    let link = reading(&Page { body, ..page }).oembed.unwrap();
    assert_eq!((link.url.as_str(), link.xml), ("https://a.cn/o?u=1&f=json", false));
    let header = "</x>; rel=next, </o>; rel=\"alternate\"; type=\"text/xml+oembed\"";
    let link = reading(&Page { link: Some(header), ..page }).oembed.unwrap();
    assert_eq!((link.url.as_str(), link.xml), ("https://a.cn/o", true));
}
