//! Key files of a sandbox: one authority, one merchant, and two keys for each platform.

use std::fs;
use std::path::Path;

use drawbridge_canon::Timestamp;
use drawbridge_canon::pay::Pay;
use drawbridge_seal::issue::{Authority, Subject, Validity};
use drawbridge_seal::{Certificate, PrivateKey};

use crate::provision::ProvisionError;
use crate::world::World;

/// The authority's certificate.
pub const CA_CERTIFICATE: &str = "ca.pem";

/// The authority's key: whoever has it can pretend to be any host to those who trust the authority.
pub const CA_KEY: &str = "ca.key";

/// How long certificates last. Clients check them by their own clocks.
const LIFE_S: i64 = 3650 * 24 * 3600;

/// How long before now they begin, for clocks that are a little late.
const EARLY_S: i64 = 24 * 3600;

/// What is not in files: keys that both sides hold are written into the configuration.
#[derive(Clone, Debug)]
pub(super) struct SharedKeys {
    /// 32 characters.
    pub text: String,
    /// Base64 of 16 bytes.
    pub base64: String,
    /// Digits that end the names of platforms' bare keys.
    pub digits: String,
}

/// Makes what is not there yet.
pub(super) fn prepare(
    folder: &Path,
    platforms: &[(&'static str, &'static Pay)],
    world: &World,
) -> Result<SharedKeys, ProvisionError> {
    fs::create_dir_all(folder).map_err(|e| ProvisionError::File(folder.to_owned(), e))?;
    let authority = authority(folder, world)?;
    let now = world.clock.wall();
    party(folder, "merchant", "Sandbox Merchant", &authority, now)?;
    for (name, _) in platforms {
        party(folder, &format!("{name}-platform"), "Sandbox Platform", &authority, now)?;
        pair(folder, &format!("{name}-public"))?;
    }
    Ok(SharedKeys {
        text: once(folder, "shared.key", || world.dice.nonce())?,
        base64: once(folder, "content.key", || {
            let mut bytes = [0; 16];
            world.dice.fill(&mut bytes);
            drawbridge_seal::text::base64(&bytes)
        })?,
        digits: once(folder, "public.id", || {
            let digits = (0..32).map(|_| world.dice.below(10).to_string());
            digits.collect()
        })?,
    })
}

/// The authority of an installation, made if it is not there.
pub fn authority(folder: &Path, world: &World) -> Result<Authority, ProvisionError> {
    let key_path = folder.join(CA_KEY);
    let certificate = folder.join(CA_CERTIFICATE);
    if key_path.exists() && certificate.exists() {
        let key = PrivateKey::parse(&read(&key_path)?)?;
        return Ok(Authority::open(&read(&certificate)?, key)?);
    }
    let key = PrivateKey::generate()?;
    let subject = subject("Drawbridge Private Authority");
    let made = Authority::create(subject, validity(world.clock.wall()), key.clone())?;
    write_secret(&key_path, &key.to_pem())?;
    write(&certificate, &made.certificate.pem)?;
    Ok(made)
}

/// A key and a certificate with which a TLS server answers for `hosts`, both in PEM.
pub fn host_certificate(
    authority: &Authority,
    hosts: &[&str],
    world: &World,
) -> Result<(String, String), ProvisionError> {
    let key = PrivateKey::generate()?;
    let name = subject(hosts.first().copied().unwrap_or("localhost"));
    let made = authority.issue(name, validity(world.clock.wall()), hosts, &key)?;
    Ok((made.pem, key.to_pem()))
}

/// A key pair with a certificate: `.key`, `.pkcs1.key`, `.pem` (public key), `.crt`.
fn party(
    folder: &Path,
    name: &str,
    title: &str,
    authority: &Authority,
    now: Timestamp,
) -> Result<Certificate, ProvisionError> {
    let key = pair(folder, name)?;
    let path = folder.join(format!("{name}.crt"));
    if path.exists() {
        return Ok(Certificate::parse(&read(&path)?)?);
    }
    let made = authority.issue(subject(title), validity(now), &[], &key)?;
    write(&path, &made.pem)?;
    Ok(made)
}

fn pair(folder: &Path, name: &str) -> Result<PrivateKey, ProvisionError> {
    let path = folder.join(format!("{name}.key"));
    if path.exists() {
        return Ok(PrivateKey::parse(&read(&path)?)?);
    }
    let key = PrivateKey::generate()?;
    write_secret(&path, &key.to_pem())?;
    write_secret(&folder.join(format!("{name}.pkcs1.key")), &key.to_pkcs1_pem())?;
    write(&folder.join(format!("{name}.pem")), &key.public()?.to_pem())?;
    Ok(key)
}

fn once(
    folder: &Path,
    name: &str,
    make: impl FnOnce() -> String,
) -> Result<String, ProvisionError> {
    let path = folder.join(name);
    if !path.exists() {
        write_secret(&path, &make())?;
    }
    read(&path)
}

fn subject(common_name: &str) -> Subject<'_> {
    Subject { common_name, organisation: "Drawbridge", unit: "Sandbox" }
}

fn validity(now: Timestamp) -> Validity {
    Validity { from: now.plus_seconds(-EARLY_S), until: now.plus_seconds(LIFE_S) }
}

fn read(path: &Path) -> Result<String, ProvisionError> {
    fs::read_to_string(path).map_err(|error| ProvisionError::File(path.to_owned(), error))
}

fn write(path: &Path, text: &str) -> Result<(), ProvisionError> {
    fs::write(path, text).map_err(|error| ProvisionError::File(path.to_owned(), error))
}

/// Writes a file that only its owner can read, from its first byte on.
fn write_secret(path: &Path, text: &str) -> Result<(), ProvisionError> {
    use std::io::Write as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| ProvisionError::File(path.to_owned(), error))
}
