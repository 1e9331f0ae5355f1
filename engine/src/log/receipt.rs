//! Receipts: for whoever submitted something, that it is in the log.

use drawbridge_fair_log::proof::{prove_consistency, prove_inclusion, verify_inclusion};
use drawbridge_fair_log::{Checkpoint, Hash, Note, Receipt, leaf_hash};

use super::Log;
use super::error::LogError;
use super::published::Published;

impl Log {
    /// The receipt of a leaf; `None` if there is no such leaf. One that is not yet published is
    /// published first. Where a policy says whose word is enough, the checkpoint is the latest that
    /// has it, if that has the leaf; otherwise the latest.
    pub async fn receipt(&self, index: u64) -> Result<Option<Receipt>, LogError> {
        let mut read = self.published();
        if read.as_ref().is_none_or(|read| read.size() <= index) {
            read = Some(self.publish().await?);
        }
        let Some(read) = read.filter(|read| read.size() > index) else { return Ok(None) };
        let (note, checkpoint) = read.for_leaf(index)?;
        let head = checkpoint.head();
        let proof =
            self.reading(&read, head.size, |hashes| prove_inclusion(hashes, index, head.size));
        let proof = proof.await?;
        let leaf = self.ground.leaves(index, 1).await?;
        let leaf = leaf.first().filter(|(found, _)| *found == index);
        let (_, body) = leaf.ok_or(LogError::Missing(index))?;
        // The proof comes from tiles that lead to the root, so it is the leaf that does not.
        verify_inclusion(&leaf_hash(body), index, head.size, &proof, &head.root)
            .map_err(|_| LogError::Leaf(index))?;
        Ok(Some(Receipt { extra: None, index, proof, note }))
    }

    /// That the published tree begins with the one of `old` leaves; `None` if it is smaller.
    pub async fn consistency(
        &self,
        read: &Published,
        old: u64,
    ) -> Result<Option<Vec<Hash>>, LogError> {
        let size = read.size();
        if old > size {
            return Ok(None);
        }
        let proof = self.reading(read, size, |hashes| prove_consistency(hashes, old, size));
        proof.await.map(Some)
    }
}

impl Published {
    fn for_leaf(&self, index: u64) -> Result<(Note, Checkpoint), LogError> {
        if let Some(note) = &self.cosigned {
            let checkpoint = Checkpoint::parse(note.text())?;
            if checkpoint.size() > index {
                return Ok((note.clone(), checkpoint));
            }
        }
        Ok((self.note.clone(), self.checkpoint.clone()))
    }
}
