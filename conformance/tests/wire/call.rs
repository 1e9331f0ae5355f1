//! A merchant's client with bare hands on the wire.

use drawbridge_canon::pay::{ChargeAsk, Pay};
use drawbridge_canon::{Account, Ctx, Money, Request};
use drawbridge_engine::registry::{AccountSpec, build_account};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::house::{self, House};

/// A merchant that speaks one platform.
pub(crate) struct Caller {
    pub(crate) name: &'static str,
    account: Account,
    pay: &'static Pay,
    at: String,
}

/// How the length of a body is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// Ahead of it.
    Told,
    /// Chunk by chunk.
    Chunked,
}

/// What came back; nothing if the connection was closed without a word.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) kind: String,
    pub(crate) text: String,
}

/// One for every platform that is spoken, with the keys of its side.
pub(crate) fn callers(house: &House) -> Vec<Caller> {
    let config = &house.running.node.config;
    let spoken = drawbridge_roster::DIALECTS.iter().filter_map(|d| Some((*d, d.pay?)));
    spoken
        .filter(|(_, pay)| pay.charge.is_some())
        .map(|(dialect, pay)| {
            let ours = |spec: &AccountSpec| spec.dialect == dialect.name;
            let front = config.fronts.iter().find(|f| f.serves.is_some() && ours(&f.account));
            let side = config.wallets.iter().find(|wallet| ours(&wallet.account));
            let (front, side) = (&front.unwrap().account, &side.unwrap().account);
            let spec = AccountSpec {
                merchant: front.merchant.clone(),
                apps: front.apps.clone(),
                endpoint: format!("{}{}", house.base, pay.mount),
                ..side.clone()
            };
            let account = build_account(&spec, &house.folder).unwrap();
            let at = house.base.trim_start_matches("http://").to_owned();
            Caller { name: dialect.name, account, pay, at }
        })
        .collect()
}

impl Caller {
    /// A request to be paid, as it should be.
    pub(crate) fn charge(&self, house: &House, order: &str) -> Request {
        let world = &house.running.node.world;
        let nonce = world.dice.nonce();
        let ctx: Ctx<'_> = world.ctx(&nonce, &self.account);
        let ask = ChargeAsk {
            app: self.account.apps.first().cloned(),
            amount: Money::fen(8880),
            notify_url: Some(format!("{}/nobody-listens-here", house.base)),
            ..house::charge(order)
        };
        self.pay.charge.unwrap().write_ask(&ask, &ctx).unwrap()
    }

    /// Sends it; a node that stops listening ends the sending.
    pub(crate) async fn send(
        &self,
        request: &Request,
        more: &[(&str, &str)],
        length: Length,
    ) -> Heard {
        // The address that was asked for may lie below a mount, of which the target says nothing.
        let url = request.url();
        let target = url.split_once(&self.at).map_or("/", |(_, target)| target);
        let mut head =
            format!("{} {} HTTP/1.1\r\nhost: {}\r\n", request.method.as_str(), target, self.at);
        let said = request.headers.0.iter().map(|(name, value)| (&**name, &**value));
        for (name, value) in said.chain(more.iter().copied()) {
            head.extend([name, ": ", value, "\r\n"]);
        }
        let size = request.body.len().to_string();
        head.extend(match length {
            Length::Told => ["content-length: ", &size],
            Length::Chunked => ["transfer-encoding: ", "chunked"],
        });
        head += "\r\nconnection: close\r\n\r\n";
        let stream = TcpStream::connect(&self.at).await.unwrap();
        let (mut from, mut to) = stream.into_split();
        let body = request.body.clone();
        let sending = tokio::spawn(async move {
            to.write_all(head.as_bytes()).await?;
            for chunk in body.chunks(1 << 16) {
                if length == Length::Chunked {
                    to.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).await?;
                }
                to.write_all(chunk).await?;
                if length == Length::Chunked {
                    to.write_all(b"\r\n").await?;
                }
            }
            if length == Length::Chunked {
                to.write_all(b"0\r\n\r\n").await?;
            }
            Ok::<_, std::io::Error>(to)
        });
        let mut bytes = Vec::new();
        // What came before the connection broke is what was heard.
        let _ = from.read_to_end(&mut bytes).await;
        drop(sending.await.unwrap());
        heard(&String::from_utf8_lossy(&bytes))
    }
}

fn heard(text: &str) -> Heard {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return Heard::default() };
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let kind = head.lines().find_map(|line| line.strip_prefix("content-type: "));
    Heard {
        status: status.unwrap_or_default(),
        kind: kind.unwrap_or_default().to_owned(),
        text: body.to_owned(),
    }
}
