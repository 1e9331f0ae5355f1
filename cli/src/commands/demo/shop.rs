//! The demo's shop: a client that knows one platform and believes to talk to it. It is made of the
//! dialect's own merchant halves, and hears notices at an address of its own.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response as HttpResponse};
use axum::routing::post;
use drawbridge_canon::pay::{Acknowledged, NoticeAsk, Pay};
use drawbridge_canon::{Account, Codec, Exchange, Method, Request};
use drawbridge_engine::outbound::{HttpNet, Net as _, NetSettings};
use drawbridge_engine::world::World;
use tokio::sync::mpsc;

/// How long the shop waits for its platform.
const PATIENCE: Duration = Duration::from_secs(15);

/// The shop.
pub(super) struct Shop {
    /// Where it hears notices.
    pub(super) notify_url: String,
    notices: mpsc::Receiver<NoticeAsk>,
    account: Arc<Account>,
    world: World,
    net: HttpNet,
}

struct Ear {
    pay: &'static Pay,
    account: Arc<Account>,
    world: World,
    heard: mpsc::Sender<NoticeAsk>,
}

impl Shop {
    /// Opens the shop.
    pub(super) async fn open(pay: &'static Pay, account: Account) -> anyhow::Result<Self> {
        let (world, _) = World::real();
        let net = HttpNet::new(&NetSettings::default()).map_err(|fault| anyhow!(fault))?;
        let account = Arc::new(account);
        let (heard, notices) = mpsc::channel(16);
        let ear = Ear { pay, account: account.clone(), world: world.clone(), heard };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let notify_url = format!("http://{}/notify", listener.local_addr()?);
        let router = Router::new().route("/notify", post(hear)).with_state(Arc::new(ear));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { notify_url, notices, account, world, net })
    }

    /// Calls its platform.
    pub(super) async fn call<X: Exchange>(
        &self,
        codec: Option<&'static dyn Codec<X>>,
        ask: &X::Ask,
    ) -> anyhow::Result<X::Answer> {
        let codec = codec.with_context(|| format!("this platform has no {}", X::NAME))?;
        let nonce = self.world.dice.nonce();
        let ctx = self.world.ctx(&nonce, &self.account);
        let request = codec.write_ask(ask, &ctx).map_err(|fault| anyhow!(fault))?;
        let response = self.net.send(&request, PATIENCE).await.map_err(|fault| anyhow!(fault))?;
        codec.read_answer(&response, &ctx.answering(&request)).map_err(|fault| anyhow!(fault))
    }

    /// Waits for a notice.
    pub(super) async fn told(&mut self) -> anyhow::Result<NoticeAsk> {
        let notice = tokio::time::timeout(PATIENCE, self.notices.recv()).await;
        notice.context("no notice came")?.context("the shop is closed")
    }
}

async fn hear(State(ear): State<Arc<Ear>>, headers: HeaderMap, body: Bytes) -> HttpResponse {
    let mut request = Request::new(Method::Post, "", "/notify");
    for (name, value) in &headers {
        request.headers.push(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
    }
    request.body = body.to_vec();
    let Some(codec) = ear.pay.notice else { return ().into_response() };
    let nonce = ear.world.dice.nonce();
    let ctx = ear.world.ctx(&nonce, &ear.account).answering(&request);
    let acknowledged = match codec.read_ask(&request, &ctx) {
        Ok(notice) => {
            // A story that is over listens no more; the platform need not tell it again.
            let _ = ear.heard.send(notice).await;
            Acknowledged::Heard
        }
        Err(fault) => Acknowledged::Again(fault.to_string()),
    };
    match codec.write_answer(&acknowledged, &ctx) {
        Ok(answer) => {
            let status = axum::http::StatusCode::from_u16(answer.status);
            (status.unwrap_or_default(), answer.body).into_response()
        }
        Err(_) => axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
