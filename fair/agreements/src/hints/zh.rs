//! Phrases in Chinese.

use super::Family::{Exclusivity, Parity};
use super::pattern::Guard::{Before, NoTitle, NotAfter, NotBefore, NotJustBefore, NotWithin};
use super::pattern::{Pattern, Step};

const OTHER: &[&str] = &["其他", "其它", "别的", "第三方", "竞争", "竞品", "任何他方", "同类"];
const PLACE: &[&str] =
    &["平台", "渠道", "商城", "机构", "公司", "对手", "品牌", "服务商", "应用", "软件", "店铺"];
const FORBIDDEN: &[&str] = &[
    "不得",
    "不可",
    "不能",
    "不应",
    "不准",
    "禁止",
    "严禁",
    "保证不",
    "承诺不",
    "同意不",
    "不与",
    "不向",
];
const ACT: &[&str] = &[
    "入驻",
    "上架",
    "开设",
    "开店",
    "经营",
    "销售",
    "直播",
    "合作",
    "签订",
    "签署",
    "供货",
    "提供服务",
    "授权",
    "参加",
    "许可",
    "供应",
    "发行",
    "交易",
];
const HERE: &[&str] = &["本平台", "甲方", "我方", "我司", "本公司", "我们"];

/// Whoever may not demand it, denies it or ends it.
const DENIED: &[&str] = &[
    "不得要求",
    "不得强",
    "不得以",
    "不会要求",
    "不要求",
    "不再",
    "无须",
    "无需",
    "不必",
    "不构成",
    "不具有",
    "不享有",
    "不是",
    "并非",
    "不存在",
    "取消",
    "解除",
    "废止",
    "放弃",
    "没有",
    "禁止",
    "杜绝",
    "不得迫使",
    "查处",
    "反对",
    "不得限定",
    "不得诱导",
    "不会强",
];
/// What is said of an offence, or of a clause that ended.
const REPORTED: &[&str] = &[
    "废止",
    "无效",
    "违反反垄断",
    "违反法律",
    "违法",
    "杜绝",
    "查处",
    "不正当竞争",
    "滥用",
    "予以取消",
    "已取消",
];
/// Who comes between a prohibition and a restriction that it prohibits.
const RESTRICTS: &[&str] = &["限制", "要求", "强制", "强迫", "迫使", "因此", "阻碍", "诱导"];

pub(super) const PATTERNS: &[Pattern] = &[
    // 独家经营, 独占许可
    Pattern {
        family: Exclusivity,
        steps: &[Step {
            gap: 0, any: &["独家", "独占", "专有许可", "专有授权", "专属授权"]
        }],
        guards: &[
            NoTitle,
            NotJustBefore(&["非", "无", "不", "未"]),
            NotBefore(20, DENIED),
            NotAfter(4, &["采访", "报道", "专访", "新闻", "研发", "配方", "揭秘", "回应", "记忆"]),
            NotAfter(24, REPORTED),
        ],
    },
    // 排他性; not 安排他人
    Pattern {
        family: Exclusivity,
        steps: &[Step { gap: 0, any: &["排他", "排它"] }],
        guards: &[
            NoTitle,
            NotJustBefore(&["非", "无", "不", "安", "编"]),
            NotBefore(20, DENIED),
            NotAfter(24, REPORTED),
        ],
    },
    // 唯一合作平台; not 唯一标识
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: &["唯一", "仅有的"] },
            Step {
                gap: 8,
                any: &[
                    "合作",
                    "渠道",
                    "平台",
                    "供应商",
                    "服务商",
                    "代理",
                    "发行",
                    "经销",
                    "被授权方",
                ],
            },
        ],
        guards: &[NoTitle, NotJustBefore(&["非", "不"]), NotBefore(20, DENIED)],
    },
    // 在平台之间二选一; not 颜色二选一
    Pattern {
        family: Exclusivity,
        steps: &[Step { gap: 0, any: &["二选一", "2选1", "二择一", "选边站"] }],
        guards: &[
            NoTitle,
            Before(&["平台", "渠道", "竞争", "商家", "合作"]),
            NotBefore(40, DENIED),
            NotAfter(24, REPORTED),
        ],
    },
    // 不得在其他平台开设店铺
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: FORBIDDEN },
            Step { gap: 14, any: OTHER },
            Step { gap: 6, any: PLACE },
            Step { gap: 8, any: ACT },
        ],
        guards: &[NotWithin(RESTRICTS), NotBefore(20, &["不得要求", "不要求", "不得强"])],
    },
    // 不得入驻其他平台, 不得向其他渠道供货
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: FORBIDDEN },
            Step { gap: 10, any: ACT },
            Step { gap: 4, any: OTHER },
            Step { gap: 6, any: PLACE },
        ],
        guards: &[NotWithin(RESTRICTS), NotBefore(20, &["不得要求", "不要求", "不得强"])],
    },
    // 不与其他任何机构合作, 不得另行授权
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: &["不得", "不可", "不再"] },
            Step {
                gap: 10,
                any: &["另行授权", "另行许可", "授权第三方", "许可第三方", "许可他人", "授权他人"],
            },
        ],
        guards: &[NotWithin(RESTRICTS)],
    },
    // 只能在本平台销售
    Pattern {
        family: Exclusivity,
        steps: &[
            Step {
                gap: 0,
                any: &[
                    "只能",
                    "仅能",
                    "仅可",
                    "仅在",
                    "仅与",
                    "只在",
                    "只与",
                    "只可",
                    "只选择",
                    "仅选择",
                    "仅向",
                    "只向",
                ],
            },
            Step { gap: 3, any: HERE },
        ],
        guards: &[NotBefore(12, DENIED)],
    },
    // 退出其他平台的活动, 下架其在其他平台的商品
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: &["退出", "关闭", "下架", "停止"] },
            Step { gap: 6, any: OTHER },
            Step { gap: 6, any: PLACE },
        ],
        guards: &[NotBefore(16, &["不得", "无须", "无需", "不必", "不要求"])],
    },
    // 在其他平台上架的，扣除保证金
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: &["在", "入驻", "经营", "与"] },
            Step { gap: 3, any: OTHER },
            Step { gap: 4, any: PLACE },
            Step {
                gap: 22,
                any: &[
                    "扣除",
                    "扣取",
                    "降低",
                    "限制",
                    "降权",
                    "违约金",
                    "屏蔽",
                    "处罚",
                    "取消资格",
                    "没收",
                ],
            },
        ],
        guards: &[
            NotWithin(&["不得", "不因", "不受", "不会", "不影响"]),
            NotBefore(20, &["不得要求", "禁止", "不得因"]),
        ],
    },
    // 最惠, 全网最低价
    Pattern {
        family: Parity,
        steps: &[Step {
            gap: 0,
            any: &["最惠", "全网最低", "全渠道最低", "市场最优价", "最优惠价格", "最优惠条件"],
        }],
        guards: &[NoTitle, NotBefore(20, DENIED), NotAfter(24, REPORTED)],
    },
    // 不得高于其在其他平台的售价
    Pattern {
        family: Parity,
        steps: &[
            Step {
                gap: 0,
                any: &[
                    "不得高于",
                    "不高于",
                    "不得低于",
                    "不低于",
                    "不得劣于",
                    "不劣于",
                    "不得逊于",
                    "不逊于",
                    "不差于",
                    "不得差于",
                ],
            },
            Step { gap: 8, any: &["其他", "其它", "第三方", "别的", "任何人"] },
        ],
        guards: &[NotBefore(20, DENIED)],
    },
    // 与其他渠道一致
    Pattern {
        family: Parity,
        steps: &[
            Step { gap: 0, any: &["与", "同"] },
            Step { gap: 3, any: &["其他", "其它", "别的"] },
            Step { gap: 2, any: &["渠道", "平台"] },
            Step { gap: 6, any: &["一致", "相同", "持平"] },
        ],
        guards: &[NotBefore(20, DENIED)],
    },
    // 在其他渠道以更低价格销售
    Pattern {
        family: Parity,
        steps: &[
            Step { gap: 0, any: &["其他", "其它", "别的", "竞争"] },
            Step { gap: 3, any: &["渠道", "平台"] },
            Step { gap: 8, any: &["更低", "低于本平台", "低于甲方"] },
        ],
        guards: &[NotBefore(20, DENIED), NotBefore(12, &["可以", "有权", "可在"])],
    },
];
