//! What is too large is refused before anything is made of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]
#![cfg(target_os = "linux")]

use drawbridge_fair_log::Policy;
use drawbridge_fair_log::policy::PolicyError;

/// The most kilobytes that this process ever held in memory (proc(5), `VmHWM`).
#[expect(clippy::disallowed_methods, reason = "only the system knows")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

#[test]
fn a_policy_that_is_too_large_takes_no_memory() {
    let file = vec![b'\n'; 16 << 20];
    let before = peak();
    assert_eq!(Policy::parse(&file), Err(PolicyError::TooLarge));
    let taken = peak() - before;
    assert!(taken < 8 << 10, "{taken} kB");
}
