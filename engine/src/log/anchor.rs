//! What was last signed, in a file beside the store: whoever brings an older store back does not
//! bring an older anchor back with it, unless on purpose.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::error::LogError;

/// A file that is replaced whole, on condition that it is what it was believed to be.
#[derive(Clone, Debug)]
pub struct Anchor {
    path: PathBuf,
}

impl Anchor {
    /// At a path; nothing is touched yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// What it says; `None` if there is no such file. Blocks.
    pub fn read(&self) -> Result<Option<Vec<u8>>, LogError> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Replaces it, durably and at once, if it still says `expected`; `false` if it does not. After
    /// an error the old one stands, or the new one does. Blocks.
    pub fn swap(&self, expected: Option<&[u8]>, new: &[u8]) -> Result<bool, LogError> {
        // Two nodes may share a folder; the lock falls with the process.
        let lock = self.beside("lock");
        let held = OpenOptions::new().create(true).truncate(false).write(true).open(&lock);
        let held = held.map_err(|error| self.failed(&error))?;
        held.lock().map_err(|error| self.failed(&error))?;
        if self.read()?.as_deref() != expected {
            return Ok(false);
        }
        self.replace(new).map_err(|error| self.failed(&error))?;
        Ok(true)
    }

    fn replace(&self, new: &[u8]) -> io::Result<()> {
        let draft = self.beside("new");
        let mut file = File::create(&draft)?;
        file.write_all(new)?;
        file.sync_all()?;
        fs::rename(&draft, &self.path)?;
        // The new name is durable when its folder is.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".");
        name.push(end);
        PathBuf::from(name)
    }

    fn failed(&self, error: &io::Error) -> LogError {
        LogError::Anchor { path: self.path.display().to_string(), why: error.to_string() }
    }
}
