//! A witness whose own database is rolled back, and what it keeps of logs that do not fit.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use drawbridge_engine::log::LogError;
use drawbridge_engine::log::witness::evidence::{Evidence, KEPT, What, kept};
use drawbridge_engine::log::witness::{Watched, Witness};
use drawbridge_fair_log::witness::monitoring_path;
use drawbridge_fair_log::{Checkpoint, Hash, Note, tree::Head};

use crate::house::{House, ORIGIN};
use crate::watched::{ask, dial, log_key, request, witness};

async fn evidence(house: &House) -> Vec<Evidence> {
    let (items, next) = kept(&*house.home.store, None, 1000).await.unwrap();
    assert_eq!(next, None);
    items
}

/// What the log signed in a note that was kept.
fn head(note: &str) -> Head {
    let note = Note::parse(note.as_bytes()).unwrap();
    note.verify(&[&log_key()]).unwrap();
    Checkpoint::parse(note.text()).unwrap().head()
}

async fn trouble(witness: &Witness) -> Option<LogError> {
    let [Watched { trouble, .. }] = &witness.watched().await[..] else { panic!("one log") };
    trouble.clone()
}

pub(crate) async fn a_witness_that_was_rolled_back_cosigns_no_fork(house: &House) {
    // The house forgets leaves together with objects, and wants one of each.
    house.add(1).await;
    let running = witness(house, dial());
    assert_eq!(ask(&running, 0, 20, 0).await.status, 200);
    house.remember().await;
    assert_eq!(ask(&running, 20, 30, 0).await.status, 200);
    house.roll_back().await;
    for witness in [running, witness(house, dial())] {
        let fork = ask(&witness, 20, 30, 1).await;
        assert_eq!((fork.status, &*fork.body), (409, "30\n"), "it keeps to its word");
        let forgotten = LogError::Forgotten { origin: ORIGIN.to_owned(), stored: 20, cosigned: 30 };
        assert_eq!(trouble(&witness).await, Some(forgotten));
        let shown = witness.latest(&monitoring_path(ORIGIN)).await.unwrap().unwrap();
        assert_eq!(head(&shown).size, 30);
    }
    // The row alone is lost.
    house.beside("DELETE FROM object WHERE kind = 'witness-log'").await;
    let witness = witness(house, dial());
    assert_eq!(ask(&witness, 0, 30, 1).await.status, 409);
    // The true history goes on, and the database knows again.
    assert_eq!(ask(&witness, 30, 31, 0).await.status, 200);
    assert_eq!(trouble(&witness).await, None);
    let kept = evidence(house).await;
    let rolled = kept.iter().find(|one| one.what == What::RolledBack).expect("it is told");
    assert!(rolled.why.contains("30 leaves of drawbridge.test/log were cosigned"), "{rolled:?}");
    assert_eq!((rolled.ours.as_ref(), head(&rolled.theirs).size), (None, 30));
}

pub(crate) async fn a_witness_that_cosigned_two_histories_stops(house: &House) {
    house.add(1).await;
    assert_eq!(ask(&witness(house, dial()), 0, 20, 0).await.status, 200);
    // As if another process had signed the other history, beside the same database and without this file.
    let file = std::fs::read_dir(house.folder.join("witnessed")).unwrap();
    let file = file.map(|file| file.unwrap().path()).find(|path| path.extension().is_none());
    let file = file.unwrap();
    let good = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    house.beside("DELETE FROM object WHERE kind = 'witness-log'").await;
    assert_eq!(ask(&witness(house, dial()), 0, 20, 1).await.status, 200);
    std::fs::write(&file, good).unwrap();
    let witness = witness(house, dial());
    let forked = LogError::Forked { origin: ORIGIN.to_owned(), size: 20 };
    assert_eq!(trouble(&witness).await, Some(forked.clone()));
    let asked = request(20, 25, 0).to_string();
    assert_eq!(witness.add_checkpoint(asked.as_bytes()).await.unwrap_err(), forked);
    std::fs::write(&file, "torn").unwrap();
    let error = witness.add_checkpoint(asked.as_bytes()).await.unwrap_err();
    assert!(matches!(error, LogError::Head { place: "the anchor of the witness", .. }), "{error}");
}

pub(crate) async fn a_word_that_cannot_be_kept_is_not_given(house: &House) {
    let witness = witness(house, dial());
    assert_eq!(ask(&witness, 0, 20, 0).await.status, 200);
    let path = monitoring_path(ORIGIN);
    let name = format!("{}.new", path.split('/').next().unwrap());
    let draft = house.folder.join("witnessed").join(name);
    // A device on which nothing has room.
    std::os::unix::fs::symlink("/dev/full", &draft).unwrap();
    let asked = request(20, 25, 0).to_string();
    let error = witness.add_checkpoint(asked.as_bytes()).await.unwrap_err();
    assert!(matches!(error, LogError::Anchor { .. }), "{error}");
    std::fs::remove_file(draft).unwrap();
    // It had come so far without saying so.
    assert_eq!(ask(&witness, 25, 30, 0).await.status, 200);
    assert_eq!((trouble(&witness).await, evidence(house).await), (None, Vec::new()));
}

pub(crate) async fn a_split_view_is_kept(house: &House) {
    let witness = witness(house, dial());
    assert_eq!(ask(&witness, 0, 20, 0).await.status, 200);
    assert_eq!(evidence(house).await, []);
    // However it is asked: each shows the same two checkpoints.
    for (old, status) in [(20, 422), (0, 409), (20, 422)] {
        assert_eq!(ask(&witness, old, 20, 1).await.status, status);
        let kept = evidence(house).await;
        let [split] = &kept[..] else { panic!("{kept:?}") };
        assert_eq!((split.what, &*split.origin), (What::Split, ORIGIN));
        let (ours, theirs) = (head(split.ours.as_ref().unwrap()), head(&split.theirs));
        assert_eq!((ours.size, theirs.size), (20, 20));
        assert_ne!(ours.root, theirs.root, "and so anybody can see that the log lied");
    }
    // A conflict of sizes alone shows nothing, and nor does what no trusted key signed.
    assert_eq!(ask(&witness, 3, 25, 1).await.status, 409);
    let mut strange = request(20, 20, 1);
    strange = rewritten(&strange, |text| text.replace("\u{2014} drawbridge", "\u{2014} stranger"));
    let status = witness.add_checkpoint(strange.to_string().as_bytes()).await.unwrap().status;
    assert_eq!(status, 403);
    assert_eq!(evidence(house).await.len(), 1);
}

pub(crate) async fn what_is_not_proved_to_continue_is_kept_apart_and_not_without_end(
    house: &House,
) {
    let clock = dial();
    let witness = witness(house, clock.clone());
    assert_eq!(ask(&witness, 0, 20, 0).await.status, 200);
    let most = KEPT as u64;
    for size in 21..most + 25 {
        let mut asked = request(20, size, 0);
        asked.proof[0] = Hash([9; 32]);
        clock.0.fetch_add(1_000, Ordering::SeqCst);
        for _ in 0..2 {
            let answer = witness.add_checkpoint(asked.to_string().as_bytes()).await.unwrap();
            assert_eq!(answer.status, 422);
            // A stranger's signature does not make it another piece.
            asked = rewritten(&asked, |text| text + "\u{2014} x AAAAAAAAAAAA\n");
        }
    }
    let kept = evidence(house).await;
    assert_eq!(kept.len(), KEPT);
    assert!(kept.iter().all(|one| one.what == What::Unproven && one.why.contains("consistent")));
    assert!(kept.iter().all(|one| !one.theirs.contains("\u{2014} x")));
    // What came last is there, whatever came before.
    let sizes = |kept: &[Evidence]| kept.iter().map(|one| head(&one.theirs).size).max().unwrap();
    assert_eq!(sizes(&kept), most + 24);
    // The honest log is not hindered by it, and a checkpoint that came with its proof is in no doubt.
    assert_eq!(ask(&witness, 20, most + 24, 0).await.status, 200);
    let kept = evidence(house).await;
    assert_eq!((kept.len(), sizes(&kept)), (KEPT - 1, most + 23));
    // Nor is it when it comes again with a false one.
    let mut asked = request(20, most + 24, 0);
    asked.old = most + 24;
    let answer = witness.add_checkpoint(asked.to_string().as_bytes()).await.unwrap();
    assert_eq!(answer.status, 422);
    assert_eq!(evidence(house).await, kept);
}

/// A request whose note is another.
fn rewritten(
    asked: &drawbridge_fair_log::witness::Request,
    change: impl FnOnce(String) -> String,
) -> drawbridge_fair_log::witness::Request {
    let note = Note::parse(change(asked.note().to_string()).as_bytes()).unwrap();
    drawbridge_fair_log::witness::Request::new(asked.old, asked.proof.clone(), note).unwrap()
}

/// A witness on the same database whose word is kept there only.
pub(crate) async fn without_an_anchor_the_word_is_lost(house: &House) {
    house.add(1).await;
    let bare = || {
        let (store, clock) = (house.home.store.clone(), dial());
        let logs = vec![log_key()];
        Arc::new(Witness::new("witness.test/w", crate::house::key(7), logs, store, clock).unwrap())
    };
    assert_eq!(ask(&bare(), 0, 20, 0).await.status, 200);
    house.remember().await;
    assert_eq!(ask(&bare(), 20, 30, 0).await.status, 200);
    house.roll_back().await;
    // What the anchor is for.
    assert_eq!(ask(&bare(), 20, 30, 1).await.status, 200);
}
