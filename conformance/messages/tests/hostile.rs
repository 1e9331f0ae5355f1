//! Messages made to be slow to read are read all the same, as fast as others of their length.

use std::time::{Duration, Instant};

use drawbridge_conformance_messages::platforms;
use drawbridge_gate_share::read;

/// What a message of 64 KiB may take without optimisation on a busy machine. What grows with the
/// square of the length takes minutes.
const LONGEST: Duration = Duration::from_secs(10);

#[test]
fn no_message_is_slow() {
    let platforms = platforms();
    for part in [
        "【",
        "】",
        "「",
        "看看【",
        "的作品】",
        "1.11 ",
        "1.11 AgB:/ ",
        "http://",
        "https://v.douyin.com/a/ ",
        "看看【a的作品】https://v.douyin.com/a/ ",
        "【a-哔哩哔哩】https://b23.tv/a ",
        "https://m.tb.cn/h.a?tk=aB3dE6gH9jK「",
        "￥aB3dE6gH9jK￥",
        "20:/！29KUN73nQllwi！",
        "😆 aB3dE6gH9jK2mN5 ",
        "#在抖音，记录美好生活#",
        "复制此消息，打开【快手",
        "该作品在快手被播放过",
        "http://a.cn/(",
        "#小程序://a/",
        "weixin://dl/business/?",
        "分享《",
        "《",
        ":/ ",
        "\u{200b}",
        "[https://a.cn](",
        "](https://a.cn/x ",
        "<a href=https://a.cn/x>",
        "https://a.com/中",
        "中a",
        "**https://a.cn/x** ",
        "https://中.",
        "https://a.cn/xhttps://",
        "&amp;",
    ] {
        let text = part.repeat(64 * 1024 / part.len());
        for text in [
            text.clone(),
            format!("https://v.douyin.com/{text}"),
            format!("https://a.com/中{text}"),
            format!("{text}https://b23.tv/a"),
        ] {
            let begun = Instant::now();
            let hits = read(&text, &platforms);
            assert!(
                begun.elapsed() < LONGEST,
                "{part}: {:?}, {} hits",
                begun.elapsed(),
                hits.len()
            );
        }
    }
    for tail in [")", "]", ".", "'", ").", "(", "%"] {
        let begun = Instant::now();
        let _ = read(&format!("https://a.cn/{}", tail.repeat(64 * 1024 / tail.len())), &platforms);
        assert!(begun.elapsed() < LONGEST, "{tail}: {:?}", begun.elapsed());
    }
}
