//! Keys of logs and witnesses: 32 bytes in Base64, in a file of their own.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use drawbridge_fair_log::Hash;
use drawbridge_seal::ed25519::{KeyPair, SEED_BYTES};

use super::error::LogError;
use crate::world::Dice;

/// The pair of keys that follows from a seed in Base64.
pub fn key_pair(seed: &str) -> Result<KeyPair, LogError> {
    let seed = Hash::parse(seed.trim());
    let seed = seed.ok_or_else(|| LogError::Key("it is not 32 bytes in Base64".to_owned()))?;
    Ok(KeyPair::from_seed(&seed.0)?)
}

/// Makes a key in a file that only its owner can read, unless there is a file; says whether it did.
/// Of several at once one makes it.
pub fn make_key(path: &Path, dice: &dyn Dice) -> Result<bool, LogError> {
    let failed = |error: io::Error| LogError::Key(format!("{}: {error}", path.display()));
    if path.exists() {
        return Ok(false);
    }
    let mut seed = [0; SEED_BYTES];
    dice.fill(&mut seed);
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", dice.below(u64::MAX)));
    let draft = Path::new(&name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft).map_err(failed)?;
    let text = format!("{}\n", Hash(seed).to_base64());
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    // A link, unlike a new name, never replaces what is there.
    let linked = written.and_then(|()| std::fs::hard_link(draft, path));
    std::fs::remove_file(draft).map_err(failed)?;
    match linked {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(error)),
    }
}
