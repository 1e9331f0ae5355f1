//! Reconciliation reports, as the runs left them: objects named `wallet|day`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use drawbridge_canon::Timestamp;
use drawbridge_engine::ledger::Lang;
use drawbridge_engine::ledger::reconcile::{CsvOptions, CsvWriter, Difference};
use drawbridge_engine::store::{Object, kinds};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::asked::{Page, Query};
use super::auth::Reader;
use super::ledger::check_day;
use super::problem::Problem;
use super::schema::time;
use crate::node::Node;

/// Which reports.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportsAsk {
    /// Of which wallet.
    wallet: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many items at most: 1 to 200; 50 if not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// A report in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReportLine {
    /// Whose bill.
    wallet: String,
    /// Of which day.
    day: String,
    /// How often it was written.
    version: u64,
    /// When it was run.
    at: Option<String>,
    /// How many differences are open.
    open: u64,
    /// How many were mended by a posting.
    mended: u64,
    /// How many rows wait for the next day's bill.
    waiting: u64,
    /// What was found, class by class.
    #[schema(value_type = Object)]
    report: Value,
}

/// A whole report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ReportFull {
    #[serde(flatten)]
    line: ReportLine,
    /// The open differences, each with what would mend it; of very many, the first.
    #[schema(value_type = Vec<Object>)]
    items: Value,
    /// Those that were mended; of very many, the first.
    #[schema(value_type = Vec<Object>)]
    mended_items: Value,
}

/// Reports.
#[utoipa::path(get, path = "/api/v1/reports", tag = "reports", params(ReportsAsk),
    responses((status = 200, body = Page<ReportLine>)))]
pub(crate) async fn list(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<ReportsAsk>,
) -> Result<Json<Page<ReportLine>>, Problem> {
    let size = super::asked::PageAsk { after: None, limit: ask.limit }.size();
    let prefix = ask.wallet.filter(|wallet| !wallet.is_empty());
    let prefix = prefix.map_or_else(String::new, |wallet| format!("{wallet}|"));
    let page = node.store.objects(kinds::REPORT, &prefix, ask.after.as_deref(), size).await?;
    let items = page.items.iter().map(|object| Ok(full(object)?.line));
    Ok(Json(Page { items: items.collect::<Result<_, Problem>>()?, next: page.next }))
}

/// One report.
#[utoipa::path(get, path = "/api/v1/reports/{wallet}/{day}", tag = "reports",
    params(("wallet" = String, Path), ("day" = String, Path)),
    responses((status = 200, body = ReportFull)))]
pub(crate) async fn read(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path((wallet, day)): Path<(String, String)>,
) -> Result<Json<ReportFull>, Problem> {
    full(&object(&node, &wallet, &day).await?).map(Json)
}

/// In which language the file is.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CsvAsk {
    /// `zh` or `en`.
    lang: Option<String>,
}

/// The differences of a report, for a spreadsheet.
#[utoipa::path(get, path = "/api/v1/reports/{wallet}/{day}/csv", tag = "reports",
    params(("wallet" = String, Path), ("day" = String, Path), CsvAsk),
    responses((status = 200, content_type = "text/csv", body = String)))]
pub(crate) async fn csv(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path((wallet, day)): Path<(String, String)>,
    Query(ask): Query<CsvAsk>,
) -> Result<Response, Problem> {
    let report = full(&object(&node, &wallet, &day).await?)?;
    let differences: Vec<Difference> =
        serde_json::from_value(report.items).map_err(|error| Problem::failed(&error))?;
    let lang = if ask.lang.as_deref() == Some("zh") { Lang::Zh } else { Lang::En };
    let mut bytes = Vec::new();
    let written = CsvWriter::new(&mut bytes, CsvOptions { bom: true, lang })
        .and_then(|mut file| differences.iter().try_for_each(|difference| file.row(difference)));
    written.map_err(|error| Problem::failed(&error))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{wallet}-{day}.csv\"")),
    ];
    Ok((headers, bytes).into_response())
}

async fn object(node: &Node, wallet: &str, day: &str) -> Result<Object, Problem> {
    check_day("/day", day)?;
    let object = node.store.object(kinds::REPORT, &format!("{wallet}|{day}")).await?;
    object.ok_or_else(|| Problem::not_found("report"))
}

fn full(object: &Object) -> Result<ReportFull, Problem> {
    let mut body: Value =
        serde_json::from_slice(&object.body).map_err(|error| Problem::failed(&error))?;
    let (wallet, day) = object.id.split_once('|').unwrap_or((&object.id, ""));
    let mut list = |name: &str| {
        let list = body.get_mut(name).map(Value::take).filter(Value::is_array);
        list.unwrap_or_else(|| Value::Array(Vec::new()))
    };
    let (items, mended_items) = (list("differences"), list("mended_differences"));
    let number = |name: &str| body[name].as_u64();
    let [open, mended, waiting] = ["open", "mended", "pool_rows"].map(number);
    let at = body["at"].as_i64().map(|at| time(Timestamp(at)));
    let found = items.as_array().map_or(0, |items| items.len() as u64);
    // A run that kept its report alone has no differences to show.
    let report = match body.get_mut("report").map(Value::take) {
        Some(report) => report,
        None => body,
    };
    let line = ReportLine {
        wallet: wallet.to_owned(),
        day: day.to_owned(),
        version: object.version,
        at,
        open: open.unwrap_or(found),
        mended: mended.unwrap_or_default(),
        waiting: waiting.unwrap_or_default(),
        report,
    };
    Ok(ReportFull { line, items, mended_items })
}
