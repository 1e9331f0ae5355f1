//! Links to a mini program: URL Link, URL Scheme and Short Link (developers.weixin.qq.com/
//! miniprogram/dev/OpenApiDoc/qrcode-link).

use drawbridge_canon::share::{
    Expiry, LeadsTo, LinkForm, MakeLink, MakeLinkAnswer, MakeLinkAsk, OwnLink, Quota, cut_chars,
    plain,
};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Reason, Request, Response, Timestamp};
use serde_json::{Value, json};

use super::{asked, codes, post, replied, reply, text};
use crate::query;

/// Each form of link with its call and the field of the answer.
const CALLS: &[(LinkForm, &str, &str)] = &[
    (LinkForm::Url, "/wxa/generate_urllink", "url_link"),
    (LinkForm::Scheme, "/wxa/generatescheme", "openlink"),
    (LinkForm::Text, "/wxa/genwxashortlink", "link"),
];

/// All of them. Addresses and schemes share one quota, and none lives longer than thirty days
/// (developers.weixin.qq.com/community/develop/doc/000aeab88a4ea0c5c89d81fde5b801, of 2022-03-09); since
/// 2023-12-19 many people open the same one, three million times a day in all (…/doc/
/// 00024e32cbc36055c0c0a34b066401). Short links have a quota of their own
/// (developers.weixin.qq.com/minigame/dev/guide/open-ability/shortlink.html).
pub(crate) const OWN: &[OwnLink] = &[
    OwnLink {
        name: "url-link",
        title: "Web link to a mini program (URL Link)",
        title_zh: "小程序 URL Link",
        form: LinkForm::Url,
        to: LeadsTo::Page,
        usual: Expiry::Days(DAYS),
        quota: LINKS,
    },
    OwnLink {
        name: "url-scheme",
        title: "The app's scheme to a mini program (URL Scheme)",
        title_zh: "小程序 URL Scheme",
        form: LinkForm::Scheme,
        to: LeadsTo::Page,
        usual: Expiry::Days(DAYS),
        quota: LINKS,
    },
    OwnLink {
        name: "short-link",
        title: "Text to a mini program for chats (Short Link)",
        title_zh: "小程序 Short Link",
        form: LinkForm::Text,
        to: LeadsTo::Page,
        usual: Expiry::Days(SHORT_DAYS),
        quota: Quota { pool: "short-link", a_day: 1_000_000 },
    },
];

const LINKS: Quota = Quota { pool: "url-link and url-scheme", a_day: 500_000 };

/// The longest page and query, in characters.
const QUERY: usize = 1024;
/// The longest title of a short link, in characters.
const TITLE: usize = 20;
/// The longest that a link of the first two forms lives.
const DAYS: u32 = 30;
const DAY: i64 = 24 * 60 * 60;
/// How long a short link lives that does not live for ever.
const SHORT_DAYS: u32 = 30;

pub(crate) struct Links;

impl Codec<MakeLink> for Links {
    fn write_ask(&self, ask: &MakeLinkAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let parts = [("path", &ask.path), ("query", &ask.query)];
        if let Some((name, _)) = parts.iter().find(|(_, value)| value.chars().count() > QUERY) {
            let message =
                format!("WeChat takes {QUERY} characters: shorten what is told to the page");
            return Err(Fault::untranslatable(name, message));
        }
        if let Some(other) = ask.query.chars().find(|char| !may_stand_in_a_query(*char)) {
            let message = format!("WeChat takes no `{other}` in a query: escape it as %xx");
            return Err(Fault::untranslatable("query", message));
        }
        let body = match ask.form {
            LinkForm::Url => {
                let page = json!({"path": ask.path, "query": ask.query, "env_version": "release"});
                with_expiry(page, ask.expiry, ctx.now)?
            }
            LinkForm::Scheme => {
                let page = json!({"path": ask.path, "query": ask.query, "env_version": "release"});
                with_expiry(json!({"jump_wxa": page}), ask.expiry, ctx.now)?
            }
            LinkForm::Text => short(ask)?,
        };
        let (path, _) = call(ask.form);
        let mut request = post(path, ctx.account, &body);
        request.query = Some(query::write(&[("access_token", &ask.token)]));
        Ok(request)
    }

    fn read_ask(&self, request: &Request, _: &Ctx<'_>) -> Result<MakeLinkAsk, Fault> {
        let called = CALLS.iter().find(|(_, path, _)| *path == request.path);
        let (form, ..) = called
            .filter(|_| request.method == Method::Post)
            .ok_or_else(|| Fault::forged(Reason::MethodUnknown, "there is no such call"))?;
        let token = query::needed(&query::params(request)?, "access_token")?;
        let body = asked(request)?;
        if *form == LinkForm::Text {
            return read_short(&body, token);
        }
        let page = if *form == LinkForm::Scheme { &body["jump_wxa"] } else { &body };
        let part = |name: &str| page[name].as_str().unwrap_or_default().to_owned();
        if page["cloud_base"].is_object() || body["cloud_base"].is_object() {
            let message = "a page of cloud storage is not made here: name a page of the program";
            return Err(Fault::untranslatable("cloud_base", message));
        }
        Ok(MakeLinkAsk {
            token,
            form: *form,
            path: part("path").trim_start_matches('/').to_owned(),
            query: part("query"),
            title: None,
            expiry: expiry(&body)?,
        })
    }

    fn write_answer(&self, answer: &MakeLinkAnswer, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let asked = ctx.asked.and_then(|asked| CALLS.iter().find(|call| call.1 == asked.path));
        let (.., field) = asked.ok_or_else(|| Fault::missing("the call that is answered"))?;
        let mut body = json!({"errcode": 0, "errmsg": "ok"});
        body[*field] = answer.link.clone().into();
        Ok(reply(&body))
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<MakeLinkAnswer, Fault> {
        let told = replied(response, &codes::CALLS)?;
        let asked = ctx.asked.and_then(|asked| CALLS.iter().find(|call| call.1 == asked.path));
        let (form, _, field) = asked.ok_or_else(|| Fault::missing("the call that was made"))?;
        let link = text(&told, field, QUERY)?;
        let begins = match form {
            LinkForm::Url => "https://",
            LinkForm::Scheme => "weixin://",
            LinkForm::Text => "#小程序://",
        };
        if !link.starts_with(begins) {
            return Err(Fault::invalid(field, format!("does not begin with {begins}")));
        }
        Ok(MakeLinkAnswer { link })
    }
}

/// What the documents of all three permit.
pub(super) fn may_stand_in_a_query(char: char) -> bool {
    char.is_ascii_alphanumeric() || "!#$&'()*+,/:;=?@-._~%".contains(char)
}

fn call(form: LinkForm) -> (&'static str, &'static str) {
    let call = CALLS.iter().find(|call| call.0 == form);
    call.map_or(("", ""), |(_, path, field)| (path, field))
}

/// Both forms end: at a moment, or so many days after they were made.
fn with_expiry(mut body: Value, expiry: Expiry, now: Timestamp) -> Result<Value, Fault> {
    let refuse = |message: &str| Err(Fault::untranslatable("expiry", message));
    match expiry {
        Expiry::Never => refuse("WeChat's links end after at most 30 days: give a time"),
        Expiry::At(at) if at.seconds() <= now.seconds() => refuse("that moment has passed"),
        Expiry::At(at) if at.seconds() - now.seconds() > i64::from(DAYS) * DAY => {
            refuse("WeChat's links end after at most 30 days")
        }
        Expiry::At(at) => {
            body["expire_type"] = 0.into();
            body["expire_time"] = at.seconds().into();
            Ok(body)
        }
        Expiry::Days(days) if (1..=DAYS).contains(&days) => {
            body["expire_type"] = 1.into();
            body["expire_interval"] = days.into();
            Ok(body)
        }
        Expiry::Days(_) => refuse("WeChat's links end after 1 to 30 days"),
    }
}

/// What an ask says of its end. Of older make it may say that there is none (`is_expire`).
fn expiry(body: &Value) -> Result<Expiry, Fault> {
    let number = |name: &str| body[name].as_i64().filter(|number| *number > 0);
    match (body["is_expire"].as_bool(), body["expire_type"].as_i64()) {
        (Some(false), _) => Ok(Expiry::Never),
        (_, None | Some(0)) => match number("expire_time") {
            Some(seconds) => Ok(Expiry::At(Timestamp::from_seconds(seconds))),
            None if body["is_expire"].is_null() && body["expire_type"].is_null() => {
                Ok(Expiry::Never)
            }
            None => Err(Fault::missing("expire_time")),
        },
        (_, Some(1)) => {
            let days = number("expire_interval").and_then(|days| u32::try_from(days).ok());
            Ok(Expiry::Days(days.ok_or_else(|| Fault::missing("expire_interval"))?))
        }
        _ => Err(Fault::invalid("expire_type", "must be 0 or 1")),
    }
}

fn short(ask: &MakeLinkAsk) -> Result<Value, Fault> {
    let permanent = match ask.expiry {
        Expiry::Never => true,
        Expiry::Days(SHORT_DAYS) => false,
        _ => {
            let message = "a short link ends after 30 days or never";
            return Err(Fault::untranslatable("expiry", message));
        }
    };
    let page =
        if ask.query.is_empty() { ask.path.clone() } else { format!("{}?{}", ask.path, ask.query) };
    if page.chars().count() > QUERY {
        return Err(Fault::untranslatable(
            "path",
            "page and query together have at most 1024 characters",
        ));
    }
    let mut body = json!({"page_url": page, "is_permanent": permanent});
    if let Some(title) = ask.title.as_deref().map(plain).filter(|title| !title.is_empty()) {
        body["page_title"] = cut_chars(&title, TITLE).into();
    }
    Ok(body)
}

fn read_short(body: &Value, token: String) -> Result<MakeLinkAsk, Fault> {
    let page = text(body, "page_url", QUERY * 4)?;
    let (path, query) = page.split_once('?').unwrap_or((&page, ""));
    let permanent = body["is_permanent"].as_bool().unwrap_or_default();
    Ok(MakeLinkAsk {
        token,
        form: LinkForm::Text,
        path: path.trim_start_matches('/').to_owned(),
        query: query.to_owned(),
        title: body["page_title"].as_str().filter(|title| !title.is_empty()).map(str::to_owned),
        expiry: if permanent { Expiry::Never } else { Expiry::Days(SHORT_DAYS) },
    })
}
