//! The cards: things for sale, films, songs and texts, with much and with little told, in several
//! languages, and such as mean harm.

use drawbridge_canon::share::{Availability, Image, Kind, Source, Told};

use super::case::Case;

pub(crate) fn all() -> Vec<Case> {
    [goods(), films(), texts(), others(), little(), hostile()].into_iter().flatten().collect()
}

fn goods() -> Vec<Case> {
    use Kind::Product;
    vec![
        Case::new("shirt", Product, "吊桥牌 纯棉 T 恤 2026 秋季新款")
            .at("https://shop.example.com/item?id=1001")
            .text("纯棉面料，两种颜色，七天无理由退货。")
            .sized("https://img.example.com/shirt.jpg", 800, 800)
            .image("https://img.example.com/shirt-back.jpg")
            .site("示例商城")
            .icon("https://shop.example.com/icon-64.png")
            .price("99.00", "CNY")
            .seller("吊桥旗舰店")
            .stock(Availability::InStock, "InStock")
            .rating(4800, 1234, "4.8")
            .language("zh-CN"),
        Case::new("span", Product, "手机壳（多款可选）")
            .at("https://shop.example.com/item?id=1002")
            .price("9.90", "CNY")
            .up_to("39.90")
            .stock(Availability::Limited, "LimitedAvailability")
            .image("https://img.example.com/case.png"),
        Case::new("dollars", Product, "Walnut desk lamp, warm light")
            .at("https://lamps.example.com/walnut?colour=warm&size=2")
            .text("Solid walnut; dims to 1 %.")
            .sized("https://lamps.example.com/i/walnut.jpg?w=1200&h=630", 1200, 630)
            .site("Lamps & Sons")
            .price("129.50", "USD")
            .seller("Lamps & Sons Ltd.")
            .stock(Availability::PreOrder, "PreOrder")
            .language("en-GB"),
        Case::new("yen", Product, "鉄瓶 南部鉄器 1.2L")
            .at("https://tetsubin.example.jp/items/77")
            .image("https://tetsubin.example.jp/77.webp")
            .site("南部堂")
            .price("18000", "JPY")
            .stock(Availability::SoldOut, "SoldOut")
            .language("ja-JP"),
        Case::new("gone", Product, "绝版唱片《海》")
            .at("https://records.example.cn/p/5")
            .price("0.01", "CNY")
            .stock(Availability::Discontinued, "Discontinued")
            .seller("张三的唱片行"),
        Case::new("noprice", Product, "询价设备 X-200")
            .at("https://b2b.example.cn/x200")
            .text("价格面议。"),
    ]
}

fn films() -> Vec<Case> {
    vec![
        Case::new("player", Kind::Video, "三分钟做一碗葱油拌面")
            .at("https://video.example.cn/v/7234567890123456789")
            .text("步骤全在里面。")
            .sized("https://img.example.cn/noodles.jpg", 1280, 720)
            .video("https://video.example.cn/embed/7234567890123456789.html", "text/html")
            .author("做饭的老王")
            .site("示例视频")
            .seconds(183, "PT183S")
            .published("2026-11-01T12:30:00+08:00")
            .language("zh-CN"),
        Case::new("file", Kind::Video, "Bridge opening, time-lapse")
            .at("https://films.example.org/bridge")
            .image("https://films.example.org/bridge.jpg")
            .video("https://films.example.org/bridge.mp4", "video/mp4")
            .author("Ada Example")
            .site("Films")
            .seconds(30, "PT30S")
            .language("en-US"),
        Case::new("live", Kind::Live, "今晚八点 秋季上新直播间")
            .at("https://live.example.cn/room/42")
            .image("https://img.example.cn/room42.jpg")
            .author("主播小李"),
        Case::new("song", Kind::Music, "海阔天空")
            .at("https://music.example.cn/song/347230")
            .sized("https://img.example.cn/album.jpg", 500, 500)
            .audio("https://music.example.cn/347230.mp3", "audio/mpeg")
            .author("Beyond")
            .site("示例音乐")
            .seconds(326, "PT326S"),
    ]
}

fn texts() -> Vec<Case> {
    let article = |name, title: &str| Case::new(name, Kind::Article, title);
    vec![
        article("news", "互联互通新规今日施行：链接应当直接打开")
            .at("https://news.example.cn/a/20261130/1.html")
            .text("同类链接，同样展示；直接打开，不加步骤。")
            .sized("https://news.example.cn/i/1.jpg", 1080, 608)
            .author("王记者")
            .site("示例日报")
            .published("2026-11-30T07:00:00+08:00")
            .language("zh-CN"),
        article("day", "A day without a time")
            .at("https://blog.example.org/day")
            .author("Grace Example")
            .site("The Blog")
            .published("2026-03-09")
            .language("en-US"),
        article("arabic", "جسر متحرك يفتح أبوابه للجميع")
            .at("https://akhbar.example.org/1")
            .text("خبر قصير عن الجسور.")
            .language("ar-EG"),
        article("korean", "모두에게 열린 도개교")
            .at("https://news.example.kr/1")
            .image("https://news.example.kr/1.jpg")
            .site("예시신문")
            .author("홍길동")
            .language("ko-KR"),
        article("traditional", "吊橋放下來了：連結直接打開")
            .at("https://news.example.tw/1")
            .text("「同類連結，同樣顯示」——主管機關")
            .language("zh-TW"),
        article("emoji", "🎉 双十一 🎉 👨‍👩‍👧‍👦 全家福套餐").at("https://e.example.cn/1").text("🈹️ 五折"),
        article("rare", "𠮷野家和㐂寿司 𰻝𰻝面")
            .at("https://e.example.cn/2")
            .text("用了基本平面以外的汉字。"),
        article("quotes", "He said \"open\" & it's <b>open</b>")
            .at("https://q.example.org/1")
            .text("Tom & Jerry's \"1 < 2\" — ‘curly’ “too”")
            .author("O'Brien & Co.")
            .site("Q&A \"daily\""),
        article("entities", "How &amp; why to write &lt;br&gt; in HTML")
            .at("https://q.example.org/2?a=1&amp=2&copy=3")
            .text("&nbsp;&#39; are shown as they are"),
    ]
}

fn others() -> Vec<Case> {
    let photo = "https://photo.example.com/full/9.jpg";
    let mini = Case::new("mini", Kind::MiniProgram, "点餐小程序 - 首页");
    vec![
        Case::new("photo", Kind::Picture, "江上日出")
            .at("https://photo.example.com/9")
            .sized(photo, 2048, 1365)
            .author("摄影师阿明")
            .site("示例图片社")
            .answers("type", "photo"),
        Case::new("shop", Kind::Shop, "吊桥旗舰店")
            .at("https://shop.example.com/shop/9")
            .text("主营：桥")
            .image("https://img.example.com/shop9.png")
            .rating(4910, 88, "4.91")
            .site("示例商城"),
        Case::new("place", Kind::Place, "老码头火锅（解放碑店）")
            .at("https://map.example.cn/poi/B00155")
            .text("重庆市渝中区 · 人均 ¥98")
            .image("https://img.example.cn/hotpot.jpg")
            .rating(4500, 3021, "4.5"),
        Case::new("person", Kind::Profile, "示例用户 @drawbridge")
            .at("https://social.example.cn/u/1")
            .image("https://img.example.cn/u1.jpg")
            .site("示例社交"),
        mini.at("https://mini.example.cn/order").image("https://img.example.cn/order.png"),
        Case::new("port", Kind::Page, "带端口和片段的地址")
            .at("https://host.example.cn:8443/a/b?x=%E4%B8%AD&y=1#/route/2"),
        Case::new("idn", Kind::Page, "中文域名")
            .at("https://xn--fiqs8s.example/%E9%A1%B5")
            .site("中国.example"),
    ]
}

/// Little is told: a reader must make up nothing.
fn little() -> Vec<Case> {
    let page = |name, title: &str| Case::new(name, Kind::Page, title);
    let long = "很长的标题".repeat(100);
    let cut: String = long.chars().take(299).chain(['…']).collect();
    vec![
        page("title-only", "只有标题"),
        page("title-url", "Only a title and an address").at("https://t.example.org/"),
        page("no-title", "")
            .expect("title", "untitled.example.org")
            .at("https://untitled.example.org/x")
            .answers("title", "untitled.example.org"),
        page("site-title", "")
            .site("只有站名")
            .expect("title", "只有站名")
            .answers("title", "只有站名"),
        page("one-letter", "桥").text("。"),
        page("long", &long).expect("title", &cut).answers("title", &cut),
        page("white", "  空白\u{3000}和\n换行\t都是  一个空格 ")
            .expect("title", "空白 和 换行 都是 一个空格")
            .answers("title", "空白 和 换行 都是 一个空格"),
    ]
}

/// They mean harm; what they say is said as text.
fn hostile() -> Vec<Case> {
    let page = |name, title: &str| Case::new(name, Kind::Page, title);
    let bad = "\"><script>alert(1)</script>";
    let mut scripted = page("bad-links", "地址都是脚本")
        .at("javascript:alert(1)")
        .image("data:image/svg+xml,<svg onload=alert(1)>")
        .icon("javascript:alert(2)")
        .without("canonical")
        .without("image")
        .without("logo");
    let next = Image { url: "https://img.example.cn/good.jpg".to_owned(), ..Image::default() };
    scripted.card.images.push(Told::new(next, Source::Html));
    vec![
        page("bad-title", &format!("题{bad}"))
            .text(&format!("文{bad}"))
            .author(&format!("人{bad}")),
        page("bad-site", "站名")
            .site("</title><img src=x onerror=alert(1)>")
            .at("https://b.example.cn/1"),
        page("bad-script", "</script><script>alert(1)</script>").text("<!-- --> ]]> </style>"),
        page("bad-text", "文本域").text("</textarea></main><h1>另一个标题</h1>"),
        page("bad-meta", "x\" /><meta property=\"og:title\" content=\"冒充")
            .text("' og:title='冒充"),
        page("bad-json", "\",\"name\":\"冒充\",\"x\":\"\u{2028}")
            .expect("title", "\",\"name\":\"冒充\",\"x\":\"")
            .answers("title", "\",\"name\":\"冒充\",\"x\":\""),
        scripted.expect("image", "https://img.example.cn/good.jpg"),
        Case::new("bad-seller", Kind::Product, "卖家名有毒")
            .price("1.00", "CNY")
            .seller("</script><b onmouseover=alert(1)>店</b>")
            .at("https://b.example.cn/2"),
        page("bad-template", "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}").text("{{constructor}}"),
    ]
}
