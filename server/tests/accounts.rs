//! Our accounts with platforms over HTTP: pages are signed, and links and codes are made by a platform on
//! loopback.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use drawbridge_engine::registry::{KeySpec, PublicKeySpec, Secret, ShareAccountSpec};
use drawbridge_engine::share::Use;
use drawbridge_server::admin::tokens::{self, Scope};
use house::{House, Reply};
use serde_json::{Value, json};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A picture with something written into it.
const PICTURE: &[u8] = include_bytes!("house/web/noodles.png");

/// What the platform was asked, in order, and what it answers instead to links.
#[derive(Clone, Default)]
struct Platform {
    asked: Arc<Mutex<Vec<String>>>,
    to_links: Arc<Mutex<Option<Value>>>,
}

impl Platform {
    async fn open() -> (Self, String) {
        let platform = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(platform.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (platform, base)
    }

    fn asked(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| asked.starts_with(path)).count()
    }
}

async fn answer(State(platform): State<Platform>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let body = axum::body::to_bytes(request.into_body(), 1 << 16).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    platform.asked.lock().unwrap().push(format!("{path}?{query} {body}"));
    if path == "/wxa/getwxacode" && query.contains("token-of-wxmini") {
        return match body["path"].as_str().unwrap() {
            "pages/nowhere" => {
                axum::Json(json!({"errcode": 41030, "errmsg": "invalid page token-of-wxmini"}))
                    .into_response()
            }
            "pages/odd" => ([("content-type", "image/jpeg")], "\u{ff}").into_response(),
            "pages/cut" => PICTURE[..200].into_response(),
            _ => PICTURE.into_response(),
        };
    }
    let told = match path.as_str() {
        "/cgi-bin/stable_token" if body["secret"] == SECRET => {
            json!({"access_token": format!("token-of-{}", body["appid"].as_str().unwrap()), "expires_in": 7200})
        }
        "/cgi-bin/stable_token" => {
            json!({"errcode": 40125, "errmsg": "invalid appsecret rid: 1-2-3"})
        }
        "/cgi-bin/ticket/getticket" if query.contains("token-of-wxpages") => {
            json!({"errcode": 0, "errmsg": "ok", "ticket": "a-ticket", "expires_in": 7200})
        }
        "/wxa/generate_urllink" if query.contains("token-of-wxmini") => {
            let instead = platform.to_links.lock().unwrap().clone();
            instead.unwrap_or_else(|| json!({"errcode": 0, "errmsg": "ok", "url_link": "https://wxaurl.cn/BQZRrcFCPvg"}))
        }
        _ => json!({"errcode": 40001, "errmsg": "invalid credential"}),
    };
    axum::Json(told).into_response()
}

fn account(name: &str, app: &str, uses: Use, endpoint: &str) -> ShareAccountSpec {
    ShareAccountSpec {
        name: Some(name.to_owned()),
        dialect: "wechat".to_owned(),
        uses: vec![uses],
        apps: vec![app.to_owned()],
        app_secret: Some(Secret(SECRET.to_owned())),
        ours: Vec::new(),
        theirs: Vec::new(),
        root: None,
        merchant: String::new(),
        endpoint: endpoint.to_owned(),
        options: [("js_domains".to_owned(), "a.example".to_owned())].into(),
    }
}

struct Desk {
    house: House,
    platform: Platform,
    bearer: String,
    looker: String,
}

impl Desk {
    async fn open() -> Self {
        Self::with(|_| ()).await
    }

    async fn with(change: impl FnOnce(&mut Vec<ShareAccountSpec>)) -> Self {
        let (platform, base) = Platform::open().await;
        let house = House::with(|config| {
            let accounts = &mut config.share.accounts;
            accounts.push(account("pages", "wxpages", Use::Pages, &base));
            accounts.push(account("mini", "wxmini", Use::Links, &base));
            change(accounts);
        })
        .await;
        let store = &*house.running.node.store;
        let both = [Scope::Read, Scope::Write];
        let token = tokens::create(store, "shop", &both).await.unwrap();
        let looker = tokens::create(store, "looker", &[Scope::Read]).await.unwrap();
        let bearer = |token: &str| format!("Bearer {token}");
        Self { house, platform, bearer: bearer(&token), looker: bearer(&looker) }
    }

    async fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_as(&self.bearer, path, body).await
    }

    async fn post_as(&self, bearer: &str, path: &str, body: &Value) -> Reply {
        let path = format!("/api/v1/share/{path}");
        self.house.post(&path, &[("authorization", bearer)], body).await
    }
}

#[tokio::test]
async fn a_page_is_signed_by_the_account_that_is_there_for_pages() {
    let desk = Desk::open().await;
    let ask = json!({"platform": "wechat", "page": "https://a.example/item?id=1#x"});
    let reply = desk.post("sign", &ask).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let config: Value = serde_json::from_str(reply.json()["text"].as_str().unwrap()).unwrap();
    let signature = config["signature"].as_str().unwrap();
    assert!(signature.len() == 40 && signature.bytes().all(|b| b.is_ascii_hexdigit()), "{config}");
    assert_eq!(
        (&config["appId"], config["nonceStr"].as_str().unwrap().len()),
        (&json!("wxpages"), 32)
    );
    // A card's signed form goes the same way, with the same ticket.
    let card = json!({"url": {"value": "https://a.example/item", "from": "address"}});
    let write = json!({"card": card, "as": "wechat/js-sdk", "page": "https://a.example/item"});
    let written = desk.post("write", &write).await;
    assert_eq!(written.status, 200, "{}", written.text);
    assert!(written.json()["text"].as_str().unwrap().contains("\"signature\""), "{}", written.text);
    assert_eq!(desk.platform.asked("/cgi-bin/stable_token"), 1);
    assert_eq!(desk.platform.asked("/cgi-bin/ticket"), 1);
    // A form that is not signed is nobody's, unless an account is named: that of the official account has
    // no pages of the mini program's.
    let opening = json!({"value": {"by": "mini", "host": "wechat", "app_id": "wxmini", "path": "pages/a"}, "from": "address"});
    let mut mini = json!({"card": {"openings": [opening]}, "as": "wechat/mini-program"});
    assert_eq!(desk.post("write", &mini).await.status, 200);
    mini["account"] = json!("mini");
    assert_eq!(desk.post("write", &mini).await.status, 200);
    mini["account"] = json!("pages");
    assert_eq!(desk.post("write", &mini).await.status, 409);
    // Whoever may only look signs nothing.
    for (path, ask) in [("sign", &ask), ("write", &write)] {
        let reply = desk.post_as(&desk.looker, path, ask).await;
        assert_eq!(reply.status, 403, "{}", reply.text);
    }
    desk.house.close().await;
}

#[tokio::test]
async fn a_link_is_made_by_the_account_that_is_there_for_links() {
    let desk = Desk::open().await;
    let ask = json!({"as": "wechat/url-link", "path": "/pages/item?id=1", "days": 7});
    let reply = desk.post("platform-links", &ask).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let made = reply.json();
    assert_eq!(
        (&made["link"], &made["account"]),
        (&json!("https://wxaurl.cn/BQZRrcFCPvg"), &json!("mini"))
    );
    assert!(made["expires"].as_str().is_some(), "{made}");
    let asked = desk.platform.asked.lock().unwrap().last().unwrap().clone();
    let sent: Value = serde_json::from_str(asked.split_once(' ').unwrap().1).unwrap();
    assert_eq!(sent["path"], "pages/item");
    assert_eq!((&sent["query"], &sent["expire_interval"]), (&json!("id=1"), &json!(7)));
    // The same for a card that opens a page there.
    let opening = json!({"value": {"by": "mini", "host": "wechat", "app_id": "wxmini", "path": "pages/a"}, "from": "address"});
    let card = json!({"card": {"openings": [opening]}, "as": "wechat/url-link"});
    assert_eq!(desk.post("platform-links", &card).await.status, 201);
    let mut refused = card.clone();
    refused["card"]["safety"] = json!({"step": "refuse"});
    assert_eq!(desk.post("platform-links", &refused).await.status, 409);
    assert_eq!(desk.platform.asked("/cgi-bin/stable_token"), 1);
    assert_eq!(desk.platform.asked("/wxa/generate_urllink"), 2);
    desk.house.close().await;
}

#[tokio::test]
async fn a_code_is_drawn_by_the_platform_and_anew_by_us() {
    let desk = Desk::open().await;
    let ask = |path: &str| json!({"as": "wechat/mini-code", "path": path, "width": 280});
    let reply = desk.post("platform-codes", &ask("pages/item?id=1")).await;
    let made = reply.json();
    assert_eq!((reply.status.as_u16(), &made["account"]), (201, &json!("mini")), "{made}");
    assert!(["image/jpeg", "image/png"].contains(&made["media_type"].as_str().unwrap()), "{made}");
    assert!(made["width"].as_u64().unwrap() > 100 && made["as"] == "wechat/mini-code", "{made}");
    let bytes = drawbridge_seal::text::unbase64(made["base64"].as_str().unwrap()).unwrap();
    assert_ne!(bytes, PICTURE, "no byte of the platform's file is handed on");
    let asked = desk.platform.asked.lock().unwrap().last().unwrap().clone();
    let sent: Value = serde_json::from_str(asked.split_once(' ').unwrap().1).unwrap();
    assert_eq!((&sent["path"], &sent["width"]), (&json!("pages/item?id=1"), &json!(280)));
    // For a card that opens a page there, too.
    let opening = json!({"value": {"by": "mini", "host": "wechat", "app_id": "wxmini", "path": "pages/a"}, "from": "address"});
    let card = json!({"card": {"openings": [opening]}, "as": "wechat/mini-code"});
    assert_eq!(desk.post("platform-codes", &card).await.status, 201);
    let mut refused = card.clone();
    refused["card"]["safety"] = json!({"step": "refuse"});
    assert_eq!(desk.post("platform-codes", &refused).await.status, 409);
    // What the platform says in place of a picture, or what is none.
    let no = desk.post("platform-codes", &ask("pages/nowhere")).await;
    assert_eq!((no.status.as_u16(), &no.json()["code"]), (409, &json!("41030")), "{}", no.text);
    assert!(no.text.contains("invalid page") && !no.text.contains("token-of"), "{}", no.text);
    for odd in ["pages/odd", "pages/cut"] {
        let reply = desk.post("platform-codes", &ask(odd)).await;
        assert_eq!(reply.status, 502, "{odd}: {}", reply.text);
    }
    for (change, pointer) in [
        (json!({"width": 279}), "/width"),
        (json!({"query": "a=%E8"}), "/query"),
        (json!({"as": "wechat/url-link"}), "/as"),
        (json!({"path": null}), "/path"),
        (json!({"account": "nobody"}), "/account"),
    ] {
        let mut ask = json!({"as": "wechat/mini-code-unlimited", "path": "pages/a"});
        ask.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let reply = desk.post("platform-codes", &ask).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["pointer"]), (422, &json!(pointer)));
    }
    let looker = desk.post_as(&desk.looker, "platform-codes", &ask("pages/a")).await;
    assert_eq!(looker.status, 403, "{}", looker.text);
    let forms = desk.house.get("/api/v1/share/forms", &[("authorization", &desk.looker)]).await;
    let names = forms.json()["codes"].as_array().unwrap().len();
    assert!(names >= 7 && forms.text.contains("alipay/qr-code"), "{}", forms.text);
    let written = json!({"card": {}, "as": "wechat/qr-code"});
    let written = desk.post("write", &written).await;
    assert!(written.status == 422 && written.text.contains("platform-codes"), "{}", written.text);
    desk.house.close().await;
}

#[tokio::test]
async fn what_is_not_permitted_is_a_problem_with_a_pointer_and_is_not_sent() {
    let desk = Desk::open().await;
    let link = |more: &Value| {
        let mut ask = json!({"as": "wechat/url-link", "path": "pages/a"});
        ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask
    };
    for (more, pointer) in [
        (json!({"days": 31}), "/days"),
        (json!({"days": 0}), "/days"),
        (json!({"expires": "2020-01-01T00:00:00Z"}), "/expires"),
        (json!({"expires": "tomorrow"}), "/expires"),
        (json!({"expires": "2027-01-01T00:00:00Z", "days": 1}), "/days"),
        (json!({"query": "名=茶"}), "/query"),
        (json!({"as": "wechat/telegraph"}), "/as"),
        (json!({"account": "nobody"}), "/account"),
        (json!({"path": null}), "/path"),
    ] {
        let reply = desk.post("platform-links", &link(&more)).await;
        assert_eq!(reply.status, 422, "{more}: {}", reply.text);
        assert_eq!(reply.json()["pointer"], pointer, "{more}: {}", reply.text);
    }
    let looker = desk.post_as(&desk.looker, "platform-links", &link(&json!({}))).await;
    assert_eq!(looker.status, 403, "{}", looker.text);
    assert_eq!(desk.platform.asked(""), 0, "nothing was sent");
    desk.house.close().await;
}

#[tokio::test]
async fn a_platforms_refusal_is_a_problem_with_its_own_code_and_no_secret() {
    let desk = Desk::open().await;
    let ask = json!({"as": "wechat/url-link", "path": "pages/nowhere"});
    let say = |told: Value| *desk.platform.to_links.lock().unwrap() = Some(told);
    say(json!({"errcode": 40165, "errmsg": "invalid weapp pagepath token-of-wxmini"}));
    let reply = desk.post("platform-links", &ask).await;
    let problem = reply.json();
    assert_eq!((reply.status.as_u16(), &problem["code"]), (409, &json!("40165")), "{problem}");
    assert_eq!(problem["type"], "/api/docs#platform-refused");
    assert!(!reply.text.contains("token-of"), "{problem}");
    say(json!({"errcode": 45009, "errmsg": "reach max api daily quota limit"}));
    for _ in 0..2 {
        let reply = desk.post("platform-links", &ask).await;
        assert_eq!(reply.status, 429, "{}", reply.text);
        assert_eq!(reply.json()["code"], "45009", "{}", reply.text);
        assert!(reply.headers.contains_key("retry-after"));
    }
    assert_eq!(
        desk.platform.asked("/wxa/generate_urllink"),
        2,
        "told so once, it is not asked again"
    );
    desk.house.close().await;
    let desk = Desk::with(|accounts| {
        for one in accounts {
            one.app_secret = Some(Secret("wrong-secret".to_owned()));
        }
    })
    .await;
    let reply = desk.post("platform-links", &ask).await;
    assert_eq!((reply.status.as_u16(), reply.json()["code"].clone()), (409, json!("40125")));
    assert!(
        reply.text.contains("app_secret") && !reply.text.contains("wrong-secret"),
        "{}",
        reply.text
    );
    desk.house.close().await;
}

type Spoil = fn(&mut ShareAccountSpec);

#[tokio::test]
async fn accounts_are_listed_without_secrets_and_checked_at_the_start() {
    let desk = Desk::open().await;
    let reply = desk.house.get("/api/v1/share/accounts", &[("authorization", &desk.looker)]).await;
    let listed = reply.json();
    assert_eq!(listed["accounts"][0]["name"], "pages", "{listed}");
    assert_eq!(listed["accounts"][0]["forms"], json!(["wechat/js-sdk"]));
    assert_eq!(listed["accounts"][1]["uses"], json!(["links"]));
    assert!(!reply.text.contains(SECRET), "{listed}");
    desk.house.close().await;
    let base = std::env::temp_dir();
    let sound = || account("a", "wx1", Use::Pages, "");
    assert!(ShareAccountSpec::roll(&[sound()], &base).is_ok());
    let wrong: [(&str, Spoil); 7] = [
        ("dialect", |one| one.dialect = "telegraph".to_owned()),
        ("apps", |one| one.apps.clear()),
        ("app_secret", |one| one.app_secret = None),
        ("app_secret", |one| one.app_secret = Some(Secret("env:NO_SUCH_VARIABLE".to_owned()))),
        ("uses", |one| one.uses = vec![Use::Codes]),
        ("endpoint", |one| one.endpoint = "api.example".to_owned()),
        ("name", |one| one.name = Some("a b".to_owned())),
    ];
    for (field, change) in wrong {
        let mut one = sound();
        change(&mut one);
        let Err((name, error)) = ShareAccountSpec::roll(&[one], &base) else { panic!("{field}") };
        assert!(error.to_string().starts_with(field), "{name}: {error}");
    }
    let Err((_, error)) = ShareAccountSpec::roll(&[sound(), sound()], &base) else {
        panic!("twice")
    };
    assert!(error.to_string().contains("two accounts"), "{error}");
    // A platform whose calls are signed with keys wants keys where it is to make something, and no secret.
    let keyed = |uses| ShareAccountSpec {
        dialect: "alipay".to_owned(),
        app_secret: None,
        ..account("a", "2021000122671080", uses, "")
    };
    assert!(ShareAccountSpec::roll(&[keyed(Use::Pages)], &base).is_ok());
    let Err((_, error)) = ShareAccountSpec::roll(&[keyed(Use::Links)], &base) else {
        panic!("without keys")
    };
    assert!(error.to_string().starts_with("ours"), "{error}");
    let key = drawbridge_seal::PrivateKey::generate().unwrap();
    let secret = |text: String| Secret(text);
    let public = key.public().unwrap().to_pem();
    let mut whole = keyed(Use::Links);
    whole.ours = vec![KeySpec { key: secret(key.to_pem()), certificate: None, id: None }];
    let Err((_, error)) = ShareAccountSpec::roll(&[whole.clone()], &base) else {
        panic!("without their key")
    };
    assert!(error.to_string().starts_with("theirs"), "{error}");
    whole.theirs = vec![PublicKeySpec { key: secret(public), id: None }];
    let roll = ShareAccountSpec::roll(&[whole], &base).unwrap();
    assert_eq!((roll.0[0].account.keys.ours.len(), roll.0[0].account.keys.theirs.len()), (1, 1));
}

const INSIDE: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 MicroMessenger/8.0.50";

#[tokio::test]
async fn the_page_of_a_short_link_shares_inside_the_app_and_has_no_script_elsewhere() {
    let desk = Desk::open().await;
    let told = |value: &str| json!({"value": value, "from": "open-graph"});
    let card = json!({"url": told("https://shop.example/1"), "title": told("</script><b>茶")});
    let ask = json!({"url": "https://shop.example/1", "card": card});
    let made = desk.post("links", &ask).await.json();
    let link = made["link"].as_str().unwrap();
    let path = link.strip_prefix(&desk.house.base).unwrap();
    let outside = desk.house.get(path, &[]).await;
    assert!(!outside.text.contains("<script src"), "{}", outside.text);
    assert!(!outside.headers["content-security-policy"].to_str().unwrap().contains("script"));
    let opened = format!("{path}?from=singlemessage");
    let inside = desk.house.get(&opened, &[("user-agent", INSIDE)]).await;
    let ours = format!("{}/share/script/wechat.js", desk.house.base);
    let policy = inside.headers["content-security-policy"].to_str().unwrap();
    let theirs = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js";
    assert!(policy.contains(&format!("script-src {theirs} {ours};")), "{policy}");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("'unsafe"), "{policy}");
    let (_, rest) = inside.text.split_once("id=\"share-data\">").unwrap();
    let (data, scripts) = rest.split_once("</script>").unwrap();
    assert!(scripts.contains(theirs) && scripts.contains(&ours), "{scripts}");
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!(
        (&data["friends"]["link"], &data["friends"]["title"]),
        (&json!(link), &json!("</script><b>茶"))
    );
    // Signed is the address as it was opened, with what the app put behind it.
    let config = &data["config"];
    let (nonce, at) = (config["nonceStr"].as_str().unwrap(), config["timestamp"].as_i64().unwrap());
    let of = |page: &str| {
        sha1(&format!("jsapi_ticket=a-ticket&noncestr={nonce}&timestamp={at}&url={page}"))
    };
    assert_eq!(config["signature"], of(&format!("{link}?from=singlemessage")));
    let script = desk.house.get("/share/script/wechat.js", &[]).await;
    assert!(script.status == 200 && script.text.contains("updateAppMessageShareData"));
    assert_eq!(desk.house.get("/share/script/slack.js", &[]).await.status, 404);
    // Withdrawn, it says so, and signs nothing.
    let code = made["code"].as_str().unwrap();
    let gone = format!("/api/v1/share/links/{code}");
    let headers = [("authorization", &*desk.bearer), ("content-type", "application/json")];
    desk.house.ask("DELETE", &gone, &headers, json!({"why": "sold"}).to_string()).await;
    let inside = desk.house.get(&opened, &[("user-agent", INSIDE)]).await;
    assert!(inside.status == 410 && !inside.text.contains("share-data"), "{}", inside.text);
    desk.house.close().await;
}

#[tokio::test]
async fn without_an_account_or_an_answer_the_page_is_as_it_is_everywhere() {
    for wrong in [true, false] {
        let desk = Desk::with(|accounts| {
            if wrong {
                for one in accounts {
                    one.app_secret = Some(Secret("wrong".to_owned()));
                }
            } else {
                accounts.clear();
            }
        })
        .await;
        let card = json!({"title": {"value": "茶", "from": "open-graph"}});
        let ask = json!({"url": "https://shop.example/1", "card": card});
        let made = desk.post("links", &ask).await.json();
        let path =
            made["link"].as_str().unwrap().strip_prefix(&desk.house.base).unwrap().to_owned();
        let page = desk.house.get(&path, &[("user-agent", INSIDE)]).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("茶") && !page.text.contains("share-data"), "{}", page.text);
        assert!(!page.headers["content-security-policy"].to_str().unwrap().contains("script"));
        desk.house.close().await;
    }
}

/// As hexadecimal digits.
fn sha1(text: &str) -> String {
    use sha1::{Digest, Sha1};
    format!("{:x}", Sha1::digest(text))
}

#[test]
fn the_vendors_own_example_is_signed_alike() {
    // developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html, appendix 1.
    let told = "jsapi_ticket=sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg\
                &noncestr=Wm3WZYTPz0wzccnW&timestamp=1414587457&url=http://mp.weixin.qq.com?params=value";
    assert_eq!(sha1(told), "0f9de62fce790f9a083d5c99e95740ceb90c27ed");
}
