//! Complete logs of three makers, verified end to end, and what an audit says of spoilt ones.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use std::collections::BTreeMap;

use drawbridge_fair_log::audit::{Audit, AuditError, audit};
use drawbridge_fair_log::bundle::BundleError;
use drawbridge_fair_log::proof::{
    ProofError, prove_consistency, prove_inclusion, verify_consistency, verify_inclusion,
};
use drawbridge_fair_log::proven::GrowthError;
use drawbridge_fair_log::{
    Checkpoint, Hash, Head, KeyKind, Level, Note, Proven, ReadError, Span, Tile, TileHashes,
    TileReader, VerifierKey, bundle, leaf_hash, tile, tiled,
};
use serde::Deserialize;
use support::{Folder, Memory};

const OURS: &str = "drawbridge-test-log";
const TESSERA: &str = "tessera-log";
const TESSERA_KEY: &str =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
const SIZES: [u64; 8] = [0, 1, 2, 255, 256, 257, 512, 600];

#[derive(Deserialize)]
struct Ours {
    origin: String,
    log_vkey: String,
    witness_vkeys: BTreeMap<String, String>,
    roots: BTreeMap<u64, String>,
}

/// A checkpoint that must carry good signatures of all these keys.
fn checkpoint(file: &str, keys: &[&VerifierKey]) -> (Checkpoint, Vec<Option<u64>>) {
    let bytes = support::bytes(file);
    let note = Note::parse(&bytes).unwrap();
    assert_eq!(note.to_string().as_bytes(), bytes, "{file}");
    let signed = note.verify(keys).unwrap();
    assert_eq!(signed.iter().map(|signed| signed.key).collect::<Vec<_>>(), keys, "{file}");
    let checkpoint = Checkpoint::parse(note.text()).unwrap();
    assert_eq!(checkpoint.to_text(), note.text());
    assert_eq!(checkpoint.extensions().len(), 0);
    (checkpoint, signed.iter().map(|signed| signed.time).collect())
}

#[test]
fn our_log_of_six_hundred_decisions() {
    let ours: Ours = support::json("drawbridge-test-log.json");
    let log = VerifierKey::parse(&ours.log_vkey).unwrap();
    let witnesses = ours.witness_vkeys.values().map(|vkey| VerifierKey::parse(vkey).unwrap());
    let keys: Vec<VerifierKey> = [log].into_iter().chain(witnesses).collect();
    assert_eq!(ours.roots.keys().copied().collect::<Vec<_>>(), SIZES);
    let (latest, times) =
        checkpoint(&format!("{OURS}/checkpoint"), &keys.iter().collect::<Vec<_>>());
    assert_eq!(times, [None, Some(1_700_000_600), Some(1_700_000_600)]);
    let mut heads = Vec::new();
    for size in SIZES {
        let keys: Vec<&VerifierKey> = keys.iter().collect();
        let (checkpoint, _) = checkpoint(&format!("{OURS}/checkpoint.{size}"), &keys);
        assert_eq!((checkpoint.origin(), checkpoint.size()), (&*ours.origin, size));
        assert_eq!(checkpoint.root().to_base64(), ours.roots[&size]);
        heads.push(checkpoint.head());
    }
    assert_eq!(latest.head(), heads[7]);
    let tree = audit(&mut Folder(OURS), &heads).unwrap();
    assert_eq!(tree.head(), latest.head());
    every_leaf_and_every_head(&mut Folder(OURS), &heads);
}

#[test]
fn a_foreign_log_with_a_checkpoint_of_every_size() {
    #[derive(Deserialize)]
    struct State {
        size: u64,
        root: String,
    }
    let key = VerifierKey::parse(TESSERA_KEY).unwrap();
    let (latest, _) = checkpoint(&format!("{TESSERA}/checkpoint"), &[&key]);
    let state: State = support::json(&format!("{TESSERA}/treeState.json"));
    assert_eq!((latest.size(), latest.root().to_base64()), (state.size, state.root));
    let mut heads = Vec::new();
    for size in 0..=15 {
        let (checkpoint, times) = checkpoint(&format!("{TESSERA}/checkpoint.{size}"), &[&key]);
        assert_eq!((checkpoint.origin(), checkpoint.size()), (key.name(), size));
        assert_eq!(times, [None]);
        heads.push(checkpoint.head());
        // It kept its tiles and bundles of every size.
        assert_eq!(audit(&mut Folder(TESSERA), &heads).unwrap().head(), checkpoint.head());
    }
    assert_eq!(latest.head(), heads[15]);
    every_leaf_and_every_head(&mut Folder(TESSERA), &heads);
}

/// From the tiles of the last head: its root, a proof of every leaf, and one from every head.
fn every_leaf_and_every_head(reader: &mut Folder, heads: &[Head]) {
    let last = *heads.last().unwrap();
    let mut leaves = Vec::new();
    for index in 0.. {
        let Some(tile) = Tile::in_tree(Level::Entries, index, last.size) else { break };
        let bytes = reader.read(tile).unwrap().unwrap();
        leaves.extend(bundle::read(&bytes, tile.width).unwrap().into_iter().map(leaf_hash));
    }
    assert_eq!(u64::try_from(leaves.len()).unwrap(), last.size);
    // We write the same tiles.
    let (written, _) = Memory::of(&leaves);
    for (tile, bytes) in &written.0 {
        assert_eq!(reader.read(*tile).unwrap().as_ref(), Some(bytes), "{tile}");
    }
    let mut hashes = TileHashes::new(reader, last.size);
    assert_eq!(tiled::root(&mut hashes, Span::tree(last.size)).unwrap(), last.root);
    for (index, leaf) in (0..).zip(&leaves) {
        let proof = prove_inclusion(&mut hashes, index, last.size).unwrap();
        verify_inclusion(leaf, index, last.size, &proof, &last.root).unwrap();
    }
    for old in heads {
        assert_eq!(tiled::root(&mut hashes, Span::tree(old.size)).unwrap(), old.root);
        let proof = prove_consistency(&mut hashes, old.size, last.size).unwrap();
        if old.size > 0 {
            verify_consistency(&old.root, old.size, last.size, &proof, &last.root).unwrap();
        }
    }
}

#[derive(Deserialize)]
struct Cosigner {
    verifier_keys: Vec<String>,
}

#[test]
fn a_foreign_witness_and_a_foreign_mirror() {
    const LOG: &str = "000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706";
    let key = |file: &str| {
        let Cosigner { verifier_keys } = support::json(&format!("sunlight-mirror/{file}"));
        assert_eq!(verifier_keys.len(), 1);
        let key = VerifierKey::parse(&verifier_keys[0]).unwrap();
        assert_eq!(key.kind(), KeyKind::Cosignature);
        key
    };
    let (witness, mirror) = (key("witness.v0.json"), key("mirror/mirror.v0.json"));
    let (seen, times) = checkpoint(&format!("sunlight-mirror/{LOG}/checkpoint"), &[&witness]);
    assert_eq!((seen.origin(), times), ("rome2026h1.example.org", vec![Some(1_767_139_200)]));
    // They show it where the standard says: below the hash of the origin.
    let path = drawbridge_fair_log::witness::monitoring_path(seen.origin());
    assert_eq!(path, format!("{LOG}/checkpoint"));
    let (held, times) = checkpoint(&format!("sunlight-mirror/mirror/{path}"), &[&mirror]);
    assert_eq!(
        (held.origin(), held.size(), times),
        (seen.origin(), 300, vec![Some(1_767_139_200)])
    );
    // Neither is the other's, and what is no note is none.
    for (file, key) in [(&*path, &mirror), (&*format!("mirror/{path}"), &witness)] {
        let note = Note::parse(&support::bytes(&format!("sunlight-mirror/{file}"))).unwrap();
        assert!(note.verify(&[key]).is_err());
    }
    for decoy in ["checkpoint", "mirror/checkpoint"] {
        assert!(Note::parse(&support::bytes(&format!("sunlight-mirror/{decoy}"))).is_err());
    }
    // The mirror's tiles are those of its checkpoint; its bundles are dummies.
    let mut held_tiles = Folder(
        "sunlight-mirror/mirror/000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706",
    );
    let root = tiled::root(&mut TileHashes::new(&mut held_tiles, 300), Span::tree(300)).unwrap();
    assert_eq!(root, held.root());
    let above = Tile::in_tree(Level::Hashes(1), 0, 300).unwrap();
    let first = tiled::root(&mut TileHashes::new(&mut held_tiles, 300), Span::tree(256)).unwrap();
    assert_eq!(held_tiles.read(above).unwrap().unwrap(), first.0);
    let error = audit(&mut held_tiles, &[held.head()]).unwrap_err();
    assert!(matches!(error, AuditError::Bundle { .. }), "{error}");
}

/// Our log in memory, to be spoilt.
fn in_memory() -> (Memory, Head) {
    let mut memory = Memory::default();
    for level in [Level::Entries, Level::Hashes(0), Level::Hashes(1)] {
        for index in 0.. {
            let Some(tile) = Tile::in_tree(level, index, 600) else { break };
            memory.0.insert(tile, Folder(OURS).read(tile).unwrap().unwrap());
        }
    }
    let text = support::text(&format!("{OURS}/checkpoint"));
    let head = Checkpoint::parse(Note::parse(text.as_bytes()).unwrap().text()).unwrap().head();
    (memory, head)
}

fn named(path: &str) -> Tile {
    Tile::parse(path).unwrap()
}

#[test]
fn an_audit_names_the_first_place_that_is_not_what_it_says() {
    let (memory, head) = in_memory();
    let found = |path: &str, change: &dyn Fn(&mut Vec<u8>), head: Head| {
        let mut memory = memory.clone();
        change(memory.0.get_mut(&named(path)).unwrap());
        audit(&mut memory, &[head]).unwrap_err()
    };
    let flip = |at: usize| move |bytes: &mut Vec<u8>| bytes[at] ^= 1;
    // The first leaf of the second bundle.
    let leaf = AuditError::Leaf { index: 256, tile: named("tile/0/001") };
    assert_eq!(found("tile/entries/001", &flip(2), head), leaf);
    let leaf = AuditError::Leaf { index: 599, tile: named("tile/0/002.p/88") };
    assert_eq!(found("tile/0/002.p/88", &flip(88 * 32 - 1), head), leaf);
    let above = AuditError::Tile(named("tile/1/000.p/2"));
    assert_eq!(found("tile/1/000.p/2", &flip(40), head), above);
    let tile = named("tile/entries/002.p/88");
    let short = AuditError::Bundle { tile, why: BundleError::Short(87) };
    assert_eq!(
        found("tile/entries/002.p/88", &|bytes| bytes.truncate(bytes.len() - 1), head),
        short
    );
    let trailing = AuditError::Bundle { tile, why: BundleError::Trailing(1) };
    assert_eq!(found("tile/entries/002.p/88", &|bytes| bytes.push(0), head), trailing);
    let root = Hash::EMPTY;
    let rewritten = AuditError::Root { size: 600, found: head.root, stated: root };
    assert_eq!(found("tile/0/000", &|_| (), Head { root, ..head }), rewritten);
}

#[test]
fn an_audit_names_what_is_missing_and_every_head_that_was_rewritten() {
    let (memory, head) = in_memory();
    for path in ["tile/entries/001", "tile/0/002.p/88", "tile/1/000.p/2"] {
        let mut memory = memory.clone();
        memory.0.remove(&named(path));
        let error = audit(&mut memory, &[head]).unwrap_err();
        assert_eq!(error, AuditError::Read(ReadError::Missing(named(path))));
    }
    for size in [0, 1, 255, 256, 511, 512, 599] {
        let stated = Head { size, root: Hash([7; 32]) };
        let error = audit(&mut memory.clone(), &[head, stated]).unwrap_err();
        assert!(matches!(error, AuditError::Root { size: at, .. } if at == size), "{error}");
    }
    assert_eq!(audit(&mut memory.clone(), &[]).unwrap().size(), 0);
}

#[test]
fn an_audit_of_an_older_size_reads_the_beginnings_of_full_tiles() {
    let (mut memory, _) = in_memory();
    let ours: Ours = support::json("drawbridge-test-log.json");
    for size in [1, 2, 255, 257] {
        let root = Hash::parse(&ours.roots[&size]).unwrap();
        let mut kept = memory.clone();
        // The log was of 512 leaves since: of its tiles none is partial but the one above.
        kept.0.retain(|tile, _| tile.width == tile::WIDTH || tile.level == Level::Hashes(1));
        let found = audit(&mut kept, &[Head { size, root }]);
        let partial = Tile::in_tree(Level::Hashes(1), 0, size);
        match partial {
            None => assert_eq!(found.unwrap().size(), size),
            Some(tile) => assert_eq!(found, Err(AuditError::Read(ReadError::Missing(tile)))),
        }
    }
    memory.0.insert(named("tile/1/000.p/1"), memory.0[&named("tile/1/000.p/2")][..32].to_vec());
    let root = Hash::parse(&ours.roots[&257]).unwrap();
    assert_eq!(audit(&mut memory, &[Head { size: 257, root }]).unwrap().size(), 257);
}

#[test]
fn single_leaves_are_proven_and_those_of_another_tree_are_not() {
    let (mut memory, head) = in_memory();
    let mut proven = Proven::new(&mut memory, head);
    let mut leaves = Vec::new();
    let mut pass = Audit::new(600, []);
    let mut other = in_memory().0;
    while let Some(bundle) = pass.advance(&mut other).unwrap() {
        leaves.extend(bundle.iter().map(|(index, leaf)| (index, leaf.to_vec())));
    }
    assert_eq!(leaves.len(), 600);
    for (index, leaf) in leaves.iter().rev() {
        assert_eq!(proven.leaf(*index).unwrap(), leaf);
    }
    let outside = ReadError::Outside { level: 0, index: 600, size: 600 };
    assert_eq!(proven.leaf(600).unwrap_err(), AuditError::Read(outside));
    let ours: Ours = support::json("drawbridge-test-log.json");
    for (size, root) in &ours.roots {
        let root = Hash::parse(root).unwrap();
        proven.grew_from(Head { size: *size, root }).unwrap();
        let rewritten = GrowthError::Rewritten { size: *size, found: root };
        let other = Head { size: *size, root: Hash([7; 32]) };
        assert_eq!(proven.grew_from(other), Err(rewritten));
    }
    // Leaf and tile agree, and yet are not what was signed.
    let bundle = memory.0.get_mut(&named("tile/entries/001")).unwrap();
    bundle[2] ^= 1;
    let length = usize::from(u16::from_be_bytes([bundle[0], bundle[1]]));
    let forged = leaf_hash(&bundle[2..2 + length]);
    memory.0.get_mut(&named("tile/0/001")).unwrap()[..32].copy_from_slice(&forged.0);
    let tile = named("tile/0/001");
    let unproven = AuditError::Unproven { tile, size: 600, why: ProofError::Root };
    let mut spoilt = Proven::new(&mut memory, head);
    assert_eq!(spoilt.leaf(300).unwrap_err(), unproven);
    // The tile above them is as it was, and the older root stands in it.
    let old = |size| Head { size, root: Hash::parse(&ours.roots[&size]).unwrap() };
    assert_eq!(spoilt.grew_from(old(512)), Ok(()));
    assert_eq!(spoilt.grew_from(old(257)), Err(ProofError::Root.into()));
}
