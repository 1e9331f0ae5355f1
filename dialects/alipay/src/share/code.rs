//! Codes that lead to a page of a mini program, as pictures: `alipay.open.app.qrcode.create`
//! (opendocs.alipay.com/apis/009zva; fields as in the platform's own client, AlipayOpenAppQrcodeCreateModel
//! and -Response). It goes by way of the gateway, signed as every call there.

use drawbridge_canon::share::{
    CodeForm, MakeCode, MakeCodeAsk, OwnCode, Pictured, Quota, cut_chars,
};
use drawbridge_canon::{Codec, Ctx, Fault, Request, Response};

use crate::envelope::{Asked, Said};
use crate::method;
use crate::pay::spoken::{Reply, Speak, Spoken};

/// Both. Neither ends, and there may be any number.
pub(super) const OWN: &[OwnCode] = &[
    OwnCode {
        name: "qr-code",
        title: "QR code to a mini program",
        title_zh: "小程序方形二维码",
        form: CodeForm::Square,
        quota: CODES,
    },
    OwnCode {
        name: "mini-code",
        title: "Round code to a mini program",
        title_zh: "小程序圆形码",
        form: CodeForm::Own,
        quota: CODES,
    },
];

const CODES: Quota = Quota { pool: "mini-code and qr-code", a_day: 0 };

/// Where the gateway is, unless the account says otherwise.
const OFFICIAL: &str = "https://openapi.alipay.com";

/// The longest description, in characters, and the longest page and query (*assumed* both).
const DESCRIBE: usize = 32;
const PAGE: usize = 1024;

/// What a code is called that nobody named.
const NAMELESS: &str = "小程序码";

/// The colour of round codes: square ones have none.
const COLOUR: &str = "0x000000";

/// The longest address of a picture.
const ADDRESS: usize = 2048;

/// Speaks to the gateway, wherever it is.
pub(super) struct Codes;

const SPOKEN: Spoken<Drawing> = Spoken(Drawing);

impl Codec<MakeCode> for Codes {
    fn write_ask(&self, ask: &MakeCodeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let mut request = SPOKEN.write_ask(ask, ctx)?;
        if request.origin.is_empty() {
            OFFICIAL.clone_into(&mut request.origin);
        }
        Ok(request)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<MakeCodeAsk, Fault> {
        SPOKEN.read_ask(request, ctx)
    }

    fn write_answer(&self, answer: &Pictured, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        SPOKEN.write_answer(answer, ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<Pictured, Fault> {
        SPOKEN.read_answer(response, ctx)
    }
}

struct Drawing;

impl Speak<MakeCode> for Drawing {
    fn say(&self, ask: &MakeCodeAsk, _: &Ctx<'_>) -> Result<Said, Fault> {
        let no = |field: &str, message: &str| Err(Fault::untranslatable(field, message));
        match ask.form {
            CodeForm::Many => {
                let message =
                    "Alipay has no code of that kind: any of its codes may be made without number";
                return no("form", message);
            }
            _ if ask.width.is_some() => {
                return no("width", "Alipay draws codes in sizes of its own: leave the width out");
            }
            _ if ask.path.is_empty() => return no("path", "name the page of the mini program"),
            _ if ask.query.is_empty() => {
                return no("query", "Alipay's codes tell the page something: name a query");
            }
            CodeForm::Own | CodeForm::Square => {}
        }
        if [&ask.path, &ask.query].iter().any(|part| part.chars().count() > PAGE) {
            return no("query", "shorten what is told to the page to 1024 characters");
        }
        let mut said = Said { method: method::QRCODE, ..Said::default() };
        said.biz.put("url_param", &*ask.path);
        said.biz.put("query_param", &*ask.query);
        let title = ask.title.as_deref().filter(|title| !title.is_empty());
        said.biz.put("describe", cut_chars(title.unwrap_or(NAMELESS), DESCRIBE));
        if ask.form == CodeForm::Own {
            said.biz.put("color", COLOUR);
        }
        Ok(said)
    }

    fn hear(&self, asked: &Asked, _: &Ctx<'_>) -> Result<MakeCodeAsk, Fault> {
        let title = asked.biz.required("describe")?;
        Ok(MakeCodeAsk {
            token: String::new(),
            form: form_of(asked)?,
            path: asked.biz.required("url_param")?.trim_start_matches('/').to_owned(),
            query: asked.biz.required("query_param")?.to_owned(),
            title: Some(title.to_owned()).filter(|title| title != NAMELESS),
            width: None,
        })
    }

    fn reply(&self, answer: &Pictured, _: &Asked, _: &Ctx<'_>) -> Result<Reply, Fault> {
        let Pictured::At(address) = answer else {
            return Err(Fault::untranslatable("picture", "Alipay answers with an address"));
        };
        let mut reply = Reply::default();
        for name in ["qr_code_url", "qr_code_url_circle_white", "qr_code_url_circle_blue"] {
            reply.fields.put(name, &**address);
        }
        Ok(reply)
    }

    fn heed(&self, reply: Reply, asked: &Asked, _: &Ctx<'_>) -> Result<Pictured, Fault> {
        let name = match form_of(asked)? {
            CodeForm::Own => "qr_code_url_circle_blue",
            _ => "qr_code_url",
        };
        let address = reply.fields.required(name)?;
        let web = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
        if !web || address.len() > ADDRESS {
            return Err(Fault::invalid(name, "no address of a picture"));
        }
        Ok(Pictured::At(address.to_owned()))
    }
}

/// Only round codes have a colour.
fn form_of(asked: &Asked) -> Result<CodeForm, Fault> {
    let coloured = asked.biz.text("color")?.is_some();
    Ok(if coloured { CodeForm::Own } else { CodeForm::Square })
}
