//! The sample configuration is what the program reads, also where its examples are commented out.

use drawbridge_server::Config;

const SAMPLE: &str = include_str!("../../samples/drawbridge.toml");

#[test]
fn the_sample_is_read_as_it_stands() {
    let config: Config = toml::from_str(SAMPLE).expect("the sample is a configuration");
    assert!(config.merchants.is_empty() && config.impersonate.is_some());
    assert!(!config.sandbox, "a sample for real service");
}

#[test]
fn the_sample_is_read_with_its_examples_too() {
    let example = |line: &str| {
        let line = line.strip_prefix("# ")?;
        let key = line.split_once(" = ").map(|(key, _)| key);
        let set = key.is_some_and(|key| !key.is_empty() && !key.contains([' ', ':', '.']));
        (set || line.starts_with('[')).then(|| line.to_owned())
    };
    let lines: Vec<String> =
        SAMPLE.lines().map(|line| example(line).unwrap_or_else(|| line.to_owned())).collect();
    let config: Config = toml::from_str(&lines.join("\n")).expect("the examples are configuration");
    let (merchant, front, wallet) = (&config.merchants[0], &config.fronts[0], &config.wallets[0]);
    assert_eq!(front.serves.as_ref(), Some(&merchant.id));
    assert_eq!(wallet.owner, merchant.id);
    assert_eq!(merchant.wallets, std::slice::from_ref(&wallet.name));
    assert!(config.log.origin.is_some() && config.log.witness.is_some());
}
