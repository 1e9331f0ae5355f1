//! One leaf of which somebody holds the receipt: offline, from files alone.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use drawbridge_fair_log::{Receipt, leaf_hash};
use drawbridge_fair_record::{Disclosures, DisclosuresError, Leaf, canonical};

use super::trust::Trust;
use super::verdict::{Verdict, Wrong};
use super::{Verify, file};

/// Whether the leaf is in the log, and what the disclosure opens of it.
pub(super) fn check(verify: &Verify, trust: &Trust) -> anyhow::Result<Verdict> {
    let path = Path::new(&verify.what);
    let receipt = Receipt::parse(&file(path)?).with_context(|| {
        format!("{} is no receipt; a log is given by its folder or address", path.display())
    })?;
    let leaf_path = verify.leaf.as_deref();
    let leaf_path = leaf_path.ok_or_else(|| {
        anyhow!("a receipt is about a leaf: give the file with the leaf's bytes with --leaf")
    })?;
    let leaf = file(leaf_path)?;
    let mut verdict = Verdict::default();
    let trusted = match trust.policy.check_logs(&receipt.note, &trust.keys()) {
        Ok(trusted) => trusted,
        Err(why) => {
            let note = receipt.note.to_string();
            let wrong = Wrong::new("untrusted", why.to_string()).file(path.display().to_string());
            verdict.wrong(wrong.evidence("checkpoint", note));
            return Ok(verdict);
        }
    };
    verdict.log(&receipt.note, &trusted, trust);
    if let Err(why) = receipt.proves(&leaf_hash(&leaf), &trusted) {
        let wrong = Wrong::new("not_in_log", why.to_string()).index(receipt.index);
        verdict.wrong(wrong.file(leaf_path.display().to_string()));
        return Ok(verdict);
    }
    verdict.leaf(receipt.index);
    if !verify.hashes_only {
        match Leaf::read(&leaf) {
            Ok(leaf) => verdict.says(&leaf),
            Err(why) => {
                let wrong = Wrong::new("unreadable", why.to_string()).index(receipt.index);
                verdict.wrong(wrong.file(leaf_path.display().to_string()));
            }
        }
    }
    if let Some(path) = &verify.disclosure {
        disclose(path, &receipt, &leaf, &mut verdict)?;
    }
    Ok(verdict)
}

fn disclose(
    path: &Path,
    receipt: &Receipt,
    leaf: &[u8],
    verdict: &mut Verdict,
) -> anyhow::Result<()> {
    let disclosures = Disclosures::read(&file(path)?);
    let disclosures =
        disclosures.with_context(|| format!("{} is no disclosure", path.display()))?;
    let told = if disclosures.leaf.index == receipt.index {
        disclosures.verify(leaf)
    } else {
        Err(DisclosuresError::OtherLeaf(disclosures.leaf.index))
    };
    if let Err(why) = told {
        let wrong = Wrong::new("not_disclosed", why.to_string()).index(receipt.index);
        verdict.wrong(wrong.file(path.display().to_string()));
        return Ok(());
    }
    for field in &disclosures.fields {
        let value = canonical::write(&field.value)?;
        verdict.opened(&field.name, String::from_utf8_lossy(&value));
    }
    Ok(())
}
