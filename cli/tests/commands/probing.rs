//! `drawbridge fair probes`: from a design to a verdict, with what bends it.

#[path = "../../../fair/probes/tests/support/mod.rs"]
mod support;

use drawbridge_fair_record::leaf::Verdict;
use serde_json::{Value, json};
use support::{Decide, HOUR, design, plan, play};

use crate::logs::{VKEY, write_log};
use crate::place::Place;

const REFUSES: Decide<'_> = &|side| {
    let verdict = if side["camp"] == "west" { Verdict::Refuse } else { Verdict::Allow };
    Some((verdict, HOUR))
};

/// A place with the folder of a log in which a probe was played, and its opening.
fn played(name: &str, decide: Decide<'_>) -> Place {
    let place = Place::new(name);
    let log = play(&plan(12), 12, decide);
    write_log(&place.folder.join("log"), &log.leaves);
    std::fs::write(place.folder.join("opening.jsonl"), &log.bytes).unwrap();
    place
}

fn args<'a>(command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fixed = ["fair", "probes", command, "opening.jsonl", "--log", "log", "--key", &VKEY];
    fixed.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn a_design_becomes_pairs_a_leaf_and_nothing_that_tells() {
    let place = Place::new("probes-plan");
    std::fs::write(place.folder.join("design.json"), design(60).to_string()).unwrap();
    let plan =
        ["fair", "probes", "plan", "design.json", "--out", "probe", "--reveal-by", "2099-01-01"];
    let out = place.out(&plan);
    assert!(out.contains("pairs 60") && out.contains("pairs to find it as demanded"), "{out}");
    let file = |name: &str| std::fs::read_to_string(place.folder.join("probe").join(name)).unwrap();
    assert_eq!(file("submissions.jsonl").lines().count(), 120);
    let commit = file("commit.json");
    assert!(commit.contains("\"kind\":\"probe.commit\"") && !commit.contains("west"), "{commit}");
    // Another run draws another seed; the same seed gives the same pairs.
    let root = |out: &str| out.lines().find(|line| line.starts_with("root ")).unwrap().to_owned();
    assert_ne!(root(&place.out(&plan)), root(&out));
    let secret: Value = serde_json::from_str(&file("plan.secret.json")).unwrap();
    let seed = secret["seed"].as_str().unwrap();
    let again = [&plan[..], &["--seed", seed]].concat();
    assert_eq!(root(&place.out(&again)), root(&place.out(&again)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = place.folder.join("probe/plan.secret.json");
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o077, 0);
    }

    let mut telling = design(60);
    telling["templates"][1]["facts"]["note"] = json!("sold by SHOP.WEST.example");
    std::fs::write(place.folder.join("design.json"), telling.to_string()).unwrap();
    place.fails(&plan, &["template 1", "`note`", "{camp}"]);
    let past = ["fair", "probes", "plan", "design.json", "--out", "x", "--reveal-by", "2020-01-01"];
    std::fs::write(place.folder.join("design.json"), design(60).to_string()).unwrap();
    place.fails(&past, &["2020-01-01 is over"]);
}

#[test]
fn a_platform_that_refuses_one_camp_is_told_so_in_both_languages() {
    let place = played("probes-analyse", REFUSES);
    let out = place.out(&args("verify", &[]));
    assert!(out.contains("12 pairs fixed, 12 submitted, 0 not in the log; 0 problems"), "{out}");
    let said = place.run(&args("analyse", &[]));
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(
        said.out.contains("approval: UNEQUAL, shown. Only the outsider 0, only the insider 12")
    );
    assert!(said.out.contains("wait: EQUAL, shown"), "{}", said.out);
    let zh = place.run(&args("analyse", &["--lang", "zh"])).out;
    assert!(zh.contains("通过率：已显示不平等"), "{zh}");
    let all: Value = serde_json::from_str(&place.run(&args("analyse", &["--json"])).out).unwrap();
    assert_eq!(all["approval"]["verdict"], "UNEQUAL, shown");
    assert_eq!(all["approval"]["in_only"], 12);
}

#[test]
fn an_opening_that_was_changed_shows_nothing() {
    let place = played("probes-bent", REFUSES);
    let path = place.folder.join("opening.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    // A pair is left out, and fewer are said to have been submitted.
    let lines: Vec<&str> = text.lines().collect();
    let head = lines[0].replace("\"submitted\":12", "\"submitted\":11");
    let fewer: Vec<&str> = [&[head.as_str()], &lines[1..23]].concat();
    std::fs::write(&path, fewer.join("\n") + "\n").unwrap();
    let said = place.run(&args("verify", &[]));
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.out.contains("publishes another opening of this probe"), "{}", said.out);
    let said = place.run(&args("analyse", &["--lang", "zh"]));
    assert_eq!(said.code, Some(3));
    assert!(said.out.contains("另一份揭示") && said.err.contains("show nothing"), "{said:?}");
    std::fs::write(&path, "{}\n").unwrap();
    place.fails(&args("verify", &[]), &["opening.jsonl", "line 1"]);
}
