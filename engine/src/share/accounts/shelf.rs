//! Where sibling nodes find what one of them was lent. Some platforms end a token when another is asked
//! for: all nodes of one store use the same, and one at a time asks.
//!
//! What is kept is encrypted with a key that is made of the account's secret: whoever reads the store alone
//! cannot call a platform.

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_seal::cipher::{gcm_open, gcm_seal};
use drawbridge_seal::text::{base64, unbase64};
use serde::{Deserialize, Serialize};

use super::lent::Lent;
use crate::store::{CommitError, Expect, ObjectWrite, Store, StoreError, Write, kinds};
use crate::world::World;

/// How long whoever asks a platform may take before another asks: longer than any call.
const CLAIM_MS: i64 = 8_000;

/// What stands in the store.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// What is lent, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lent: Option<Sealed>,
    /// Until when somebody asks for another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asking: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Sealed {
    nonce: String,
    text: String,
    asked: Timestamp,
    until: Timestamp,
}

/// Whose turn it is.
pub(super) enum Turn {
    /// This is lent already.
    Lent(Lent),
    /// Somebody else asks the platform: look again soon.
    Theirs,
    /// Ours. What is brought is put down at this version.
    Ours(u64),
}

/// One place on the shelf.
pub(super) struct Place {
    /// The object's name: whose, and what.
    pub(super) id: String,
    /// Of 32 bytes.
    pub(super) key: Vec<u8>,
}

/// The shelf.
#[derive(Clone)]
pub(super) struct Shelf {
    pub(super) store: Arc<dyn Store>,
    pub(super) world: World,
}

impl Shelf {
    /// Takes what is there, unless it is `bad` or its time is over; else the turn, if it is nobody's.
    pub(super) async fn turn(&self, place: &Place, bad: Option<&str>) -> Result<Turn, StoreError> {
        let now = self.world.clock.wall();
        let found = self.store.object(kinds::SHARE_LENT, &place.id).await?;
        let (version, kept) = match found {
            Some(object) => {
                (Some(object.version), serde_json::from_slice(&object.body).unwrap_or_default())
            }
            None => (None, Kept::default()),
        };
        if let Some(lent) = kept.lent.as_ref().and_then(|sealed| open(sealed, place))
            && lent.until > now
            && bad != Some(lent.text.as_str())
        {
            return Ok(Turn::Lent(lent));
        }
        if kept.asking.is_some_and(|until| until > now) {
            return Ok(Turn::Theirs);
        }
        let claim = Kept { lent: None, asking: Some(now.plus_ms(CLAIM_MS)) };
        let expected = version.map_or(Expect::Absent, Expect::Version);
        match self.put(place, expected, Some(&claim)).await {
            Ok(()) => Ok(Turn::Ours(version.map_or(1, |version| version + 1))),
            Err(CommitError::Store(error)) => Err(error),
            Err(_) => Ok(Turn::Theirs),
        }
    }

    /// Ends a turn: with what was brought, or with nothing, so that another may ask.
    pub(super) async fn settle(&self, place: &Place, version: u64, brought: Option<&Lent>) {
        let kept = brought.and_then(|lent| {
            let sealed = seal(lent, place, &self.world)?;
            Some(Kept { lent: Some(sealed), asking: None })
        });
        // Whoever was too slow has lost the turn: what the other brings counts. If the store fails, the
        // turn ends by itself.
        let put = self.put(place, Expect::Version(version), kept.as_ref()).await;
        if let Err(error) = put {
            tracing::warn!(%error, place = place.id, "what a platform lent was not kept for siblings");
        }
    }

    async fn put(
        &self,
        place: &Place,
        expected: Expect,
        kept: Option<&Kept>,
    ) -> Result<(), CommitError> {
        let body = kept.map(serde_json::to_vec).transpose();
        let body = body.map_err(|error| StoreError::Invalid(error.to_string()))?;
        let (kind, id) = (kinds::SHARE_LENT.to_owned(), place.id.clone());
        let object = ObjectWrite { kind, id, expected, body };
        self.store.commit(Write { objects: vec![object], ..Write::default() }).await?;
        Ok(())
    }
}

fn seal(lent: &Lent, place: &Place, world: &World) -> Option<Sealed> {
    let mut nonce = world.dice.nonce();
    nonce.truncate(12);
    let sealed =
        gcm_seal(&place.key, nonce.as_bytes(), place.id.as_bytes(), lent.text.as_bytes()).ok()?;
    Some(Sealed { nonce, text: base64(&sealed), asked: lent.asked, until: lent.until })
}

/// Nothing if it was sealed with another secret: then it is no good to us.
fn open(sealed: &Sealed, place: &Place) -> Option<Lent> {
    let bytes = unbase64(&sealed.text)?;
    let text = gcm_open(&place.key, sealed.nonce.as_bytes(), place.id.as_bytes(), &bytes).ok()?;
    let text = String::from_utf8(text).ok()?;
    Some(Lent { text, asked: sealed.asked, until: sealed.until })
}
