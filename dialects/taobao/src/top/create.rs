//! Making a code of a link: `taobao.tbk.tpwd.create`
//! (open.taobao.com/api.htm?docId=31127&docType=2).

use drawbridge_canon::share::{
    Expiry, LeadsTo, LinkForm, MakeLink, MakeLinkAnswer, MakeLinkAsk, OwnLink, Quota, plain,
};
use drawbridge_canon::{Codec, Ctx, Fault, Request, Response};
use serde_json::json;
use url::Url;

use super::call::{answer, answered, needed, read, write};

const METHOD: &str = "taobao.tbk.tpwd.create";
const ANSWER: &str = "tbk_tpwd_create_response";

/// How long a code means something, in days (*assumed*: the call does not say).
const DAYS: u32 = 30;

/// What it makes. How many a day depends on the app's standing, and is not published.
pub(crate) const OWN: &[OwnLink] = &[OwnLink {
    name: "code",
    title: "Code to paste (Taobao's word, tpwd)",
    title_zh: "淘口令",
    form: LinkForm::Text,
    to: LeadsTo::Address,
    usual: Expiry::Days(DAYS),
    quota: Quota { pool: "code", a_day: 0 },
}];

/// What stands in `text` where there is no title long enough: the field must be there and have more
/// than five characters, and has had no effect since the platform writes the words itself.
const TEXT: &str = "打开看看这个宝贝";
const TEXT_LEAST: usize = 6;

/// Hosts whose links the platform makes codes of, and all below them.
const HOSTS: &[&str] = &["taobao.com", "tmall.com", "tb.cn"];

pub(crate) struct MakeCode;

impl Codec<MakeLink> for MakeCode {
    fn write_ask(&self, ask: &MakeLinkAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        if ask.form != LinkForm::Text {
            let message = "Taobao makes only codes to paste: ask for the form text";
            return Err(Fault::untranslatable("form", message));
        }
        if ask.expiry != Expiry::Days(DAYS) {
            return Err(Fault::untranslatable("expiry", "Taobao's codes end after 30 days"));
        }
        let url = match ask.query.as_str() {
            "" => ask.path.clone(),
            query => format!("{}?{query}", ask.path),
        };
        if !of_the_alliance(&url) {
            let message = "Taobao makes codes of its alliance's own https links only: for any other \
                           address share a link";
            return Err(Fault::untranslatable("path", message));
        }
        let title = ask.title.as_deref().map(plain).unwrap_or_default();
        let long = title.chars().count() >= TEXT_LEAST;
        write(METHOD, &[("url", &url), ("text", if long { &title } else { TEXT })], ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<MakeLinkAsk, Fault> {
        let params = read(request, &[METHOD], ctx)?;
        let url = needed(&params, "url")?;
        if !of_the_alliance(url) {
            return Err(Fault::invalid("url", "not an https link of the alliance"));
        }
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let text = params.get("text").filter(|text| !text.is_empty() && *text != TEXT);
        Ok(MakeLinkAsk {
            token: String::new(),
            form: LinkForm::Text,
            path: path.to_owned(),
            query: query.to_owned(),
            title: text.cloned(),
            expiry: Expiry::Days(DAYS),
        })
    }

    fn write_answer(&self, told: &MakeLinkAnswer, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        Ok(answer(ANSWER, json!({"data": {"model": told.link, "password_simple": told.link}}), ctx))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<MakeLinkAnswer, Fault> {
        let told = answered(response, ANSWER)?;
        let data = &told["data"];
        let texts = ["model", "password_simple"].iter().find_map(|name| data[*name].as_str());
        let link = texts.filter(|text| !text.trim().is_empty() && text.len() <= 2048);
        Ok(MakeLinkAnswer { link: link.ok_or_else(|| Fault::missing("model"))?.to_owned() })
    }
}

fn of_the_alliance(url: &str) -> bool {
    let parsed = Url::parse(url).ok().filter(|url| url.scheme() == "https");
    let host = parsed.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    HOSTS.iter().any(|own| {
        host.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}
