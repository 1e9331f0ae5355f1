//! What the bridge's operator charges.

use drawbridge_canon::Money;
use serde::{Deserialize, Serialize};

/// What the bridge's operator charges the merchant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The commission; `None` where the bridge is free of charge.
    pub commission: Option<Commission>,
}

/// A commission on what buyers pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commission {
    /// Parts per million of the amount paid, rounded half up.
    pub ppm: u32,
    /// What becomes of it when the buyer is refunded.
    pub on_refund: OnRefund,
}

/// What becomes of a commission on a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnRefund {
    /// It is kept.
    Kept,
    /// The part on the refunded amount is given back, rounded down: so that no number of partial
    /// refunds can give back more than was taken.
    GivenBack,
}

impl Terms {
    /// The commission in parts per million; 0 where there is none.
    pub fn ppm(&self) -> u32 {
        self.commission.map_or(0, |commission| commission.ppm)
    }

    /// The same terms at another rate: the one at which an older commission was taken.
    #[must_use]
    pub fn at(&self, ppm: u32) -> Self {
        let on_refund = self.commission.map_or(OnRefund::GivenBack, |known| known.on_refund);
        Self { commission: (ppm > 0).then_some(Commission { ppm, on_refund }) }
    }

    /// The commission on an amount paid.
    pub fn taken(&self, amount: Money) -> Money {
        self.commission.map_or(amount.none(), |commission| amount.share_ppm(commission.ppm))
    }

    /// The commission given back on an amount refunded.
    pub fn given_back(&self, amount: Money) -> Money {
        let Some(Commission { ppm, on_refund: OnRefund::GivenBack }) = self.commission else {
            return amount.none();
        };
        let parts = u128::from(amount.minor) * u128::from(ppm) / 1_000_000;
        Money { minor: u64::try_from(parts).unwrap_or(u64::MAX), ..amount }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_refunds_never_give_back_more_commission_than_was_taken() {
        let terms =
            Terms { commission: Some(Commission { ppm: 6000, on_refund: OnRefund::GivenBack }) };
        let taken = terms.taken(Money::fen(168)).minor;
        let given: u64 = (0..2).map(|_| terms.given_back(Money::fen(84)).minor).sum();
        assert!(given <= taken, "{given} of {taken}");
    }
}
