//! The least that a bridge can do, in a process of its own, to be measured beside the real one: it
//! signs and verifies as often, makes as many appends durable before it goes on, and passes calls
//! to the same wallet; but it reads no message, translates nothing, and keeps no state. Whatever
//! it falls short of RSA alone is the share of the system, the network, the disk and the runtime,
//! which no bridge on this machine could save.

use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use drawbridge_engine::registry::{AccountSpec, build_account};
use serde::{Deserialize, Serialize};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};

use super::ceiling::Rsa;
use super::line::Line;
use crate::commands::block_on;

/// What is kept of a message: about as much as the real bridge writes in one commit.
const KEPT: usize = 400;

/// Commits that may wait to be written.
const WAITING: usize = 1024;

/// How long an unused connection is trusted: the wallet closes it after ten seconds.
const IDLE: Duration = Duration::from_secs(4);

/// What the process is told.
#[derive(Serialize, Deserialize)]
pub(super) struct Plan {
    pub(super) listen: SocketAddr,
    pub(super) wallet: SocketAddr,
    /// Where the log is kept, and where paths of keys begin.
    pub(super) folder: PathBuf,
    /// The two sides of a relation, for their keys.
    pub(super) ours: AccountSpec,
    pub(super) theirs: AccountSpec,
}

/// Plays the least bridge, for `bench pay`.
#[derive(clap::Args)]
pub(super) struct Bare {
    /// The plan, as TOML.
    plan: PathBuf,
}

impl Bare {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let plan: Plan = toml::from_str(&std::fs::read_to_string(&self.plan)?)?;
        block_on(serve(plan))
    }
}

struct Bridge {
    rsa: Rsa,
    log: Log,
    wallet: SocketAddr,
    /// Connections to the wallet that nobody uses, and since when.
    lines: Mutex<Vec<(Instant, Line)>>,
}

async fn serve(plan: Plan) -> anyhow::Result<()> {
    let ours = build_account(&plan.ours, &plan.folder)?;
    let theirs = build_account(&plan.theirs, &plan.folder)?;
    let bridge = Arc::new(Bridge {
        rsa: Rsa::new(&ours, &theirs)?,
        log: Log::open(&plan.folder.join("bare.log"))?,
        wallet: plan.wallet,
        lines: Mutex::default(),
    });
    let listener = TcpListener::bind(plan.listen).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let bridge = Arc::clone(&bridge);
        tokio::spawn(async move {
            if let Err(error) = bridge.answer(stream).await {
                tracing::error!(%error, "a call failed");
            }
        });
    }
}

impl Bridge {
    /// The calls of one connection, step by step as the real bridge takes them.
    async fn answer(&self, stream: TcpStream) -> anyhow::Result<()> {
        let mut caller = Line::over(stream)?;
        while let Some(request) = caller.hear().await? {
            self.rsa.verify()?;
            self.log.keep(&request).await?;
            self.rsa.sign()?;
            let reply = self.pass(&request).await?;
            self.rsa.verify()?;
            self.log.keep(&reply).await?;
            self.rsa.sign()?;
            caller.say(&reply).await?;
        }
        Ok(())
    }

    async fn pass(&self, request: &[u8]) -> anyhow::Result<Vec<u8>> {
        let idle = || self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = idle().pop().filter(|(since, _)| since.elapsed() < IDLE);
        let mut line = match kept {
            Some((_, line)) => line,
            None => Line::open(self.wallet).await?,
        };
        line.say(request).await?;
        let reply = line.hear().await?.context("the wallet closed the connection")?;
        idle().push((Instant::now(), line));
        Ok(reply)
    }
}

/// A file that is only appended to. Whoever waits meanwhile is written together.
struct Log(mpsc::Sender<(Vec<u8>, oneshot::Sender<()>)>);

impl Log {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let mut file = File::create(path)?;
        let (send, mut waiting) = mpsc::channel(WAITING);
        std::thread::Builder::new().name("bare-log".to_owned()).spawn(move || {
            let mut group: Vec<(Vec<u8>, oneshot::Sender<()>)> = Vec::new();
            while waiting.blocking_recv_many(&mut group, WAITING) > 0 {
                let bytes = group.iter().flat_map(|(bytes, _)| bytes).copied().collect::<Vec<u8>>();
                if file.write_all(&bytes).and_then(|()| file.sync_data()).is_err() {
                    return; // Everybody who waits sees the channel closed.
                }
                for (_, done) in group.drain(..) {
                    let _ = done.send(()); // A caller that hung up does not want to know.
                }
            }
        })?;
        Ok(Self(send))
    }

    /// Returns when it is on the disk.
    async fn keep(&self, message: &[u8]) -> anyhow::Result<()> {
        let (done, wait) = oneshot::channel();
        let kept = message.iter().copied().take(KEPT).collect();
        self.0.send((kept, done)).await.map_err(|_| anyhow!("the log is closed"))?;
        wait.await.context("the log failed")
    }
}
