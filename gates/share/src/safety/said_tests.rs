//! What pages call themselves, and what is shown for what.

use drawbridge_canon::share::{Card, Source, Told};
use url::Url;

use super::{Known, Way, said};

fn known() -> Known {
    let mut known = Known::default();
    known.add(["alipay", "支付宝"], ["alipay.com"]);
    known.add(["zhihu", "知乎"], ["zhihu.com"]);
    known.add(["工商银行", "中国工商银行"], ["icbc.com.cn"]);
    known
}

fn calls_itself(url: &str, site: &str, title: &str) -> Option<String> {
    let told = |text: &str, from| {
        Some(Told::new(text.to_owned(), from)).filter(|told| !told.value.is_empty())
    };
    let card = Card {
        url: told(url, Source::Address),
        site: told(site, Source::OpenGraph),
        title: told(title, Source::Html),
        ..Card::default()
    };
    let steps = [Url::parse(url).unwrap()];
    said(Way { steps: &steps, ended: true }, (&card, None), &known()).calls_itself
}

#[test]
fn who_calls_himself_by_anothers_name_is_seen() {
    for (site, title) in [
        ("支付宝", "支付宝官方登录"),
        ("支付宝", ""),
        ("支付宝官网", "充值"),
        ("Alipay", "Sign in"),
        ("", "支付宝官方登录"),
        ("", "支付宝"),
        ("", "Alipay login"),
        ("", "登录 - 支付宝"),
        ("", "中国工商银行个人网上银行"),
        ("安全中心", "工商银行安全中心"),
        ("", "用户登录_支付宝官网"),
    ] {
        let named = calls_itself("https://secure-account-check.cn/login", site, title);
        assert!(named.is_some(), "{site} {title}");
    }
    assert_eq!(calls_itself("https://www.alipay.com/", "支付宝", "支付宝官方登录"), None);
}

#[test]
fn who_writes_about_somebody_is_not() {
    for (site, title) in [
        ("某报", "支付宝"),
        ("百度百科", "支付宝_百度百科"),
        ("", "支付宝_百度百科"),
        ("新浪财经", "支付宝发布年度账单"),
        ("", "支付宝发布年度账单 - 某报"),
        ("App Store", "Alipay - Simplify Your Life"),
        ("", "如何评价支付宝？"),
        ("某论坛", "支付宝登录教程"),
        ("", "Alipay logistics"),
        ("支付宝体验馆", "支付宝体验馆开馆"),
    ] {
        assert_eq!(calls_itself("https://news.example.cn/1", site, title), None, "{site} {title}");
    }
    assert_eq!(calls_itself("https://www.zhihu.com/topic/1", "", "支付宝"), None, "a topic there");
}

#[test]
fn what_is_shown_may_not_be_anothers_address() {
    let over = |shown: &str, way: &[&str]| {
        let steps: Vec<Url> = way.iter().map(|url| Url::parse(url).unwrap()).collect();
        let way = Way { steps: &steps, ended: true };
        said(way, (&Card::default(), Some(shown)), &known()).shown_otherwise
    };
    let shown = |shown: &str, url: &str| over(shown, &[url]);
    for text in ["https://www.taobao.com", "www.taobao.com/x", "taobao.com 官网", "HTTP://A.CN:80/"]
    {
        assert!(shown(text, "https://evil.cn/login"), "{text}");
    }
    for text in ["淘宝", "main.rs", "see README.md", "https://m.evil.cn", "evil.cn", "1.2.3", ""]
    {
        assert!(!shown(text, "https://www.evil.cn/login"), "{text}");
    }
    assert!(!shown("https://zhihu.com", "https://link.zhihu.com/?target=x"));
    assert!(shown("https://icbc.com.cn", "https://evil.cn/icbc.com.cn"));
    // Where a short link ends may be written out, and so may the short link.
    let short = ["https://t.cn/x", "https://go.cn/", "https://icbc.com.cn/"];
    assert!(!over("https://icbc.com.cn", &short) && !over("https://t.cn/x", &short));
    assert!(over("https://go.cn", &short), "nobody is led there");
    assert!(!over("https://icbc.com.cn", &[]), "that leads nowhere is another fact");
}

#[test]
fn what_is_no_address_is_unfit_and_a_code_alone_is_not() {
    let known = known();
    let of = |ended| said(Way { steps: &[], ended }, (&Card::default(), None), &known).unfit;
    assert!(of(false) && !of(true));
    let user = [Url::parse("https://u@a.cn/").unwrap()];
    let found = said(Way { steps: &user, ended: false }, (&Card::default(), None), &known);
    assert!(!found.unfit, "that is another fact");
}
