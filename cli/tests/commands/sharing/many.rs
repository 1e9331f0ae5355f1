//! `drawbridge share --batch`: a line of JSON for each line, in their order.

use serde_json::{Value, json};

use super::TAOBAO;
use crate::place::{Place, Said};

fn lines(said: &Said) -> Vec<Value> {
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn input() -> Vec<u8> {
    let one_line = TAOBAO.replace('\n', " ");
    let mut input = format!("{one_line}\r\n今天吃什么？\n").into_bytes();
    input.extend(b"\xd5\xe2\xca\xc7 GBK\n\n");
    input.extend(b"see https://item.jd.com/100012043978.html and https://a.example/x");
    input
}

#[test]
fn each_line_is_told_in_its_place_and_what_fails_is_told_there() {
    let place = Place::new("share-batch");
    std::fs::write(place.folder.join("texts"), input()).unwrap();
    let from_file = place.run(&["share", "--offline", "--batch", "texts"]);
    let piped = place.fed(&["share", "--offline", "--batch", "-", "--at-once", "1"], &input());
    for said in [&from_file, &piped] {
        assert_eq!(said.code, Some(0), "{said:?}");
        let told = lines(said);
        assert_eq!(told.len(), 5, "{said:?}");
        assert!(told.iter().zip(1..).all(|(line, number)| line["line"] == json!(number)));
        let platforms: Vec<Vec<Value>> = told
            .iter()
            .map(|line| line["found"].as_array().unwrap())
            .map(|found| found.iter().map(|one| one["platform"].clone()).collect())
            .collect();
        let expected =
            [vec![json!("taobao")], vec![], vec![], vec![], vec![json!("jd"), Value::Null]];
        assert_eq!(platforms, expected);
        assert_eq!(told[2]["error"]["en"], json!("the line is no UTF-8"));
        assert!(told[1].get("error").is_none(), "{}", told[1]);
        assert!(
            said.err.contains("5 lines, 3 things found; nothing in 2 lines, 1 errors"),
            "{said:?}"
        );
    }
    let strict = place.run(&["share", "--offline", "--batch", "texts", "--strict"]);
    assert_eq!((strict.code, lines(&strict).len()), (Some(1), 5), "{strict:?}");
    assert!(strict.err.contains("--strict"), "{strict:?}");
}

#[test]
fn a_thousand_links_of_one_site_are_no_burst() {
    let place = Place::new("share-batch-many");
    let links: Vec<_> = (0..1_200).map(|at| format!("https://a.example/item/{at}\n")).collect();
    let text = links.concat();
    let said = place.fed(&["share", "--offline", "--batch", "-", "--strict"], text.as_bytes());
    assert_eq!(said.code, Some(0), "{}", said.err);
    let told = lines(&said);
    assert_eq!(told.len(), 1_200);
    for (at, line) in told.iter().enumerate() {
        let card = &line["found"][0]["card"];
        assert_eq!(card["url"]["value"], json!(format!("https://a.example/item/{at}")));
        assert_eq!(card["safety"]["step"], json!("open"), "{line}");
    }
}
