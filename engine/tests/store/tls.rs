//! PostgreSQL over TLS: what an address asks for is done, or nothing is.

use std::path::PathBuf;
use std::sync::OnceLock;

use drawbridge_engine::provision;
use drawbridge_engine::store::{self, StoreError};
use drawbridge_engine::world::World;
use drawbridge_seal::PrivateKey;
use drawbridge_seal::issue::{Authority, Subject, Validity};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::home::folder;
use crate::postgres::started;

/// A server that lets nobody in without TLS, and the authority that issued its certificate.
struct Server {
    port: u16,
    authority: PathBuf,
    stranger: PathBuf,
}

fn authority(world: &World, name: &str) -> Authority {
    let now = world.clock.wall();
    let validity = Validity { from: now.plus_seconds(-60), until: now.plus_seconds(86_400) };
    let subject = Subject { common_name: name, organisation: "test", unit: "test" };
    Authority::create(subject, validity, PrivateKey::generate().expect("a key")).expect("made")
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let (world, _) = World::real();
        let (ours, other) = (authority(&world, "ours"), authority(&world, "a stranger"));
        let (shown, key) = provision::host_certificate(&ours, &["localhost"], &world).expect("ok");
        let folder = folder();
        let write = |name: &str, authority: &Authority| {
            let path = folder.join(name);
            std::fs::write(&path, &authority.certificate.pem).expect("written");
            path
        };
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("bound").port();
        drop(free);
        let script = r#"
            folder=$(mktemp -d /tmp/drawbridge-postgres-XXXXXX) && cd "$folder" || exit 1
            umask 077
            "$0/initdb" -D data -U drawbridge -A trust -E UTF8 --locale=C --no-sync > log 2>&1 \
                || { cat log; rm -rf "$folder"; exit 1; }
            printf '%s' "$1" > data/server.crt
            printf '%s' "$2" > data/server.key
            printf 'local all all trust\nhostssl all all 127.0.0.1/32 trust\n' > data/pg_hba.conf
            "$0/postgres" -D data -k "$folder" -c listen_addresses=127.0.0.1 -c port="$3" \
                -c ssl=on < /dev/null >> log 2>&1 &
            until "$0/pg_isready" -q -h "$folder" -p "$3" -d postgres -U drawbridge; do
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
        started(script, &[&shown, &key, &port.to_string()]);
        Server { port, authority: write("ours.pem", &ours), stranger: write("other.pem", &other) }
    })
}

/// Opens and uses a store at this host with these words about TLS.
async fn opened(host: &str, query: &str) -> Result<(), StoreError> {
    let server = tokio::task::spawn_blocking(server).await.expect("a server");
    let query = query
        .replace("{ours}", &server.authority.display().to_string())
        .replace("{other}", &server.stranger.display().to_string());
    let url = format!("postgres://drawbridge@{host}:{}/postgres?{query}", server.port);
    let store = store::open(&url).await?;
    store.health().await?;
    store.close().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_reached_over_tls_and_must_prove_what_the_address_asks_for() {
    for (host, query) in [
        ("localhost", "sslmode=require"),
        ("localhost", "sslmode=require&sslrootcert={ours}"),
        ("localhost", "sslmode=verify-full&sslrootcert={ours}"),
        ("127.0.0.1", "sslmode=verify-ca&sslrootcert={ours}"),
        ("localhost", "sslmode=prefer"),
        ("localhost", ""),
    ] {
        let outcome = opened(host, query).await;
        assert!(outcome.is_ok(), "{host} {query}: {outcome:?}");
    }
    for (host, query, why) in [
        ("127.0.0.1", "sslmode=verify-full&sslrootcert={ours}", "not valid for name"),
        ("localhost", "sslmode=verify-full&sslrootcert={other}", "UnknownIssuer"),
        ("localhost", "sslmode=verify-ca&sslrootcert={other}", "UnknownIssuer"),
        ("localhost", "sslmode=require&sslrootcert={other}", "UnknownIssuer"),
        ("localhost", "sslmode=verify-full", "UnknownIssuer"),
        // The server's own rule: whoever comes without TLS is turned away.
        ("localhost", "sslmode=disable", "no encryption"),
    ] {
        let said = opened(host, query).await.expect_err(query).to_string();
        assert!(said.contains(why), "{host} {query}: {said}");
    }
}

#[tokio::test]
async fn a_server_without_tls_hears_nothing_else_from_whoever_requires_it() {
    for mode in ["require", "verify-ca", "verify-full"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("somebody");
            let mut asked = [0; 8];
            stream.read_exact(&mut asked).await.expect("a question");
            // The request for TLS (80877103), which this server does not speak.
            assert_eq!(asked, [0, 0, 0, 8, 4, 210, 22, 47]);
            stream.write_all(b"N").await.expect("answered");
            // Whoever goes on speaks first: it needs no answer to say its name.
            stream.read(&mut asked).await.expect("the end")
        });
        let url = format!("postgres://drawbridge:secret@127.0.0.1:{port}/d?sslmode={mode}");
        let said = store::open(&url).await.err().expect("refused").to_string();
        assert_eq!(heard.await.expect("no panic"), 0, "{mode}");
        assert!(said.contains("does not support TLS"), "{said}");
    }
}
