//! A checkpoint and the right edge of its tree, as both are kept: whoever starts again takes up the
//! tree from here, however large it is.

use drawbridge_fair_log::tiled::TileReader;
use drawbridge_fair_log::{Checkpoint, Hash, Note, Tile, Tree, VerifierKey};

use super::error::LogError;
use super::ground::{Kept, bytes_of};

/// Where what cannot be believed was found.
pub(super) const DATABASE: &str = "the database";

/// A checkpoint that was published, with what follows from it.
#[derive(Clone, Debug)]
pub struct Published {
    /// The latest checkpoint, with the log's signature and whatever cosignatures have come.
    pub note: Note,
    /// The latest checkpoint that enough witnesses cosigned, where a policy says who is enough.
    pub cosigned: Option<Note>,
    /// What the latest says.
    pub checkpoint: Checkpoint,
    /// The right edge of its tree.
    pub(super) tree: Tree,
    /// How often the head was replaced in the store.
    pub(super) version: u64,
}

impl Published {
    /// How many leaves.
    pub const fn size(&self) -> u64 {
        self.checkpoint.size()
    }

    /// The hashes of an unfinished tile.
    pub(super) fn edge(&self, tile: Tile) -> Vec<Hash> {
        let found = self.tree.partial().into_iter().find(|(known, _)| *known == tile);
        found.map(|(_, hashes)| hashes).unwrap_or_default()
    }

    /// The bytes to keep: both notes behind their lengths, then the hashes of the edge.
    pub(super) fn write(note: &Note, cosigned: Option<&Note>, tree: &Tree) -> Vec<u8> {
        let mut bytes = Vec::new();
        for note in [Some(note), cosigned] {
            let text = note.map(ToString::to_string).unwrap_or_default();
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        for (_, hashes) in tree.partial() {
            bytes.extend(bytes_of(&hashes));
        }
        bytes
    }

    /// Reads what was kept, and believes it only if it is signed and fits together.
    pub(super) fn read(kept: &Kept, key: &VerifierKey) -> Result<Self, LogError> {
        let bad = |why: &str| LogError::Head { place: DATABASE, why: why.to_owned() };
        let (note, rest) = text(&kept.bytes).ok_or_else(|| bad("is cut"))?;
        let (cosigned, edge) = text(rest).ok_or_else(|| bad("is cut"))?;
        let (note, checkpoint) = signed(note, key, DATABASE)?;
        let cosigned = match cosigned {
            [] => None,
            cosigned => Some(signed(cosigned, key, DATABASE)?.0),
        };
        let mut edge = Edge { rest: edge };
        let tree = Tree::resume(&mut edge, checkpoint.size());
        let tree = tree.map_err(|_| bad("has a right edge that is cut"))?;
        if !edge.rest.is_empty() || tree.head() != checkpoint.head() {
            return Err(bad("has a right edge that does not lead to the signed root"));
        }
        Ok(Self { note, cosigned, checkpoint, tree, version: kept.version })
    }
}

/// A checkpoint that this key signed.
pub(super) fn signed(
    bytes: &[u8],
    key: &VerifierKey,
    place: &'static str,
) -> Result<(Note, Checkpoint), LogError> {
    let bad = |why: String| LogError::Head { place, why };
    let note = Note::parse(bytes).map_err(|error| bad(format!("is no note: {error}")))?;
    let checkpoint = Checkpoint::parse(note.text());
    let checkpoint = checkpoint.map_err(|error| bad(format!("is no checkpoint: {error}")))?;
    if checkpoint.origin() != key.name() {
        let (found, ours) = (checkpoint.origin().to_owned(), key.name().to_owned());
        return Err(LogError::Origin { place, found, ours });
    }
    note.verify(&[key]).map_err(|error| bad(format!("is not signed by the log's key: {error}")))?;
    Ok((note, checkpoint))
}

/// A length in four bytes, so many bytes, and the rest.
fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

/// The partial tiles of the right edge, from below: each is asked for once, in this order.
struct Edge<'a> {
    rest: &'a [u8],
}

impl TileReader for Edge<'_> {
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        let Some((bytes, rest)) = self.rest.split_at_checked(usize::from(tile.width) * Hash::BYTES)
        else {
            return Ok(None);
        };
        self.rest = rest;
        Ok(Some(bytes.to_vec()))
    }
}
