//! Leaves of the log: an index each, none left out, none given twice.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::Timestamp;
use drawbridge_engine::store::{
    CommitError, LeafRow, LeafWrite, PaymentRow, Store, StoreError, Write,
};
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_record::leaf::{
    Body, Decision, End, Grounds, Intake, Outcome, Policy, Verdict,
};
use drawbridge_fair_record::{Commitment, Field, Gate, Leaf, Reference, fit};

use crate::home::{Home, opened};
use crate::rows::{create, id, leaf, noon, payment, posting, update};

pub(crate) async fn leaves_keep_their_order(home: &Home) {
    let store = &home.store;
    assert_eq!(store.leaf_count().await, Ok(0));
    for number in 0..4_u8 {
        let leaves = vec![leaf(&[number, 0]), leaf(&[number, 1])];
        let range = store.commit_leaves(Write { leaves, ..Write::default() }).await;
        let first = u64::from(number) * 2;
        assert_eq!(range, Ok(first..first + 2));
    }
    assert_eq!(store.commit_leaves(create(payment(1))).await, Ok(0..0), "no leaves, no indexes");
    assert_eq!(store.leaf_count().await, Ok(8));
    let leaves = store.leaves(0, 100).await.expect("read");
    let bodies = (0..8).map(|index: u8| (u64::from(index), vec![index / 2, index % 2]));
    assert_eq!(leaves, bodies.collect::<Vec<_>>());
    assert_eq!(store.leaves(5, 2).await.expect("read"), leaves[5..7]);
    assert_eq!(store.leaves(8, 2).await.expect("read"), []);
    assert_eq!(store.leaves(u64::MAX, 2).await.expect("read"), []);
}

pub(crate) async fn a_payment_knows_its_first_leaf(home: &Home) {
    let store = &home.store;
    let with = |mut write: Write, leaves: &[u8]| {
        write.leaves = leaves.iter().map(|body| leaf(&[*body])).collect();
        write
    };
    store.commit(with(Write::default(), &[0, 1])).await.expect("stored");
    store.commit(with(create(payment(1)), &[2, 3])).await.expect("stored");
    store.commit(create(payment(2))).await.expect("stored");
    let first = async |number| store.payment(&id(number)).await.expect("read").expect("there").leaf;
    assert_eq!((first(1).await, first(2).await), (Some(2), None));
    let lying = PaymentRow { leaf: Some(77), ..payment(1) };
    store.commit(with(update(lying, 1), &[4])).await.expect("stored");
    assert_eq!(first(1).await, Some(2), "what came later is not its first");
}

pub(crate) async fn a_payment_that_is_asked_for_anew_knows_its_new_leaves(home: &Home) {
    let store = &home.store;
    let first = async || store.payment(&id(1)).await.expect("read").expect("there").leaf;
    let with = |mut write: Write, leaves: &[u8], anew| {
        write.leaves = leaves.iter().map(|body| leaf(&[*body])).collect();
        Write { anew, ..write }
    };
    store.commit(with(create(payment(1)), b"ab", false)).await.expect("stored");
    store.commit(with(update(payment(1), 1), b"c", false)).await.expect("stored");
    assert_eq!(first().await, Some(0), "what becomes of a case is no new one");
    let range =
        store.commit_leaves(with(update(payment(1), 2), b"de", true)).await.expect("stored");
    assert_eq!((range, first().await), (3..5, Some(3)));
    // One that is refused moves nothing.
    let late = store.commit(with(update(payment(1), 2), b"f", true)).await;
    assert_eq!((late, first().await), (Err(CommitError::Conflict), Some(3)));
    store.commit(with(update(payment(1), 3), b"", true)).await.expect("stored");
    assert_eq!(first().await, Some(3), "without a leaf there is nowhere to begin");
}

pub(crate) async fn what_opens_a_leaf_is_read_apart(home: &Home) {
    let store = &home.store;
    let opening = vec![0, 255, 7];
    let open = LeafWrite::Ready { body: b"shown".to_vec(), opening: opening.clone() };
    let leaves = vec![leaf(b"nothing to open"), open];
    store.commit(Write { leaves, ..Write::default() }).await.expect("stored");
    assert_eq!(store.leaves(1, 1).await, Ok(vec![(1, b"shown".to_vec())]));
    assert_eq!(store.leaf_opening(0).await, Ok(None));
    assert_eq!(store.leaf_opening(1).await, Ok(Some(opening.clone())));
    assert_eq!(store.leaf_opening(2).await, Ok(None));
    assert_eq!(store.leaf_opening(u64::MAX).await, Ok(None));
    let row = |index: u64, body: &[u8], opening| LeafRow { index, body: body.to_vec(), opening };
    let both = [row(0, b"nothing to open", None), row(1, b"shown", Some(opening))];
    assert_eq!(store.opened_leaves(0, 9).await.as_deref(), Ok(&both[..]));
    assert_eq!(store.opened_leaves(0, 1).await.as_deref(), Ok(&both[..1]));
    assert_eq!(store.opened_leaves(1, 9).await.as_deref(), Ok(&both[1..]));
    assert_eq!(store.opened_leaves(u64::MAX, 9).await, Ok(Vec::new()));
}

pub(crate) async fn a_leaf_refers_to_another_of_its_write(home: &Home) {
    let store = &home.store;
    let policy = publication();
    let policy_body = policy.write().expect("a leaf");
    assert_eq!(store.last_publication().await, Ok(None));
    let leaves = vec![LeafWrite::Publishing { leaf: policy }];
    let first = Write { leaves, ..Write::default() };
    assert_eq!(store.commit_leaves(first).await, Ok(0..1));
    let at = Reference { index: 0, hash: leaf_hash(&policy_body) };
    for round in 0..6_u64 {
        let case = vec![
            leaf(&intake().write().expect("a leaf")),
            LeafWrite::Following { leaf: decision(at), of: 0, opening: b"d".to_vec() },
            LeafWrite::Following { leaf: outcome(), of: 1, opening: Vec::new() },
            LeafWrite::Following { leaf: decision(at), of: 0, opening: Vec::new() },
        ];
        let range = store.commit_leaves(Write { leaves: case, ..Write::default() }).await;
        assert_eq!(range, Ok(1 + 4 * round..5 + 4 * round));
    }
    let stored: BTreeMap<u64, Vec<u8>> =
        store.leaves(0, 100).await.expect("read").into_iter().collect();
    assert_eq!(stored.len(), 25);
    for (index, body) in &stored {
        let leaf = Leaf::read(body).expect("a leaf in its one spelling");
        assert_eq!(leaf.write().as_ref(), Ok(body));
        assert_eq!(fit(&leaf, *index, |earlier| stored.get(&earlier).cloned()), Ok(()), "{index}");
        let (own, kind) = ((index + 3) % 4, leaf.body.kind());
        let (expected, before) = match own {
            0 => ("intake", 0),
            1 => ("decision", 1),
            2 => ("outcome", 1),
            _ => ("decision", 3),
        };
        if *index > 0 {
            assert_eq!(kind, expected, "{index}");
            let refers = match &leaf.body {
                Body::Decision(decision) => decision.intake.index,
                Body::Outcome(outcome) => outcome.of.index,
                _ => *index,
            };
            assert_eq!(refers, index - before, "{index}");
        }
    }
    assert_eq!(store.leaf_opening(2).await, Ok(Some(b"d".to_vec())));
    assert_eq!(store.last_publication().await, Ok(Some(0)));
}

pub(crate) async fn refused_commands_leave_no_gap_among_leaves(home: &Home) {
    home.store.commit(create(payment(0))).await.expect("stored");
    let commands = (1..120_u64).map(|number| {
        let store = home.store.clone();
        let mut row = payment(number);
        if number % 3 == 0 {
            row.order = payment(0).order;
        }
        let mut write = create(row);
        if number % 40 == 1 {
            // Fails in the middle, and with it the group.
            let huge = i64::MAX.unsigned_abs();
            let posting = |key: &str| posting(&format!("{number}{key}"), None, "2026-11-24", huge);
            write.postings = vec![posting("a"), posting("b")];
        }
        write.leaves = vec![leaf(&number.to_be_bytes()), leaf(b"second")];
        tokio::spawn(async move { (number, store.commit_leaves(write).await) })
    });
    let mut given = BTreeMap::new();
    for command in commands.collect::<Vec<_>>() {
        let (number, result) = command.await.expect("no panic");
        match result {
            Ok(range) => {
                assert!(number % 3 != 0 && number % 40 != 1, "{number}");
                assert_eq!(range.end - range.start, 2);
                assert_eq!(given.insert(range.start, number), None, "given twice");
            }
            Err(error) => assert!(number % 3 == 0 || number % 40 == 1, "{number}: {error}"),
        }
    }
    contiguous(&*home.store, &given).await;
}

pub(crate) async fn a_leaf_that_cannot_be_is_refused_with_a_reason(home: &Home) {
    let follow = |leaf: Leaf, of| LeafWrite::Following { leaf, of, opening: Vec::new() };
    let at = Reference { index: 0, hash: Hash::EMPTY };
    let cases = [
        (vec![leaf(&[0; 65_536])], "65536 bytes"),
        (vec![LeafWrite::Ready { body: vec![1], opening: vec![0; (1 << 20) + 1] }], "opening"),
        (vec![follow(decision(at), 0)], "not before it"),
        (vec![leaf(b"a"), follow(decision(at), 2), leaf(b"b")], "not before it"),
        (vec![leaf(b"a"), follow(intake(), 0)], "the kind intake follows none"),
        (vec![leaf(b"a"), follow(long(60_000), 0), follow(long(65_400), 0)], "more than 65535"),
        (vec![leaf(b"a"); 10_001], "split it"),
        (vec![LeafWrite::Publishing { leaf: intake() }], "publishes no standard"),
        (vec![LeafWrite::Publishing { leaf: publication() }, leaf(b"a")], "one standard"),
    ];
    for (leaves, why) in cases {
        let result = home.store.commit(Write { leaves, ..create(payment(1)) }).await;
        let Err(CommitError::Store(StoreError::Invalid(text))) = result else {
            panic!("{why}: {result:?}");
        };
        assert!(text.contains(why), "{text}");
    }
    assert_eq!(home.store.leaf_count().await, Ok(0));
    let first =
        Write { leaves: vec![LeafWrite::Publishing { leaf: publication() }], ..Write::default() };
    home.store.commit(first).await.expect("stored");
    let leaves = vec![leaf(&[0; 65_535]), follow(long(60_000), 0)];
    home.store.commit(Write { leaves, ..Write::default() }).await.expect("the longest fit");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_race_share_one_log() {
    let home = Home::postgres().await;
    let nodes = [home.store.clone(), opened(&home.url).await, opened(&home.url).await];
    let mut tasks = Vec::new();
    for number in 0..300_u64 {
        let node = nodes[usize::try_from(number % 3).expect("small")].clone();
        tasks.push(tokio::spawn(async move {
            // Each order is wanted by two, of whom one is refused.
            let mut row = payment(number);
            row.order = format!("order-{}", number / 2);
            let leaves = vec![leaf(&number.to_be_bytes()), leaf(b"second")];
            (number, node.commit_leaves(Write { leaves, ..create(row) }).await)
        }));
    }
    let mut given = BTreeMap::new();
    for task in tasks {
        if let (number, Ok(range)) = task.await.expect("no panic") {
            given.insert(range.start, number);
        }
    }
    assert_eq!(given.len(), 150);
    contiguous(&*nodes[1], &given).await;
    nodes[1].close().await.expect("closed");
    nodes[2].close().await.expect("closed");
    home.leave().await;
}

/// Whether the log has those leaves at those indexes, each followed by its second, and no others.
async fn contiguous(store: &dyn Store, given: &BTreeMap<u64, u64>) {
    let leaves = store.leaves(0, 1000).await.expect("read");
    let indexes: BTreeSet<u64> = leaves.iter().map(|(index, _)| *index).collect();
    assert_eq!(indexes, (0..2 * given.len() as u64).collect());
    assert_eq!(store.leaf_count().await, Ok(leaves.len() as u64));
    for (index, body) in leaves {
        match given.get(&index) {
            Some(number) => {
                assert_eq!(body, number.to_be_bytes());
                assert!(store.payment(&id(*number)).await.expect("read").is_some());
            }
            None => assert_eq!(body, b"second"),
        }
    }
}

fn publication() -> Leaf {
    let policy = Policy {
        version: "1".to_owned(),
        sha256: Hash::EMPTY,
        effective_index: 1,
        consultation_from: noon(),
        consultation_until: noon(),
        replaces: None,
        grounds: Grounds::Proof(Hash::EMPTY),
    };
    Leaf { gate: Gate::All, time: noon(), body: Body::Policy(policy) }
}

fn intake() -> Leaf {
    let camp = Commitment(leaf_hash(b"salted"));
    let body = Body::Intake(Intake {
        subject: "s-1".to_owned(),
        action: "pay.offer".to_owned(),
        protected: [("camp".to_owned(), camp)].into(),
        facts: BTreeMap::new(),
    });
    Leaf { gate: Gate::Pay, time: noon(), body }
}

/// What it says about the intake is not looked at.
fn decision(policy: Reference) -> Leaf {
    let decision = Decision {
        subject: "s-1".to_owned(),
        intake: Reference { index: 77, hash: Hash::EMPTY },
        policy,
        policy_sha256: Hash::EMPTY,
        verdict: Verdict::Refuse,
        rules: BTreeSet::new(),
        remedy: Some(Field::Committed(Commitment(Hash::EMPTY))),
        reviewer: None,
        appeal_until: Some(Timestamp(noon().0 + 1)),
        facts: BTreeMap::new(),
    };
    Leaf { gate: Gate::Pay, time: noon(), body: Body::Decision(decision) }
}

fn outcome() -> Leaf {
    let outcome = Outcome {
        subject: "s-1".to_owned(),
        of: Reference { index: 0, hash: Hash::EMPTY },
        end: End::Applied,
        facts: BTreeMap::new(),
    };
    Leaf { gate: Gate::Pay, time: noon(), body: Body::Outcome(outcome) }
}

/// An outcome with an open fact of so many characters.
fn long(characters: usize) -> Leaf {
    let mut leaf = outcome();
    if let Body::Outcome(outcome) = &mut leaf.body {
        let text = drawbridge_fair_record::Value::Text("x".repeat(characters));
        outcome.facts.insert("text".to_owned(), Field::Open(text));
    }
    leaf
}
