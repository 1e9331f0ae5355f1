//! What is still open of a front or a wallet: what nobody could end if it were taken away.

use drawbridge_gate_pay::Payment;

use crate::pay::PayEngine;
use crate::store::{PAGE_LIMIT, PaymentRow, StoreError};

/// Something open, with the id of its payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// A payment that its merchant's platform has not ended yet, or of which a wallet is asked.
    Payment(String),
    /// An offer of which the wallet is still asked.
    Offer(String),
    /// A refund of which the wallet is still asked.
    Refund(String),
    /// A notice that the merchant has not acknowledged.
    Notice(String),
}

impl PayEngine {
    /// Something open of a front, by its key.
    pub async fn open_of_front(&self, key: &str) -> Result<Option<Open>, StoreError> {
        let page = self.store.open_payments(Some(key), None, 1).await?;
        if let Some(row) = page.items.into_iter().next() {
            return Ok(Some(Open::Payment(row.id)));
        }
        let notice = self.store.open_notice(key).await?;
        Ok(notice.map(|notice| Open::Notice(notice.payment)))
    }

    /// Something open of a wallet, by its name. Which wallets a payment was offered to stands in its
    /// state alone, so all that is open is looked at.
    pub async fn open_of_wallet(&self, name: &str) -> Result<Option<Open>, StoreError> {
        let mut after = None;
        loop {
            let page = self.store.open_payments(None, after.as_deref(), PAGE_LIMIT).await?;
            for row in &page.items {
                let payment = state(row)?;
                if payment.asks_of_refund(name) {
                    return Ok(Some(Open::Refund(payment.id)));
                }
                if payment.asks_of_offer(name) {
                    return Ok(Some(Open::Offer(payment.id)));
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(None);
            }
        }
    }
}

fn state(row: &PaymentRow) -> Result<Payment, StoreError> {
    serde_json::from_slice(&row.state)
        .map_err(|error| StoreError::Failed(format!("payment {} cannot be read: {error}", row.id)))
}
