//! Links to a mini program: Link V2 and SchemaV2 (developer.open-douyin.com/docs/resource/zh-CN/
//! mini-app/develop/server/url-and-qrcode).

use drawbridge_canon::form::{escape, unescape_uri};
use drawbridge_canon::share::{
    Expiry, LeadsTo, LinkForm, MakeLink, MakeLinkAnswer, MakeLinkAsk, OwnLink, Quota,
};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Request, Response, Timestamp};
use serde_json::{Map, Value, json};

use super::{asked, called, no_such_call, post, replied, reply, text, token_of};

/// Each form of link with its call, the field of the answer, and how the link begins.
const CALLS: &[(LinkForm, &str, &str, &str)] = &[
    (LinkForm::Url, "/api/apps/v1/url_link/generate", "url_link", "https://"),
    (LinkForm::Scheme, "/api/apps/v1/url/generate_schema", "schema", "snssdk"),
];

/// The app that opens them. Others of the house have links of their own.
pub(super) const APP_NAME: &str = "douyin";

/// All of them (developer.open-douyin.com/docs/resource/zh-CN/mini-app/develop/server/url-and-qrcode/link/
/// url-link-generate: half a million a day, a hundred a second).
pub(crate) const OWN: &[OwnLink] = &[
    OwnLink {
        name: "url-link",
        title: "Web link to a mini program (Link V2)",
        title_zh: "小程序 Link",
        form: LinkForm::Url,
        to: LeadsTo::Page,
        usual: Expiry::Days(USUAL),
        quota: Quota { pool: "url-link", a_day: 500_000 },
    },
    OwnLink {
        name: "url-scheme",
        title: "The app's scheme to a mini program (SchemaV2)",
        title_zh: "小程序 Schema",
        form: LinkForm::Scheme,
        to: LeadsTo::Page,
        usual: Expiry::Days(USUAL),
        quota: Quota { pool: "url-scheme", a_day: 500_000 },
    },
];

/// After how many days a link ends if nobody says so, and at the latest.
const USUAL: u32 = 30;
const DAYS: i64 = 180;

/// The longest query, in characters (*assumed*, as is that of the page).
const QUERY: usize = 1024;
const DAY: i64 = 24 * 60 * 60;

pub(crate) struct Links;

impl Codec<MakeLink> for Links {
    fn write_ask(&self, ask: &MakeLinkAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let app = Some(ctx.account.app()).filter(|app| !app.is_empty());
        let app = app.ok_or_else(|| Fault::Unsent("the account has no app id".to_owned()))?;
        let query = to_json(&ask.query)?;
        if ask.path.chars().count() > QUERY || query.chars().count() > QUERY {
            let message = "Douyin takes 1024 characters: shorten what is told to the page";
            return Err(Fault::untranslatable("query", message));
        }
        let mut body = json!({"app_id": app, "path": ask.path, "query": query});
        let path = match ask.form {
            LinkForm::Text => {
                let message = "Douyin makes no codes to paste: ask for the form url or scheme";
                return Err(Fault::untranslatable("form", message));
            }
            LinkForm::Url => {
                body["app_name"] = APP_NAME.into();
                body["expire_time"] = ends(ask.expiry, ctx.now)?
                    .ok_or_else(|| {
                        Fault::untranslatable("expiry", "Douyin's web links end: give a time")
                    })?
                    .into();
                CALLS[0].1
            }
            LinkForm::Scheme => {
                let ends = ends(ask.expiry, ctx.now)?;
                body["no_expire"] = ends.is_none().into();
                if let Some(ends) = ends {
                    body["expire_time"] = ends.into();
                }
                CALLS[1].1
            }
        };
        Ok(post(&format!("{path}/"), Some(&ask.token), ctx.account, &body))
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<MakeLinkAsk, Fault> {
        let call = CALLS.iter().find(|call| called(request) == (Method::Post, call.1));
        let (form, ..) = call.ok_or_else(no_such_call)?;
        let token = token_of(request)?;
        let body = asked(request)?;
        let app = text(&body, "app_id", 64)?;
        if !ctx.account.apps.contains(&app) {
            return Err(Fault::invalid("app_id", "not an app of this account"));
        }
        if body["app_name"].as_str().is_some_and(|name| name != APP_NAME) {
            let message = "links are made for the app douyin only";
            return Err(Fault::untranslatable("app_name", message));
        }
        let expiry = match body["expire_time"].as_i64().filter(|seconds| *seconds > 0) {
            _ if body["no_expire"].as_bool() == Some(true) => Expiry::Never,
            Some(seconds) => Expiry::At(Timestamp::from_seconds(seconds)),
            None => return Err(Fault::missing("expire_time")),
        };
        let path = body["path"].as_str().unwrap_or_default().to_owned();
        let query = from_json(body["query"].as_str().unwrap_or_default())?;
        Ok(MakeLinkAsk { token, form: *form, path, query, title: None, expiry })
    }

    fn write_answer(&self, answer: &MakeLinkAnswer, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let (_, _, field, _) = call_of(ctx.asked)?;
        let data = json!({ *field: answer.link });
        Ok(reply(&json!({"err_no": 0, "err_msg": "", "log_id": ctx.nonce, "data": data})))
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<MakeLinkAnswer, Fault> {
        let (_, _, field, begins) = call_of(ctx.asked)?;
        let link = text(&replied(response)?, field, 4096)?;
        if !link.starts_with(begins) {
            return Err(Fault::invalid(field, format!("does not begin with {begins}")));
        }
        Ok(MakeLinkAnswer { link })
    }
}

type Call = (LinkForm, &'static str, &'static str, &'static str);

fn call_of(request: Option<&Request>) -> Result<&'static Call, Fault> {
    let call = request.and_then(|request| CALLS.iter().find(|call| called(request).1 == call.1));
    call.ok_or_else(|| Fault::missing("the call that is answered"))
}

/// When it ends, in seconds; nothing for never.
fn ends(expiry: Expiry, now: Timestamp) -> Result<Option<i64>, Fault> {
    let at = match expiry {
        Expiry::Never => return Ok(None),
        Expiry::At(at) => at.seconds(),
        Expiry::Days(days) => now.seconds().saturating_add(i64::from(days) * DAY),
    };
    if at <= now.seconds() {
        return Err(Fault::untranslatable("expiry", "that moment has passed"));
    }
    if at - now.seconds() > DAYS * DAY {
        return Err(Fault::untranslatable("expiry", "Douyin's links end after at most 180 days"));
    }
    Ok(Some(at))
}

/// Douyin is told a page's query as JSON in a string: `a=1&b=2` is `{"a":"1","b":"2"}`.
fn to_json(query: &str) -> Result<String, Fault> {
    let mut map = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let text = |text: &str| {
            unescape_uri(text).ok_or_else(|| Fault::untranslatable("query", "a broken escape"))
        };
        if map.insert(text(name)?, text(value)?.into()).is_some() {
            let message = "Douyin takes each name once: join what is given twice";
            return Err(Fault::untranslatable("query", message));
        }
    }
    Ok(Value::Object(map).to_string())
}

fn from_json(query: &str) -> Result<String, Fault> {
    if query.is_empty() {
        return Ok(String::new());
    }
    let value = serde_json::from_str::<Value>(query).ok();
    let Some(Value::Object(map)) = value else {
        return Err(Fault::invalid("query", "not a JSON object in a string"));
    };
    let pairs = map.iter().map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{}={}", escape(name.as_bytes()), escape(text.as_bytes()))
    });
    Ok(pairs.collect::<Vec<_>>().join("&"))
}
