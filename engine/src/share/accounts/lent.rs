//! What a platform lends an account for a while: asked for once for everybody who needs it, and given back
//! to be asked for anew shortly before its time is over.

use std::pin::Pin;
use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_canon::share::{Ticket, TicketAsk, Token, TokenAsk};
use tokio::sync::{Mutex, oneshot};

use super::desk::{Desk, Held};
use super::shelf::{Place, Turn};
use super::trouble::{Doing, Trouble};

/// Something lent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lent {
    /// A token or a ticket.
    pub(super) text: String,
    /// When it was asked for.
    pub(super) asked: Timestamp,
    /// Until when it is used: somewhat shorter than it holds.
    pub(super) until: Timestamp,
}

/// How long before its end it is not used any more, at most: within the last five minutes platforms give
/// out the next one while the old one still holds (the documents of both that give tokens).
const BEFORE_END_MS: i64 = 300_000;

impl Lent {
    pub(super) fn new(text: String, seconds: u32, asked: Timestamp) -> Self {
        let life = i64::from(seconds) * 1000;
        Self { text, asked, until: asked.plus_ms(life - (life / 10).min(BEFORE_END_MS)) }
    }
}

/// What is lent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Token,
    Ticket,
}

impl What {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Ticket => "ticket",
        }
    }
}

/// What came of asking last.
#[derive(Default)]
pub(super) struct Cell(Option<Result<Lent, (Trouble, Timestamp)>>);

/// A token that a platform gave less than this ago, and calls no good, is not asked for anew: the next
/// would be no better, and asking is limited too.
const TOO_YOUNG_MS: i64 = 10_000;

/// For how long what went wrong is told without asking again: what passes, what was asked too often, and
/// what somebody has to mend.
const PASSING_MS: i64 = 2_000;
const TOO_OFTEN_MS: i64 = 60_000;
const LASTING_MS: i64 = 15_000;

/// How often one looks whether a sibling is done.
const LOOK: std::time::Duration = std::time::Duration::from_millis(100);

impl Cell {
    /// What can be said without asking. `bad` is what the platform called no good.
    fn at_hand(
        &self,
        bad: Option<&str>,
        now: Timestamp,
        held: &Held,
    ) -> Option<Result<String, Trouble>> {
        match self.0.as_ref()? {
            Ok(lent) if bad == Some(lent.text.as_str()) => {
                let young = now.0 - lent.asked.0 < TOO_YOUNG_MS;
                young.then(|| Err(held.not_accepted(None)))
            }
            Ok(lent) => (lent.until > now).then(|| Ok(lent.text.clone())),
            Err((trouble, until)) => (*until > now).then(|| Err(trouble.clone())),
        }
    }

    fn keep(&mut self, got: &Result<Lent, Trouble>, now: Timestamp) {
        self.0 = Some(got.clone().map_err(|trouble| {
            let pause = match &trouble {
                trouble if trouble.is_too_often() => TOO_OFTEN_MS,
                trouble if trouble.passes() => PASSING_MS,
                _ => LASTING_MS,
            };
            (trouble, now.plus_ms(pause))
        }));
    }
}

type Lending<'a> = Pin<Box<dyn Future<Output = Result<String, Trouble>> + Send + 'a>>;

impl Desk {
    /// What is lent to an account; `bad` is what the platform called no good. Who asks meanwhile waits for
    /// the same answer. Once begun, asking goes on even if nobody waits any more: a platform may have ended
    /// the last token by then.
    pub(super) fn lent<'a>(
        self: &'a Arc<Self>,
        held: &'a Arc<Held>,
        what: What,
        bad: Option<String>,
    ) -> Lending<'a> {
        Box::pin(async move {
            let mut cell = held.cell(what).clone().lock_owned().await;
            if let Some(said) = cell.at_hand(bad.as_deref(), self.world.clock.wall(), held) {
                return said;
            }
            let (tell, told) = oneshot::channel();
            let (own, of) = (self.clone(), held.clone());
            self.world.background.spawn(Box::pin(async move {
                let got = own.bring(&of, what, bad).await;
                cell.keep(&got, own.world.clock.wall());
                drop(cell);
                // Nobody may be waiting any more.
                let _ = tell.send(got.map(|lent| lent.text));
            }));
            told.await.unwrap_or_else(|_| Err(held.lost(what)))
        })
    }

    /// Finds it on the shelf, or has the platform lend it.
    async fn bring(
        self: &Arc<Self>,
        held: &Arc<Held>,
        what: What,
        bad: Option<String>,
    ) -> Result<Lent, Trouble> {
        let place = held.place(what);
        let version = loop {
            let turn = self.shelf.turn(&place, bad.as_deref()).await;
            match turn.map_err(|error| Trouble::store(&held.one.name, &error))? {
                Turn::Lent(lent) => return Ok(lent),
                Turn::Theirs => self.world.clock.sleep(LOOK).await,
                Turn::Ours(version) => break version,
            }
        };
        let got = self.ask_for(held, what).await;
        self.shelf.settle(&place, version, got.as_ref().ok()).await;
        got
    }

    async fn ask_for(self: &Arc<Self>, held: &Arc<Held>, what: What) -> Result<Lent, Trouble> {
        let asked = self.world.clock.wall();
        match what {
            What::Token => {
                let codec = held.one.share.token.ok_or_else(|| held.cannot(Doing::Token))?;
                let ask = TokenAsk { app_id: held.one.account.app().to_owned() };
                let told = self.call::<Token>(held, codec, &ask, (Doing::Token, "")).await?;
                Ok(Lent::new(told.token, told.seconds, asked))
            }
            What::Ticket => {
                let codec = held.one.share.ticket.ok_or_else(|| held.cannot(Doing::Ticket))?;
                let ask = TicketAsk { token: String::new() };
                let put = |ask: &mut TicketAsk, token: &str| token.clone_into(&mut ask.token);
                let told =
                    self.with_token::<Ticket>(held, codec, (ask, put), Doing::Ticket).await?;
                Ok(Lent::new(told.ticket, told.seconds, asked))
            }
        }
    }
}

impl Held {
    fn cell(&self, what: What) -> &Arc<Mutex<Cell>> {
        match what {
            What::Token => &self.token,
            What::Ticket => &self.ticket,
        }
    }

    /// Whoever has another secret has another place and another key.
    fn place(&self, what: What) -> Place {
        let account = &self.one.account;
        let secret = account.keys.app_secret.as_deref().unwrap_or_default();
        let named = format!("{}\n{}\n{}", self.one.dialect.name, account.app(), what.name());
        let id = crate::sha256_hex(format!("lent\n{named}\n{secret}").as_bytes());
        let mut key = crate::sha256_hex(format!("key\n{named}\n{secret}").as_bytes()).into_bytes();
        key.truncate(32);
        Place { id, key }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_not_used_to_the_very_end() {
        let until = |seconds| Lent::new(String::new(), seconds, Timestamp(0)).until.0;
        assert_eq!(until(7_200), 6_900_000, "five minutes before");
        assert_eq!(until(60), 54_000, "a tenth of a short time");
        assert_eq!(until(0), 0);
    }
}
