//! What the findings mean, in two languages.

use drawbridge_engine::ledger::Lang;

/// By name: Chinese, then English.
type Words = (&'static str, &'static str, &'static str);

const NAMES: &[Words] = &[
    ("log", "日志", "log"),
    ("size", "叶子数", "leaves"),
    ("root", "根哈希", "root"),
    ("witnesses", "见证人", "witnesses"),
    ("signatures", "签名数", "signatures"),
    ("leaves", "种类", "kinds"),
    ("read_from", "起读于", "read from"),
    ("cases", "案件", "cases"),
    ("appeals", "申诉", "appeals"),
    ("probes", "成对探测", "paired probes"),
    ("index", "叶子序号", "leaf number"),
    ("kind", "种类", "kind"),
    ("time", "时间", "time"),
    ("subject", "当事方", "subject"),
    ("verdict", "裁定", "verdict"),
    ("rules", "规则", "rules"),
    ("consistent_with", "一致于", "grown from"),
    ("opened", "已揭示", "opened"),
    ("odd", "可疑", "odd"),
    ("wrong", "错误", "WRONG"),
    ("leaf", "叶子", "leaf"),
    ("in_all", "项,仅列出其中一部分", "in all, of which these are the first"),
    ("evidence", "证据", "evidence,"),
    ("good", "全部核实无误。", "All of it is as it should be."),
    ("bad", "未能核实,详见上文。", "It is NOT as it should be; see above."),
];

const MEANINGS: &[Words] = &[
    (
        "untrusted",
        "检查点没有可信日志的签名,或见证人不足法定数。请核对 --key 与 --policy 是否来自可靠渠道。",
        "Nobody whom you believe vouches for this checkpoint, or too few do. Make sure that --key and \
         --policy come from a source that you trust.",
    ),
    (
        "damaged",
        "文件已损坏或被改动:它不再是当初签名时的内容。请向别处索取副本对照。",
        "The file was changed or is damaged: it is not what was signed. Ask another copy of the log.",
    ),
    (
        "missing",
        "文件缺失或读不出来,因此什么也没有证明。请重试,或向别处索取副本。",
        "A file cannot be had, so nothing is shown by this. Try again, or ask another copy of the log.",
    ),
    (
        "root",
        "文件彼此吻合,却不是检查点所签的那棵树:整份副本被替换过。",
        "The files agree with each other, and not with what was signed: they are of another tree.",
    ),
    (
        "rolled_back",
        "日志回退:曾签过更多的叶子,现在却只出示较少的。若这不是旧副本,就是有记录被抹去。两份检查点均附后,可交他人查验。",
        "The log was rolled back: more leaves were signed once than are shown now. If this is not an \
         old copy, leaves were taken away. Both checkpoints follow, for others to see.",
    ),
    (
        "split_view",
        "视图分裂:同一日志为同一长度签过两个不同的根,即对不同的人出示了不同的历史。两份签名均附后,无可抵赖。",
        "A split view: the log signed two histories that exclude each other, and showed them to \
         different people. Both signed checkpoints follow, and cannot be denied.",
    ),
    (
        "not_in_log",
        "这片叶子不在回执所说的位置:要么叶子字节不对,要么签发者没有把它记入日志。",
        "The leaf is not where the receipt says. Either these are not its bytes, or it was never put \
         in the log.",
    ),
    (
        "not_disclosed",
        "该文件打不开这片叶子的承诺:值、盐或叶子不对。",
        "The file does not open what this leaf committed to: another value, salt or leaf.",
    ),
    (
        "unreadable",
        "这片叶子不是规范的记录。",
        "It is not a record in the one spelling that records have, so nobody can say what it means.",
    ),
    (
        "misfit",
        "这片叶子与它所引用的叶子不符,或不能出现在这个位置。",
        "The leaf does not fit what it refers to, or may not stand at this place.",
    ),
    (
        "decided_twice",
        "同一案件裁定了两次:只有第一次算数,其余未经申诉改判。",
        "One case was decided twice, and not by an appeal: whoever reads only one of the two is misled.",
    ),
    (
        "already_ended",
        "案件早已了结,之后却又有裁定或结果。",
        "The case had ended without a decision, and something was decided or ended after that.",
    ),
    (
        "ended_after_decision",
        "案件已有裁定,却被记作未经裁定而了结。",
        "There is a decision, and yet the case is said to have ended without one.",
    ),
    (
        "replaced_policy",
        "裁定依据的是已被取代的规则。",
        "It was decided by a rule that was not in force any more.",
    ),
    (
        "policy_beside",
        "同一关口同时有两套规则:标准不再是同一个。",
        "Two policies are the last at one gate: there is not one standard for all any more.",
    ),
    (
        "agreement_ended_twice",
        "同一协议记了两次终止:只有第一次算数。",
        "One agreement was ended twice: the first counts, and whoever reads only the other is misled.",
    ),
    (
        "replaces_ended_agreement",
        "所替代的协议早已终止:不是续约,而是另一份协议。",
        "What it replaces had ended: it is no new version, but another agreement.",
    ),
    (
        "agreement_replaced_twice",
        "同一协议有两个后继版本:不知哪一个有效。",
        "One agreement has two successors, and nobody can say which of them binds.",
    ),
    (
        "agreement_registered_twice",
        "同一关口有两份同名协议同时有效:发现、例外和终止都说不清指哪一份。",
        "Two agreements of one name bind at one gate: a finding, an exception or an ending could be about \
         either.",
    ),
    (
        "probe_fixed_twice",
        "同样的配对固定了两次:可以挑有利的一次揭示。",
        "The same pairs were fixed twice, so that whichever suits could be opened.",
    ),
    (
        "probe_opened_twice",
        "同一探测揭示了两次:以第一次为准,结论存疑。",
        "One probe was opened twice: whoever reads only the other is misled.",
    ),
    (
        "probe_opened_late",
        "探测的揭示晚于承诺的时间。",
        "The probe was opened after the time that was promised; ask whoever probes why.",
    ),
    (
        "future",
        "记录的时间晚于现在,或晚于见证人看到它的时间。",
        "It is dated later than now, or later than witnesses saw it.",
    ),
    (
        "clock_backwards",
        "记录的时间早于之前的叶子:时钟被拨动,或记录迟到。先后以序号为准。",
        "It is dated earlier than a leaf before it: a clock was set back, or it came late. The order is \
         that of the numbers.",
    ),
    (
        "report_root",
        "报告声称据以计算的那棵树,此日志从未有过。",
        "The report says that it was computed from a tree that this log never had.",
    ),
    (
        "spoilt_cache",
        "本机缓存中的文件已损坏,现已重新取得;日志本身无误。",
        "The file in the cache was spoilt and has been fetched anew; the log itself is as it should be.",
    ),
    (
        "stray",
        "此文件不属于所签的树,没有人为它担保。",
        "This file is not of the tree that was signed, and nobody vouches for it.",
    ),
];

/// What a figure is called.
pub(super) fn name(name: &str, lang: Lang) -> &'static str {
    find(NAMES, name, lang)
}

/// What a finding means, and what to do.
pub(super) fn meaning(name: &str, lang: Lang) -> &'static str {
    find(MEANINGS, name, lang)
}

fn find(words: &[Words], name: &str, lang: Lang) -> &'static str {
    let found = words.iter().find(|(known, ..)| *known == name);
    found.map_or("", |(_, zh, en)| lang.pick(zh, en))
}

#[cfg(test)]
mod tests {
    use drawbridge_canon::Timestamp;
    use drawbridge_fair_record::fit::MisfitWhy;
    use drawbridge_fair_record::{LeafError, Misfit, What, Why};

    use super::*;

    /// Everything that can be wrong with a leaf.
    fn everything() -> Vec<What> {
        let at = "leaf".to_owned();
        vec![
            What::Unreadable(LeafError::Member { at, why: Why::Missing }),
            What::Misfit(Misfit { member: "of", why: MisfitWhy::Absent(0) }),
            What::DecidedTwice { case: 0 },
            What::AlreadyEnded { case: 0 },
            What::EndedAfterDecision { case: 0 },
            What::Replaced { policy: 0, by: 1 },
            What::Beside { other: 0 },
            What::AgreementEndedTwice { of: 0, by: 1 },
            What::ReplacesEnded { of: 0, by: 1 },
            What::ReplacedTwice { of: 0, by: 1 },
            What::RegisteredTwice { other: 0 },
            What::FixedTwice { other: 0 },
            What::OpenedTwice { of: 0, by: 1 },
            What::OpenedLate { of: 0 },
            What::Future,
            What::Backwards { latest: Timestamp(0) },
        ]
    }

    #[test]
    fn whatever_is_wrong_is_explained_in_both_languages() {
        for what in everything() {
            for lang in [Lang::Zh, Lang::En] {
                assert!(!meaning(what.name(), lang).is_empty(), "{}", what.name());
            }
        }
    }

    #[test]
    fn the_document_tells_of_every_word() {
        let document = include_str!("../../../../../docs/verify.md");
        for (word, ..) in MEANINGS {
            assert!(
                document.contains(&format!("`{word}`")),
                "docs/verify.md does not tell of {word}"
            );
        }
    }
}
