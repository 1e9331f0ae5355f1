//! Strangers' pictures, fetched by us and drawn anew: whoever looks at a card is seen by nobody but us.

use std::sync::Arc;

use super::{AccountTrouble, Coding, MadeCode, ShareEngine, WantedLink};
use crate::fetch::{
    Bounds, FetchAsk, FetchError, Fit, Look, Made, Memo, Picture, Pictures, Purpose,
};

/// The largest picture that is drawn for a page of ours, about: 1,200 × 1,200 pixels that shine through, at
/// four bytes each, and cannot be packed.
pub(super) const LARGEST: usize = 6 << 20;

/// Fetches pictures, and keeps them for a while.
pub(super) struct Gallery {
    pub(super) pictures: Arc<Pictures>,
    pub(super) kept: Arc<Memo<Picture>>,
}

impl ShareEngine {
    /// Has a platform draw a code in our name. What it drew is drawn anew.
    pub async fn platform_code(
        &self,
        coding: &Coding,
        wanted: WantedLink,
    ) -> Result<MadeCode, AccountTrouble> {
        let (from, pictures) = ((coding.platform, coding.share), &*self.gallery.pictures);
        self.accounts.make_code(from, coding.own, wanted, pictures).await
    }

    /// Whether a picture is at hand: then nothing is fetched or drawn for whoever asks.
    pub fn has_picture(&self, url: &str, fit: Fit) -> bool {
        let look = self.gallery.kept.peek(&place(url, fit));
        matches!(look, Look::Fresh(_) | Look::Stale(Ok(_)))
    }

    /// A picture, no larger than so.
    pub async fn picture(&self, url: &str, fit: Fit) -> Result<Picture, FetchError> {
        let (pictures, ask) =
            (self.gallery.pictures.clone(), FetchAsk::shared(url, Purpose::Image));
        let place = place(url, fit);
        let make = move |_| async move {
            let (fetched, picture) = pictures.fetch(ask, fit).await?;
            let lost = || FetchError::new(crate::fetch::Kind::Lost, &fetched.head.address);
            let value = picture.ok_or_else(lost)?;
            Ok(Made { value, life: Bounds::default().life(fetched.freshness) })
        };
        self.gallery.kept.get(&place, make).await
    }
}

fn place(url: &str, fit: Fit) -> String {
    format!("{}x{} {url}", fit.width, fit.height)
}
