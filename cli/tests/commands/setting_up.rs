//! What needs nothing running.

use serde_json::Value;

use crate::place::Place;

#[test]
fn a_new_installation_is_made_once_and_can_be_looked_at() {
    let place = Place::new("commands-init");
    let made = place.run(&["init", "--dir", "new"]);
    assert_eq!((made.code, &*made.out), (Some(0), ""), "{made:?}");
    assert!(made.err.contains("drawbridge serve") && made.err.contains("ca.key"), "{made:?}");
    let file = |name: &str| std::fs::read_to_string(place.folder.join("new").join(name)).unwrap();
    assert!(file("drawbridge.toml").contains("listen = "));
    assert!(file("ca.pem").starts_with("-----BEGIN CERTIFICATE-----"));
    let (authority, key) = (file("ca.key"), file("pseudonym.key"));

    place.fails(&["init", "--dir", "new"], &["is there already", "not overwritten"]);
    assert_eq!((file("ca.key"), file("pseudonym.key")), (authority, key), "no key is made anew");

    let config = ["--config", "new/drawbridge.toml"];
    let none = place.run(&[&["pay", "list"], &config[..]].concat());
    assert_eq!((none.code, &*none.out), (Some(0), ""), "{none:?}");
    let token = place.out(&[&["token", "create", "first"], &config[..]].concat());
    assert!(token.trim().len() > 20 && token.lines().count() == 1, "{token}");
}

#[cfg(unix)]
#[test]
fn keys_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new("commands-modes");
    assert_eq!(place.run(&["init", "--dir", "new"]).code, Some(0));
    for name in ["ca.key", "pseudonym.key"] {
        let mode = place.folder.join("new").join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} may be read by others: {mode:o}");
    }
}

#[test]
fn the_platforms_are_listed_for_people_and_for_programs() {
    let place = Place::new("commands-platforms");
    let told = place.json(&["platforms"]);
    let spoken = |name: &str| {
        let found = told.as_array().unwrap().iter().find(|platform| platform["name"] == name);
        found.unwrap()["pay"]
            .as_array()
            .unwrap()
            .iter()
            .map(|x| x.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let table = place.out(&["platforms"]);
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap().split_whitespace().skip(1).collect();
    let pays = |platform: &&Value| !platform["pay"].as_array().unwrap().is_empty();
    assert_eq!(names.len(), told.as_array().unwrap().iter().filter(pays).count());
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let (exchange, cells) = line.split_at(14);
        for (name, cell) in names.iter().zip(cells.split_whitespace()) {
            let is = spoken(name).contains(&exchange.trim().to_owned());
            assert_eq!(cell == "yes", is, "{name} {exchange}: {line}");
        }
    }
    assert!(lines.next().unwrap().starts_with("share "));
    for line in lines {
        let (name, forms) = line.split_at(14);
        let mut found = told.as_array().unwrap().iter();
        let platform = found.find(|platform| platform["name"] == name.trim()).unwrap();
        let told: Vec<&str> = forms.split_whitespace().collect();
        assert_eq!(platform["share"], serde_json::json!(told), "{line}");
    }
    let titles = told.as_array().unwrap().iter().map(|platform| &platform["title_zh"]);
    assert!(titles.clone().all(|title| matches!(title, Value::String(text) if !text.is_empty())));
}
