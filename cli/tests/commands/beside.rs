//! Agreements and probes at a node, from the first leaf to the report: registered, ended, fixed, submitted,
//! opened, compared.

use drawbridge_canon::{Method, Request};
use drawbridge_fair_report::json;
use drawbridge_fair_report::shape::{ProbeState, Quantity, Report, TermsState, Value as Told};
use drawbridge_seal::digest::hex;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::agreeing::support as agreed;
use crate::place::{Place, Sandbox, until};
use crate::shop::{Shop, send};

/// Pairs of the probe: payments that are alike but for whose shop, and whose wallet, it is.
const PAIRS: usize = 3;

fn design() -> Value {
    let side = |camp: &str| json!({"camp": camp, "wallet_brand": camp, "sdk_vendor": camp});
    let template = |amount: u64| json!({"facts": {"channel": "code", "currency": "CNY", "amount": amount}, "varied": {}});
    json!({
        "v": 1, "prober": "auditor-1", "gate": "pay", "action": "pay.accept", "pairs": PAIRS,
        "outsider": side("wechat"), "insider": side("alipay"),
        "templates": [template(1101), template(1202), template(1303)],
        "demand": {
            "margin_bp": 1000, "wait_margin_bp": 2500, "alpha_bp": 500, "power_bp": 8000,
            "discordant_bp": 2000, "drop_bp": 1500,
        },
    })
}

fn write(place: &Place, name: &str, value: &Value) {
    std::fs::write(place.folder.join(name), serde_json::to_vec_pretty(value).unwrap()).unwrap();
}

#[test]
fn agreements_and_probes_live_at_a_node_and_stand_in_the_report() {
    let place = Place::new("beside");
    let sandbox = Sandbox::start(&place);
    agrees(&place);
    probes(&place, &sandbox);
    board(&place, &sandbox);
    sandbox.stop();
    reports(&place);
}

/// Rules for all, a contract that binds its merchant to one partner, and one that ends.
fn agrees(place: &Place) {
    let bound = json!({"id": "20", "kind": "exclusivity", "bound": "merchant", "benefit": "platform", "over": "listing"});
    let exclusive = agreed::with(agreed::contract("contract-1", "m-1"), bound);
    for one in [agreed::rules(), exclusive, agreed::contract("contract-2", "m-2")] {
        let name = format!("{}.json", one["id"].as_str().unwrap());
        write(place, &name, &one);
        let leaf = place.json(&[
            "fair",
            "agreements",
            "register",
            &name,
            "--gate",
            "shop",
            "--sandbox",
            "sb",
        ]);
        assert!(leaf["index"].is_u64() && leaf["hash"].is_string(), "{leaf}");
    }
    let again =
        ["fair", "agreements", "register", "rules-9.json", "--gate", "shop", "--sandbox", "sb"];
    place.fails(&again, &["`rules-9` exists already"]);
    let end = [
        "fair",
        "agreements",
        "end",
        "contract-2",
        "--how",
        "terminated",
        "--told",
        "2026-02-01",
        "--at",
        "2026-03-01",
        "--sandbox",
        "sb",
    ];
    place.json(&end);
    place.fails(&end, &["`contract-2` has ended already"]);
    let never = [&["fair", "agreements", "end", "contract-9"], &end[4..]].concat();
    place.fails(&never, &["there is no such agreement `contract-9`"]);
}

/// The life of a probe: planned, fixed, submitted in the drawn order, opened.
fn probes(place: &Place, sandbox: &Sandbox) {
    write(place, "design.json", &design());
    place.out(&[
        "fair",
        "probes",
        "plan",
        "design.json",
        "--out",
        "probe",
        "--reveal-by",
        "2099-01-01",
    ]);
    let open = |more: &[&str]| {
        let fixed = ["fair", "probes", "open", "probe", "--disclosures", "given", "--log", "copy"];
        let node = ["--sandbox", "sb"];
        place.run(&[&fixed[..], &node, more].concat())
    };
    let commit = ["fair", "probes", "commit", "probe", "--sandbox", "sb"];
    let said = place.out(&commit);
    assert!(said.contains("the pairs are fixed by leaf"), "{said}");
    place.fails(&commit, &["exists already"]);
    let folder = place.folder.join("sb");
    let shops = ["alipay", "wechat"].map(|spoken| Shop::speaking(spoken, &folder, &sandbox.base));
    let planned = std::fs::read_to_string(place.folder.join("probe/submissions.jsonl")).unwrap();
    for (number, line) in planned.lines().enumerate() {
        let submission: Value = serde_json::from_str(line).unwrap();
        let shop = &shops[usize::from(submission["side"] == "outsider")];
        let fen = submission["facts"]["amount"].as_u64().unwrap();
        shop.charge(&format!("PROBE-{number}"), fen);
    }
    given(place, sandbox);
    let said = open(&[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("the probe is open: leaf"), "{said:?}");
    assert!(said.err.contains("3 pairs submitted, 6 submissions found"), "{said:?}");
    // The copy of the log is from before, and does not know that it is open; the node does.
    let said = open(&[]);
    assert!(said.code != Some(0) && said.err.contains("open already"), "{said:?}");
    copy(place, sandbox);
    // Everybody gets the opening with the log.
    let own = std::fs::read(place.folder.join("probe/opening.jsonl")).unwrap();
    assert_eq!(std::fs::read(place.folder.join(opening(place, "copy"))).unwrap(), own);
    let analyse = ["fair", "probes", "analyse", &opening(place, "copy"), "--log", "copy"];
    let all = place.json(&analyse);
    assert_eq!((&all["approval"]["both"], &all["missing"]), (&json!(3), &json!(0)), "{all}");
}

/// The opening of the probe, where a copy of the log has it.
fn opening(place: &Place, copy: &str) -> String {
    let bytes = std::fs::read(place.folder.join("probe/opening.jsonl")).unwrap();
    format!("{copy}/opening/{}.jsonl", hex(&Sha256::digest(bytes)))
}

fn token(place: &Place) -> String {
    std::fs::read_to_string(place.folder.join("sb/admin.token")).unwrap()
}

fn get(place: &Place, sandbox: &Sandbox, path: &str) -> drawbridge_canon::Response {
    let mut request = Request::to_url(Method::Get, &format!("{}{path}", sandbox.base)).unwrap();
    request.headers.push("authorization", format!("Bearer {}", token(place).trim()));
    send(&request)
}

/// How many leaves the node has.
fn leaves(place: &Place, sandbox: &Sandbox) -> u64 {
    let state: Value = serde_json::from_slice(&get(place, sandbox, "/api/v1/log").body).unwrap();
    state["leaves"].as_u64().unwrap()
}

/// Copies the log, once all leaves are published, into `copy`.
fn copy(place: &Place, sandbox: &Sandbox) {
    let size = leaves(place, sandbox);
    let from = format!("{}/log", sandbox.base);
    until("all leaves are published", || {
        let out = place.out(&["fair", "export", "--from", &from, "--to", "copy"]);
        let copied: u64 = out.split(' ').next().unwrap().parse().unwrap();
        (copied >= size).then_some(())
    });
}

/// What the platform gives each applicant: the file that opens the intake.
fn given(place: &Place, sandbox: &Sandbox) {
    copy(place, sandbox);
    std::fs::create_dir_all(place.folder.join("given")).unwrap();
    for index in 0..leaves(place, sandbox) {
        let path = format!("/api/v1/log/leaves/{index}/disclosure");
        let answer = get(place, sandbox, &path);
        if answer.status == 200 {
            let file = place.folder.join(format!("given/{index}.json"));
            std::fs::write(file, &answer.body).unwrap();
        }
    }
}

/// The board of the running node tells the same.
fn board(place: &Place, sandbox: &Sandbox) {
    let report: Value =
        serde_json::from_slice(&get(place, sandbox, "/api/v1/fairness").body).unwrap();
    let value = |id: &str| &report["kpis"][id]["quantity"]["value"];
    assert_eq!(value("replay.coverage"), &json!(1.0), "{}", report["kpis"]["replay.coverage"]);
    assert_eq!((value("replay.flips"), value("replay.differing")), (&json!(0), &json!(0)));
    assert_eq!(value("terms.exclusivity"), &json!(2));
    let probe = &report["probes"][0];
    assert_eq!(probe["state"], "opened", "{probe}");
    assert_eq!(probe["shows"]["pairs"]["approval"]["both"], 3, "{probe}");
    // There are two sides to compare, since a sandbox has one of its own.
    let gap = &report["kpis"]["pay.success_gap"]["quantity"];
    let cases = |side: &str| gap[side]["cases"].as_u64().unwrap_or_default();
    assert!(gap.is_object() && cases("insiders") + cases("outsiders") < 100, "{gap}");
}

/// The report of all days, with everything beside the log; and computed again.
fn reports(place: &Place) {
    let config = ["--config", "sb/drawbridge.toml"];
    place.out(
        &[&["fair", "export", "--to", "whole", "--openings", "openings.jsonl"][..], &config]
            .concat(),
    );
    let seed = std::fs::read_to_string(place.folder.join("sb/log.key")).unwrap();
    let checkpoint = std::fs::read_to_string(place.folder.join("whole/checkpoint")).unwrap();
    let pair = drawbridge_engine::log::key_pair(&seed).unwrap();
    let origin = checkpoint.lines().next().unwrap();
    let key = drawbridge_fair_log::Signer::new(origin, pair).unwrap().verifier().to_string();
    let log = ["--log", "whole", "--key", &key, "--openings", "openings.jsonl"];
    let opening = opening(place, "whole");
    let beside = [
        "--agreement",
        "rules-9.json",
        "--agreement",
        "contract-1.json",
        "--agreement",
        "contract-2.json",
        "--probe",
        &opening,
    ];
    let days = ["--from", "2026-01-01", "--to", "2099-01-01", "--out", "out"];
    place.out(&[&["fair", "report"][..], &log, &beside, &days].concat());
    let bytes = std::fs::read(place.folder.join("out/report.json")).unwrap();
    let report: Report = json::read(&bytes).unwrap();
    let states: Vec<(&str, TermsState, bool)> = report
        .terms
        .agreements
        .iter()
        .map(|one| (one.version.as_str(), one.state, one.terms.is_some()))
        .collect();
    let expected = [
        ("rules-9", TermsState::InForce, true),
        ("contract-1", TermsState::InForce, false),
        ("contract-2", TermsState::Ended, false),
    ];
    assert_eq!(states, expected);
    let rules: Vec<&str> = report.terms.findings.iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(rules, ["exclusivity.dealing", "exclusivity.renewal"]);
    let [probe] = &report.probes[..] else { panic!("{:?}", report.probes) };
    assert_eq!(probe.state, ProbeState::Opened);
    assert_eq!(probe.shows.as_ref().unwrap().pairs.as_ref().unwrap().approval.both, 3);
    let coverage = Quantity::Plain { value: Told::Number(1.0) };
    assert_eq!(report.kpis["replay.coverage"].quantity, coverage);
    let page = std::fs::read_to_string(place.folder.join("out/report.html")).unwrap();
    for words in ["排他交易（二选一）", "Exclusive dealing", "成对探测", "auditor-1"] {
        assert!(page.contains(words), "{words}");
    }
    let verify = [&["fair", "report", "verify", "out/report.json"][..], &log, &beside].concat();
    let said = place.run(&verify);
    assert_eq!(said.code, Some(0), "{said:?}");
    // What is not brought is not searched, and said.
    let bare = [&["fair", "report", "verify", "out/report.json"][..], &log].concat();
    let said = place.run(&bare);
    assert_eq!(said.code, Some(3));
    assert!(said.out.contains("terms.exclusivity") && said.out.contains("probes"), "{said:?}");
    let whole = ["fair", "verify", "whole", "--key", &key];
    assert!(place.out(&whole).contains("paired probes"), "the probe is counted");
}
