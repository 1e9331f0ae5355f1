//! The numbers that are not the audit's: of the log itself, of the rules, and of the operator.

use crate::shape::Value;

/// A number, before it has a value.
#[derive(Clone, Copy, Debug)]
pub struct Own {
    /// Its id.
    pub id: &'static str,
    /// Its section.
    pub section: u8,
    /// Its form.
    pub form: Form,
    /// Where it comes from.
    pub from: From,
    /// Its name, in Chinese and English.
    pub name: (&'static str, &'static str),
    /// What it is.
    pub definition: (&'static str, &'static str),
}

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// It is counted in the leaves.
    Leaves,
    /// It is what deciding again showed ([`crate::replayed`]).
    Replay,
    /// It is told by the register of agreements ([`crate::terms`]).
    Terms,
    /// Only the operator can say it: why.
    Operator((&'static str, &'static str)),
}

/// The form of a plain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Yes or no.
    Flag,
    /// How many.
    Count,
    /// From 0 to 1.
    Share,
    /// Days.
    Days,
    /// Words.
    Words,
    /// Names with their counts.
    Histogram,
}

impl Form {
    /// Whether a value has it.
    pub fn fits(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Share, Value::Number(number)) => (0.0..=1.0).contains(number),
            (Self::Share, Value::Count(count)) => *count <= 1,
            (Self::Days, Value::Number(number)) => *number >= 0.0,
            (Self::Flag, Value::Flag(_))
            | (Self::Count | Self::Days, Value::Count(_))
            | (Self::Words, Value::Words(_))
            | (Self::Histogram, Value::Histogram(_)) => true,
            _ => false,
        }
    }
}

const BOOKS: From = From::Operator((
    "公司内部的事，日志里没有案件可以推出它；只能由运营者申报。",
    "It is a matter inside the company, and no case in the log tells it; only the operator can declare it.",
));

/// All of them, in the order of the sections.
pub const ALL: &[Own] = &[
    Own {
        id: "log.root",
        section: 0,
        form: Form::Words,
        from: From::Leaves,
        name: ("日志根哈希", "Root of the log"),
        definition: (
            "检查点中覆盖全部叶子的 Merkle 根（RFC 6962），以 Base64 表示。",
            "The Merkle root over all leaves (RFC 6962) in the checkpoint, in Base64.",
        ),
    },
    Own {
        id: "log.size",
        section: 0,
        form: Form::Count,
        from: From::Leaves,
        name: ("日志叶子数", "Leaves of the log"),
        definition: ("检查点所覆盖的叶子数。", "How many leaves the checkpoint covers."),
    },
    Own {
        id: "log.witnesses",
        section: 0,
        form: Form::Count,
        from: From::Leaves,
        name: ("联署见证人", "Cosigning witnesses"),
        definition: (
            "其联署已核实的见证人数；见证人保证日志只增不改。",
            "Witnesses whose cosignature was verified; a witness vouches that the log only grew.",
        ),
    },
    Own {
        id: "log.uptime",
        section: 0,
        form: Form::Share,
        from: From::Operator((
            "日志停机时无法记录自己停机；须由外部监测给出。",
            "A log that is down cannot log that it is; it takes somebody outside to measure it.",
        )),
        name: ("日志可用率", "Availability of the log"),
        definition: (
            "本期内日志可被读取的时间占比。",
            "The share of the period in which the log could be read.",
        ),
    },
    Own {
        id: "rules.comments_adopted_share",
        section: 2,
        form: Form::Share,
        from: From::Operator((
            "意见本身不进日志；日志只记征求意见的起止时间。",
            "Comments are not in the log; it records from when to when they were taken.",
        )),
        name: ("意见采纳率", "Comments adopted"),
        definition: (
            "收到的意见中被采纳的比例。",
            "The share of the comments received that were adopted.",
        ),
    },
    Own {
        id: "replay.coverage",
        section: 3,
        form: Form::Share,
        from: From::Replay,
        name: ("重放覆盖率", "Coverage of the replay"),
        definition: (
            "本期的决定中，规则与全部输入都在手边、因而能重新裁决的所占比例。缺什么列于表中。",
            "Of the decisions of the period, the share of which the rules and all inputs were at hand, so that they were decided again. What the others lacked is listed.",
        ),
    },
    Own {
        id: "replay.flips",
        section: 3,
        form: Form::Count,
        from: From::Replay,
        name: ("换位翻转", "Flips on replay"),
        definition: (
            "把能重新裁决的每个决定的受保护属性整套换成其他各方的，再依当时的规则裁决；结论或所准步骤改变的次数；应为 0。",
            "Each decision that can be decided again is decided as that of every other side, all protected attributes swapped together, by the rules that it names; how often another verdict or step comes out; should be 0.",
        ),
    },
    Own {
        id: "replay.differing",
        section: 3,
        form: Form::Count,
        from: From::Replay,
        name: ("与规则不符的决定", "Decisions that the rules do not give"),
        definition: (
            "能重新裁决的决定中，日志所记结论或所依规则与规则引擎所得不同的件数；应为 0。",
            "Of the decisions that can be decided again, those of which the logged verdict or rules are not what the rules give; should be 0.",
        ),
    },
    Own {
        id: "terms.in_force",
        section: 3,
        form: Form::Count,
        from: From::Terms,
        name: ("有效协议", "Agreements in force"),
        definition: (
            "登记在日志中、在期末有效的协议份数。",
            "Agreements registered in the log that are in force at the end of the period.",
        ),
    },
    Own {
        id: "terms.searched_share",
        section: 3,
        form: Form::Share,
        from: From::Terms,
        name: ("条款检索率", "Agreements searched"),
        definition: (
            "有效协议中，条款在手边并按规则检索的所占比例。",
            "Of the agreements in force, the share of which the clauses were at hand and were searched by rule.",
        ),
    },
    Own {
        id: "terms.exclusivity",
        section: 3,
        form: Form::Count,
        from: From::Terms,
        name: ("排他条款（二选一）", "Exclusive terms"),
        definition: (
            "已检索的协议中没有公开例外的排他发现：直接排他、独家许可，以及以惩罚、返利、费率或续约变相排他；应为 0。",
            "Findings of exclusivity without a public exception in the agreements that were searched: outright, by licence, by penalty, by rebate, by fee or by renewal; should be 0.",
        ),
    },
    Own {
        id: "terms.findings",
        section: 3,
        form: Form::Count,
        from: From::Terms,
        name: ("协议中的发现", "Findings in agreements"),
        definition: (
            "已检索的协议中没有公开例外的全部发现（提示除外）：排他、最惠条款、通知期或费用不等、只向个别对象提供等；应为 0。",
            "All findings without a public exception in the agreements that were searched, mere notices left out: exclusivity, most-favoured-party terms, unequal notice or fees, offers to some only, and so on; should be 0.",
        ),
    },
    Own {
        id: "sor.ground_hist",
        section: 6,
        form: Form::Histogram,
        from: From::Leaves,
        name: ("依据分布", "Grounds"),
        definition: (
            "各规则决定限制或拒绝的次数。",
            "How often each rule determined a restriction or a refusal.",
        ),
    },
    Own {
        id: "fee.double_charge",
        section: 7,
        form: Form::Count,
        from: From::Operator((
            "由账本对账得出，不在案件日志里。",
            "The reconciliation of the ledger finds it; it is not in the log of cases.",
        )),
        name: ("重复收费", "Double charges"),
        definition: (
            "对同一服务重复收费的次数；应为 0。",
            "Charges made twice for the same service; should be 0.",
        ),
    },
    Own {
        id: "algo.changes_logged",
        section: 8,
        form: Form::Count,
        from: From::Operator((
            "排序算法的改动目前不作为叶子公布。",
            "Changes of the ranking algorithm are not published as leaves.",
        )),
        name: ("算法变更", "Changes of algorithms"),
        definition: ("本期登记的算法变更次数。", "Changes of algorithms recorded in the period."),
    },
    Own {
        id: "rank.params_published",
        section: 8,
        form: Form::Flag,
        from: From::Operator((
            "排序参数的公布不在日志里。",
            "The publication of ranking parameters is not in the log.",
        )),
        name: ("排序参数公开", "Ranking parameters published"),
        definition: (
            "主要排序参数及其权重是否已公布。",
            "Whether the main ranking parameters and their weights are published.",
        ),
    },
    Own {
        id: "rank.recomputed_share",
        section: 8,
        form: Form::Share,
        from: From::Operator((
            "须以公布的权重重算排序。",
            "It takes the published weights to rank again.",
        )),
        name: ("排序重算率", "Rankings recomputed"),
        definition: (
            "以公布的权重重算且一致的排序所占比例。",
            "The share of rankings that were computed again from the published weights, with the same order.",
        ),
    },
    Own {
        id: "api.deprecation_notice_days",
        section: 9,
        form: Form::Days,
        from: From::Operator((
            "接口停用通知不在日志里。",
            "Notices of deprecation are not in the log.",
        )),
        name: ("停用通知天数", "Notice of deprecation"),
        definition: (
            "本期停用的接口中，提前通知天数最少者。",
            "Days of notice before an interface was ended, the fewest in the period.",
        ),
    },
    Own {
        id: "odr.cases",
        section: 12,
        form: Form::Count,
        from: From::Operator((
            "外部纠纷解决机构的案件不在日志里。",
            "Cases before outside bodies are not in the log.",
        )),
        name: ("外部纠纷案件", "Cases before outside bodies"),
        definition: (
            "本期由外部机构受理的纠纷数。",
            "Disputes taken up by outside bodies in the period.",
        ),
    },
    Own {
        id: "comp.officer",
        section: 14,
        form: Form::Flag,
        from: BOOKS,
        name: ("合规负责人", "Compliance officer"),
        definition: ("是否任命了合规负责人。", "Whether a compliance officer is appointed."),
    },
    Own {
        id: "comp.training_share",
        section: 14,
        form: Form::Share,
        from: BOOKS,
        name: ("培训覆盖率", "Staff trained"),
        definition: (
            "审核与规则岗位人员中本期受训者的比例。",
            "The share of staff in review and rule-making that was trained in the period.",
        ),
    },
    Own {
        id: "risk.open_items",
        section: 14,
        form: Form::Count,
        from: BOOKS,
        name: ("未结风险", "Open risks"),
        definition: (
            "风险评估中尚未关闭的条目数。",
            "Items of the risk assessment that are still open.",
        ),
    },
    Own {
        id: "algo.unreviewed",
        section: 14,
        form: Form::Count,
        from: BOOKS,
        name: ("未审算法变更", "Unreviewed changes of algorithms"),
        definition: (
            "上线前未经复核的算法变更数；应为 0。",
            "Changes of algorithms that went live without review; should be 0.",
        ),
    },
];
