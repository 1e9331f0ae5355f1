//! `drawbridge pay resend`.

use anyhow::anyhow;

use super::api::escaped;
use super::text::{text, time};
use super::{Where, place};
use crate::say;

/// How many digits a payment's id has, with which every notice's number begins.
const ID: usize = 28;

/// Tell a merchant once more what it has not acknowledged.
#[derive(clap::Args)]
pub(super) struct Resend {
    #[command(flatten)]
    which: Where,
    /// The notice's number, as `drawbridge pay show` has it.
    notice: String,
}

impl Resend {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let id = self.notice.get(..ID).filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
        let id = id.ok_or_else(|| {
            anyhow!("`{}` is no notice's number: `drawbridge pay show` lists them", self.notice)
        })?;
        let told = place::with(&self.which, async |place| {
            let notice = escaped(&self.notice);
            let path = format!("/payments/{id}/notices/{notice}/resend");
            let mut told = place.api.post(&path, &serde_json::json!({})).await?;
            if let Some(here) = &place.here {
                // Nobody else is there to send it.
                here.node.engine.tell_due().await?;
                let timeline = place.api.get(&format!("/payments/{id}/timeline"), &[]).await?;
                let mut all = timeline["items"].as_array().into_iter().flatten();
                told = all.find(|one| one["id"] == *self.notice).cloned().unwrap_or(told);
            }
            Ok(told)
        })
        .await?;
        if self.which.json {
            say::line(serde_json::to_string_pretty(&told)?);
        } else if told["done"] == true {
            say::line(format!("{}: the merchant has acknowledged it", self.notice));
        } else {
            let (due, why) = (time(&told["due"]), text(&told["last_error"]));
            say::line(format!("{}: to be sent at {due} {why}", self.notice));
        }
        Ok(())
    }
}
