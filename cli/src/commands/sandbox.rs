//! `drawbridge sandbox`: every platform's front with a simulated wallet, and the bridges between
//! them, offline; and the simulated buyer.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use clap::Subcommand;
use drawbridge_engine::provision::{self, Addresses, CA_CERTIFICATE, CA_KEY, Provision};
use drawbridge_engine::registry::Secret;
use drawbridge_engine::world::World;
use drawbridge_server::config::{Impersonate, LogConfig};
use drawbridge_server::run::Running;
use drawbridge_server::{Config, listen, run};
use serde_json::Value;

use crate::commands::{block_on, keep_secret, told_to_stop};
use crate::say;

/// Start a ready-made sandbox, or act as its simulated buyer.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Sandbox {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    start: Start,
}

#[derive(Subcommand)]
enum Command {
    /// Pay as the simulated buyer: the text of a code, or a merchant's order number.
    Pay(Pay),
}

/// How to start.
#[derive(clap::Args, Clone)]
pub(crate) struct Start {
    /// Where plain HTTP is served.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: String,
    /// Where keys, the store and clients.json are kept.
    #[arg(long, default_value = "drawbridge-sandbox")]
    pub(crate) dir: PathBuf,
    /// The store, instead of an SQLite file in the folder: `postgres://…`.
    #[arg(long)]
    pub(crate) store: Option<String>,
    /// Where official host names are answered over TLS; a free port by default.
    #[arg(long, default_value = "127.0.0.1:0")]
    pub(crate) tls_listen: String,
    /// The camps that are the operator's own on the fairness board; by default that of the first wallet.
    #[arg(long = "own-camp", value_name = "CAMP")]
    pub(crate) own_camps: Vec<String>,
}

#[derive(clap::Args)]
struct Pay {
    /// The text of a code, or an order number.
    what: String,
    /// Open the code and go no further.
    #[arg(long)]
    scan_only: bool,
    /// Pay with this platform's wallet, where the code leaves a choice.
    #[arg(long)]
    with: Option<String>,
    /// The sandbox's address.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    sandbox: String,
}

impl Sandbox {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self.command {
            Some(Command::Pay(pay)) => block_on(pay.run()),
            None => {
                say::start_logging(false);
                block_on(async move {
                    let started = start(&self.start).await?;
                    introduce(&started);
                    told_to_stop().await?;
                    started.running.stop().await;
                    Ok(())
                })
            }
        }
    }
}

/// A sandbox that runs.
pub(crate) struct Started {
    /// The node.
    pub(crate) running: Running,
    /// What was set up.
    pub(crate) made: Provision,
    /// Where its files are.
    pub(crate) folder: PathBuf,
    /// The settings for client libraries.
    pub(crate) clients: Value,
    /// Where they are written.
    pub(crate) clients_path: PathBuf,
    /// A token for the console.
    pub(crate) token: String,
}

/// Sets a sandbox up and starts it.
pub(crate) async fn start(how: &Start) -> anyhow::Result<Started> {
    let (world, _) = World::real();
    let (listener, at) = listen::bind(&how.listen).await.map_err(|why| anyhow!(why))?;
    let base = format!("http://{at}");
    let made = provision::provision(&how.dir, &base, &world)?;
    let config = configuration(how, &base, &made);
    let text = toml::to_string_pretty(&config).context("the configuration could not be written")?;
    std::fs::write(how.dir.join("drawbridge.toml"), text)?;
    let running = run::start(config, &how.dir, listener).await?;
    let addresses = Addresses {
        base,
        tls: running.tls.map(|at| at.to_string()),
        proxy: running.proxy.map(|at| format!("http://{at}")),
    };
    let clients = provision::clients(&how.dir, &addresses, &made)?;
    let path = how.dir.join("clients.json");
    // Whoever waits for the file must never see half of it.
    let draft = how.dir.join("clients.json.new");
    std::fs::write(&draft, serde_json::to_string_pretty(&clients)?)?;
    std::fs::rename(&draft, &path)?;
    let token = drawbridge_server::admin::tokens::bootstrap(&*running.node.store).await?;
    // Where its owner's commands find it (`drawbridge pay … --sandbox`), and nobody else.
    keep_secret(&how.dir.join("admin.token"), &token)?;
    Ok(Started { running, made, folder: how.dir.clone(), clients, clients_path: path, token })
}

fn configuration(how: &Start, base: &str, made: &Provision) -> Config {
    let store = how
        .store
        .clone()
        .unwrap_or_else(|| format!("sqlite:{}", how.dir.join("drawbridge.db").display()));
    Config {
        listen: how.listen.clone(),
        public_url: base.to_owned(),
        store: Secret(store),
        pseudonym_key: Secret("file:shared.key".to_owned()),
        sandbox: true,
        impersonate: Some(Impersonate {
            listen: how.tls_listen.clone(),
            proxy: Some("127.0.0.1:0".to_owned()),
            ca_certificate: PathBuf::from(CA_CERTIFICATE),
            ca_key: Secret(format!("file:{CA_KEY}")),
        }),
        log: LogConfig { own_camps: own_camps(how, made), ..LogConfig::default() },
        merchants: made.merchants.clone(),
        fronts: made.fronts.clone(),
        wallets: made.wallets.clone(),
        ..Config::default()
    }
}

/// Without a side of its own the board of a sandbox has nothing to compare.
fn own_camps(how: &Start, made: &Provision) -> Vec<String> {
    if !how.own_camps.is_empty() {
        return how.own_camps.clone();
    }
    made.wallets.first().map(|wallet| wallet.account.dialect.clone()).into_iter().collect()
}

fn introduce(started: &Started) {
    let clients = &started.clients;
    say::note(format!("The sandbox is at {}.", text(&clients["base"])));
    say::note(format!("Settings for client libraries: {}", started.clients_path.display()));
    for relation in clients["relations"].as_array().into_iter().flatten() {
        let address = relation.get("mount").or(relation.get("gateway"));
        say::note(format!(
            "  a shop that speaks {:<10} paid with {:<10} app {:<18} {}",
            text(&relation["front"]),
            text(&relation["wallet"]),
            text(&relation["app"]),
            address.map(text).unwrap_or_default(),
        ));
    }
    say::note(format!("Console: {}/console/#token={}", text(&clients["base"]), started.token));
    say::note("Pay as the buyer:  drawbridge sandbox pay '<text of the code>'");
    say::note(format!(
        "Clients without a setting for an address: HTTPS_PROXY={}, and trust {} in that process only.",
        text(&clients["tls"]["proxy"]),
        text(&clients["tls"]["ca"]),
    ));
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

impl Pay {
    async fn run(self) -> anyhow::Result<()> {
        use drawbridge_canon::{Fault, Method, Request};
        use drawbridge_engine::outbound::{HttpNet, Net as _, NetSettings};
        let url = format!("{}/sandbox/pay", self.sandbox);
        let mut request = Request::to_url(Method::Post, &url)
            .ok_or_else(|| anyhow!("{} is not an address", self.sandbox))?;
        request.headers.push("content-type", "application/json");
        let by = if self.what.contains(':') { "code" } else { "order" };
        let ask =
            serde_json::json!({by: self.what, "scan_only": self.scan_only, "dialect": self.with});
        request.body = serde_json::to_vec(&ask)?;
        let net = HttpNet::new(&NetSettings::default()).map_err(|fault| anyhow!(fault))?;
        let limit = std::time::Duration::from_secs(30);
        let response = net.send(&request, limit).await.map_err(|fault| match fault {
            Fault::Unsent(why) => anyhow!(
                "no sandbox answers at {}: {why}; start one with `drawbridge sandbox`, or say with --sandbox where it is",
                self.sandbox
            ),
            fault => anyhow!(fault),
        })?;
        let told: Value =
            serde_json::from_slice(&response.body).context("no sandbox answers there")?;
        if response.status != 200 {
            return Err(anyhow!("{}", text(&told["detail"])));
        }
        say::line(serde_json::to_string_pretty(&told)?);
        Ok(())
    }
}
