//! Writes pages and oEmbed answers of many cards, for others' readers to read.
//!
//! ```text
//! pages FOLDER BASE
//! ```
//!
//! BASE is where the folder will be served, without a slash at its end. A card named `x` becomes
//! `x.html`, `x.oembed.json` and `x.oembed.xml`; `expected.json` says of each what a reader must
//! read, which is what went into the card and not what came out of a writer.

use std::path::Path;

use anyhow::Context;
use drawbridge_page::write::{
    Asked, Inside, Reader, Showing, Tongue, oembed_json, oembed_xml, page_html,
};
use serde_json::{Value, json};

mod case;
mod cases;

use case::Case;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, base] = args.as_slice() else { anyhow::bail!("pages FOLDER BASE") };
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    let cases = cases::all();
    for case in &cases {
        write(folder, base, case).with_context(|| case.name.to_owned())?;
    }
    let expected: Vec<Value> = cases.iter().map(|case| case.told(base)).collect();
    std::fs::write(folder.join("expected.json"), serde_json::to_string_pretty(&expected)?)?;
    Ok(())
}

fn write(folder: &Path, base: &str, case: &Case) -> anyhow::Result<()> {
    let page = case.page(base);
    let ask = format!("{base}/oembed");
    let reader = Reader { tongue: Tongue::Chinese, inside: Inside::Browser, system: None };
    let showing = Showing {
        page: &page,
        oembed: Some(&ask),
        house: "吊桥",
        picture: None,
        code: None,
        reader,
    };
    let file = |ending: &str| folder.join(format!("{}.{ending}", case.name));
    std::fs::write(file("html"), page_html(&case.card, &showing))?;
    std::fs::write(file("oembed.json"), oembed_json(&case.card, &showing, Asked::default()))?;
    std::fs::write(file("oembed.xml"), oembed_xml(&case.card, &showing, Asked::default()))?;
    Ok(())
}

impl Case {
    fn page(&self, base: &str) -> String {
        format!("{base}/{}.html", self.name)
    }

    fn told(&self, base: &str) -> Value {
        let mut fields = self.expected.clone();
        fields.insert("url", json!(self.page(base)));
        json!({"id": self.name, "url": self.page(base), "fields": fields, "oembed": self.oembed})
    }
}
