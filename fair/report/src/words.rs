//! Sentences that are the same in every report.

use crate::shape::{Term, Text, text};

/// What a report is called.
pub(crate) fn title() -> Text {
    text(
        "自查合规报告：一把尺子量所有人",
        "Self-inspection compliance report: one standard for all",
    )
}

/// That it is no legal advice.
pub(crate) fn notice() -> Text {
    text(
        "本报告由程序从日志生成，不构成法律意见。所列法规与条文仅供对照；标注“待核”者凭记忆写成，引用前须与官方文本核对。",
        "This report is generated from a log by a program and is no legal advice. Instruments and articles are named for orientation only; what is marked “to be checked” was written from memory and must be compared with the official text before it is quoted.",
    )
}

/// What one needs to compute a report again.
pub(crate) fn needs() -> Vec<Text> {
    vec![
        text(
            "日志：导出的文件夹，或其公开地址（LOG）。任何人都能取得。",
            "The log: an exported folder, or its public address (LOG). Anyone can have it.",
        ),
        text(
            "披露文件：打开承诺的盐与值（OPENINGS）。由当事方和监管机构持有；没有它，分组数字无法重算，其余仍可核对。",
            "The openings: salts and values that open the commitments (OPENINGS). The parties and the regulator hold them; without them the compared numbers cannot be computed again, all others can.",
        ),
        text(
            "审计方案：定义、界值与分层，其哈希写在 basis.plan_sha256。",
            "The plan of the audit: definitions, margins and strata; its hash stands in basis.plan_sha256.",
        ),
        text(
            "运营者申报文件与上一期报告（如果有）。",
            "The operator's declaration and the report before this, if there are any.",
        ),
    ]
}

/// Words that are used in a sense of their own.
pub(crate) fn glossary() -> Vec<Term> {
    TERMS
        .iter()
        .map(|(word, means)| Term { word: text(word.0, word.1), means: text(means.0, means.1) })
        .collect()
}

type Both = (&'static str, &'static str);

const TERMS: &[(Both, Both)] = &[
    (
        ("外部方", "outsiders"),
        (
            "新接入的企业。差值一律为外部方减内部方。",
            "Newly connected businesses. Every gap is outsiders minus insiders.",
        ),
    ),
    (
        ("内部方", "insiders"),
        ("平台自有及关联的业务。", "The platform's own and affiliated businesses."),
    ),
    (
        ("已证相等", "EQUAL, shown"),
        (
            "等效性或非劣效检验排除了达到界值的劣势，且未见差异。“差异不显著”不算。",
            "An equivalence or non-inferiority test rules out a disadvantage of the margin, and no gap was seen. “No significant difference” does not count.",
        ),
    ),
    (
        ("已证不等", "UNEQUAL, shown"),
        (
            "分层后的差异检验经 Holm 校正仍拒绝相等。",
            "The difference test, within strata and after Holm, rejects equality.",
        ),
    ),
    (
        ("不等但在界值内", "UNEQUAL, within the margin"),
        (
            "见到差异，并且已排除其达到界值。",
            "There is a gap, and it is ruled out that it reaches the margin.",
        ),
    ),
    (
        ("证据不足", "NOT ENOUGH EVIDENCE"),
        (
            "两者都未能证明；并写明本可看到多大的差距、还缺多少案件。",
            "Neither could be shown; the gap that could have been seen and the cases that are missing are told.",
        ),
    ),
    (
        ("检查点", "checkpoint"),
        ("日志签署的大小与根哈希。", "Size and root of the log, signed by it."),
    ),
    (
        ("联署", "cosignature"),
        ("见证人的签名：它看到日志只增不改。", "A witness's signature: it saw the log only grow."),
    ),
    (
        ("待决", "pending"),
        (
            "截至期末尚未决定的案件。它们按“至少等了这么久”计入，而不是被丢掉。",
            "Cases without a decision at the end of the period. They count as having waited at least so long, and are not dropped.",
        ),
    ),
    (
        ("e 值", "e value"),
        (
            "反对相等的证据，20 即 20 比 1；可随时查看而不虚高误报。",
            "Evidence against equality, 20 being twenty to one; it may be looked at at any time without more false alarms.",
        ),
    ),
    (
        ("置信序列", "confidence sequence"),
        (
            "对所有时刻同时成立的置信区间。",
            "A confidence interval that holds at all times at once.",
        ),
    ),
];
