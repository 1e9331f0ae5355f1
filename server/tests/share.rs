//! Links over HTTP: what a message holds, cards, short links and their pages, appeals.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use drawbridge_server::admin::tokens::{self, Scope};
use drawbridge_server::share::{Android, List, Protect, Says};
use house::{House, Reply};
use serde_json::{Value, json};

struct Desk {
    house: House,
    bearer: String,
}

impl Desk {
    async fn open() -> Self {
        let house = House::with(|config| {
            config.share.open = true;
            config.share.per_minute = 3;
            config.share.apps.apple = vec!["ABCDE12345.cn.example.teahouse".to_owned()];
            config.share.apps.android = vec![Android {
                package: "cn.example.teahouse".to_owned(),
                fingerprints: vec![vec!["AB"; 32].join(":")],
            }];
            let names = vec!["teahouse".to_owned()];
            config.share.protect = vec![Protect { names, domains: vec!["teahouse.cn".to_owned()] }];
        })
        .await;
        Self::of(house).await
    }

    async fn of(house: House) -> Self {
        let scopes = [Scope::Read, Scope::Write, Scope::Admin];
        let token = tokens::create(&*house.running.node.store, "shop", &scopes).await.unwrap();
        Self { house, bearer: format!("Bearer {token}") }
    }

    async fn call(&self, method: &str, path: &str, body: &Value) -> Reply {
        let headers = [("authorization", &*self.bearer), ("content-type", "application/json")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.house.ask(method, path, &headers, body).await
    }
}

#[tokio::test]
async fn a_message_is_read_and_each_thing_in_it_is_a_judged_card() {
    let desk = Desk::open().await;
    let text = "看😆 https://shop.example/item?id=1&utm_source=x ，还有 https://taoba0.example/";
    let reply = desk.call("POST", "/api/v1/share/read", &json!({"text": text})).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let found = reply.json()["found"].clone();
    let one = &found[0];
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let at = |end: usize| usize::try_from(one["span"][end].as_u64().unwrap()).unwrap();
    let link = String::from_utf16(&utf16[at(0)..at(1)]).unwrap();
    assert_eq!(link, "https://shop.example/item?id=1&utm_source=x");
    assert_eq!(one["card"]["url"]["value"], "https://shop.example/item?id=1", "{one}");
    assert_eq!(one["card"]["safety"]["step"], "open");
    assert_eq!(found[1]["card"]["safety"]["step"], "warn", "{found}");
    assert_eq!(found[1]["card"]["safety"]["findings"][0]["rule"], "link.look-alike");
    desk.house.close().await;
}

#[tokio::test]
async fn a_card_is_written_in_every_form_that_is_listed() {
    let desk = Desk::open().await;
    let told = |value: &str| json!({"value": value, "from": "open-graph"});
    let card = json!({
        "url": told("https://shop.example/1"), "title": told("<b>茶</b>"), "text": told("一杯好茶"),
        "images": [{"value": {"url": "https://shop.example/1.png", "width": 800, "height": 640}, "from": "open-graph"}],
    });
    let forms = desk.call("GET", "/api/v1/share/forms", &Value::Null).await.json();
    let forms = forms["forms"].as_array().unwrap().clone();
    assert!(forms.len() > 15, "{forms:?}");
    for form in forms {
        let name = form["name"].as_str().unwrap();
        let ask = json!({"card": card, "as": name, "page": "https://shop.example/1"});
        let reply = desk.call("POST", "/api/v1/share/write", &ask).await;
        let told = reply.json();
        // A form may say why it cannot carry this card; it never fails otherwise.
        match reply.status.as_u16() {
            200 => {
                assert!(told["text"].is_string() || told["base64"].is_string(), "{name}: {told}");
            }
            409 => assert!(told["detail"].as_str().unwrap().len() > 10, "{name}: {told}"),
            other => panic!("{name}: {other} {told}"),
        }
    }
    let mut refused = card.clone();
    refused["safety"] = json!({"step": "refuse"});
    let ask = json!({"card": refused, "as": "wechat"});
    assert_eq!(desk.call("POST", "/api/v1/share/write", &ask).await.status, 409);
    let none = json!({"card": card, "as": "telegraph"});
    assert_eq!(desk.call("POST", "/api/v1/share/write", &none).await.status, 422);
    desk.house.close().await;
}

#[tokio::test]
async fn a_short_link_is_a_page_a_picture_and_an_oembed_answer_until_it_is_withdrawn() {
    let desk = Desk::open().await;
    let told = |value: &str| json!({"value": value, "from": "open-graph"});
    let ask = json!({
        "url": "https://shop.example/1",
        "card": {"url": told("https://shop.example/1"), "title": told("龙井茶"), "images": [
            {"value": {"url": "https://shop.example/1.png"}, "from": "open-graph"}]},
    });
    let made = desk.call("POST", "/api/v1/share/links", &ask).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.json();
    let (code, link) = (made["code"].as_str().unwrap(), made["link"].as_str().unwrap());
    assert!(made["text"].as_str().unwrap().contains(link), "{made}");
    let path = link.strip_prefix(&desk.house.base).unwrap();
    let page = desk.house.get(path, &[("accept-language", "zh-CN")]).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("<meta property=\"og:title\" content=\"龙井茶\">"), "{}", page.text);
    assert!(page.text.contains("/share/picture/"), "pictures come by way of us");
    assert!(!page.text.contains("\"https://shop.example/1.png\""), "{}", page.text);
    for (form, kind) in
        [("png", "image/png"), ("svg", "image/svg+xml"), ("json", "application/json")]
    {
        let reply = desk.house.get(&format!("{path}.{form}"), &[]).await;
        assert_eq!(
            (reply.status.as_u16(), reply.headers["content-type"].to_str().unwrap()),
            (200, kind)
        );
    }
    for form in ["png", "svg", "json"] {
        let drawn = desk.house.running.node.share.engine.drawn();
        let path = format!("{path}.{form}");
        let tag = desk.house.get(&path, &[]).await.headers["etag"].to_str().unwrap().to_owned();
        let had = desk.house.get(&path, &[("if-none-match", &*format!("\"x\", W/{tag}"))]).await;
        assert_eq!((had.status.as_u16(), had.bytes.len()), (304, 0), "{form}");
        assert_eq!(had.headers["etag"].to_str().unwrap(), tag);
        let other = desk.house.get(&path, &[("if-none-match", "\"x\"")]).await;
        assert_eq!(other.status, 200, "{form}");
        assert_eq!(desk.house.running.node.share.engine.drawn(), drawn, "{form} is drawn once");
    }
    let json = desk.house.get(&format!("{path}.json"), &[]).await.json();
    let picture = json["images"][0]["value"]["url"].as_str().unwrap();
    assert!(picture.starts_with(&format!("{}/share/picture/", desk.house.base)), "{json}");
    let oembed = desk.house.get(&format!("/oembed?url={link}&maxwidth=400"), &[]).await;
    assert_eq!(oembed.json()["title"], "龙井茶", "{}", oembed.text);
    let xml = desk.house.get(&format!("/oembed?format=xml&url={link}"), &[]).await;
    assert!(xml.text.contains("<title>龙井茶</title>"), "{}", xml.text);
    assert_eq!(desk.house.get("/oembed?url=https://elsewhere.example/", &[]).await.status, 404);
    assert_eq!(desk.house.get(&format!("/oembed?format=yaml&url={link}"), &[]).await.status, 501);
    let counted =
        desk.call("GET", &format!("/api/v1/share/links/{code}/openings"), &Value::Null).await;
    assert_eq!(counted.json()["days"][0]["by"], json!({"browser": 1}), "{}", counted.text);
    let gone = desk
        .call("DELETE", &format!("/api/v1/share/links/{code}"), &json!({"why": "<i>sold</i>"}))
        .await;
    assert_eq!(gone.json()["standing"], "withdrawn", "{}", gone.text);
    let page = desk.house.get(path, &[("accept-language", "en")]).await;
    assert_eq!(page.status, 410);
    assert!(page.text.contains("&lt;i&gt;sold") && !page.text.contains("龙井"), "{}", page.text);
    for form in ["png", "svg", "json"] {
        let reply = desk.house.get(&format!("{path}.{form}"), &[]).await;
        assert_eq!(reply.status, 410, "{form}");
        assert!(!reply.text.contains("龙井"), "{form}: {}", reply.text);
    }
    assert_eq!(desk.house.get("/s/23456789", &[]).await.status, 404);
    desk.house.close().await;
}

#[tokio::test]
async fn a_short_link_leads_where_it_was_judged_to_lead() {
    let desk = Desk::open().await;
    let told = |value: &str| json!({"value": value, "from": "address"});
    let other = "https://elsewhere.example/pay";
    let ask = json!({"url": "https://shop.example/1", "card": {
        "url": told(other), "title": told("茶"), "site": told("别家"), "platform": "wechat",
        "openings": [{"value": {"by": "web", "url": other}, "from": "address"}]}});
    let made = desk.call("POST", "/api/v1/share/links", &ask).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(!made.text.contains("elsewhere") && !made.text.contains("别家"), "{}", made.text);
    let path =
        made.json()["link"].as_str().unwrap().strip_prefix(&desk.house.base).unwrap().to_owned();
    let page = desk.house.get(&path, &[]).await.text;
    assert!(page.contains("https://shop.example/1") && !page.contains("elsewhere"), "{page}");
    for (ask, pointer) in [
        (json!({"url": "hello"}), "/url"),
        (json!({"url": "javascript:alert(1)"}), "/url"),
        (
            json!({"url": "https://shop.example/1", "expires": "2001-01-01T00:00:00+08:00"}),
            "/expires",
        ),
    ] {
        let reply = desk.call("POST", "/api/v1/share/links", &ask).await;
        assert_eq!(
            (reply.status.as_u16(), &reply.json()["pointer"]),
            (422, &json!(pointer)),
            "{}",
            reply.text
        );
    }
    desk.house.close().await;
}

#[tokio::test]
async fn our_own_links_and_codes_are_read_again_wherever_they_were_pasted() {
    let desk = Desk::open().await;
    let ask = json!({"url": "https://shop.example/1"});
    let made = desk.call("POST", "/api/v1/share/links", &ask).await.json();
    let (code, link) = (made["code"].as_str().unwrap(), made["link"].as_str().unwrap());
    let text = format!("看 https://shop.example/2 和{}，", made["text"].as_str().unwrap());
    let read = desk.call("POST", "/api/v1/share/read", &json!({"text": text})).await.json();
    let shapes: Vec<_> =
        read["found"].as_array().unwrap().iter().map(|found| &found["shape"]).collect();
    assert_eq!(shapes, ["link", "short-link", "short-code"], "{read}");
    for found in [&read["found"][1], &read["found"][2]] {
        assert_eq!((&found["code"], &found["url"]), (&json!(code), &json!(link)), "{found}");
        assert_eq!(found["card"]["url"]["value"], "https://shop.example/1", "{found}");
    }
    let card = desk.house.get(&format!("/share/card?url={link}"), &[]).await;
    assert_eq!(card.json()["url"]["value"], "https://shop.example/1", "{}", card.text);
    let path = link.strip_prefix(&desk.house.base).unwrap();
    desk.house.ask("HEAD", path, &[], String::new()).await;
    desk.house.get(path, &[("user-agent", "Slackbot-LinkExpanding 1.0")]).await;
    let openings = format!("/api/v1/share/links/{code}/openings");
    let counted = desk.call("GET", &openings, &Value::Null).await.json();
    assert_eq!(
        counted["days"],
        json!([]),
        "neither a look at the head nor a preview is an opening"
    );
    desk.call("DELETE", &format!("/api/v1/share/links/{code}"), &json!({})).await;
    let read = desk.call("POST", "/api/v1/share/read", &json!({"text": link})).await.json();
    assert_eq!(read["found"][0]["error"]["reason"]["zh"], "链接已失效", "{read}");
    desk.house.close().await;
}

#[tokio::test]
async fn of_more_things_than_are_made_cards_the_others_are_told() {
    let desk = Desk::open().await;
    let links: Vec<String> = (0..18).map(|n| format!("https://shop.example/{n}")).collect();
    let text = links.join(" ");
    let read = desk.call("POST", "/api/v1/share/read", &json!({"text": text})).await.json();
    let found = read["found"].as_array().unwrap();
    assert_eq!(found.len(), 18, "{read}");
    assert!(found[..16].iter().all(|found| found["card"].is_object()), "{read}");
    for found in &found[16..] {
        assert!(found["card"].is_null(), "{found}");
        assert!(found["error"]["reason"]["zh"].as_str().unwrap().contains("十六"), "{found}");
    }
    desk.house.close().await;
}

#[tokio::test]
async fn what_is_refused_has_no_short_link_and_anybody_may_appeal() {
    let desk = Desk::open().await;
    let ask = json!({"text": "https://teahouse.cn@shop.example/"});
    let read = desk.call("POST", "/api/v1/share/read", &ask).await.json();
    let safety = read["found"][0]["card"]["safety"].clone();
    assert_eq!(safety["step"], "refuse", "{read}");
    let url = json!({"url": "https://teahouse.cn@shop.example/"});
    assert_eq!(desk.call("POST", "/api/v1/share/links", &url).await.status, 409);
    let decision = safety["decision"].as_u64().unwrap();
    let kind = [("content-type", "application/json")];
    let appeal = json!({"decision": decision, "grounds": "它是我们自己的地址"}).to_string();
    let taken = desk.house.ask("POST", "/share/appeals", &kind, appeal.clone()).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
    let again = desk.house.ask("POST", "/share/appeals", &kind, appeal.clone()).await;
    assert_eq!(again.status, 409, "{}", again.text);
    let path = format!("/api/v1/share/appeals/{decision}");
    let wrong = desk.call("POST", &path, &json!({"found": {"no_such": false}})).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    for wrong in [json!({"shares_1h": 0}), json!({"redirects": -1}), json!({"redirects": 1.5})] {
        let wrong = desk.call("POST", &path, &json!({"found": wrong})).await;
        assert_eq!(wrong.status, 422, "{}", wrong.text);
    }
    let found = json!({"credentials": false, "redirects": 1});
    let answer = desk.call("POST", &path, &json!({"found": found})).await;
    assert_eq!((answer.status.as_u16(), answer.json()["verdict"].clone()), (200, json!("allow")));
    let back = desk.call("DELETE", &path, &Value::Null).await;
    assert_eq!(back.status, 204, "{}", back.text);
    let again = desk.call("DELETE", &path, &Value::Null).await;
    assert_eq!(again.status, 409, "{}", again.text);
    desk.house.close().await;
}

#[tokio::test]
async fn strangers_get_cards_at_hand_and_a_few_others() {
    let desk = Desk::open().await;
    for at in 0..3 {
        let reply =
            desk.house.get(&format!("/share/card?url=https://shop.example/{at}"), &[]).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
    let more = desk.house.get("/share/card?url=https://shop.example/9", &[]).await;
    assert_eq!(more.status, 429, "{}", more.text);
    assert!(more.headers.contains_key("retry-after"));
    let at_hand = desk.house.get("/share/card?url=https://shop.example/0", &[]).await;
    assert_eq!(at_hand.status, 200, "what is at hand costs nothing");
    let token = desk.call("GET", "/share/card?url=https://shop.example/9", &Value::Null).await;
    assert_eq!(token.status, 200, "{}", token.text);
    let forged = "/share/card?url=https://shop.example/0%0Alink%0ANone";
    assert_eq!(desk.house.get(forged, &[]).await.status, 400);
    assert_eq!(
        desk.house
            .get("/share/picture/00?of=23456789&url=https://shop.example/1.png", &[])
            .await
            .status,
        404
    );
    desk.house.close().await;
}

#[tokio::test]
async fn a_node_does_not_make_cards_for_itself() {
    let desk = Desk::open().await;
    let version = env!("CARGO_PKG_VERSION");
    let ours = format!("Drawbridge/{version} (link preview; +{})", desk.house.base);
    let theirs = ours.replace("+http", "+https");
    for (agent, status) in [(&*ours, 422), (&*theirs, 200)] {
        let headers = [("user-agent", agent), ("authorization", &*desk.bearer)];
        let path = "/share/card?url=https://shop.example/0";
        // Before it is at hand: what is at hand leads no further.
        let reply = desk.house.get(path, &headers).await;
        assert_eq!(reply.status.as_u16(), status, "{agent}: {}", reply.text);
    }
    desk.house.close().await;
}

#[tokio::test]
async fn strangers_have_a_few_pictures_drawn() {
    let desk = Desk::open().await;
    let told = |value: Value| json!({"value": value, "from": "open-graph"});
    let image = |at: u32| told(json!({"url": format!("https://shop.example/{at}.png")}));
    let url = "https://shop.example/1";
    let images: Vec<Value> = (0..13).map(image).collect();
    let ask = json!({"url": url, "card": {
        "url": told(json!(url)), "title": told(json!("龙井茶")), "images": images}});
    let made = desk.call("POST", "/api/v1/share/links", &ask).await.json();
    let path = made["link"].as_str().unwrap().strip_prefix(&desk.house.base).unwrap().to_owned();
    let json = desk.house.get(&format!("{path}.json"), &[]).await.json();
    let pictures: Vec<&str> = json["images"]
        .as_array()
        .unwrap()
        .iter()
        .map(|image| {
            image["value"]["url"].as_str().unwrap().strip_prefix(&desk.house.base).unwrap()
        })
        .collect();
    for (at, picture) in pictures.iter().enumerate() {
        let reply = desk.house.get(picture, &[]).await;
        let status = if at < 12 { 422 } else { 429 };
        assert_eq!(reply.status.as_u16(), status, "{at}: {}", reply.text);
    }
    let again = desk.house.get(pictures[0], &[]).await;
    assert_eq!(again.status, 422, "what is known costs nothing");
    desk.house.close().await;
}

#[tokio::test]
async fn systems_are_told_which_apps_open_our_links() {
    let desk = Desk::open().await;
    let apple = desk.house.get("/.well-known/apple-app-site-association", &[]).await.json();
    assert_eq!(apple["applinks"]["details"][0]["appIDs"][0], "ABCDE12345.cn.example.teahouse");
    let android = desk.house.get("/.well-known/assetlinks.json", &[]).await.json();
    assert_eq!(android[0]["target"]["package_name"], "cn.example.teahouse");
    assert_eq!(desk.house.get("/.well-known/applinking.json", &[]).await.status, 404);
    desk.house.close().await;
}

#[tokio::test]
async fn strangers_pictures_are_drawn_anew_for_whoever_has_a_token() {
    let desk = Desk::of(House::in_web(|_| ()).await).await;
    let path = |url: &str| format!("/api/v1/share/pictures?url={url}");
    let noodles = path("https://img.example.cn/noodles.png");
    let drawn = desk.call("GET", &noodles, &Value::Null).await;
    assert_eq!(drawn.status, 200, "{}", drawn.text);
    let header = |name: &str| drawn.headers[name].to_str().unwrap();
    assert!(["image/jpeg", "image/png"].contains(&header("content-type")));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(header("cache-control"), "no-store");
    let (width, height) = size(&drawn);
    assert_eq!((width, height), (1200, 675), "1280 × 720 is more than is shown");
    assert_ne!(drawn.bytes, include_bytes!("house/web/noodles.png"));
    let stranger = desk.house.get(&noodles, &[]).await;
    assert_eq!(stranger.status, 401, "{}", stranger.text);
    for none in [
        "https://item.taobao.com/item.htm",
        "https://img.example.cn/none.png",
        "https://127.0.0.1/x.png",
        "javascript:alert(1)",
        "",
    ] {
        let reply = desk.call("GET", &path(none), &Value::Null).await;
        assert_eq!(reply.status, 422, "{none}: {}", reply.text);
        assert_eq!(reply.headers["content-type"], "application/problem+json");
    }
    assert_eq!(desk.call("GET", "/api/v1/share/pictures", &Value::Null).await.status, 400);
    desk.house.close().await;
}

/// The size of a picture that we drew.
fn size(drawn: &Reply) -> (u32, u32) {
    let bytes = &drawn.bytes;
    let long = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    if bytes.starts_with(b"\x89PNG") {
        return (long(16), long(20));
    }
    let short = |at: usize| u32::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
    let mut at = 2;
    while !matches!(bytes[at + 1], 0xC0..=0xC2) {
        at += 2 + usize::try_from(short(at + 2)).unwrap();
    }
    (short(at + 7), short(at + 5))
}

#[tokio::test]
async fn where_no_pictures_are_shown_none_is_fetched_or_named() {
    let desk = Desk::of(House::in_web(|config| config.share.pictures_mib = 0).await).await;
    let forms = desk.call("GET", "/api/v1/share/forms", &Value::Null).await.json();
    assert_eq!(forms["pictures"], false);
    let path = "/api/v1/share/pictures?url=https://img.example.cn/tea/1.png";
    assert_eq!(desk.call("GET", path, &Value::Null).await.status, 404);
    let url = json!({"url": "https://item.taobao.com/item.htm?id=612345678901"});
    let made = desk.call("POST", "/api/v1/share/links", &url).await.json();
    assert_eq!(made["card"]["images"][0]["value"]["url"], "https://img.example.cn/tea/1.png");
    let link = made["link"].as_str().unwrap().strip_prefix(&desk.house.base).unwrap();
    let page = desk.house.get(link, &[]).await;
    assert!(page.text.contains("茶具") && !page.text.contains("/share/picture/"), "{}", page.text);
    desk.house.close().await;
}

#[tokio::test]
async fn our_own_words_are_in_the_tongue_and_pictures_in_the_tone_that_are_asked_for() {
    let desk = Desk::open().await;
    let told = |value: &str| json!({"value": value, "from": "html"});
    let card = json!({"url": told("https://shop.example/1"), "title": told("茶")});
    let write = async |more: Value| {
        let mut ask = json!({"card": card});
        ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let reply = desk.call("POST", "/api/v1/share/write", &ask).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()
    };
    let png = write(json!({"as": "png"})).await;
    assert_eq!(png, write(json!({"as": "png", "dark": false, "tongue": "zh"})).await);
    assert_ne!(png, write(json!({"as": "png", "dark": true})).await);
    assert_ne!(png, write(json!({"as": "png", "tongue": "en"})).await);
    let page = async |tongue: &str| {
        let page = write(json!({"as": "og", "tongue": tongue})).await;
        page["text"].as_str().unwrap().to_owned()
    };
    assert!(page("zh").await.contains("<html lang=\"zh-CN\""));
    assert!(page("en").await.contains("<html lang=\"en\""));
    let ask = json!({"card": card, "as": "png", "tongue": "fr"});
    assert_eq!(desk.call("POST", "/api/v1/share/write", &ask).await.status, 422);
    desk.house.close().await;
}

/// Lists in files of their own, in a folder that is nobody else's.
struct Listed(std::path::PathBuf);

impl Listed {
    fn new() -> Self {
        let name = format!("drawbridge-lists-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    fn list(&self, name: &str, says: Says) -> List {
        List { path: self.0.join(name), says }
    }
}

impl Desk {
    /// Looks at the lists, as often.
    fn look(&self, times: usize) {
        let share = &self.house.running.node.share;
        (0..times).for_each(|_| share.lists.look(&share.engine));
    }

    async fn step(&self, url: &str) -> Value {
        let read = self.call("POST", "/api/v1/share/read", &json!({"text": url})).await.json();
        read["found"][0]["card"]["safety"]["step"].clone()
    }

    /// A short link to an address, by its path.
    async fn short(&self, url: &str) -> String {
        let card = json!({"title": {"value": "龙井茶", "from": "open-graph"}});
        let made =
            self.call("POST", "/api/v1/share/links", &json!({"url": url, "card": card})).await;
        assert_eq!(made.status, 201, "{}", made.text);
        made.json()["link"].as_str().unwrap().strip_prefix(&self.house.base).unwrap().to_owned()
    }

    /// How the lists stand, as anybody is told, and as a monitor with a token is.
    async fn standing(&self) -> (Value, String) {
        let ready = self.house.get("/readyz", &[]).await;
        assert_eq!(ready.status, 200, "{}", ready.text);
        let auth = [("authorization", &*self.bearer)];
        let metrics = self.house.get("/metrics", &auth).await.text;
        let of_lists = metrics.lines().filter(|line| line.starts_with("drawbridge_share_list"));
        let numbers: Vec<_> = of_lists.filter_map(|line| line.rsplit(' ').next()).collect();
        (ready.json()["lists"]["state"].clone(), numbers.join(" "))
    }
}

#[tokio::test]
async fn a_list_that_changes_is_read_again_and_a_broken_one_changes_nothing() {
    let listed = Listed::new();
    listed.write("bad.txt", "old.example");
    listed.write("illegal.txt", "old.example");
    let lists =
        vec![listed.list("bad.txt", Says::Phishing), listed.list("illegal.txt", Says::Illegal)];
    let desk = Desk::of(House::with(|config| config.share.lists = lists).await).await;
    let (bad, illegal) = ("https://shop.example/a", "https://mall.example/b");
    let (to_bad, to_illegal) = (desk.short(bad).await, desk.short(illegal).await);
    assert_eq!((desk.step(bad).await, desk.step(illegal).await), (json!("open"), json!("open")));
    assert_eq!(desk.standing().await, (json!("current"), "2 0".to_owned()));

    listed.write("bad.txt", "old.example\nshop.example");
    listed.write("illegal.txt", "old.example\nmall.example");
    desk.look(1);
    assert_eq!(desk.step(bad).await, "open", "it may be written to still");
    desk.look(1);
    // The cards were at hand, and both links have their verdict.
    let steps = (desk.step(bad).await, desk.step(illegal).await);
    assert_eq!(steps, (json!("refuse"), json!("refuse")));
    assert_eq!(desk.standing().await, (json!("current"), "4 0".to_owned()));
    // Whoever asks for the card of a short link, or pastes it, before anybody opens it is told no less.
    let own = |path: &str| format!("{}{path}", desk.house.base);
    let card = desk.house.get(&format!("/share/card?url={}", own(&to_bad)), &[]).await.json();
    assert_eq!(card["safety"]["step"], "refuse");
    assert_eq!(desk.step(&own(&to_illegal)).await, "refuse");
    for (path, status) in [(&to_bad, 403), (&to_illegal, 451)] {
        for form in ["", ".json", ".png", ".svg"] {
            let reply = desk.house.get(&format!("{path}{form}"), &[]).await;
            assert_eq!(reply.status, status, "{path}{form}");
            assert!(!reply.text.contains("龙井"), "{path}{form}: {}", reply.text);
        }
    }

    listed.write("bad.txt", "two words and more");
    desk.look(2);
    assert_eq!(desk.step(bad).await, "refuse", "the list before it counts on");
    assert_eq!(desk.standing().await, (json!("old"), "4 1".to_owned()));
    let why = desk.house.running.node.share.lists.trouble().unwrap();
    assert!(why.contains("bad.txt") && why.contains("line 1"), "{why}");
    std::fs::remove_file(listed.0.join("bad.txt")).unwrap();
    desk.look(2);
    assert_eq!((desk.step(bad).await, desk.standing().await.0), (json!("refuse"), json!("old")));

    listed.write("bad.txt", "old.example");
    desk.look(2);
    assert_eq!(desk.step(bad).await, "open");
    assert_eq!(desk.standing().await, (json!("current"), "3 0".to_owned()));
    desk.house.close().await;
    std::fs::remove_dir_all(&listed.0).unwrap();
}
