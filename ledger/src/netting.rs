//! The netting statement: who owes whom, one line for each pair and one sum for each party.
//!
//! It is a statement and not a settlement: the wallets pay the merchants themselves, and the
//! bridge never holds the money.

use std::collections::BTreeMap;

use drawbridge_canon::Currency;
use serde::{Deserialize, Serialize};

use crate::accounts::AccountKind;
use crate::lang::Lang;
use crate::position::{Position, Positions};
use crate::table::{Align, Table, decimal};

/// Which figures are netted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The day's movements: what came due on this day.
    Day,
    /// The closing balances: everything since the books began, payouts not known.
    Closing,
}

/// Who owes or is owed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "party", content = "name")]
pub enum Party {
    /// A merchant.
    Merchant(String),
    /// A wallet.
    Wallet(String),
    /// The bridge's operator.
    Operator,
}

/// What stands between one wallet, one merchant and the operator. Minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NettingLine {
    /// Which wallet.
    pub wallet: String,
    /// Which merchant.
    pub merchant: String,
    /// In which currency.
    pub currency: Currency,
    /// Sales less refunds done or pending, commission not yet taken off.
    pub earned: i128,
    /// What the wallet kept of it, less what it gave back.
    pub fee: i128,
    /// Promised to buyers, and still with the wallet.
    pub refund_pending: i128,
    /// Without a claim, and still with the wallet.
    pub unclaimed: i128,
    /// What the wallet owes the merchant; negative if the merchant owes the wallet.
    pub wallet_owes: i128,
    /// What the merchant owes the operator.
    pub commission: i128,
}

/// What a party is to receive in all; negative if it is to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyNet {
    /// Who.
    pub party: Party,
    /// In which currency.
    pub currency: Currency,
    /// How much, in minor units.
    pub net: i128,
}

/// Who owes whom. The sum of all parties' nets is zero in every currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NettingStatement {
    /// Which Beijing day.
    pub day: String,
    /// Of which figures.
    pub basis: Basis,
    /// Pair by pair.
    pub lines: Vec<NettingLine>,
    /// Party by party.
    pub parties: Vec<PartyNet>,
}

/// The netting statement of a day.
pub fn netting(positions: &Positions, basis: Basis) -> NettingStatement {
    let mut lines: BTreeMap<(String, String, Currency), NettingLine> = BTreeMap::new();
    for row in positions.rows() {
        let place = (row.account.wallet.clone(), row.account.merchant.clone(), row.currency);
        lines.entry(place).or_insert_with(|| NettingLine::new(&row)).take(&row, basis);
    }
    let lines: Vec<_> = lines.into_values().filter(|line| !line.is_nothing()).collect();
    let parties = party_nets(&lines);
    NettingStatement { day: positions.day().to_owned(), basis, lines, parties }
}

fn party_nets(lines: &[NettingLine]) -> Vec<PartyNet> {
    let mut nets: BTreeMap<(Party, Currency), i128> = BTreeMap::new();
    for line in lines {
        let mut receives = |party: Party, amount: i128| {
            *nets.entry((party, line.currency)).or_default() += amount;
        };
        receives(Party::Wallet(line.wallet.clone()), -line.wallet_owes);
        receives(Party::Merchant(line.merchant.clone()), line.wallet_owes - line.commission);
        receives(Party::Operator, line.commission);
    }
    let nets = nets.into_iter().filter(|(_, net)| *net != 0);
    nets.map(|((party, currency), net)| PartyNet { party, currency, net }).collect()
}

impl NettingLine {
    fn new(row: &Position) -> Self {
        Self {
            wallet: row.account.wallet.clone(),
            merchant: row.account.merchant.clone(),
            currency: row.currency,
            earned: 0,
            fee: 0,
            refund_pending: 0,
            unclaimed: 0,
            wallet_owes: 0,
            commission: 0,
        }
    }

    fn take(&mut self, row: &Position, basis: Basis) {
        let net = match basis {
            Basis::Day => row.debits - row.credits,
            Basis::Closing => row.closing,
        };
        match row.account.kind {
            AccountKind::Receivable => self.wallet_owes += net,
            // Commission was taken out of Payable; here it has a column of its own.
            AccountKind::Payable => self.earned -= net,
            AccountKind::Commission => {
                self.commission -= net;
                self.earned -= net;
            }
            AccountKind::Fee | AccountKind::FeeDifference => self.fee += net,
            AccountKind::RefundPending => self.refund_pending -= net,
            AccountKind::Suspense | AccountKind::Over | AccountKind::Short => self.unclaimed -= net,
        }
    }

    /// `earned − fee + refund_pending + unclaimed` is what the wallet owes: the line's own proof.
    pub const fn is_proved(&self) -> bool {
        self.earned - self.fee + self.refund_pending + self.unclaimed == self.wallet_owes
    }

    const fn is_nothing(&self) -> bool {
        self.wallet_owes == 0
            && self.commission == 0
            && self.earned == 0
            && self.fee == 0
            && self.refund_pending == 0
            && self.unclaimed == 0
    }
}

impl Party {
    /// The name for people.
    pub fn title(&self, lang: Lang) -> String {
        match self {
            Self::Merchant(name) => format!("{} {name}", lang.pick("商户", "Merchant")),
            Self::Wallet(name) => format!("{} {name}", lang.pick("钱包", "Wallet")),
            Self::Operator => lang.pick("桥运营方", "Bridge operator").to_owned(),
        }
    }
}

impl NettingStatement {
    /// Pair by pair, for people.
    pub fn table(&self, lang: Lang) -> Table {
        let head = [
            ("钱包", "Wallet", Align::Left),
            ("商户", "Merchant", Align::Left),
            ("币种", "Currency", Align::Left),
            ("净销售", "Net sales", Align::Right),
            ("手续费", "Fee", Align::Right),
            ("待退款", "Refund pending", Align::Right),
            ("待查", "Unclaimed", Align::Right),
            ("钱包应付", "Wallet owes", Align::Right),
            ("桥佣金", "Commission", Align::Right),
        ];
        let title = format!("{} {}", lang.pick("轧差表", "Netting statement"), self.day);
        let mut table = Table::new(title, &head, lang);
        for line in &self.lines {
            let sums = [
                line.earned,
                line.fee,
                line.refund_pending,
                line.unclaimed,
                line.wallet_owes,
                line.commission,
            ];
            let names = [&*line.wallet, &*line.merchant, line.currency.code()];
            let mut cells = names.map(str::to_owned).to_vec();
            cells.extend(sums.map(|sum| decimal(sum, line.currency)));
            table.row(cells);
        }
        table
    }

    /// Party by party, for people.
    pub fn party_table(&self, lang: Lang) -> Table {
        let head = [
            ("参与方", "Party", Align::Left),
            ("币种", "Currency", Align::Left),
            ("应收（+）应付（-）", "To receive (+) or pay (-)", Align::Right),
        ];
        let mut table = Table::new(lang.pick("各方净额", "Net per party"), &head, lang);
        for net in &self.parties {
            let sum = decimal(net.net, net.currency);
            table.row(vec![net.party.title(lang), net.currency.code().to_owned(), sum]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use drawbridge_canon::{Money, Timestamp};

    use super::*;
    use crate::{Commission, Movement, OnRefund, Terms, What, book, positions};

    fn a_day() -> Positions {
        let (yuan, none) = (|yuan: u64| Money::fen(yuan * 100), Money::fen(0));
        let happened = [
            ("a", "shop", "purse", What::Paid { amount: yuan(100), fee: Money::fen(60) }),
            ("b", "shop", "purse", What::RefundAsked { amount: yuan(30) }),
            ("c", "shop", "purse", What::RefundDone { amount: yuan(30), fee_back: Money::fen(18) }),
            ("d", "shop", "purse", What::RefundAsked { amount: yuan(5) }),
            ("e", "shop", "wing", What::Paid { amount: yuan(50), fee: Money::fen(30) }),
            ("f", "cafe", "wing", What::RefundAsked { amount: yuan(20) }),
            ("g", "cafe", "wing", What::RefundDone { amount: yuan(20), fee_back: none }),
        ];
        let commission = Commission { ppm: 1000, on_refund: OnRefund::Kept };
        let terms = Terms { commission: Some(commission) };
        let at = Timestamp::parse_local("2026-11-24 12:00:00").unwrap();
        let booked = happened.map(|(key, merchant, wallet, what)| {
            let [key, merchant, wallet] = [key, merchant, wallet].map(str::to_owned);
            book(&Movement { payment: key.clone(), key, at, merchant, wallet, what }, &terms)
        });
        positions("2026-11-24", booked.map(Result::unwrap).iter()).unwrap()
    }

    #[test]
    fn the_statement_says_who_owes_whom() {
        let statement = netting(&a_day(), Basis::Day);
        assert!(statement.lines.iter().all(NettingLine::is_proved));
        let expected = "\
Netting statement 2026-11-24
Wallet  Merchant  Currency  Net sales   Fee  Refund pending  Unclaimed  Wallet owes  Commission
------  --------  --------  ---------  ----  --------------  ---------  -----------  ----------
purse   shop      CNY           65.00  0.42            5.00       0.00        69.58        0.10
wing    cafe      CNY          -20.00  0.00            0.00       0.00       -20.00        0.00
wing    shop      CNY           50.00  0.30            0.00       0.00        49.70        0.05
";
        assert_eq!(statement.table(Lang::En).to_string(), expected);
        let expected = "\
各方净额
参与方      币种  应收（+）应付（-）
----------  ----  ------------------
商户 cafe   CNY               -20.00
商户 shop   CNY               119.13
钱包 purse  CNY               -69.58
钱包 wing   CNY               -29.70
桥运营方    CNY                 0.15
";
        assert_eq!(statement.party_table(Lang::Zh).to_string(), expected);
    }

    #[test]
    fn the_statement_reads_back_from_json() {
        let statement = netting(&a_day(), Basis::Closing);
        let text = serde_json::to_string(&statement).unwrap();
        assert_eq!(serde_json::from_str::<NettingStatement>(&text).unwrap(), statement);
    }
}
