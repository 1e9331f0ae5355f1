//! What is refused to be a standard, and what changes its hash.

use drawbridge_fair_policy::{Standard, published};

use super::*;

/// File, what is replaced in it once and by what, what the error says.
const CHANGES: &[(&str, &str, &str, &str)] = &[
    ("policies/link.cedar", "@id(\"link.illegal\")", "", "a rule without @id"),
    (
        "policies/link.cedar",
        "@id(\"link.illegal\")",
        "@id(\"link.malicious\")",
        "policy id `link.malicious`",
    ),
    ("policies/link.cedar", "context.legal", "context.lawful", "lawful"),
    (
        "policies/link.cedar",
        "@remedy_zh(\"删去违法内容。\")\n",
        "",
        "rule link.illegal has no @remedy_zh",
    ),
    (
        "schema.cedarschema",
        "legal: Bool,\n  scan: String,\n  credentials",
        "legal: Bool,\n  scan: ipaddr,\n  credentials",
        "scan",
    ),
    ("schema.cedarschema", "entity Gate;", "entity Gate; entity Camp;", "Camp: only Subject"),
    ("schema.cedarschema", "entity Gate;", "entity Gate in Subject;", "Gate has a hierarchy"),
    ("schema.cedarschema", "camp?: String", "camp: String", "camp must be optional"),
    (
        "schema.cedarschema",
        "deposit_paid: Bool",
        "deposit_paid?: Bool",
        "deposit_paid must be required",
    ),
    (
        "standard.json",
        "\"version\": \"2026.11\"",
        "\"version\": \"2026.11\", \"version\": \"1\"",
        "twice",
    ),
    ("standard.json", FORCE, BACKWARDS, "a consultation ends after it begins"),
    ("standard.json", FORCE, TOO_SOON, "before the consultation on it is over"),
    (
        "standard.json",
        FORCE,
        "2026-11-30\",",
        "effective_from: \"2026-11-30\" is no time of RFC 3339",
    ),
    ("standard.json", "\"to\": 100}", "\"to\": -1}", "no range"),
    (
        "standard.json",
        "\"link.open.warned\"",
        "\"link.open.wanted\"",
        "the schema has no action link.open.wanted",
    ),
    (
        "standard.json",
        "\"wallet_brand\": {",
        "\"wallet\": {",
        "it needs protected attributes, of those declared",
    ),
    (
        "standard.json",
        "\"owner\": {",
        "\"ownership\": {",
        "the subject's attributes are the protected ones",
    ),
];

const FORCE: &str = r#"2026-11-30T00:00:00+08:00","#;
const BACKWARDS: &str = r#"2026-11-30T00:00:00+08:00", "consultation": {
    "from": "2026-10-01T00:00:00+08:00", "until": "2026-09-01T00:00:00+08:00"},"#;
const TOO_SOON: &str = r#"2026-11-30T00:00:00+08:00", "consultation": {
    "from": "2026-10-01T00:00:00+08:00", "until": "2026-12-01T00:00:00+08:00"},"#;

#[test]
fn what_is_no_standard_is_refused_with_the_file_and_why() {
    for (file, from, to, error) in CHANGES {
        let mut files = published();
        let text = String::from_utf8(files[*file].clone()).unwrap();
        let changed = text.replacen(from, to, 1);
        assert!(changed != text, "{from} is not in {file}");
        files.insert((*file).to_owned(), changed.into_bytes());
        let said = Standard::parse(&files).unwrap_err().to_string();
        assert!(said.contains(error), "{from}: {said}");
    }
}

#[test]
fn files_are_those_of_a_standard_and_no_others() {
    let mut files = published();
    files.insert("policies/extra.txt".to_owned(), Vec::new());
    assert!(Standard::parse(&files).unwrap_err().to_string().contains("not a file of a standard"));
    files.remove("policies/extra.txt");
    files.remove("schema.cedarschema");
    assert_eq!(Standard::parse(&files).unwrap_err().to_string(), "schema.cedarschema: missing");
    let mut files = published();
    files.insert("standard.json".to_owned(), b"{}\r\n".to_vec());
    assert!(Standard::parse(&files).unwrap_err().to_string().contains("line feed only"));
}

#[test]
fn every_byte_of_every_file_counts() {
    let hash = standard().hash();
    for name in published().keys().filter(|name| *name != "proof.json") {
        let mut files = published();
        files.get_mut(name).unwrap().push(b'\n');
        assert_ne!(Standard::parse(&files).unwrap().hash(), hash, "{name}");
    }
    // A file that only moved is another standard too.
    let mut files = published();
    let moved = files.remove("policies/link.cedar").unwrap();
    files.insert("policies/links.cedar".to_owned(), moved);
    assert_ne!(Standard::parse(&files).unwrap().hash(), hash);
    // What proves it stands beside it: it names the hash.
    let mut files = published();
    files.insert("proof.json".to_owned(), b"{}\n".to_vec());
    assert_eq!(Standard::parse(&files).unwrap().hash(), hash);
}
