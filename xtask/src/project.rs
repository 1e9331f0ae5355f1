//! The whole project as the rules see it, read once.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use crate::repo;
use crate::source::Source;

/// Everything that a rule may look at. Tests make one by hand.
#[derive(Default)]
pub(crate) struct Project {
    /// The paths of all files, relative to the root.
    pub(crate) files: Vec<String>,
    /// The content of every file that is text.
    pub(crate) texts: BTreeMap<String, String>,
    /// Every Rust file.
    pub(crate) sources: Vec<Source>,
    /// Every crate of the workspace.
    pub(crate) packages: Vec<Package>,
    /// `(name and version, licence expression)` of every crate from elsewhere.
    pub(crate) licences: Vec<(String, Option<String>)>,
}

/// A crate of the workspace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Package {
    /// Its name, `drawbridge-canon`.
    pub(crate) name: String,
    /// Its folder, `canon`.
    pub(crate) folder: String,
    /// What it uses.
    pub(crate) uses: Vec<Use>,
}

/// A line under `[dependencies]` or its sisters.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    /// The crate used.
    pub(crate) name: String,
    /// Whether only tests, examples and benches have it.
    pub(crate) dev: bool,
}

impl Project {
    /// Reads the tree and asks Cargo.
    pub(crate) fn load() -> anyhow::Result<Self> {
        let host = host()?;
        let licences = licences(&metadata(&["--filter-platform", &host])?);
        Ok(Self { packages: Self::crates()?.packages, licences, ..Self::tree()? })
    }

    /// Reads the tree only.
    pub(crate) fn tree() -> anyhow::Result<Self> {
        let mut project = Self { files: repo::files()?, ..Self::default() };
        for path in &project.files {
            // What is not UTF-8 is bytes that were kept as they came: no rule about words applies.
            if let Ok(text) = std::fs::read_to_string(repo::root().join(path)) {
                project.texts.insert(path.clone(), text);
            }
        }
        project.parse_sources();
        Ok(project)
    }

    /// The workspace's crates only.
    pub(crate) fn crates() -> anyhow::Result<Self> {
        Ok(Self { packages: packages(&metadata(&["--no-deps"])?)?, ..Self::default() })
    }

    /// A project of these files, for the tests of rules.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let mut project = Self::default();
        for (path, text) in files {
            project.files.push((*path).to_owned());
            project.texts.insert((*path).to_owned(), (*text).to_owned());
        }
        project.parse_sources();
        project
    }

    /// A project of these crates: name, folder, and what each uses.
    #[cfg(test)]
    pub(crate) fn of_packages(packages: &[(&str, &str, &[&str])]) -> Self {
        let package = |(name, folder, uses): &(&str, &str, &[&str])| Package {
            name: (*name).to_owned(),
            folder: (*folder).to_owned(),
            uses: uses.iter().map(|name| Use { name: (*name).to_owned(), dev: false }).collect(),
        };
        Self { packages: packages.iter().map(package).collect(), ..Self::default() }
    }

    fn parse_sources(&mut self) {
        self.sources = self
            .texts
            .iter()
            .filter(|(path, _)| ends_with(path, &["rs"]))
            .map(|(path, text)| Source::new(path, text))
            .collect();
        let tests: Vec<String> = self.sources.iter().flat_map(test_module_paths).collect();
        for source in &mut self.sources {
            let path = &source.path;
            let is_below = |base: &String| {
                path == &format!("{base}.rs") || path.starts_with(&format!("{base}/"))
            };
            if tests.iter().any(is_below) {
                for line in &mut source.lines {
                    line.test = true;
                }
            }
        }
    }

    /// The crate's folder for a name, if the crate is ours.
    pub(crate) fn folder_of(&self, name: &str) -> Option<&str> {
        self.packages.iter().find(|p| p.name == name).map(|p| p.folder.as_str())
    }
}

/// The paths without ending of the modules that a file declares for tests only.
fn test_module_paths(source: &Source) -> Vec<String> {
    let (folder, file) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
    let stem = file.trim_end_matches(".rs");
    let base = match stem {
        "mod" | "lib" | "main" => folder.to_owned(),
        stem => format!("{folder}/{stem}"),
    };
    source.test_modules().map(|name| format!("{base}/{name}")).collect()
}

fn metadata(args: &[&str]) -> anyhow::Result<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let text = repo::output(
        Command::new(cargo).args(["metadata", "--quiet", "--format-version", "1"]).args(args),
    )?;
    serde_json::from_str(&text).context("cargo metadata")
}

/// The target triple of this machine: what is not built here is not downloaded for a look at it.
fn host() -> anyhow::Result<String> {
    let text = repo::output(Command::new("rustc").arg("-vV"))?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}

fn packages(metadata: &Value) -> anyhow::Result<Vec<Package>> {
    let root = metadata["workspace_root"].as_str().unwrap_or_default();
    let mut packages = Vec::new();
    for package in metadata["packages"].as_array().context("packages")? {
        let manifest = package["manifest_path"].as_str().unwrap_or_default();
        let folder = manifest.trim_start_matches(root).trim_end_matches("/Cargo.toml");
        let uses = package["dependencies"].as_array().into_iter().flatten().map(|used| Use {
            name: used["name"].as_str().unwrap_or_default().to_owned(),
            dev: used["kind"].as_str() == Some("dev"),
        });
        packages.push(Package {
            name: package["name"].as_str().unwrap_or_default().to_owned(),
            folder: folder.trim_start_matches('/').to_owned(),
            uses: uses.collect(),
        });
    }
    packages.sort_by(|a, b| a.folder.cmp(&b.folder));
    Ok(packages)
}

/// The licences of what is really used here: Cargo lists more than it resolves.
fn licences(metadata: &Value) -> Vec<(String, Option<String>)> {
    let resolved: Vec<&str> = metadata["resolve"]["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| node["id"].as_str())
        .collect();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages
        .filter(|package| !package["source"].is_null())
        .filter(|package| package["id"].as_str().is_some_and(|id| resolved.contains(&id)))
        .map(|package| {
            let text = |key: &str| package[key].as_str().map(str::to_owned);
            let name = text("name").unwrap_or_default();
            (format!("{name} {}", text("version").unwrap_or_default()), text("license"))
        })
        .collect()
}

/// Whether a path ends in a dot and one of these.
pub(crate) fn ends_with(path: &str, endings: &[&str]) -> bool {
    let ending = std::path::Path::new(path).extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| endings.contains(&ending))
}
