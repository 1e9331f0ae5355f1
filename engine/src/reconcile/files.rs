//! A run's differences as files for a spreadsheet and for programs, complete or not there at all.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use drawbridge_ledger::Lang;
use drawbridge_ledger::reconcile::{CsvOptions, CsvWriter, Difference, JsonWriter, Report};

use crate::reconcile::error::RunError;

/// Which files a run writes. What is there is replaced.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Comma-separated values, with a byte order mark for spreadsheets.
    pub csv: Option<PathBuf>,
    /// One JSON object with differences, corrections and the report.
    pub json: Option<PathBuf>,
    /// The language of the headings and explanations in the CSV file.
    pub lang: Lang,
}

/// A file under a provisional name beside its own.
pub(crate) struct Draft {
    name: PathBuf,
    provisional: PathBuf,
    out: Option<BufWriter<File>>,
}

/// Both files while they are written.
pub(crate) struct Drafts {
    csv: Option<Draft>,
    json: Option<Draft>,
    lang: Lang,
}

/// The writers into them.
pub(crate) struct Writers<'a> {
    csv: Option<CsvWriter<'a>>,
    json: Option<JsonWriter<'a>>,
}

impl Drafts {
    /// Begins the files.
    pub(crate) fn begin(files: &Files) -> Result<Self, RunError> {
        let begin = |path: &Option<PathBuf>| path.as_deref().map(Draft::begin).transpose();
        Ok(Self { csv: begin(&files.csv)?, json: begin(&files.json)?, lang: files.lang })
    }

    /// The writers into them.
    pub(crate) fn writers(&mut self) -> Result<Writers<'_>, RunError> {
        let options = CsvOptions { bom: true, lang: self.lang };
        let csv = self.csv.as_mut().and_then(Draft::out);
        let csv = csv.map(|(out, path)| {
            CsvWriter::new(out, options).map_err(|error| RunError::File(path, error))
        });
        let json = self.json.as_mut().and_then(Draft::out);
        let json = json
            .map(|(out, path)| JsonWriter::new(out).map_err(|error| RunError::File(path, error)));
        Ok(Writers { csv: csv.transpose()?, json: json.transpose()? })
    }

    /// Gives the files their names.
    pub(crate) fn end(self) -> Result<(), RunError> {
        self.csv.into_iter().chain(self.json).try_for_each(Draft::end)
    }
}

impl Writers<'_> {
    /// Writes a difference.
    pub(crate) fn row(&mut self, difference: &Difference) -> io::Result<()> {
        self.csv.as_mut().map_or(Ok(()), |csv| csv.row(difference))?;
        self.json.as_mut().map_or(Ok(()), |json| json.row(difference))
    }

    /// Writes the report.
    pub(crate) fn finish(self, report: &Report) -> io::Result<()> {
        self.json.map_or(Ok(()), |json| json.finish(report))
    }
}

impl Draft {
    fn begin(path: &Path) -> Result<Self, RunError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let provisional = path.with_file_name(name);
        let out = File::create(&provisional)
            .map_err(|error| RunError::File(provisional.clone(), error))?;
        Ok(Self { name: path.to_owned(), provisional, out: Some(BufWriter::new(out)) })
    }

    fn out(&mut self) -> Option<(&mut dyn io::Write, PathBuf)> {
        let path = self.provisional.clone();
        self.out.as_mut().map(|out| (out as &mut dyn io::Write, path))
    }

    fn end(mut self) -> Result<(), RunError> {
        let flushed = self.out.take().map_or(Ok(()), |mut out| out.flush());
        let named = flushed.and_then(|()| std::fs::rename(&self.provisional, &self.name));
        named.map_err(|error| RunError::File(self.name.clone(), error))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Still open: the run ended early.
        if self.out.take().is_some() {
            let _ = std::fs::remove_file(&self.provisional);
        }
    }
}
