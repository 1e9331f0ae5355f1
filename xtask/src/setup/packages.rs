//! The Debian packages that tests need, installed only where the thing itself is missing.

use std::path::Path;
use std::process::Command;

use crate::ci::Job;
use crate::repo::succeeds;

/// Something that must be on the machine.
struct Need {
    /// What it is for.
    why: &'static str,
    /// Whether it is there.
    there: fn() -> bool,
    /// The packages that bring it.
    packages: &'static [&'static str],
}

const NEEDS: &[Need] = &[
    Need {
        why: "the store's tests run on PostgreSQL too",
        there: || super::postgres::programs().is_some(),
        packages: &["postgresql"],
    },
    Need {
        why: "pages are tried in a real browser",
        there: || on_path(&["chromium", "chromium-browser", "google-chrome"]),
        packages: &["chromium"],
    },
    Need {
        why: "the published standard is proved neutral",
        there: || on_path(&["cvc5"]),
        packages: &["cvc5"],
    },
    Need {
        why: "the SDK runs make certificates as a merchant would",
        there: || on_path(&["openssl"]),
        packages: &["openssl"],
    },
    Need {
        why: "official Python SDKs run in a virtual environment",
        there: || succeeds("python3", &["-c", "import venv, ensurepip"]),
        packages: &["python3", "python3-venv"],
    },
    Need {
        why: "Go's own verifier reads our log",
        there: || {
            let sources = Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog");
            on_path(&["go"]) && sources.is_dir()
        },
        packages: &["golang-go", "golang-golang-x-mod-dev"],
    },
    Need {
        why: "R is asked whether our statistics agree with it",
        there: || {
            succeeds("Rscript", &["-e", "library(survival); library(coin); library(jsonlite)"])
        },
        packages: &["r-base-core", "r-cran-survival", "r-cran-coin", "r-cran-jsonlite"],
    },
];

/// Installs what is missing, and says what must be installed by hand.
pub(super) fn install(job: &mut Job) -> anyhow::Result<()> {
    anyhow::ensure!(
        on_path(&["npm"]) && on_path(&["node"]),
        "install Node.js 20 or newer with npm"
    );
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for need in &missing {
        job.say(format!("installing {}: {}", need.packages.join(", "), need.why))?;
    }
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    let by_hand = format!("apt-get install {}", packages.join(" "));
    anyhow::ensure!(on_path(&["apt-get"]), "not a Debian machine; install: {}", packages.join(" "));
    apt(job, &["update"], &by_hand)?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    apt(job, &install, &by_hand)?;
    for need in missing {
        anyhow::ensure!((need.there)(), "still missing after `{by_hand}`: {}", need.why);
    }
    Ok(())
}

/// Runs apt-get as root: directly, or by sudo where it asks no password.
fn apt(job: &mut Job, args: &[&str], by_hand: &str) -> anyhow::Result<()> {
    let mut command = if is_root() {
        Command::new("apt-get")
    } else {
        anyhow::ensure!(succeeds("sudo", &["-n", "true"]), "run this as root: {by_hand}");
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "apt-get"]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    // Another installation may be under way on the machine: wait for it instead of failing.
    job.spawn(command.args(["-q", "-o", "DPkg::Lock::Timeout=300"]).args(args))
}

/// Whether this process may do everything.
pub(super) fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}

fn on_path(programs: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder: std::path::PathBuf| {
        programs.iter().any(|p| Path::new(&folder).join(p).is_file())
    })
}
