//! Strangers' pictures, fetched by us and drawn anew: whoever looks at a card is seen by nobody but us.

use std::sync::Arc;

use super::ShareEngine;
use crate::fetch::{Bounds, FetchAsk, FetchError, Fit, Made, Memo, Picture, Pictures, Purpose};

/// Fetches pictures, and keeps them for a while.
pub(super) struct Gallery {
    pub(super) pictures: Arc<Pictures>,
    pub(super) kept: Arc<Memo<Picture>>,
}

impl ShareEngine {
    /// A picture, no larger than so.
    pub async fn picture(&self, url: &str, fit: Fit) -> Result<Picture, FetchError> {
        let (pictures, ask) =
            (self.gallery.pictures.clone(), FetchAsk::shared(url, Purpose::Image));
        let place = format!("{}x{} {url}", fit.width, fit.height);
        let make = move |_| async move {
            let (fetched, picture) = pictures.fetch(ask, fit).await?;
            let lost = || FetchError::new(crate::fetch::Kind::Lost, &fetched.head.address);
            let value = picture.ok_or_else(lost)?;
            Ok(Made { value, life: Bounds::default().life(fetched.freshness) })
        };
        self.gallery.kept.get(&place, make).await
    }
}
