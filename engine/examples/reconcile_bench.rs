//! Measures reconciliation through a real store and a real bill format:
//! `cargo run --release -p drawbridge-engine --example reconcile_bench [rows] [platform] [folder]`.
#![expect(clippy::print_stdout, reason = "it prints measurements")]

use std::path::PathBuf;

use drawbridge_engine::reconcile::bench::bench;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let rows = args.next().map_or(Ok(1_000_000), |rows| rows.replace('_', "").parse())?;
    let platform = args.next().unwrap_or_else(|| "wechat".to_owned());
    let folder = args.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let dialect = drawbridge_roster::dialect(&platform).ok_or("no such platform")?;
    let measured = bench(dialect, rows, &folder).await?;
    println!("{}", serde_json::to_string_pretty(&measured)?);
    Ok(())
}
