//! The chart of accounts: what money is booked on.
//!
//! Every account belongs to one merchant and one wallet. Balances are signed, debit positive.
//!
//! | account | normally | its balance says |
//! | --- | --- | --- |
//! | Receivable 应收钱包 | debit | what the wallet owes the merchant, its fee taken off |
//! | Payable 应付商户 | credit | what the merchant has earned: sales less refunds and commission |
//! | Fee 钱包手续费 | debit | what the wallet kept, less what it gave back |
//! | RefundPending 待退款 | credit | refunds asked for and neither done nor failed |
//! | Suspense 待查暂挂 | credit | money that came without a claim to it, until it is sent back |
//! | Commission 桥佣金 | credit | what the bridge's operator has earned from the merchant |
//! | Over 长款 | credit | money that the wallet's bill shows and our books did not |
//! | Short 短款 | debit | money that our books showed and the wallet's bill does not |
//! | FeeDifference 手续费差异 | debit | fees that the wallet took beyond what we had computed |
//!
//! The first six are moved by the pay gate ([`crate::movement`]), the last three by
//! reconciliation only ([`crate::reconcile`]).

use serde::{Deserialize, Serialize};

use crate::lang::Lang;
use crate::posting::Side;

/// What an account is for. See the chart in [the module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// What the wallet owes the merchant.
    Receivable,
    /// What the merchant has earned.
    Payable,
    /// What the wallet kept.
    Fee,
    /// Refunds on their way.
    RefundPending,
    /// Money without a claim to it.
    Suspense,
    /// What the bridge's operator earned.
    Commission,
    /// The wallet has it and we did not.
    Over,
    /// We had it and the wallet does not.
    Short,
    /// The wallet's fee was another than ours.
    FeeDifference,
}

impl AccountKind {
    /// All of them, in the order of the chart.
    pub const ALL: [Self; 9] = [
        Self::Receivable,
        Self::Payable,
        Self::Fee,
        Self::RefundPending,
        Self::Suspense,
        Self::Commission,
        Self::Over,
        Self::Short,
        Self::FeeDifference,
    ];

    /// The name in records: the same as in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Receivable => "receivable",
            Self::Payable => "payable",
            Self::Fee => "fee",
            Self::RefundPending => "refund_pending",
            Self::Suspense => "suspense",
            Self::Commission => "commission",
            Self::Over => "over",
            Self::Short => "short",
            Self::FeeDifference => "fee_difference",
        }
    }

    /// The kind of a [`AccountKind::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The name for people.
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Receivable => lang.pick("应收钱包", "Receivable"),
            Self::Payable => lang.pick("应付商户", "Payable"),
            Self::Fee => lang.pick("钱包手续费", "Fee"),
            Self::RefundPending => lang.pick("待退款", "Refund pending"),
            Self::Suspense => lang.pick("待查暂挂", "Suspense"),
            Self::Commission => lang.pick("桥佣金", "Commission"),
            Self::Over => lang.pick("长款", "Over"),
            Self::Short => lang.pick("短款", "Short"),
            Self::FeeDifference => lang.pick("手续费差异", "Fee difference"),
        }
    }

    /// The side on which its balance normally stands.
    pub const fn normal(self) -> Side {
        match self {
            Self::Receivable | Self::Fee | Self::Short | Self::FeeDifference => Side::Debit,
            Self::Payable
            | Self::RefundPending
            | Self::Suspense
            | Self::Commission
            | Self::Over => Side::Credit,
        }
    }

    /// Whether a balance here is unfinished business: in the end it must come back to zero.
    pub const fn is_open_item(self) -> bool {
        matches!(self, Self::RefundPending | Self::Suspense | Self::Over | Self::Short)
    }
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Account {
    /// Whose sales it is about: the merchant's name in the configuration.
    pub merchant: String,
    /// Through which wallet: the platform's name.
    pub wallet: String,
    /// What it is for.
    pub kind: AccountKind,
}

impl Account {
    /// The account of a merchant at a wallet.
    pub fn new(merchant: impl Into<String>, wallet: impl Into<String>, kind: AccountKind) -> Self {
        Self { merchant: merchant.into(), wallet: wallet.into(), kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_json_name_and_reads_back() {
        for kind in AccountKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
            assert_eq!(AccountKind::parse(kind.code()), Some(kind));
        }
        assert_eq!(AccountKind::parse("cash"), None);
    }
}
