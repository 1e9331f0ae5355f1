//! A platform that names the address of a picture instead of sending it: the picture is fetched as every
//! stranger's is, from the public internet only, and drawn anew.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::share::Pictured;
use drawbridge_canon::{
    Account, Ctx, Fault, Keys, NamedSigner, NamedVerifier, Request, Response, Timestamp,
};
use drawbridge_engine::fetch::{PictureLimits, Pictures};
use drawbridge_engine::outbound::Net;
use drawbridge_engine::share::{
    AccountDesk, AccountTrouble, Coding, MadeCode, Roll, ShareAccount, WantedLink,
};
use drawbridge_engine::store;
use drawbridge_engine::world::World;
use drawbridge_seal::{PrivateKey, PublicKey};

use crate::kit::{Internet, Server, answer};

const APP: &str = "2021000122671080";
const NOON: Timestamp = Timestamp(1_800_000_000_000);

/// The platform: it verifies, and says where the picture is.
struct Gateway {
    account: Account,
    says: String,
}

#[async_trait::async_trait]
impl Net for Gateway {
    async fn send(&self, request: &Request, _: Duration) -> Result<Response, Fault> {
        assert!(request.url().starts_with("https://openapi.alipay.com/gateway.do?"));
        let codec = drawbridge_roster::dialect("alipay").unwrap().share.unwrap().make_code.unwrap();
        let ctx = Ctx::new(NOON, "0123456789abcdef0123456789abcdef", &self.account);
        codec.read_ask(request, &ctx)?;
        codec.write_answer(&Pictured::At(self.says.clone()), &ctx.answering(request))
    }
}

fn keys() -> (Arc<PrivateKey>, Arc<PublicKey>) {
    let key = PrivateKey::generate().unwrap();
    let public = key.public().unwrap();
    (Arc::new(key), Arc::new(public))
}

fn account(ours: &Arc<PrivateKey>, theirs: &Arc<PublicKey>) -> Account {
    let (id, certificate) = (String::new(), None);
    let signer =
        NamedSigner { id: id.clone(), certificate: certificate.clone(), key: ours.clone() };
    let verifier = NamedVerifier { id, certificate, key: theirs.clone() };
    let keys = Keys { ours: vec![signer], theirs: vec![verifier], ..Keys::default() };
    Account { id: APP.to_owned(), apps: vec![APP.to_owned()], keys, ..Account::default() }
}

async fn code(internet: &Internet, says: &str) -> Result<MadeCode, AccountTrouble> {
    let ((ours, our_public), (theirs, their_public)) = (keys(), keys());
    let gateway = Gateway { account: account(&theirs, &our_public), says: says.to_owned() };
    let coding = Coding::named("alipay/qr-code", drawbridge_roster::DIALECTS).unwrap();
    let one = ShareAccount {
        name: "ours".to_owned(),
        dialect: drawbridge_roster::dialect("alipay").unwrap(),
        share: coding.share,
        uses: Vec::new(),
        account: account(&ours, &their_public),
    };
    let store = store::open("sqlite::memory:").await.unwrap();
    let with = (store, World::real().0);
    let desk = AccountDesk::new(Arc::new(gateway), Roll(vec![one]), with);
    let pictures = Pictures::new(internet.fetcher(), PictureLimits::default());
    let from = (coding.platform, coding.share);
    desk.make_code(from, coding.own, WantedLink::page("pages/a?id=1"), &pictures).await
}

fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 300, 300);
    encoder.add_text_chunk("Comment".to_owned(), "<script>".to_owned()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![200; 300 * 300]).unwrap();
    writer.finish().unwrap();
    bytes
}

#[tokio::test]
async fn the_picture_is_fetched_and_drawn_anew() {
    let internet = Internet::new().await;
    let files = Server::new(|_| answer("200 OK\r\ncontent-type: image/png", &picture())).await;
    internet.at("mass.a-shop.cn", "93.184.216.34", &files);
    let made = code(&internet, "http://mass.a-shop.cn/wsdk/img?fileid=1").await.unwrap();
    assert_eq!((made.picture.width, made.picture.media_type), (300, "image/jpeg"));
    assert!(!made.picture.bytes.windows(7).any(|part| part == b"<script"));
    assert_eq!(files.count(), 1);
}

#[tokio::test]
async fn an_address_that_is_not_of_the_public_internet_is_not_asked() {
    let internet = Internet::new().await;
    internet.name("inner.a-shop.cn", &[&["10.0.0.1"]]);
    let port = internet.canary.at.port();
    for says in [
        format!("http://127.0.0.1:{port}/x.png"),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "http://inner.a-shop.cn/x.png".to_owned(),
    ] {
        let trouble = code(&internet, &says).await.unwrap_err();
        assert!(matches!(&trouble, AccountTrouble::NoPicture { .. }), "{trouble:?}");
    }
    assert_eq!(internet.canary.count(), 0, "nothing was dialled");
}

#[tokio::test]
async fn a_page_in_place_of_the_picture_is_none() {
    let internet = Internet::new().await;
    let files = Server::new(|_| answer("200 OK\r\ncontent-type: image/png", b"<svg/>")).await;
    internet.at("mass.a-shop.cn", "93.184.216.34", &files);
    let trouble = code(&internet, "http://mass.a-shop.cn/x").await.unwrap_err();
    assert!(trouble.to_string().contains("not handed on"), "{trouble}");
    assert_eq!(files.count(), 1);
}
