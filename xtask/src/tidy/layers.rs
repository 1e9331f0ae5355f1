//! Who may use whom: the picture in the architecture, as a table.

use super::Violation;
use crate::project::{Package, Project};

/// A crate's place in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    Canon,
    /// Pure cryptographic primitives.
    Seal,
    /// A protocol that several platforms share.
    Family,
    /// A platform.
    Dialect,
    Gate,
    /// The open web's own words, read and written.
    Page,
    /// The font that is shipped, and how lines break.
    Fonts,
    /// Cards as pictures.
    Picture,
    Ledger,
    /// The simulated wallet.
    Sandbox,
    Fair,
    /// What needs a solver: it proves the standard, and deciding never needs it.
    Prover,
    Compiler,
    Roster,
    Engine,
    Server,
    Cli,
    /// Tests, benches, fuzz targets and tasks: nothing is built on them.
    Outside,
}

use Layer::{
    Canon, Cli, Compiler, Dialect, Engine, Fair, Family, Fonts, Gate, Ledger, Outside, Page,
    Picture, Prover, Roster, Sandbox, Seal, Server,
};

impl Layer {
    /// The layers that one may use.
    fn may_use(self) -> &'static [Self] {
        match self {
            Canon | Fonts => &[],
            Seal | Gate | Ledger | Sandbox | Compiler | Page => &[Canon],
            Picture => &[Canon, Fonts],
            // Its log signs; its parts build on each other.
            Fair => &[Canon, Seal, Fair, Fonts],
            Prover => &[Canon, Fair],
            Family => &[Canon, Seal],
            Dialect => &[Canon, Seal, Family],
            Roster => &[Canon, Dialect],
            Engine => &[Canon, Seal, Roster, Gate, Ledger, Sandbox, Fair, Compiler, Page, Picture],
            Server => &[Canon, Roster, Engine, Sandbox],
            // It checks a log as anybody would, without a node.
            Cli => &[Canon, Roster, Fair, Page, Picture, Engine, Server],
            Outside => &[
                Canon, Seal, Family, Dialect, Gate, Ledger, Sandbox, Fair, Prover, Compiler, Page,
                Fonts, Picture, Roster, Engine, Server, Cli,
            ],
        }
    }

    /// The layers that its tests may use besides: keys to sign samples with.
    fn tests_may_use(self) -> &'static [Self] {
        if matches!(self, Canon | Fonts) { &[] } else { &[Seal] }
    }

    /// Whether nothing in it may depend on the machine, the time or chance.
    pub(super) fn is_pure(self) -> bool {
        matches!(
            self,
            Canon
                | Seal
                | Family
                | Dialect
                | Gate
                | Ledger
                | Sandbox
                | Fair
                | Compiler
                | Page
                | Fonts
                | Picture
        )
    }
}

/// The layer of a folder of a crate.
pub(super) fn layer_of(project: &Project, folder: &str) -> Layer {
    match folder.split('/').next().unwrap_or_default() {
        "canon" => Canon,
        "seal" => Seal,
        "dialects" if is_family(project, folder) => Family,
        "dialects" => Dialect,
        "gates" => Gate,
        "page" => Page,
        "fonts" => Fonts,
        "picture" => Picture,
        "ledger" => Ledger,
        "sandbox" => Sandbox,
        "fair" => Fair,
        "prover" => Prover,
        "compiler" => Compiler,
        "roster" => Roster,
        "engine" => Engine,
        "server" => Server,
        "cli" => Cli,
        _ => Outside,
    }
}

/// Whether a crate among the dialects is a shared protocol: dialects use it, the roster does not.
pub(crate) fn is_family(project: &Project, folder: &str) -> bool {
    let used_by = |other: &Package| {
        other.uses.iter().any(|used| project.folder_of(&used.name) == Some(folder))
    };
    let users: Vec<&Package> = project.packages.iter().filter(|other| used_by(other)).collect();
    !users.iter().any(|user| user.folder == "roster")
        && users.iter().any(|user| user.folder.starts_with("dialects/"))
}

/// Every edge between two crates of the workspace is in the picture.
pub(super) fn edges(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for package in &project.packages {
        let layer = layer_of(project, &package.folder);
        for used in &package.uses {
            let Some(other) = project.folder_of(&used.name) else { continue };
            let below = layer_of(project, other);
            let permitted = layer.may_use().contains(&below)
                || used.dev && (layer.tests_may_use().contains(&below) || other == package.folder);
            if !permitted {
                let what = format!("{} ({layer:?}) uses {other} ({below:?})", package.folder);
                violations.push(violation(package, what));
            }
        }
    }
    violations
}

/// What reaches the machine, the time or chance.
const IMPURE: &[&str] = &[
    "async-std",
    "axum",
    "fastrand",
    "getrandom",
    "hyper",
    "hyper-util",
    "mio",
    "rand",
    "reqwest",
    "rusqlite",
    "rustls",
    "smol",
    "socket2",
    "sqlx",
    "tempfile",
    "tokio",
    "tokio-postgres",
    "uuid",
];

/// What is pure uses nothing from elsewhere that is not.
pub(super) fn pure_crates_use_pure_crates(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for package in &project.packages {
        if !layer_of(project, &package.folder).is_pure() {
            continue;
        }
        for used in package.uses.iter().filter(|used| !used.dev) {
            if IMPURE.contains(&used.name.as_str()) {
                let what = format!("{} is pure and uses {}", package.folder, used.name);
                violations.push(violation(package, what));
            }
        }
    }
    violations
}

fn violation(package: &Package, what: String) -> Violation {
    Violation {
        file: format!("{}/Cargo.toml", package.folder),
        line: 0,
        rule: "layers",
        what,
        instead: "move the code to the layer where both ends may be known (docs/ARCHITECTURE.md), \
                  or take what is needed as an argument",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: &[(&str, &str, &[&str])] = &[
        ("canon", "canon", &["serde"]),
        ("seal", "seal", &["canon"]),
        ("family", "dialects/family", &["canon", "seal"]),
        ("a", "dialects/a", &["canon", "family"]),
        ("b", "dialects/b", &["canon", "family"]),
        ("gate", "gates/pay", &["canon"]),
        ("log", "fair/log", &["canon", "seal"]),
        ("audit", "fair/audit", &["log"]),
        ("prover", "prover", &["canon", "audit"]),
        ("roster", "roster", &["canon", "a", "b"]),
        ("engine", "engine", &["canon", "roster", "gate", "log", "seal"]),
        ("server", "server", &["engine"]),
    ];

    /// The house with one crate's uses replaced.
    fn with(name: &str, uses: &[&str]) -> Project {
        let mut project = Project::of_packages(HOUSE);
        let changed = Project::of_packages(&[(name, "", uses)]);
        for package in project.packages.iter_mut().filter(|package| package.name == name) {
            package.uses.clone_from(&changed.packages[0].uses);
        }
        project
    }

    #[test]
    fn the_picture_is_permitted() {
        assert_eq!(edges(&Project::of_packages(HOUSE)), []);
    }

    #[test]
    fn every_other_edge_is_refused() {
        for (name, used) in [
            ("canon", "seal"),
            ("a", "gate"),
            ("gate", "a"),
            ("gate", "seal"),
            ("gate", "log"),
            ("log", "gate"),
            ("log", "engine"),
            ("log", "prover"),
            ("prover", "seal"),
            ("engine", "prover"),
            ("server", "prover"),
            ("server", "a"),
            ("engine", "a"),
            ("engine", "server"),
        ] {
            assert_eq!(edges(&with(name, &[used])).len(), 1, "{name} uses {used}");
        }
    }

    #[test]
    fn a_dialect_never_uses_another_platform() {
        assert_eq!(edges(&with("a", &["canon", "family", "b"])).len(), 1);
    }

    #[test]
    fn a_pure_crate_with_a_socket_is_refused() {
        assert_eq!(pure_crates_use_pure_crates(&with("gate", &["tokio"])).len(), 1);
        assert_eq!(pure_crates_use_pure_crates(&with("engine", &["tokio"])).len(), 0);
    }
}
