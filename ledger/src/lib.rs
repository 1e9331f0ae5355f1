//! Double-entry postings, positions and reconciliation, pure.
//!
//! The story in order: [`accounts`] are what money is booked on; a [`posting`] is one balanced
//! booking; a [`movement`] is what happened to a payment, and [`book`] turns it into a posting;
//! [`balance`] folds postings into balances, [`position`] into a day's opening, movements and
//! closing, [`mod@netting`] into who owes whom. [`mod@reconcile`] (对账) compares our books with a
//! wallet's bill and says what would mend each difference.
//!
//! Nothing here moves money, reads a clock or touches a disk: it computes positions, never clearing.

pub mod accounts;
pub mod balance;
pub mod error;
pub mod lang;
pub mod movement;
pub mod netting;
pub mod position;
pub mod posting;
pub mod reconcile;
pub mod table;
pub mod terms;

pub use accounts::{Account, AccountKind};
pub use balance::{Balance, Balances};
pub use error::LedgerError;
pub use lang::Lang;
pub use movement::{Movement, What, book};
pub use netting::{Basis, NettingLine, NettingStatement, Party, PartyNet, netting};
pub use position::{Position, Positions, positions};
pub use posting::{Draft, Entry, Posting, Side};
pub use table::{Align, Table};
pub use terms::{Commission, OnRefund, Terms};
