//! The rules by which something is found, with what a law says about it and what would mend it.

use serde::Serialize;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth a look.
    Notice,
    /// It favours or binds somebody.
    Serious,
    /// It closes somebody out.
    Grave,
}

impl Severity {
    /// As it stands in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Serious => "serious",
            Self::Grave => "grave",
        }
    }

    /// In Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Notice => "提示",
            Self::Serious => "重要",
            Self::Grave => "严重",
        }
    }
}

/// How sure we are of what a law says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Mark {
    /// `S`: seen in public material.
    S,
    /// `M`: from memory; wording and number are to be checked on the official text before they are quoted.
    M,
}

/// A rule: none of them is legal advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// By what findings, exceptions and reports name it.
    pub id: &'static str,
    /// How grave a breach is.
    pub severity: Severity,
    /// What it is called, in Chinese.
    pub title_zh: &'static str,
    /// In English.
    pub title_en: &'static str,
    /// What would mend it, in Chinese.
    pub remedy_zh: &'static str,
    /// In English.
    pub remedy_en: &'static str,
    /// What laws and decisions have to do with it.
    pub hooks: &'static [(Mark, &'static str)],
}

macro_rules! rules {
    ($($name:ident = $id:literal $severity:ident {
        $title_zh:literal, $title_en:literal; $remedy_zh:literal, $remedy_en:literal; $($mark:ident $hook:literal),+
    })+) => {
        $(#[doc = $title_en] pub const $name: Rule = Rule {
            id: $id, severity: Severity::$severity, title_zh: $title_zh, title_en: $title_en,
            remedy_zh: $remedy_zh, remedy_en: $remedy_en, hooks: &[$((Mark::$mark, $hook)),+],
        };)+

        /// Every rule, in the order of the documentation.
        pub const ALL: &[Rule] = &[$($name),+];
    };
}

rules! {
    EXCLUSIVE_DEALING = "exclusivity.dealing" Grave {
        "排他交易（二选一）", "Exclusive dealing";
        "删除该条款，并书面告知对方可自由与他人交易。",
        "Delete the clause, and tell the bound party in writing that it may deal with others.";
        S "SAMR decision 国市监处〔2021〕28号 (2021-04-10)", M "反垄断法 art. 22(1)(4)",
        S "互联网平台反垄断合规指引 (2026-02-13)"
    }
    EXCLUSIVE_LICENCE = "exclusivity.licence" Grave {
        "独家内容许可", "Exclusive licence";
        "改为非独家许可，并以同样公布的条件向所有人提供。",
        "Make the licence non-exclusive, and offer it to all on the same published terms.";
        M "SAMR decision 国市监处〔2021〕67号 (2021-07-24): exclusive music rights to be given up"
    }
    EXCLUSIVE_PENALTY = "exclusivity.penalty" Grave {
        "以惩罚变相排他", "Exclusivity by penalty";
        "删除因与他人交易、他处低价或离开而施加的惩罚；已扣款项应退还。",
        "Delete what punishes dealing with others, a lower price elsewhere or leaving, and give back what was kept.";
        M "国务院反垄断委员会关于平台经济领域的反垄断指南 art. 15 (屏蔽店铺, 搜索降权, 流量限制, 扣取保证金)",
        S "SAMR decision 国市监处〔2021〕28号 (2021-04-10)"
    }
    EXCLUSIVE_REBATE = "exclusivity.rebate" Serious {
        "忠诚返利变相排他", "Exclusivity by loyalty rebate";
        "返利只与公布的数量挂钩，不与是否与他人交易挂钩。",
        "Tie the rebate to a published volume, not to whether business is done with others.";
        M "国务院反垄断委员会关于平台经济领域的反垄断指南 art. 15 (补贴, 折扣, 优惠)"
    }
    EXCLUSIVE_FEE = "exclusivity.fee" Serious {
        "以差别费率变相排他", "Exclusivity by unequal fees";
        "对同一服务适用同一公布费率，不论对方是否与他人交易。",
        "Charge the same published fee for the same service, whether or not business is done with others.";
        S "网络交易平台收费行为合规指南 (2025-07-31)", S "SAMR 〔2021〕2号 pattern: commission mechanism"
    }
    EXCLUSIVE_RENEWAL = "exclusivity.renewal" Serious {
        "续约延长排他", "A renewal that prolongs exclusivity";
        "排他到期即止：取消自动续期，或续期时去除排他条款。",
        "Let exclusivity end with its term: no automatic renewal, or a renewal without it.";
        M "SAMR decision 国市监处〔2021〕67号 (2021-07-24)"
    }
    PARITY_WIDE = "parity.wide" Serious {
        "最惠条款（对所有渠道）", "Most-favoured-party clause, all channels";
        "删除该条款：对方可在任何渠道自由定价与定条件。",
        "Delete the clause: the other side sets price and terms freely on every channel.";
        M "DMA art. 5(3)", M "国务院反垄断委员会关于平台经济领域的反垄断指南 (最惠国待遇)"
    }
    PARITY_NARROW = "parity.narrow" Serious {
        "最惠条款（对自有渠道）", "Most-favoured-party clause, own channel";
        "删除该条款：对方可在自有渠道自由定价与定条件。",
        "Delete the clause: the other side sets price and terms freely on its own channel.";
        M "DMA art. 5(3)"
    }
    STEERING = "parity.steering" Serious {
        "禁止告知他处优惠", "No telling of offers elsewhere";
        "允许对方免费向客户告知他处的条件并在他处成交。",
        "Let the other side tell customers, free of charge, of terms elsewhere and deal with them there.";
        M "DMA art. 5(4), 5(5)"
    }
    NOTICE_UNEQUAL = "notice.unequal" Serious {
        "通知期不对等", "Unequal notice";
        "双方以相同原因终止时适用相同的通知期。",
        "Give both sides the same notice for the same cause.";
        S "网络交易平台规则监督管理办法 (Order 116, 2026-02-01): openness, fairness, justice"
    }
    NOTICE_TERMINATION = "notice.termination" Serious {
        "终止通知期不足三十日", "Less than 30 days' notice of termination";
        "提供方终止时至少提前三十日通知并说明理由。",
        "Give at least 30 days' notice, with reasons, before the provider ends the agreement.";
        M "P2B Regulation 2019/1150 art. 4(2), except repeated breach and duties by law, art. 4(4)"
    }
    NOTICE_CHANGE = "notice.change" Serious {
        "变更通知期不足十五日", "Less than 15 days' notice of a change";
        "变更条款至少提前十五日通知，需对方改造系统的应更长。",
        "Give at least 15 days' notice of a change, and longer where the other side must adapt.";
        M "P2B Regulation 2019/1150 art. 3(2)", S "网络交易平台规则监督管理办法 (Order 116, 2026-02-01): transition periods"
    }
    CHANGE_NO_EXIT = "change.no_exit" Serious {
        "单方变更而不得退出", "Unilateral change without exit";
        "不接受变更者可在生效前免费退出。",
        "Let whoever does not accept a change leave without charge before it takes effect.";
        S "网络交易平台规则监督管理办法 (Order 116, 2026-02-01): merchants may leave if they do not accept"
    }
    CHANGE_NOT_CONSULTED = "change.not_consulted" Notice {
        "规则变更未公开征求意见", "Rules changed without public comment";
        "变更平台规则前公开征求意见，并存档采纳与否的理由。",
        "Ask for public comment before platform rules change, and keep the reasons on file.";
        S "网络交易平台规则监督管理办法 (Order 116, 2026-02-01): public comment with reasons kept on file"
    }
    RETROACTIVE = "change.retroactive" Grave {
        "追溯适用", "Retroactive effect";
        "条款只适用于告知之后的交易。",
        "Let terms apply only to what comes after they were told.";
        M "P2B Regulation 2019/1150 art. 8(a)", S "网络交易平台规则监督管理办法 (Order 116, 2026-02-01)"
    }
    NO_REASONS = "notice.no_reasons" Serious {
        "终止不说明理由", "Termination without reasons";
        "终止时书面说明具体事实与依据的条款。",
        "State the facts, and the clause relied on, in writing when ending an agreement.";
        M "P2B Regulation 2019/1150 art. 4(1), 4(5)"
    }
    FEE_UNEQUAL = "fee.unequal" Grave {
        "同一服务费用不等", "Unequal fees for the same service";
        "对同一服务、同一类别适用同一公布费率；差额应退还。",
        "Charge the same published fee for the same service and class, and give back the difference.";
        S "网络交易平台收费行为合规指南 (2025-07-31): no price discrimination between merchants with the same conditions",
        M "国务院反垄断委员会关于平台经济领域的反垄断指南 art. 17"
    }
    NOTICE_DIFFERS = "notice.differs" Serious {
        "对不同对象通知期不同", "Unequal notice between parties";
        "对所有相同条件的对方适用同一通知期。",
        "Give the same notice to everybody in the same position.";
        M "国务院反垄断委员会关于平台经济领域的反垄断指南 art. 17"
    }
    NOT_TO_ALL = "offer.not_to_all" Serious {
        "只向个别对象提供", "Offered to one, not to all";
        "公布同样条件的要约，或公开说明理由并设定终止日期的例外。",
        "Publish an offer on the same terms, or a public, reasoned exception that ends.";
        S "互联网平台落实主体责任指南 (draft 2021-10-29) art. 2, 3", M "DMA art. 6(12)",
        S "互联网平台反垄断合规指引 (2026-02-13): 平台差别待遇"
    }
    UNPUBLISHED = "offer.unpublished" Serious {
        "规则或要约未公布", "Rules or an offer that are not published";
        "在首页公布规则与费用，并保留历史版本三年。",
        "Publish rules and fees on the home page, and keep past versions for three years.";
        S "网络交易平台收费行为合规指南 (2025-07-31)", S "网络交易平台规则监督管理办法 (Order 116, 2026-02-01)"
    }
    EXCEPTION_SECRET = "exception.not_public" Serious {
        "例外未公开", "An exception that is not public";
        "将例外说明登记入日志并公开。", "Register the note in the log, and publish it.";
        M "国务院反垄断委员会关于平台经济领域的反垄断指南 art. 17 (正当理由)"
    }
    EXCEPTION_UNREASONED = "exception.no_reason" Serious {
        "例外未说明理由", "An exception without a reason";
        "写明正当理由。", "State why it is justified.";
        M "国务院反垄断委员会关于平台经济领域的反垄断指南 art. 17 (正当理由)"
    }
    EXCEPTION_ENDLESS = "exception.no_end" Serious {
        "例外没有终止日期", "An exception without an end";
        "设定终止日期。", "Set a date on which it ends.";
        M "国务院反垄断委员会关于平台经济领域的反垄断指南 art. 17 (正当理由)"
    }
    EXCEPTION_EXPIRED = "exception.expired" Serious {
        "例外已过期", "An exception that has expired";
        "结束差别待遇，或重新说明理由。", "End the different treatment, or justify it anew.";
        M "国务院反垄断委员会关于平台经济领域的反垄断指南 art. 17 (正当理由)"
    }
    EXCEPTION_UNSIGNED = "exception.unsigned" Serious {
        "例外无人签署", "An exception that nobody known signed";
        "由负责人签署。", "Have it signed by whoever answers for it.";
        M "国务院反垄断委员会关于平台经济领域的反垄断指南 art. 17 (正当理由)"
    }
    DATA_COMPETING = "data.competing" Serious {
        "利用对方数据与其竞争", "Data used to compete with whoever gave it";
        "删除该用途，并与自营业务隔离数据。",
        "Delete that use, and keep the data from one's own competing business.";
        M "DMA art. 6(2)", S "互联网平台落实主体责任指南 (draft 2021-10-29) art. 1"
    }
}
