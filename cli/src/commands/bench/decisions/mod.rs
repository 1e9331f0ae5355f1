//! A log of made-up decisions, written to a folder as an operator would: what verifiers, ours and
//! others', are tried on. Signed with keys that everybody knows, so that nobody takes it for a real
//! one.

mod story;

use std::path::PathBuf;

use anyhow::Context as _;
use drawbridge_canon::Timestamp;
use drawbridge_fair_log::tree::Filled;
use drawbridge_fair_log::{
    Checkpoint, Cosigner, Head, KeyPair, Level, Note, Receipt, Signer, Tile, TileHashes,
    TileReader, Tree, bundle, leaf_hash, proof, tile,
};
use drawbridge_fair_record::{Disclosures, Opening, Reference};
use sha2::{Digest as _, Sha256};

pub(super) use story::Story;

/// Who the log says it is.
const ORIGIN: &str = "log.drawbridge.example/made-up";
/// The witnesses, as the policy calls them.
const WITNESSES: [&str; 2] = ["rival", "public"];
/// Of every how many leaves a receipt is handed out.
const RECEIPTS: u64 = 97;

/// Write a made-up log of decisions, to try verifiers on.
#[derive(clap::Args)]
pub(super) struct Decisions {
    /// The folder, made if there is none.
    dir: PathBuf,
    /// How many leaves.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    leaves: u64,
    /// From this leaf on another history, signed with the same keys.
    #[arg(long, value_name = "INDEX")]
    fork: Option<u64>,
}

impl Decisions {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let mut log = Written::new(self.dir)?;
        let mut story = Story::new(self.fork);
        for index in 0..self.leaves {
            let (leaf, opening) = story.next(index, &log.tree)?;
            log.append(index, leaf, opening)?;
            if index + 1 == self.leaves / 2 {
                let note = log.note()?;
                log.write(&format!("checkpoint.{}", index + 1), note.to_string().as_bytes())?;
            }
        }
        log.finish()
    }
}

/// A log that is being written.
struct Written {
    folder: PathBuf,
    tree: Tree,
    /// The leaves of the last bundle.
    entries: Vec<Vec<u8>>,
    /// Leaves of which there will be a receipt.
    handed_out: Vec<(u64, Vec<u8>, Option<Opening>)>,
    signer: Signer,
    cosigners: Vec<Cosigner>,
}

impl Written {
    fn new(folder: PathBuf) -> anyhow::Result<Self> {
        let cosigners = WITNESSES.iter().map(|name| {
            let name = format!("witness.example/{name}");
            Ok(Cosigner::new(&name, known_key(&name)?)?)
        });
        Ok(Self {
            folder,
            tree: Tree::new(),
            entries: Vec::new(),
            handed_out: Vec::new(),
            signer: Signer::new(ORIGIN, known_key(ORIGIN)?)?,
            cosigners: cosigners.collect::<anyhow::Result<_>>()?,
        })
    }

    fn append(
        &mut self,
        index: u64,
        leaf: Vec<u8>,
        opening: Option<Opening>,
    ) -> anyhow::Result<()> {
        let full = self.tree.append(leaf_hash(&leaf));
        if index.is_multiple_of(RECEIPTS) {
            self.handed_out.push((index, leaf.clone(), opening));
        }
        self.entries.push(leaf);
        if self.entries.len() == usize::from(tile::WIDTH) {
            self.bundle()?;
        }
        self.tiles(full)
    }

    /// What is left: partial tiles, the checkpoint, and what others hold.
    fn finish(mut self) -> anyhow::Result<()> {
        if !self.entries.is_empty() {
            self.bundle()?;
        }
        self.tiles(self.tree.partial())?;
        let note = self.note()?;
        self.write("checkpoint", note.to_string().as_bytes())?;
        let key = self.signer.verifier();
        let mut policy = format!("log {key}\n");
        for (name, cosigner) in WITNESSES.iter().zip(&self.cosigners) {
            policy += &format!("witness {name} {}\n", cosigner.verifier());
        }
        policy += &format!("group both all {}\nquorum both\n", WITNESSES.join(" "));
        self.write("handed-out/policy", policy.as_bytes())?;
        self.write("handed-out/vkey", format!("{key}\n").as_bytes())?;
        let size = self.tree.size();
        let mut reader = Folder(self.folder.clone());
        let mut hashes = TileHashes::new(&mut reader, size);
        for (index, leaf, opening) in &self.handed_out {
            let proof = proof::prove_inclusion(&mut hashes, *index, size)?;
            let receipt = Receipt { extra: None, index: *index, proof, note: note.clone() };
            let name = |kind: &str| format!("handed-out/{index}.{kind}");
            self.write(&name("tlog-proof"), receipt.to_string().as_bytes())?;
            self.write(&name("leaf"), leaf)?;
            if let Some(opening) = opening {
                let fields = opening.values().filter_map(|(name, _)| opening.disclose(name));
                let leaf = Reference { index: *index, hash: leaf_hash(leaf) };
                let disclosures = Disclosures { leaf, fields: fields.collect() };
                self.write(&name("disclosure"), &disclosures.write()?)?;
            }
        }
        Ok(())
    }

    fn bundle(&mut self) -> anyhow::Result<()> {
        let index = (self.tree.size() - 1) / u64::from(tile::WIDTH);
        let width = u16::try_from(self.entries.len())?;
        let tile = Tile { level: Level::Entries, index, width };
        self.write(&tile.path(), &bundle::write(&self.entries)?)?;
        self.entries.clear();
        Ok(())
    }

    fn tiles(&self, filled: Vec<Filled>) -> anyhow::Result<()> {
        filled.into_iter().try_for_each(|(tile, hashes)| {
            let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.0).collect();
            self.write(&tile.path(), &bytes)
        })
    }

    /// The checkpoint of the tree as it is now, signed and cosigned.
    fn note(&self) -> anyhow::Result<Note> {
        let head: Head = self.tree.head();
        let checkpoint = Checkpoint::new(ORIGIN, head)?;
        let mut note = checkpoint.to_note()?;
        note.signatures.push(self.signer.sign(note.text())?);
        for cosigner in &self.cosigners {
            let at = Timestamp(story::time(head.size));
            note.signatures.push(cosigner.cosign(&checkpoint, at)?);
        }
        Ok(note)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let path = self.folder.join(path);
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = written.and_then(|()| std::fs::write(&path, bytes));
        written.with_context(|| format!("cannot write {}", path.display()))
    }
}

/// A key that follows from its name, and is nobody's secret.
fn known_key(name: &str) -> anyhow::Result<KeyPair> {
    let seed = Sha256::digest(format!("made-up key of {name}"));
    Ok(KeyPair::from_seed(&seed.into())?)
}

/// What was written, for the proofs.
struct Folder(PathBuf);

impl TileReader for Folder {
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        let path = self.0.join(tile.path());
        if path.is_file() {
            std::fs::read(path).map(Some).map_err(|e| e.to_string())
        } else {
            Ok(None)
        }
    }
}
