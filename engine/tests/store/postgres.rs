//! A PostgreSQL to test with: the one that `DRAWBRIDGE_TEST_POSTGRES` names, or a private one.
//!
//! The private one listens on a Unix socket only. A shell stands between it and us: when our end
//! of the shell's input closes, however this process ends, the shell stops the server by its pid
//! and removes its folder.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::NoTls;

const INSTALL: &str = "PostgreSQL is not installed: `apt-get install postgresql`, or set \
    DRAWBRIDGE_TEST_POSTGRES to the URL of a database whose user may create databases";

/// Makes a fresh database and returns its URL.
pub(crate) async fn database() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("drawbridge_test_{}_{count}", std::process::id());
    // One that an earlier, failed run with our process id left behind.
    run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    run(&format!("CREATE DATABASE {name}")).await;
    named(&server().await, &name)
}

/// Removes the database that a URL names.
pub(crate) async fn remove(url: &str) {
    let address = url.split('?').next().unwrap_or(url);
    let name = address.rsplit('/').next().unwrap_or_default();
    run(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// Runs SQL in the server's own database.
async fn run(sql: &str) {
    let (client, connection) =
        tokio_postgres::connect(&server().await, NoTls).await.expect("the server answers");
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.expect("the server obeys");
    drop(client);
    connection.await.expect("no panic").expect("the connection ends");
}

/// The server's URL with another database.
fn named(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let start = address.find("://").map_or(0, |at| at + 3);
    let end = address[start..].find('/').map_or(address.len(), |at| start + at);
    format!("{}/{name}?{query}", &address[..end])
}

async fn server() -> String {
    static SERVER: OnceLock<String> = OnceLock::new();
    let given = || std::env::var("DRAWBRIDGE_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    let start = move || SERVER.get_or_init(|| given().unwrap_or_else(private)).clone();
    tokio::task::spawn_blocking(start).await.expect("the server starts")
}

/// Starts a private server and waits for it.
fn private() -> String {
    let script = r#"
        folder=$(mktemp -d /tmp/drawbridge-postgres-XXXXXX) && cd "$folder" || exit 1
        "$0/initdb" -D data -U drawbridge -A trust -E UTF8 --locale=C --no-sync > log 2>&1 \
            || { cat log; rm -rf "$folder"; exit 1; }
        "$0/postgres" -D data -k "$folder" -c listen_addresses= -c max_connections=400 \
            < /dev/null >> log 2>&1 &
        until "$0/pg_isready" -q -h "$folder" -d postgres -U drawbridge; do
            kill -0 $! 2> /dev/null || { cat log; rm -rf "$folder"; exit 1; }
            sleep 0.1
        done
        echo "ready $folder"
        exec > /dev/null
        cat
        kill -INT $!
        wait
        rm -rf "$folder"
    "#;
    let folder = started(script, &[]);
    format!("postgres://drawbridge@/postgres?host={folder}")
}

/// Runs a script that starts a server, with the folder of its programs as `$0`, until it says
/// `ready` and a word, which is returned. The script ends when its input does.
pub(crate) fn started(script: &str, arguments: &[&str]) -> String {
    let bin = programs().unwrap_or_else(|| panic!("{INSTALL}"));
    // PostgreSQL refuses to run as root.
    let mut command = if is_root() { Command::new("runuser") } else { Command::new("sh") };
    if is_root() {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    command.arg("-c").arg(script).arg(bin).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    // A group of its own, so that an interrupt at the terminal does not stop the shell first.
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut shell = command.spawn().expect("a shell starts");
    let mut said = String::new();
    let mut output = shell.stdout.take().expect("piped");
    let mut byte = [0];
    while !said.ends_with('\n') || !said.contains("ready") {
        match output.read(&mut byte) {
            Ok(1) => said.push(char::from(byte[0])),
            _ => panic!("PostgreSQL does not start: {said}"),
        }
    }
    // Keeps the shell's input open until this process ends.
    std::mem::forget(shell);
    said.trim().rsplit(' ').next().expect("a folder").to_owned()
}

/// The folder of the newest installed server's programs.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut bins: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").exists())
        .collect();
    bins.sort();
    bins.pop().map(|(_, bin)| bin)
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("`id` runs");
    output.stdout == b"0\n"
}
