//! Making a payment: `POST /v1/charge`. Acorn has codes to scan and nothing else.

use drawbridge_canon::pay::{Charge, ChargeAsk, Handover, Origin, Scene};
use drawbridge_canon::{Codec, Ctx, Currency, Fault, Money, Request, Response, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Acorn, envelope, rules};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    order: String,
    fen: u64,
    subject: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Handed {
    code: String,
}

impl Codec<Charge> for Acorn {
    fn write_ask(&self, ask: &ChargeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        check(ask)?;
        let asked = Asked {
            order: ask.order.clone(),
            fen: ask.amount.minor,
            subject: ask.subject.clone(),
            until: ask.expires.map(Timestamp::local),
        };
        envelope::call("/v1/charge", &asked, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<ChargeAsk, Fault> {
        let asked: Asked = envelope::called(request, ctx)?;
        if !rules::RULES.order.permits(&asked.order) {
            return Err(Fault::invalid("order", "1 to 32 letters, digits and `-`"));
        }
        if asked.fen == 0 {
            return Err(Fault::invalid("fen", "the amount must not be zero"));
        }
        let until = |text: String| {
            let read = Timestamp::parse_local(&text);
            read.ok_or_else(|| Fault::invalid("until", "yyyy-MM-dd HH:mm:ss in Beijing"))
        };
        Ok(ChargeAsk {
            scene: Scene::Code,
            order: asked.order,
            amount: Money::fen(asked.fen),
            subject: asked.subject,
            expires: asked.until.map(until).transpose()?,
            body: None,
            attach: None,
            notify_url: None,
            return_url: None,
            app: None,
            sub_merchant: None,
            goods: Vec::new(),
            no_credit: false,
            split: false,
            origin: Origin::default(),
        })
    }

    fn write_answer(&self, answer: &Handover, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let Handover::Code { text } = answer else {
            return Err(Fault::untranslatable("code", "Acorn hands over codes only"));
        };
        envelope::reply(&Handed { code: text.clone() }, ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<Handover, Fault> {
        let handed: Handed = envelope::replied(response, ctx)?;
        Ok(Handover::Code { text: handed.code })
    }
}

/// Refuses what Acorn has no words for. What is merely not said (`body`, `attach`, `goods`) stands
/// in `MAPPING.md` as lost; what would change the deal is refused aloud.
fn check(ask: &ChargeAsk) -> Result<(), Fault> {
    let no = |field: &str, instead: &str| Err(Fault::untranslatable(field, instead));
    if ask.scene != Scene::Code {
        return no("scene", "Acorn has codes to scan only");
    }
    if ask.amount.currency != Currency::CNY {
        return no("amount", "Acorn takes yuan only");
    }
    if ask.sub_merchant.is_some() {
        return no("sub_merchant", "Acorn has no service providers");
    }
    if ask.no_credit || ask.split {
        return no("split", "Acorn can neither exclude credit nor split");
    }
    match ask.origin.for_dialect("acorn") {
        Err(field) => no(field, "the field has no equal at Acorn"),
        Ok(_) => Ok(()),
    }
}
