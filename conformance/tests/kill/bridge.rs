//! The program as a process.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::town::Town;

/// How long it may take to answer after a start: a debug build that recovers its store, on a busy
/// machine.
const START_MAX: Duration = Duration::from_secs(30);

/// A running bridge.
pub(crate) struct Bridge {
    child: Child,
}

impl Bridge {
    /// Starts it and waits until it answers.
    pub(crate) async fn start(program: &Path, town: &Town) -> Self {
        let log = OpenOptions::new().create(true).append(true).open(town.folder.join("bridge.log"));
        let child = Command::new(program)
            .args(["serve", "--config"])
            .arg(town.folder.join("bridge.toml"))
            .env("DRAWBRIDGE_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.expect("a log can be written"))
            .spawn()
            .expect("the program starts");
        let mut bridge = Self { child };
        let started = std::time::Instant::now();
        while town.get("/readyz").await.is_none() {
            let ended = bridge.child.try_wait().expect("a child can be asked");
            let log = std::fs::read_to_string(town.folder.join("bridge.log")).unwrap_or_default();
            assert!(ended.is_none(), "the program ended: {log}");
            assert!(started.elapsed() < START_MAX, "the program does not answer: {log}");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        bridge
    }

    /// SIGKILL: it gets to do nothing more.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("a child can be killed");
        self.child.wait().expect("a child can be buried");
    }
}
