//! `drawbridge fair verify`, from outside: a log that was written by another run of the program, and
//! what is said of it when it is whole, changed, cut, rolled back or shown in two versions.

mod reading;
mod remembering;
mod server;
mod tampering;
mod telling;
mod views;

use std::path::PathBuf;

use serde_json::Value;

use crate::place::{Place, Said};

/// A place with a made-up log in the folder `log`.
pub(crate) struct Log {
    pub(crate) place: Place,
}

impl Log {
    /// Of so many leaves.
    pub(crate) fn new(name: &str, leaves: u64) -> Self {
        let log = Self { place: Place::new(name) };
        log.write("log", leaves, &[]);
        log
    }

    /// Writes one more log of the same key.
    pub(crate) fn write(&self, folder: &str, leaves: u64, more: &[&str]) {
        let leaves = leaves.to_string();
        self.place.out(&[&["bench", "decisions", folder, "--leaves", &leaves], more].concat());
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.place.folder.join(name)
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        let path = self.path(name);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub(crate) fn set(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// Checks as whoever holds the policy would.
    pub(crate) fn said(&self, args: &[&str]) -> Said {
        let policy = ["--policy", "log/handed-out/policy"];
        self.place.run(&[&["fair", "verify"], args, &policy].concat())
    }

    /// The same for programs: the exit code, and what was found.
    pub(crate) fn verify(&self, args: &[&str]) -> (i32, Value) {
        let said = self.said(&[args, &["--json"]].concat());
        let found = serde_json::from_str(&said.out);
        (said.code.unwrap(), found.unwrap_or_else(|error| panic!("{args:?}: {error}: {said:?}")))
    }

    /// Checks what must be good.
    pub(crate) fn good(&self, args: &[&str]) -> Value {
        let (code, found) = self.verify(args);
        assert_eq!((code, &found["wrong"]), (0, &Value::Array(Vec::new())), "{args:?}");
        assert_eq!(found["good"], true);
        found
    }

    /// Checks what must not be; the first thing that is wrong.
    pub(crate) fn wrong(&self, args: &[&str], code: i32, what: &str) -> Value {
        let (found_code, found) = self.verify(args);
        let wrong = found["wrong"][0].clone();
        assert_eq!((found_code, &wrong["what"]), (code, &Value::from(what)), "{args:?}: {found}");
        assert_eq!(found["good"], false);
        assert!(!wrong["meaning"].as_str().unwrap().is_empty(), "{wrong}");
        wrong
    }
}
