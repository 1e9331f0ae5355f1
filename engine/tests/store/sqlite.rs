//! What only a file can do wrong.

use drawbridge_engine::store::{self, StoreError};

use crate::home::{Home, folder, opened};
use crate::rows::{create, id, payment};

#[tokio::test]
async fn a_second_process_is_told_that_the_file_is_in_use() {
    let home = Home::sqlite().await;
    let second = store::open(&home.url).await.err();
    assert!(matches!(second, Some(StoreError::Locked(_))), "{second:?}");
    home.store.close().await.expect("closed");
    opened(&home.url).await.close().await.expect("closed");
    home.leave().await;
}

#[tokio::test]
async fn what_was_committed_is_there_after_closing() {
    let home = Home::sqlite().await;
    home.store.commit(create(payment(1))).await.expect("stored");
    home.store.close().await.expect("closed");
    let again = opened(&home.url).await;
    assert_eq!(again.payment(&id(1)).await.expect("read"), Some(payment(1)));
    again.close().await.expect("closed");
    home.leave().await;
}

#[tokio::test]
async fn files_that_are_not_ours_are_left_alone() {
    let folder = folder();
    let path = |name: &str| folder.join(name);
    std::fs::write(path("text"), "not a database, but long enough to be read as one".repeat(99))
        .expect("written");
    let other = rusqlite::Connection::open(path("other")).expect("opened");
    other.execute_batch("CREATE TABLE theirs (x)").expect("made");
    let newer = format!("sqlite:{}", path("newer").display());
    opened(&newer).await.close().await.expect("closed");
    let connection = rusqlite::Connection::open(path("newer")).expect("opened");
    connection.execute_batch("INSERT INTO schema_version VALUES (999)").expect("written");
    drop((other, connection));
    let cases = [
        ("text", "damaged"),
        ("other", "another program"),
        ("newer", "run a newer program"),
        ("no/such", "no/such"),
    ];
    for (name, reason) in cases {
        let url = format!("sqlite:{}", path(name).display());
        let error = store::open(&url).await.err().expect("refused").to_string();
        assert!(error.contains(reason), "{name}: {error}");
    }
    std::fs::remove_dir_all(folder).expect("removed");
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_shown_without_its_password() {
    for url in ["", "sqlite:", "mysql://root:secret@host/name"] {
        let error = store::open(url).await.err().expect("refused").to_string();
        assert!(error.contains("sqlite:<path>") && !error.contains("secret"), "{error}");
    }
}
