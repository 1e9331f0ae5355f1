//! A folder of its own, the binary, and a sandbox that it started there.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long a sandbox may take to be ready, or a thing to become so, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// A folder that is gone afterwards.
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
}

/// What a command said.
#[derive(Debug)]
pub(crate) struct Said {
    /// Its exit code.
    pub(crate) code: Option<i32>,
    /// Its results.
    pub(crate) out: String,
    /// Its talk.
    pub(crate) err: String,
}

impl Place {
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    /// Runs the binary in the folder, in English.
    pub(crate) fn run(&self, args: &[&str]) -> Said {
        let Output { status, stdout, stderr } = self.command(args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: status.code(), out: text(stdout), err: text(stderr) }
    }

    /// Runs it with something on standard input.
    pub(crate) fn fed(&self, args: &[&str], input: &[u8]) -> Said {
        std::fs::write(self.folder.join("stdin"), input).unwrap();
        let stdin = File::open(self.folder.join("stdin")).unwrap();
        let Output { status, stdout, stderr } = self.command(args).stdin(stdin).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: status.code(), out: text(stdout), err: text(stderr) }
    }

    /// Runs what must succeed; its results.
    pub(crate) fn out(&self, args: &[&str]) -> String {
        let said = self.run(args);
        assert_eq!(said.code, Some(0), "{args:?}: {said:?}");
        said.out
    }

    /// Runs what must succeed, as a program would: its results as JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let out = self.out(&[args, &["--json"]].concat());
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{args:?}: {error}: {out}"))
    }

    /// Runs what must fail, and say all of this to a person.
    pub(crate) fn fails(&self, args: &[&str], says: &[&str]) {
        let said = self.run(args);
        assert!(said.code.is_some_and(|code| code != 0), "{args:?} ends well: {said:?}");
        assert_eq!(said.out, "", "{args:?}: nothing is printed as a result");
        for words in says {
            assert!(said.err.contains(words), "{args:?} does not say `{words}`: {}", said.err);
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drawbridge"));
        command.args(args).current_dir(&self.folder).env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
        for name in ["DRAWBRIDGE_CONFIG", "DRAWBRIDGE_TOKEN", "DRAWBRIDGE_LOG"] {
            command.env_remove(name);
        }
        command
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A sandbox in the folder `sb` of a place; it ends with this value.
pub(crate) struct Sandbox {
    child: Child,
    /// Its address.
    pub(crate) base: String,
}

impl Sandbox {
    pub(crate) fn start(place: &Place) -> Self {
        let folder = place.folder.join("sb");
        // What an earlier one wrote about itself would be taken for this one's.
        let _ = std::fs::remove_file(folder.join("admin.token"));
        let log = File::create(place.folder.join("sandbox.log")).unwrap();
        let mut command = place.command(&["sandbox", "--listen", "127.0.0.1:0", "--dir", "sb"]);
        let mut child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        until("the sandbox is ready", || {
            assert!(child.try_wait().unwrap().is_none(), "it ended: {}", said(place));
            let token = std::fs::read(folder.join("admin.token")).unwrap_or_default();
            (!token.is_empty()).then_some(())
        });
        let clients = std::fs::read(folder.join("clients.json")).unwrap();
        let clients: Value = serde_json::from_slice(&clients).unwrap();
        Self { child, base: clients["base"].as_str().unwrap().to_owned() }
    }

    /// Ends it as a service manager would; it must end well.
    pub(crate) fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").arg(pid).status().unwrap().success());
        let ended = until("the sandbox ends", || self.child.try_wait().unwrap());
        assert!(ended.success(), "{ended}");
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn said(place: &Place) -> String {
    std::fs::read_to_string(place.folder.join("sandbox.log")).unwrap_or_default()
}

/// Looks until there is something to see.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(begun.elapsed() < PATIENCE, "it never comes to this: {what}");
        sleep(Duration::from_millis(100));
    }
}
