//! Words that stand beside a well-known name where somebody pretends to be its owner.

use crate::safety::look_alike::skeleton;

/// Words in domains by which people are asked for secrets and money, in English and as they are
/// typed in Chinese. Those that stand in others' product names (`app`, `api`, `shop`) are none of them.
const IN_DOMAINS: &[&str] = &[
    "account", "accounts", "anquan", "auth", "bank", "center", "denglu", "guanfang", "guanwang",
    "kefu", "login", "logon", "official", "pay", "payment", "renzheng", "safe", "safety", "secure",
    "security", "service", "signin", "support", "update", "verify", "vip", "wallet", "yanzheng",
    "zhifu",
];

/// The same in Chinese, also where a page says what it is.
const IN_CHINESE: &[&str] = &[
    "安全",
    "登录",
    "登陆",
    "登錄",
    "官方",
    "官网",
    "官網",
    "客服",
    "平台",
    "认证",
    "入口",
    "网",
    "网站",
    "验证",
    "支付",
    "中心",
    "付款",
    "网上银行",
    "个人",
    "企业",
    "手机",
    "用户",
];

/// The same in English, where a page says what it is.
const IN_TITLES: &[&str] = &[
    "account", "center", "login", "log in", "official", "secure", "security", "sign in", "site",
    "website",
];

/// Whether a part of a domain is such a word, or looks like one.
pub(super) fn is_in_domains(part: &str) -> bool {
    !part.is_empty()
        && (IN_DOMAINS.contains(&part)
            || is_chinese(part)
            || IN_DOMAINS.iter().any(|word| skeleton(word) == part))
}

/// Whether what stands beside a name in a title or a site's name is made of such words only.
pub(super) fn is_in_titles(rest: &str) -> bool {
    let mut rest = rest.trim();
    while !rest.is_empty() {
        let words = IN_CHINESE.iter().chain(IN_TITLES);
        let Some(left) =
            words.filter_map(|word| rest.strip_prefix(word)).min_by_key(|left| left.len())
        else {
            return false;
        };
        rest = left.trim_start();
    }
    true
}

fn is_chinese(part: &str) -> bool {
    !part.is_ascii() && is_in_titles(part)
}
