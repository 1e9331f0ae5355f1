//! `drawbridge platforms`: the capability matrix, printed from the roster.

use drawbridge_canon::pay::Pay;
use drawbridge_canon::share::Share;
use drawbridge_roster::DIALECTS;

use crate::say;

/// List the platforms and what is spoken of each.
#[derive(clap::Args)]
pub(crate) struct Platforms {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What a platform may or may not speak.
type Spoken = (&'static str, fn(&Pay) -> bool);

const EXCHANGES: &[Spoken] = &[
    ("charge", |pay| pay.charge.is_some()),
    ("query", |pay| pay.query.is_some()),
    ("close", |pay| pay.close.is_some()),
    ("cancel", |pay| pay.cancel.is_some()),
    ("refund", |pay| pay.refund.is_some()),
    ("refund query", |pay| pay.refund_query.is_some()),
    ("notice", |pay| pay.notice.is_some()),
    ("bill", |pay| pay.bill.is_some() && pay.bill_format.is_some()),
    ("certificates", |pay| pay.certificates.is_some()),
    ("return", |pay| pay.back.is_some()),
];

impl Platforms {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        if self.json {
            say::line(serde_json::to_string_pretty(&json())?);
            return Ok(());
        }
        let paying = || DIALECTS.iter().filter_map(|dialect| Some((dialect.name, dialect.pay?)));
        let heads: Vec<String> = paying().map(|(name, _)| format!("{name:>10}")).collect();
        say::line(format!("{:<14}{}", "pay", heads.concat()));
        for (exchange, spoken) in EXCHANGES {
            let mark = |(_, pay)| format!("{:>10}", if spoken(pay) { "yes" } else { "-" });
            let cells: Vec<String> = paying().map(mark).collect();
            say::line(format!("{exchange:<14}{}", cells.concat()));
        }
        say::line(format!("\n{:<14}forms in which a card is told", "share"));
        for (dialect, share) in
            DIALECTS.iter().filter_map(|dialect| Some((dialect, dialect.share?)))
        {
            say::line(format!("{:<14}{}", dialect.name, forms(share).join(" ")));
        }
        Ok(())
    }
}

/// The forms of a platform; one that is only read has none.
fn forms(share: &Share) -> Vec<&'static str> {
    share.forms.iter().map(|form| form.name).collect()
}

fn json() -> serde_json::Value {
    let platforms = DIALECTS.iter().map(|dialect| {
        let spoken = EXCHANGES.iter().filter(|(_, spoken)| dialect.pay.is_some_and(spoken));
        serde_json::json!({
            "name": dialect.name,
            "title": dialect.title,
            "title_zh": dialect.title_zh,
            "pay": spoken.map(|(exchange, _)| *exchange).collect::<Vec<_>>(),
            "share": dialect.share.map(forms),
        })
    });
    serde_json::Value::Array(platforms.collect())
}
