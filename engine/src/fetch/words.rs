//! What each error is called, says and advises, in English and in Chinese.

use super::error::Kind;

/// The texts of one kind of error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// For machines.
    pub name: &'static str,
    /// Why, in English.
    pub reason_en: &'static str,
    /// What to do, in English.
    pub remedy_en: &'static str,
    /// Why, in Chinese.
    pub reason_zh: &'static str,
    /// What to do, in Chinese.
    pub remedy_zh: &'static str,
}

const fn words(texts: [&'static str; 5]) -> Words {
    let [name, reason_en, remedy_en, reason_zh, remedy_zh] = texts;
    Words { name, reason_en, remedy_en, reason_zh, remedy_zh }
}

/// The texts of a kind.
pub(super) fn of(kind: Kind) -> Words {
    let texts = about_the_address(kind)
        .or_else(|| about_the_way(kind))
        .or_else(|| about_redirects(kind))
        .or_else(|| about_the_answer(kind));
    words(texts.unwrap_or_else(|| about_the_status(kind)))
}

fn about_the_address(kind: Kind) -> Option<[&'static str; 5]> {
    Some(match kind {
        Kind::NotAnAddress => [
            "not-an-address",
            "this is not a web address",
            "check that it was copied whole",
            "这不是网址",
            "请检查链接是否复制完整",
        ],
        Kind::Scheme => [
            "scheme",
            "only http and https links are opened",
            "use the link of the web page",
            "只支持 http 和 https 链接",
            "请使用网页链接",
        ],
        Kind::Credentials => [
            "credentials",
            "the link carries a user name or password",
            "remove what stands before the @ in it",
            "链接中带有用户名或密码",
            "请去掉链接中 @ 之前的部分",
        ],
        Kind::Port => [
            "port",
            "the link leads to a port where no web pages are",
            "use the address without a port, or one of the usual ports",
            "链接指向的端口不是网页端口",
            "请使用常用端口的网址",
        ],
        Kind::Name => [
            "name",
            "the name belongs to an inner network",
            "use a public name",
            "该域名属于内部网络",
            "请使用公开的域名",
        ],
        Kind::Range => [
            "range",
            "the link leads to an address that is not on the public internet",
            "use a public address; the site's owner may check what its name resolves to",
            "链接指向的地址不在公共互联网上",
            "请使用公网网址；网站管理员可检查域名解析",
        ],
        Kind::Ours => [
            "ours",
            "the link leads back to this service",
            "use the link that the thing itself has",
            "链接指向本服务自身",
            "请使用内容本身的链接",
        ],
        Kind::NotAPicture => [
            "not-a-picture",
            "this is not a JPEG, PNG, WebP or GIF picture",
            "use a picture of one of these kinds",
            "这不是 JPEG、PNG、WebP 或 GIF 图片",
            "请使用上述格式的图片",
        ],
        Kind::TooManyPixels => [
            "too-many-pixels",
            "the picture has too many pixels",
            "make it smaller",
            "图片像素过多",
            "请缩小图片",
        ],
        _ => return None,
    })
}

fn about_the_way(kind: Kind) -> Option<[&'static str; 5]> {
    Some(match kind {
        Kind::NoSuchName => [
            "no-such-name",
            "there is no site of this name",
            "check the spelling",
            "该域名不存在",
            "请检查域名拼写",
        ],
        Kind::Unresolved => [
            "unresolved",
            "the site's name could not be looked up",
            "try again later",
            "域名解析失败",
            "请稍后再试",
        ],
        Kind::Unreachable => [
            "unreachable",
            "the site cannot be reached",
            "try again later",
            "网站无法连接",
            "请稍后再试",
        ],
        Kind::Tls => [
            "tls",
            "no safe connection to the site is possible",
            "its owner should check the certificate",
            "无法与该网站建立安全连接",
            "请网站管理员检查证书",
        ],
        Kind::Busy => [
            "busy",
            "too much is being fetched at the moment",
            "try again in a few seconds",
            "当前抓取任务过多",
            "请几秒后再试",
        ],
        Kind::Beyond => [
            "beyond",
            "a message has more things than cards are made of at once: sixteen",
            "send it by itself, or in a shorter message",
            "一条消息最多同时处理十六个链接或口令",
            "请单独发送，或拆成较短的消息",
        ],
        Kind::Lost => {
            ["lost", "the fetch was given up on our side", "try again", "抓取被中断", "请重试"]
        }
        Kind::LoginWall => [
            "login-wall",
            "the site shows this only to those who have logged in, or not to programs",
            "open it in the app it belongs to, or share it from there with its title",
            "该网站要求登录或验证后才能查看",
            "请在所属应用中打开，或从该应用复制带标题的分享文字",
        ],
        Kind::Robots => [
            "robots",
            "the site does not want to be read by programs",
            "share the link by hand; its owner may change robots.txt",
            "该网站不允许程序抓取",
            "请手动分享链接；网站管理员可修改 robots.txt",
        ],
        _ => return None,
    })
}

fn about_redirects(kind: Kind) -> Option<[&'static str; 5]> {
    Some(match kind {
        Kind::TooManyRedirects => [
            "too-many-redirects",
            "the link is passed on too often",
            "use the address where it ends",
            "链接跳转次数过多",
            "请使用最终页面的网址",
        ],
        Kind::Circle => [
            "circle",
            "the link is passed on in a circle",
            "its owner should mend the redirects",
            "链接循环跳转",
            "请网站管理员修正跳转",
        ],
        Kind::Downgrade => [
            "downgrade",
            "the link is passed on from a safe to an unsafe connection",
            "its owner should redirect to https",
            "链接从安全连接跳转到不安全连接",
            "请网站管理员改为跳转到 https",
        ],
        Kind::BadRedirect => [
            "bad-redirect",
            "the link is passed on to nowhere",
            "its owner should mend the redirects",
            "链接跳转目标无效",
            "请网站管理员修正跳转",
        ],
        _ => return None,
    })
}

fn about_the_answer(kind: Kind) -> Option<[&'static str; 5]> {
    Some(match kind {
        Kind::HeadTooLarge => [
            "head-too-large",
            "the site's answer has too large a head",
            "its owner should send fewer headers",
            "网站响应头过大",
            "请网站管理员减少响应头",
        ],
        Kind::TooSlow => [
            "too-slow",
            "the site answers too slowly",
            "try again later",
            "网站响应过慢",
            "请稍后再试",
        ],
        Kind::TooLarge => [
            "too-large",
            "the content is too large",
            "use something smaller",
            "内容过大",
            "请使用较小的内容",
        ],
        Kind::Bomb => [
            "bomb",
            "the content grows beyond measure when unpacked",
            "its owner should send it as it is",
            "内容解压后异常膨胀",
            "请网站管理员检查压缩设置",
        ],
        Kind::Encoding => [
            "encoding",
            "the content is packed in a way that was not asked for",
            "its owner should pack it once, with gzip, or not at all",
            "内容的压缩方式不受支持",
            "请网站管理员仅用一层 gzip 或不压缩",
        ],
        Kind::ContentType => [
            "content-type",
            "the content is not of the kind expected here",
            "use a link to a page, or to a picture where one is asked for",
            "内容类型不符合要求",
            "请使用网页链接，或在需要图片处使用图片链接",
        ],
        _ => return None,
    })
}

fn about_the_status(kind: Kind) -> [&'static str; 5] {
    match kind {
        Kind::Status(404 | 410) => [
            "gone",
            "there is nothing at this address any more",
            "ask whoever shared it for a new link",
            "该页面不存在或已删除",
            "请向分享者索取新链接",
        ],
        Kind::Status(401 | 403 | 451) => [
            "forbidden",
            "the site does not show this to strangers",
            "open it in the app it belongs to",
            "该网站不对外展示此内容",
            "请在所属应用中打开",
        ],
        Kind::Status(429) => [
            "asked-to-wait",
            "the site asked us to wait",
            "try again later",
            "该网站要求稍候",
            "请稍后再试",
        ],
        Kind::Status(500..) => [
            "server-error",
            "the site has a fault",
            "try again later",
            "该网站出现故障",
            "请稍后再试",
        ],
        Kind::Status(_) => [
            "status",
            "the site answered with something that is no page",
            "open it in a browser",
            "该网站的响应不是页面",
            "请在浏览器中打开",
        ],
        _ => [
            "broken",
            "the site's answer cannot be understood or broke off",
            "try again later",
            "网站响应无法识别或中断",
            "请稍后再试",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words_of_its_own_in_both_languages() {
        let kinds = [
            Kind::NotAnAddress,
            Kind::Scheme,
            Kind::Credentials,
            Kind::Port,
            Kind::Name,
            Kind::Range,
            Kind::Ours,
            Kind::NoSuchName,
            Kind::Unresolved,
            Kind::Unreachable,
            Kind::Tls,
            Kind::Broken,
            Kind::HeadTooLarge,
            Kind::TooSlow,
            Kind::TooLarge,
            Kind::Bomb,
            Kind::Encoding,
            Kind::ContentType,
            Kind::Status(404),
            Kind::Status(403),
            Kind::Status(429),
            Kind::Status(502),
            Kind::Status(418),
            Kind::TooManyRedirects,
            Kind::Circle,
            Kind::Downgrade,
            Kind::BadRedirect,
            Kind::Robots,
            Kind::LoginWall,
            Kind::Busy,
            Kind::NotAPicture,
            Kind::TooManyPixels,
            Kind::Beyond,
            Kind::Lost,
        ];
        let mut names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), kinds.len());
        for kind in kinds {
            let Words { reason_en, remedy_en, reason_zh, remedy_zh, .. } = of(kind);
            let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c));
            assert!(!reason_en.is_empty() && !remedy_en.is_empty(), "{kind:?}");
            assert!(chinese(reason_zh) && chinese(remedy_zh), "{kind:?}");
        }
    }
}
