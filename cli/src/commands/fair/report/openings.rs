//! The file of openings, read beside the log.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use drawbridge_fair_report::openings;

/// Lines in the order of the leaves; the next one is held.
pub(super) struct Openings {
    path: PathBuf,
    lines: Option<BufReader<File>>,
    at: u64,
    next: Option<(u64, Vec<u8>)>,
    /// Where the next line begins.
    offset: u64,
    /// The leaves of the lines that were read, ascending, with where each line begins.
    places: Vec<(u64, u64)>,
}

impl Openings {
    /// The file; none opens nothing.
    pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let lines = path.map(|path| {
            File::open(path)
                .map(BufReader::new)
                .with_context(|| format!("cannot read {}", path.display()))
        });
        let path = path.map(Path::to_owned).unwrap_or_default();
        let mut openings = Self {
            path,
            lines: lines.transpose()?,
            at: 0,
            next: None,
            offset: 0,
            places: Vec::new(),
        };
        openings.advance()?;
        Ok(openings)
    }

    /// What opens a leaf. Leaves are asked for in ascending order.
    pub(super) fn of(&mut self, index: u64) -> anyhow::Result<Option<Vec<u8>>> {
        while self.next.as_ref().is_some_and(|(next, _)| *next < index) {
            self.advance()?;
        }
        match self.next.take() {
            Some((next, opening)) if next == index => {
                self.advance_after(next)?;
                Ok(Some(opening))
            }
            other => {
                self.next = other;
                Ok(None)
            }
        }
    }

    /// What opens a leaf that was passed already.
    pub(super) fn earlier(&self, index: u64) -> anyhow::Result<Option<Vec<u8>>> {
        let Ok(found) = self.places.binary_search_by_key(&index, |place| place.0) else {
            return Ok(None);
        };
        let Some((_, offset)) = self.places.get(found) else { return Ok(None) };
        let place = || format!("cannot read {}", self.path.display());
        let mut file = File::open(&self.path).with_context(place)?;
        file.seek(SeekFrom::Start(*offset)).with_context(place)?;
        let mut line = Vec::new();
        BufReader::new(file).read_until(b'\n', &mut line).with_context(place)?;
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        let (_, opening) = openings::read(line).with_context(place)?;
        Ok(Some(opening))
    }

    fn advance(&mut self) -> anyhow::Result<()> {
        let before = self.next.take().map(|(index, _)| index);
        self.next = self.line()?;
        self.ascending(before)
    }

    fn advance_after(&mut self, before: u64) -> anyhow::Result<()> {
        self.next = self.line()?;
        self.ascending(Some(before))
    }

    fn ascending(&self, before: Option<u64>) -> anyhow::Result<()> {
        let (Some(before), Some((next, _))) = (before, &self.next) else { return Ok(()) };
        let place = format!("{}, line {}", self.path.display(), self.at);
        ensure!(before < *next, "{place}: leaf {next} stands after leaf {before}");
        Ok(())
    }

    fn line(&mut self) -> anyhow::Result<Option<(u64, Vec<u8>)>> {
        let Some(lines) = &mut self.lines else { return Ok(None) };
        let mut line = Vec::new();
        let read = lines.read_until(b'\n', &mut line);
        let read = read.with_context(|| format!("cannot read {}", self.path.display()))?;
        if read == 0 {
            return Ok(None);
        }
        self.at += 1;
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        let place = || format!("{}, line {}", self.path.display(), self.at);
        let (index, opening) = openings::read(line).with_context(place)?;
        self.places.push((index, self.offset));
        self.offset += read as u64;
        Ok(Some((index, opening)))
    }
}
