//! What a code means: `taobao.tbk.tpwd.convert` for members of the alliance
//! (open.taobao.com/api.htm?docId=32932&docType=2), and the older `taobao.wireless.share.tpwd.query`
//! (open.taobao.com/api.htm?docId=32461&docType=2), which says more and is given out no more.

use drawbridge_canon::share::{Resolve, ResolveAnswer, ResolveAsk, plain};
use drawbridge_canon::{Codec, Ctx, Fault, Reason, Request, Response};
use serde_json::{Value, json};
use url::Url;

use super::call::{answer, answered, method, needed, read, write};

const CONVERT: &str = "taobao.tbk.tpwd.convert";
const CONVERTED: &str = "tbk_tpwd_convert_response";
const QUERY: &str = "taobao.wireless.share.tpwd.query";
const QUERIED: &str = "wireless_share_tpwd_query_response";

/// The account option with the number of the place where links are advertised, the third part of
/// `mm_1_2_3`. With it the newer call is made, without it the older.
const PLACE: &str = "adzone_id";

/// The longest text with a code in it that is sent, in bytes.
const CODE_MOST: usize = 2048;

pub(crate) struct ReadCode;

impl Codec<Resolve> for ReadCode {
    fn write_ask(&self, ask: &ResolveAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        if ask.code.is_empty() || ask.code.len() > CODE_MOST {
            return Err(Fault::untranslatable(
                "code",
                "a code with its marks, of up to 2048 bytes",
            ));
        }
        // A code is known by its marks. One that comes without them gets those that are used most.
        let bare = ask.code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let code = if bare { format!("￥{}￥", ask.code) } else { ask.code.clone() };
        match ctx.account.option(PLACE) {
            Some(place) => {
                write(CONVERT, &[("password_content", &code), ("adzone_id", place)], ctx)
            }
            None => write(QUERY, &[("password_content", &code)], ctx),
        }
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<ResolveAsk, Fault> {
        let params = read(request, &[CONVERT, QUERY], ctx)?;
        if params.get("method").is_some_and(|method| method == CONVERT) {
            needed(&params, "adzone_id")?;
        }
        Ok(ResolveAsk { code: needed(&params, "password_content")?.to_owned() })
    }

    fn write_answer(&self, told: &ResolveAnswer, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        if method(ctx.asked).as_deref() == Some(CONVERT) {
            // No word for a title and a picture: they are on the page.
            let data = json!({"origin_url": told.url, "click_url": told.url});
            return Ok(answer(CONVERTED, json!({ "data": data }), ctx));
        }
        let mut body = json!({"suc": true, "url": told.url});
        if let Some(title) = &told.title {
            body["content"] = title.clone().into();
        }
        if let Some(image) = &told.image {
            body["pic_url"] = image.clone().into();
        }
        Ok(answer(QUERIED, body, ctx))
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<ResolveAnswer, Fault> {
        if method(ctx.asked).as_deref() == Some(CONVERT) {
            let told = answered(response, CONVERTED)?;
            return converted(&told["data"]);
        }
        let told = answered(response, QUERIED)?;
        if told["suc"].as_bool() == Some(false) || told["suc"].as_str() == Some("false") {
            let message = "the code means nothing, or nothing any more";
            return Err(Fault::refused(Reason::FieldInvalid, message));
        }
        let text = |name: &str| told[name].as_str().map(plain).filter(|text| !text.is_empty());
        let image = text("pic_url").and_then(|url| web(&url));
        Ok(ResolveAnswer { url: address(&told, &["url"])?, title: text("content"), image })
    }
}

/// What the code stood for before our own link was made of it; the thing's own address where its
/// number is told in plain digits.
fn converted(data: &Value) -> Result<ResolveAnswer, Fault> {
    let number = match &data["num_iid"] {
        Value::String(number) => number.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let plain = number.len() >= 8 && number.bytes().all(|byte| byte.is_ascii_digit());
    let url = if plain {
        format!("https://item.taobao.com/item.htm?id={number}")
    } else {
        address(data, &["origin_url", "click_url"])?
    };
    Ok(ResolveAnswer { url, title: None, image: None })
}

/// The first of these that is an address of the web.
fn address(told: &Value, names: &[&str]) -> Result<String, Fault> {
    let found = names.iter().find_map(|name| web(told[*name].as_str()?));
    found.ok_or_else(|| Fault::missing(names[0]))
}

fn web(address: &str) -> Option<String> {
    // Pictures and links come without a scheme at times.
    let whole =
        if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
    let url = Url::parse(&whole).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(whole)
}
