//! What is found, and what is not.

use url::Url;

use super::{Facts, Feeds, Known, Lists, Threat, Way, facts, registrable};

fn known() -> Known {
    let mut known = Known::default();
    known.add(["taobao", "tmall", "淘宝"], ["taobao.com", "tmall.com", "tb.cn"]);
    known.add(["jd", "jingdong", "京东"], ["jd.com"]);
    known.add(["cosco"], ["cosco.example"]);
    known.add(["weixin"], ["weixin.qq.com", "qq.com"]);
    known.add(["pinduoduo"], ["pinduoduo.com"]);
    known.add(["10086", "中国移动"], ["10086.cn"]);
    known
}

fn of(address: &str) -> Facts {
    let steps = [Url::parse(address).unwrap()];
    facts(Way { steps: &steps, ended: true }, &known(), &Feeds::default())
}

#[test]
fn what_is_ordinary_has_nothing() {
    for address in [
        "https://item.taobao.com/item.htm?id=1",
        "https://item.jd.com/1.html",
        "https://example.com/taobao/x.html",
        "https://www.zaobao.com.sg/news",
        "https://北京大学.中国/",
        "https://日本語テキスト.jp/",
        "https://müller.de/",
        "https://d.cn/",
        "https://github.io/x",
        "https://taobo.com.cn/",
        "https://item-taobao.example.cn/",
        "https://淘宝.example.cn/",
        "https://weixin.sogou.example/",
        "https://weixin.en.example.com/",
        "https://京东方.com/",
        "https://example.com/weixin.jpeg",
        "https://example.com/weixin.do?id=1",
        "https://example.com/taobao.pdf",
        "https://example.com/taobao.dev",
        "https://example.com/whois/taobao.com",
        "https://xn--e1afmkfd.ru/",
    ] {
        assert_eq!(of(address), Facts::default(), "{address}");
    }
}

#[test]
fn a_likeness_is_found_however_it_is_made() {
    for address in [
        "https://ta0bao.com/",
        "https://www.taoba0.cn/",
        "https://t\u{430}obao.com/",
        "https://\u{441}\u{43e}\u{455}\u{441}\u{43e}.com/",
        "https://taobao.cc/",
        "https://taoboa.com/",
        "https://taobaao.com/",
        "https://tao-bao.com/",
        "https://taobao.vip/login",
        "https://tmall.top/",
        "https://we1xin.com/",
        "https://weixln.com/",
        "https://p1nduoduo.com/",
        "https://pinduodo.com/",
        "https://vveixin.com/",
        "https://ｔａｏｂａｏ.net/",
    ] {
        assert!(of(address).looks_like.is_some(), "{address}");
    }
    assert_eq!(of("https://taoba0.com/").disguised_as, None, "one name is one fact");
    assert_eq!(of("https://jd.cc/").looks_like, None, "two letters are met by chance");
    assert!(of("https://ta0bao.com.taobao.com/").looks_like.is_none(), "its own domain");
}

#[test]
fn a_counterfeit_mixes_scripts() {
    let mixed = of("https://t\u{430}obao.com/");
    assert!(mixed.mixed_scripts && mixed.looks_like.is_some());
    assert!(!of("https://taobao.cc/").mixed_scripts);
    assert!(of("https://xn--80ak6aa92e.com/").mixed_scripts, "all of it looks Latin");
    assert!(!of("https://\u{445}\u{43e}\u{440}.ru/").mixed_scripts, "a word where it is written");
    assert!(!of("https://\u{43f}\u{440}\u{438}\u{43c}\u{435}\u{440}.com/").mixed_scripts);
}

#[test]
fn a_name_elsewhere_is_a_disguise() {
    for address in [
        "https://taobao.com.evil.cn/",
        "https://item.jd.com.evil.cn/",
        "https://tb.cn.evil.cn/",
        "https://www.taobao.com-login.cn/",
        "https://www-taobao-com.evil.cn/",
        "https://ta0bao.com.evil.cn/",
        "https://taobao-login.cn/",
        "https://ta0bao-x.cn/",
        "https://taobaologin.com/",
        "https://safe-taobao.evil.cn/",
        "https://taobao.login.evil.cn/",
        "https://pay.taobao.evil.cn/",
        "https://www.taobaocom.cn/",
        "https://10086.cn.abc.top/",
        "https://淘宝官方.com/",
        "https://evil.cn/jd.com:443/",
        "https://evil.cn/taobao.com/login",
        "https://evil.cn/www.taobao.com.cn",
    ] {
        assert!(of(address).disguised_as.is_some(), "{address}");
    }
}

#[test]
fn a_user_in_an_address_and_a_program_are_seen() {
    assert!(of("https://taobao.com@evil.cn/").credentials);
    assert!(of("https://evil.cn/a/b.APK?x=1").program);
    assert!(!of("https://example.com/").program && !of("https://example.com/a.com/").program);
}

#[test]
fn every_step_of_the_way_counts_and_an_end_that_is_not_reached() {
    let steps = ["https://a.cn/", "https://taoba0.com/", "https://b.cn/x.exe"];
    let steps: Vec<Url> = steps.iter().map(|step| Url::parse(step).unwrap()).collect();
    let found = facts(Way { steps: &steps, ended: true }, &known(), &Feeds::default());
    assert_eq!((found.redirects, found.program), (2, true));
    assert_eq!(found.looks_like.as_deref(), Some("taobao"));
    let open = facts(Way { steps: &steps, ended: false }, &known(), &Feeds::default());
    assert_eq!(open.redirects, super::UNENDED);
}

#[test]
fn a_list_names_hosts_paths_and_hashes() {
    let mut lists = Lists::default();
    let text = "# feed\n0.0.0.0 bad.example\nhttps://part.example/a/\n\n\
        2f5c0e53 # a part\nEVIL.cn";
    assert_eq!(lists.import(text, Threat::Phishing), Ok(4));
    let said = |address: &str| lists.look_up(&Url::parse(address).unwrap());
    assert_eq!(said("https://x.bad.example/any?y"), Some(Threat::Phishing));
    assert_eq!(said("https://part.example/a/b.html"), Some(Threat::Phishing));
    assert_eq!(said("https://part.example/b"), None);
    assert_eq!(said("http://www.evil.cn"), Some(Threat::Phishing));
    assert_eq!(said("https://good.example/"), None);
    assert!(lists.import("what is this", Threat::Malware).is_err());
    lists.import("bad.example", Threat::Malware).unwrap();
    assert_eq!(lists.look_up(&Url::parse("https://bad.example").unwrap()), Some(Threat::Malware));
}

#[test]
fn what_is_listed_is_found_in_every_spelling() {
    for listed in [
        "https://bad.example/login.html?spm=1&x=2",
        "https://worse.example/%7Ea",
        "https://bad.example/p?utm_source=a",
        "https://bad.example/%E4%B8%ad?x=%2f#top",
    ] {
        let mut lists = Lists::default();
        lists.import(listed, Threat::Phishing).unwrap();
        let raw = Url::parse(listed).unwrap();
        let spelt = crate::address::general(listed).unwrap();
        assert_ne!(raw, spelt, "{listed}");
        for url in [raw, spelt] {
            assert_eq!(lists.look_up(&url), Some(Threat::Phishing), "{url}");
        }
    }
    // A list in the general spelling names what comes in another.
    let mut lists = Lists::default();
    lists.import("https://bad.example/~a?x=2", Threat::Malware).unwrap();
    let raw = Url::parse("https://bad.example/%7Ea?x=2&utm_source=b").unwrap();
    assert_eq!(lists.look_up(&raw), Some(Threat::Malware));
    assert_eq!(lists.len(), 1);
    // Without what only tracks, an address in a folder does not name the folder.
    let mut lists = Lists::default();
    lists.import("https://shared.example/?utm_source=bad", Threat::Malware).unwrap();
    let said = |address: &str| lists.look_up(&Url::parse(address).unwrap());
    assert_eq!(said("https://shared.example/"), Some(Threat::Malware));
    assert_eq!(said("https://shared.example/other"), None);
}

#[test]
fn lists_are_told_apart_by_what_they_hold() {
    let of = |text: &str| {
        let mut feeds = Feeds::default();
        feeds.threats.import(text, Threat::Phishing).unwrap();
        feeds.digest()
    };
    assert_eq!(of("a.example\nb.example"), of("b.example\na.example"));
    assert_ne!(of("a.example"), of("b.example"));
}

#[test]
fn what_is_against_the_law_is_told_apart_from_what_is_dangerous() {
    let mut feeds = Feeds::default();
    feeds.illegal.import("illegal.example", Threat::Suspicious).unwrap();
    let steps = [Url::parse("https://illegal.example/x").unwrap()];
    let found = facts(Way { steps: &steps, ended: true }, &known(), &feeds);
    assert_eq!(found, Facts { illegal: true, ..Facts::default() });
}

#[test]
fn a_part_of_a_hash_is_a_suspicion_only() {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(b"listed.example/");
    let hex = hash[..5].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let mut lists = Lists::default();
    lists.import(&hex, Threat::Malware).unwrap();
    let url = Url::parse("https://a.listed.example/x").unwrap();
    assert_eq!(lists.look_up(&url), Some(Threat::Suspicious));
}

#[test]
fn a_domain_is_what_one_can_register() {
    assert_eq!(registrable("a.b.example.com.cn"), "example.com.cn");
    assert_eq!(registrable("example.cn."), "example.cn");
}
