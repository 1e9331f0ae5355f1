//! Asking witnesses. They are asked beside everything else: a log whose witnesses are all away goes on,
//! and its checkpoints stand without them until they are back.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use drawbridge_canon::{Fault, Method, Request as HttpRequest};
use drawbridge_fair_log::note::Signature;
use drawbridge_fair_log::policy::PolicyWitness;
use drawbridge_fair_log::witness::{
    ADD_CHECKPOINT, Answer, AnswerError, Request, RequestError, read_answer,
};
use drawbridge_fair_log::{Checkpoint, Note};
use futures_util::future::join_all;
use tokio::sync::watch;
use tokio::time::Instant;

use super::Log;
use super::error::LogError;
use super::published::Published;
use crate::outbound::Net;

/// How long a witness may take to answer.
const ANSWER: Duration = Duration::from_secs(10);

/// The pause between two looks at what is published.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a witness that did not cosign is left alone.
const LATER: Duration = Duration::from_secs(30);

/// How often one witness is asked about one checkpoint: it may first have to say where it is, and
/// another node may come between.
const TRIES: u32 = 3;

/// Why a witness did not cosign. It is asked again later.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WatchError {
    /// It was not reached.
    #[error("not reached: {0}")]
    Net(String),
    /// What it said cannot be used.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// It knows more of this log than this node does.
    #[error(
        "it has cosigned {seen} leaves of this log, and {ours} are published here: the database was rolled \
         back, or somebody else signs with the key of this log"
    )]
    Ahead {
        /// What it cosigned.
        seen: u64,
        /// What is published.
        ours: u64,
    },
    /// Another node published meanwhile, and had that cosigned.
    #[error("it has cosigned what another node published meanwhile")]
    Overtaken,
    /// It says another size each time.
    #[error("it does not say where it is")]
    Undecided,
    /// The request could not be made.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// What a witness said last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watching {
    /// How many leaves it cosigned last, as far as this node knows since its start.
    pub size: u64,
    /// Why it did not cosign when it was last asked, if it did not.
    pub trouble: Option<WatchError>,
}

/// One witness, as the log sees it.
struct Watcher<'p> {
    witness: &'p PolicyWitness,
    url: String,
    /// The size that it cosigned last, as far as known.
    old: u64,
    /// The text of the checkpoint that it cosigned last.
    done: String,
    /// When it may be asked again after it failed.
    again: Instant,
}

impl Log {
    /// Asks the witnesses of the policy about each new checkpoint, until told to stop. Ends at once
    /// where there are none with an address.
    pub async fn ask_witnesses(
        self: Arc<Self>,
        net: Arc<dyn Net>,
        mut stop: watch::Receiver<bool>,
    ) {
        let Some(policy) = self.policy().cloned() else { return };
        let mut watchers: Vec<Watcher<'_>> =
            policy.witnesses().iter().filter_map(Watcher::of).collect();
        while !watchers.is_empty() && !*stop.borrow() {
            if let Some(read) = self.published() {
                self.ask_all(&*net, &mut watchers, &read).await;
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Asks each witness with an address once, now, about what is published. The first that does not
    /// cosign is the error; what the others said is kept all the same.
    pub async fn ask_once(&self, net: &dyn Net) -> Result<(), WatchError> {
        let (Some(policy), Some(read)) = (self.policy(), self.published()) else { return Ok(()) };
        let watchers = policy.witnesses().iter().filter_map(Watcher::of);
        let asked = watchers.map(async |mut one| self.ask(net, &mut one, &read).await);
        let (mut signatures, mut outcome) = (Vec::new(), Ok(()));
        for answer in join_all(asked).await {
            match answer {
                Ok(more) => signatures.extend(more),
                Err(error) if outcome.is_ok() => outcome = Err(error),
                Err(_) => {}
            }
        }
        if !signatures.is_empty() {
            self.cosigned(&read, signatures).await?;
        }
        outcome
    }

    async fn ask_all(&self, net: &dyn Net, watchers: &mut [Watcher<'_>], read: &Published) {
        let text = read.note.text();
        let due = watchers.iter_mut().filter(|one| one.done != text && one.again <= Instant::now());
        let asked = due.map(async |one| match self.ask(net, one, read).await {
            Ok(signatures) => {
                text.clone_into(&mut one.done);
                self.heard(one, None);
                signatures
            }
            Err(error) => {
                tracing::warn!(witness = %one.name(), %error, "a checkpoint was not cosigned");
                one.again = Instant::now() + LATER;
                self.heard(one, Some(error));
                Vec::new()
            }
        });
        let signatures: Vec<Signature> = join_all(asked).await.into_iter().flatten().collect();
        if signatures.is_empty() {
            return;
        }
        if let Err(error) = self.cosigned(read, signatures).await {
            tracing::warn!(%error, "cosignatures could not be kept");
            // They are asked for anew.
            for one in watchers {
                one.done.clear();
            }
        }
    }

    fn heard(&self, one: &Watcher<'_>, trouble: Option<WatchError>) {
        let watching = Watching { size: one.old, trouble };
        let mut all = self.watching.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(one.name(), watching);
    }

    /// Asks one witness about a checkpoint, from wherever it says it is.
    async fn ask(
        &self,
        net: &dyn Net,
        one: &mut Watcher<'_>,
        read: &Published,
    ) -> Result<Vec<Signature>, WatchError> {
        let mut note = read.note.clone();
        note.signatures.retain(|signature| self.key().made(signature));
        for _ in 0..TRIES {
            let Some(proof) = self.consistency(read, one.old).await? else {
                return Err(self.ahead(one.old).await?);
            };
            let request = Request::new(one.old, proof, note.clone())?;
            let mut post = HttpRequest::to_url(Method::Post, &one.url)
                .ok_or_else(|| WatchError::Net(format!("{} is no address", one.url)))?;
            post.body = request.to_string().into_bytes();
            let answer = net.send(&post, ANSWER).await.map_err(|fault| match fault {
                Fault::Unsent(why) | Fault::Unknown(why) => WatchError::Net(why),
                other => WatchError::Net(other.to_string()),
            })?;
            let keys = [&one.witness.key];
            match read_answer(answer.status, &answer.body, &read.checkpoint, &keys)? {
                Answer::Cosigned(signatures) => {
                    one.old = read.size();
                    return Ok(signatures);
                }
                Answer::Conflict(size) if size == one.old => return Err(WatchError::Undecided),
                Answer::Conflict(size) => one.old = size,
            }
        }
        Err(WatchError::Undecided)
    }

    /// What it means that a witness knows more than was asked about: another node may have published it
    /// meanwhile.
    async fn ahead(&self, seen: u64) -> Result<WatchError, LogError> {
        let mut anchored = self.turn.lock().await;
        let ours = self.current(&mut anchored).await?.map_or(0, |now| now.size());
        if seen <= ours { Ok(WatchError::Overtaken) } else { Ok(WatchError::Ahead { seen, ours }) }
    }

    /// Adds cosignatures to the checkpoint that they are of, and keeps it if enough are there.
    async fn cosigned(
        &self,
        asked: &Published,
        signatures: Vec<Signature>,
    ) -> Result<(), LogError> {
        let mut anchored = self.turn.lock().await;
        let Some(now) = self.current(&mut anchored).await? else { return Ok(()) };
        let latest = now.note.text() == asked.note.text();
        let mut note = if latest { now.note.clone() } else { asked.note.clone() };
        for signature in signatures {
            let known =
                |other: &Signature| other.name == signature.name && other.id == signature.id;
            note.signatures.retain(|other| !known(other));
            note.signatures.push(signature);
        }
        let before = now.cosigned.as_ref().map_or(Ok(0), size_of)?;
        let better = self.is_enough(&note) && size_of(&note)? >= before;
        let cosigned = if better { Some(note.clone()) } else { now.cosigned.clone() };
        let note = if latest { note } else { now.note.clone() };
        let bytes = Published::write(&note, cosigned.as_ref(), &now.tree);
        if !self.ground.keep(self.key().name(), &[], bytes, Some(now.version)).await? {
            return Err(LogError::Busy);
        }
        let version = now.version + 1;
        let kept = Published { note, cosigned, version, ..Published::clone(&now) };
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(kept));
        Ok(())
    }

    /// Whether a checkpoint has the word of enough witnesses.
    pub fn is_enough(&self, note: &Note) -> bool {
        self.policy().is_some_and(|policy| policy.check_logs(note, &[self.key()]).is_ok())
    }
}

fn size_of(note: &Note) -> Result<u64, LogError> {
    Ok(Checkpoint::parse(note.text())?.size())
}

impl<'p> Watcher<'p> {
    /// Its name in the policy.
    fn name(&self) -> String {
        String::from_utf8_lossy(&self.witness.name).into_owned()
    }

    fn of(witness: &'p PolicyWitness) -> Option<Self> {
        let url = str::from_utf8(witness.url.as_deref()?).ok()?;
        let url = format!("{}/{ADD_CHECKPOINT}", url.trim_end_matches('/'));
        Some(Self { witness, url, old: 0, done: String::new(), again: Instant::now() })
    }
}
