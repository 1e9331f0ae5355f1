//! Titles as sellers and authors write them.

use crate::dice::Dice;

const BEGINNINGS: &[&str] = &[
    "2026新款女装夏季薄款真丝上衣",
    "【官方正品】iPhone 17 Pro Max 手机壳",
    "一口气了解伊朗经济",
    "第一次去水下拍免费样片？",
    "东京3日游｜懒人版攻略",
    "Raspberry Pi 树莓派5B",
    "vivo X300 蔡司2亿超级主摄",
    "海尔520升594超薄零嵌全空间冰箱",
    "# 包子手法 # 早餐",
    "⚡大广西是我的家乡⚡",
    "How I built a keyboard from scratch",
    "STM32F103C8T6单片机开发板 最小系统板",
    "这就是顶级大佬的松弛感？",
    "免插卡 随身wifi无线移动wi-fi",
    "《三体》第2季 第03集",
    "5折！满300-50，买2送1",
    "12:30 准时开播",
    "好 我会改",
    "👨‍👩‍👧‍👦一家人的春节",
    "夏日·限定（第2弹）",
];

const MIDDLES: &[&str] = &[
    "",
    "",
    " ",
    "😆",
    "🔥🔥🔥",
    "｜",
    " - ",
    " | ",
    "、",
    "，",
    "...",
    "（附教程）",
    "(2)",
    "【第3期】",
    "《续》",
    "“名场面”",
    " # ",
    " @小明 ",
    " ￥99 ",
    " 3.5折 ",
    " v2.0 ",
    " 08/31 ",
];

const ENDS: &[&str] = &[
    "",
    "三网切换网络流量4g便携路由器",
    "全国通用宽带",
    "顺丰空运",
    "收藏了！",
    "你学会了吗？",
    "绝绝子~",
    "神器",
    "#搞笑 #日常",
    "c'est la vie",
    "DM_MC01小米电机",
    "🍉",
];

/// A title. It neither begins nor ends with white space.
pub fn title(dice: &mut Dice) -> String {
    let parts = [dice.pick(BEGINNINGS), dice.pick(MIDDLES), dice.pick(ENDS)];
    parts.concat().trim().to_owned()
}

/// A title with a link in it, at times.
pub fn title_with_link(dice: &mut Dice) -> String {
    let title = title(dice);
    if dice.one_in(8) {
        format!("{title} https://example.com/{} 可看", dice.alphanumeric(5))
    } else {
        title
    }
}

const NAMES: &[&str] = &[
    "郭小果",
    "小屁孩陶德",
    "不是猪婆_",
    "旅行的小王",
    "Dream浅梦",
    "鼎捷智造",
    "🍀四叶草",
    "A-Yi 阿姨",
];

/// What somebody calls themself.
pub fn name(dice: &mut Dice) -> &'static str {
    dice.pick(NAMES)
}
