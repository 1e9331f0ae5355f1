//! The sixteen sections: what each is called, whom it serves, and what the data say in sentences.

mod probes;
mod replay;
mod rules;
mod table;
mod tell;
mod terms;

use super::{Input, Kpis};
use crate::shape::{Section, text};

type Both = (&'static str, &'static str);

/// Number, id, title, and which instruments ask for it.
const SECTIONS: [(u8, &str, Both, Both); 16] = [
    (
        0,
        "scope",
        ("声明与范围", "Declaration and scope"),
        (
            "DMA 第 11 条报告模板第 1、6 节；英国 CMA 声明",
            "DMA Article 11 template, sections 1 and 6; UK CMA attestation",
        ),
    ),
    (
        1,
        "summary",
        ("摘要", "Summary"),
        (
            "DMA 第 11 条报告模板第 4 节（非保密摘要）",
            "DMA Article 11 template, section 4 (non-confidential summary)",
        ),
    ),
    (
        2,
        "rules",
        ("现行规则", "Rules in force"),
        (
            "《网络交易平台规则监督管理办法》；《网络交易平台收费行为合规指南》；欧盟 P2B",
            "Chinese Order 116 on platform rules; Chinese fee guidelines; EU P2B",
        ),
    ),
    (
        3,
        "neutrality",
        ("规则本身的平等", "Equality of the rules themselves"),
        (
            "平等治理；平台经济反垄断指南第 17 条（待核）；DMA 6(5)、6(12)（待核）",
            "Equal governance; platform antitrust guidelines, art. 17 (to be checked); DMA 6(5), 6(12) (to be checked)",
        ),
    ),
    (
        4,
        "review",
        ("准入与审核", "Admission and review"),
        (
            "反垄断合规指引“封禁屏蔽”；英国 CMA；DMA 6(7)（待核）",
            "Chinese antitrust compliance guidelines, “blocking”; UK CMA; DMA 6(7) (to be checked)",
        ),
    ),
    (
        5,
        "links",
        ("外部链接", "Links"),
        ("工业和信息化部 2021 年三项标准", "The three standards of the Chinese MIIT, 2021"),
    ),
    (
        6,
        "refusals",
        ("拒绝与限制", "Refusals and restrictions"),
        (
            "DSA 第 17 条（待核）；欧盟 P2B；平台经济反垄断指南第 14 条（待核）",
            "DSA art. 17 (to be checked); EU P2B; platform antitrust guidelines, art. 14 (to be checked)",
        ),
    ),
    (
        7,
        "fees",
        ("收费与结算", "Fees and settlement"),
        (
            "《网络交易平台收费行为合规指南》；DMA 5、6(12)（待核）",
            "Chinese fee guidelines; DMA 5, 6(12) (to be checked)",
        ),
    ),
    (
        8,
        "ranking",
        ("排序与推荐", "Ranking and recommendation"),
        (
            "DMA 6(5)（待核）；P2B 第 5 条（待核）；反垄断合规指引“算法筛查”",
            "DMA 6(5) (to be checked); P2B art. 5 (to be checked); Chinese antitrust compliance guidelines, algorithm screening",
        ),
    ),
    (
        9,
        "interfaces",
        ("接口与互操作请求", "Interfaces and interoperability requests"),
        (
            "DMA 6(7)（待核）、DMA.100204；开放生态",
            "DMA 6(7) (to be checked), DMA.100204; open ecosystem",
        ),
    ),
    (
        10,
        "payments",
        ("支付", "Payments"),
        ("支付互联互通；DMA 5(7)（待核）", "Interconnection of payments; DMA 5(7) (to be checked)"),
    ),
    (
        11,
        "data",
        ("数据", "Data"),
        (
            "个人信息保护法第 45 条（待核）；网络数据安全管理条例第 25 条（待核）；DMA 6(2)、6(9)、6(10)（待核）",
            "PIPL art. 45 (to be checked); network data regulations, art. 25 (to be checked); DMA 6(2), 6(9), 6(10) (to be checked)",
        ),
    ),
    (
        12,
        "appeals",
        ("投诉、申诉与调解", "Complaints, appeals and conciliation"),
        (
            "《网络交易平台规则监督管理办法》；P2B 第 11 条（待核）；DMA 6(12)（待核）",
            "Chinese Order 116; P2B art. 11 (to be checked); DMA 6(12) (to be checked)",
        ),
    ),
    (
        13,
        "watch",
        ("防规避监测", "Watch against circumvention"),
        (
            "DMA 第 13 条（待核）；反垄断合规指引“穿透性”",
            "DMA art. 13 (to be checked); Chinese antitrust compliance guidelines, looking through",
        ),
    ),
    (
        14,
        "compliance",
        ("合规职能", "Compliance function"),
        (
            "DMA 第 11 条报告模板第 3 节、第 28 条（待核）；反垄断合规指引",
            "DMA Article 11 template, section 3, and art. 28 (to be checked); Chinese antitrust compliance guidelines",
        ),
    ),
    (
        15,
        "unknown",
        ("事故、更正与未知", "Incidents, corrections and what we do not know"),
        ("良好实践", "Good practice"),
    ),
];

/// Numbers that open their section; the others follow by their ids.
const FIRST: &[&str] = &["log.size", "log.root", "log.witnesses", "review.approval_gap"];

pub(super) fn all(input: &Input<'_>, kpis: &Kpis) -> Vec<Section> {
    SECTIONS
        .iter()
        .map(|(number, id, title, serves)| Section {
            number: *number,
            id: (*id).to_owned(),
            title: text(title.0, title.1),
            serves: text(serves.0, serves.1),
            paragraphs: tell::paragraphs(*number, input, kpis),
            kpis: within(*number, input, kpis),
            tables: table::tables(*number, input),
        })
        .collect()
}

/// The numbers of a section: indicators in the order of the plan, then the others by id, those that
/// are not there last.
fn within(number: u8, input: &Input<'_>, kpis: &Kpis) -> Vec<String> {
    let planned = |id: &str| {
        let place = input.audit.indicators.iter().position(|one| one.id == *id);
        place.map_or(usize::MAX, |place| place)
    };
    let mut ids: Vec<&String> =
        kpis.iter().filter(|(_, kpi)| kpi.section == number).map(|(id, _)| id).collect();
    ids.sort_by_key(|id| {
        let first = FIRST.iter().position(|one| one == id).unwrap_or(FIRST.len());
        let absent = kpis.get(*id).is_some_and(|kpi| kpi.source == crate::shape::Source::None);
        (absent, first, planned(id), (*id).clone())
    });
    ids.into_iter().cloned().collect()
}
