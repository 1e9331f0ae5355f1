//! What is wrong, hostile or merely odd, at every front: always a clear answer in the platform's own
//! words, never a panic, and nothing is stored.

mod bombs;
mod envelope;
mod garbage;
mod gate;

use drawbridge_conformance::sim::people::spoken;

use self::gate::Gate;

#[test]
fn what_is_not_proved_is_refused() {
    each_front(false, envelope::all);
}

#[test]
fn what_cannot_be_read_is_refused() {
    each_front(true, garbage::all);
}

#[test]
fn what_swells_is_not_swallowed() {
    let wrong: Vec<String> = spoken().into_iter().flat_map(|(d, pay)| bombs::all(d, pay)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Runs at every front; `credulous` fronts believe every signature, so that what is behind the
/// signature is reached.
fn each_front(credulous: bool, run: impl Fn(&mut Gate, &mut Vec<String>)) {
    let mut wrong = Vec::new();
    for (dialect, _) in spoken() {
        let mut gate = Gate::new(dialect, credulous);
        run(&mut gate, &mut wrong);
    }
    assert!(wrong.is_empty(), "{} answers were wrong: {wrong:#?}", wrong.len());
}
