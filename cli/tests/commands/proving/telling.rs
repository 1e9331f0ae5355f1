//! What the leaves say is checked too: an operator may sign anything, and a log that is sound in every
//! hash may still tell of a case that was decided twice.

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{
    Checkpoint, Cosigner, Hash, KeyPair, Level, Signer, Tile, Tree, bundle, leaf_hash,
};
use drawbridge_fair_record::{Body, Leaf};
use sha2::{Digest as _, Sha256};

use super::Log;

/// Leaves of the log: fewer than a bundle, so that there is one of everything.
const LEAVES: u16 = 150;

fn pair(name: &str) -> KeyPair {
    KeyPair::from_seed(&Sha256::digest(format!("made-up key of {name}")).into()).unwrap()
}

/// Signs other leaves as the log, and as its witnesses in the year 2026.
fn sign(log: &Log, leaves: &[Vec<u8>]) {
    let width = u16::try_from(leaves.len()).unwrap();
    let mut tree = Tree::new();
    tree.extend(leaves.iter().map(|leaf| leaf_hash(leaf)));
    let hashes: Vec<u8> = leaves.iter().flat_map(|leaf| leaf_hash(leaf).0).collect();
    std::fs::remove_dir_all(log.path("log/tile")).unwrap();
    for (level, bytes) in
        [(Level::Entries, bundle::write(leaves).unwrap()), (Level::Hashes(0), hashes)]
    {
        let path = format!("log/{}", Tile { level, index: 0, width });
        std::fs::create_dir_all(log.path(&path).parent().unwrap()).unwrap();
        log.set(&path, &bytes);
    }
    let origin = "log.drawbridge.example/made-up";
    let checkpoint = Checkpoint::new(origin, tree.head()).unwrap();
    let mut note = checkpoint.to_note().unwrap();
    note.signatures.push(Signer::new(origin, pair(origin)).unwrap().sign(note.text()).unwrap());
    for name in ["witness.example/rival", "witness.example/public"] {
        let cosigner = Cosigner::new(name, pair(name)).unwrap();
        let at = Timestamp::parse_rfc3339("2026-01-02T00:00:00Z").unwrap();
        note.signatures.push(cosigner.cosign(&checkpoint, at).unwrap());
    }
    log.set("log/checkpoint", note.to_string().as_bytes());
}

/// What is done to the leaves, and what is then found first: its word and the leaf.
type Case = (fn(&mut Vec<Vec<u8>>), &'static str, u64);

fn read(leaves: &[Vec<u8>], index: usize) -> Leaf {
    Leaf::read(&leaves[index]).unwrap()
}

fn rewrite(leaves: &mut [Vec<u8>], index: usize, change: impl FnOnce(&mut Leaf)) {
    let mut leaf = read(leaves, index);
    change(&mut leaf);
    leaves[index] = leaf.write().unwrap();
}

const CASES: &[Case] = &[
    // Leaf 3 refuses case 1.
    (|leaves| leaves.push(leaves[3].clone()), "decided_twice", 150),
    (|leaves| leaves[149] = b"{\"v\": 1}".to_vec(), "unreadable", 149),
    (|leaves| leaves[149] = Vec::new(), "unreadable", 149),
    (|leaves| leaves.swap(1, 2), "misfit", 3),
    (|leaves| leaves.push(leaves[0].clone()), "misfit", 150),
    (
        |leaves| {
            rewrite(leaves, 149, |leaf| {
                leaf.time = Timestamp::parse_rfc3339("2026-01-02T00:10:00Z").unwrap();
            });
        },
        "future",
        149,
    ),
    (
        |leaves| {
            rewrite(leaves, 100, |leaf| {
                let Body::Report(report) = &mut leaf.body else { panic!("no report") };
                report.root = Hash([7; 32]);
            });
        },
        "report_root",
        100,
    ),
    (
        |leaves| {
            rewrite(leaves, 100, |leaf| {
                let Body::Report(report) = &mut leaf.body else { panic!("no report") };
                report.size = 101;
            });
        },
        "misfit",
        100,
    ),
];

#[test]
fn a_log_whose_hashes_are_sound_and_whose_leaves_are_not() {
    let log = Log::new("proving-telling", u64::from(LEAVES));
    let path = format!("log/tile/entries/000.p/{LEAVES}");
    let bytes = log.bytes(&path);
    let sound: Vec<Vec<u8>> =
        bundle::read(&bytes, LEAVES).unwrap().into_iter().map(<[u8]>::to_vec).collect();
    sign(&log, &sound);
    log.good(&["log"]);
    for (change, what, index) in CASES {
        let mut leaves = sound.clone();
        change(&mut leaves);
        sign(&log, &leaves);
        let wrong = log.wrong(&["log"], 3, what);
        assert_eq!(wrong["index"], *index, "{wrong}");
        log.good(&["log", "--hashes-only"]);
    }
}

#[test]
fn a_policy_that_had_been_replaced_is_named_also_in_a_range() {
    // Policies follow each other at leaves 0, 200, 400; a decision after 200 names the first.
    let log = Log::new("proving-policies", 250);
    let bytes = log.bytes("log/tile/entries/000.p/250");
    let mut leaves: Vec<Vec<u8>> =
        bundle::read(&bytes, 250).unwrap().into_iter().map(<[u8]>::to_vec).collect();
    let Body::Decision(old) = read(&leaves, 3).body else { panic!("no decision") };
    rewrite(&mut leaves, 248, |leaf| {
        let Body::Decision(decision) = &mut leaf.body else { panic!("no decision") };
        decision.policy = old.policy;
        decision.policy_sha256 = old.policy_sha256;
    });
    sign(&log, &leaves);
    for range in [&[][..], &["--from", "150", "--to", "250"]] {
        let wrong = log.wrong(&[&["log"], range].concat(), 3, "replaced_policy");
        assert_eq!(
            (&wrong["index"], wrong["text"].as_str()),
            (&248.into(), Some("decision: policy 0 had been replaced by 200"),)
        );
    }
}
