//! The list of dialects: two lines a platform, one here and one in the manifest.

use drawbridge_canon::Dialect;

/// Every platform that is spoken, in alphabetical order: the order favours none.
pub static DIALECTS: &[&Dialect] = &[
    &drawbridge_alipay::DIALECT,
    &drawbridge_bilibili::DIALECT,
    &drawbridge_dingtalk::DIALECT,
    &drawbridge_douyin::DIALECT,
    &drawbridge_feishu::DIALECT,
    &drawbridge_jd::DIALECT,
    &drawbridge_kuaishou::DIALECT,
    &drawbridge_matrix::DIALECT,
    &drawbridge_mattermost::DIALECT,
    &drawbridge_meituan::DIALECT,
    &drawbridge_netease::DIALECT,
    &drawbridge_pinduoduo::DIALECT,
    &drawbridge_qqmusic::DIALECT,
    &drawbridge_slack::DIALECT,
    &drawbridge_taobao::DIALECT,
    &drawbridge_telegram::DIALECT,
    &drawbridge_unionpay::DIALECT,
    &drawbridge_wechat::DIALECT,
    &drawbridge_weibo::DIALECT,
    &drawbridge_xiaohongshu::DIALECT,
    &drawbridge_zhihu::DIALECT,
];

/// The platform of this name.
pub fn dialect(name: &str) -> Option<&'static Dialect> {
    DIALECTS.iter().copied().find(|dialect| dialect.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_order() {
        assert!(DIALECTS.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
