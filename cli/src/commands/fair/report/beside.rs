//! What a report takes besides the log: agreements in clauses, exceptions, openings of probes.

use std::path::PathBuf;

use anyhow::Context as _;
use drawbridge_canon::Timestamp;
use drawbridge_fair_agreements::{Agreement, Exception};
use drawbridge_fair_log::{Head, Proven, VerifierKey};
use drawbridge_fair_report::history::History;
use drawbridge_fair_report::probed;
use drawbridge_fair_report::shape::{Probe, Terms};
use drawbridge_fair_report::terms::{self, Texts};

use super::log::Log;
use super::pass::Read;
use crate::commands::fair::logged;
use crate::commands::fair::verify::file;

/// Which files.
#[derive(clap::Args)]
pub(super) struct BesideArgs {
    /// An agreement in clauses (JSON) that the log registers. Without its clauses it is listed, and not
    /// searched.
    #[arg(long = "agreement", value_name = "FILE")]
    agreements: Vec<PathBuf>,
    /// A signed note that says why somebody is treated otherwise.
    #[arg(long = "exception", value_name = "FILE")]
    exceptions: Vec<PathBuf>,
    /// The key of somebody whose exceptions you believe, `name+hash+key`.
    #[arg(long = "signer", value_name = "VKEY")]
    signers: Vec<String>,
    /// The opening of a paired probe that the log names. Without it the probe is listed, and its pairs are not
    /// compared.
    #[arg(long = "probe", value_name = "FILE")]
    probes: Vec<PathBuf>,
}

/// What was read of them.
pub(super) struct Beside {
    agreements: Vec<Agreement>,
    exceptions: Vec<Exception>,
    probes: Vec<Vec<u8>>,
}

impl BesideArgs {
    pub(super) fn read(&self) -> anyhow::Result<Beside> {
        let agreement = |path: &PathBuf| {
            Agreement::parse(&file(path)?).with_context(|| path.display().to_string())
        };
        let signers = logged::keys(&self.signers)?;
        let signers: Vec<&VerifierKey> = signers.iter().collect();
        let exception = |path: &PathBuf| {
            Exception::read(&file(path)?, &signers).with_context(|| path.display().to_string())
        };
        Ok(Beside {
            agreements: self.agreements.iter().map(agreement).collect::<Result<_, _>>()?,
            exceptions: self.exceptions.iter().map(exception).collect::<Result<_, _>>()?,
            probes: self.probes.iter().map(|path| file(path)).collect::<Result<_, _>>()?,
        })
    }
}

impl Beside {
    /// The register of agreements. Refused are clauses that no leaf registers.
    pub(super) fn terms(
        &self,
        read: &Read,
        period: (Timestamp, Timestamp),
    ) -> anyhow::Result<Terms> {
        let texts = Texts {
            agreements: self.agreements.clone(),
            exceptions: self.exceptions.clone(),
            opened: read.opened.clone(),
        };
        Ok(terms::read(&read.history, &texts, period)?)
    }

    /// The probes, those that are opened held against the log.
    pub(super) fn probes(
        &self,
        log: &Log,
        head: Head,
        history: &History,
    ) -> anyhow::Result<Vec<Probe>> {
        let mut files = log.source()?;
        let mut leaves = Proven::new(&mut files, log.head());
        let mut failed = None;
        let probes = probed::read(history, &self.probes, |index| {
            // An opening may name what the log does not have: it is then told.
            let leaf = (index < head.size).then(|| leaves.leaf(index).map(<[u8]>::to_vec));
            leaf?.map_err(|error| failed.get_or_insert(error).clone()).ok()
        })?;
        match failed {
            Some(error) => Err(error.into()),
            None => Ok(probes),
        }
    }
}
