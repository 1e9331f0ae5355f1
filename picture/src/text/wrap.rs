//! Lines of a shaped text: as many as there is room for, the last one cut with an ellipsis.

use std::ops::Range;

use drawbridge_fonts::{may_begin, pieces};

use super::fonts::EM;
use super::shaped::{Cluster, Shaped, overhang};

/// A line: which clusters, and whether more would follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrapped {
    pub(crate) clusters: Range<usize>,
    pub(crate) cut: bool,
}

/// The lines of a text in a width of thousandths of an em, at most `most`. What does not fit is cut,
/// with room left for an ellipsis of the last line.
pub(crate) fn wrap(shaped: &Shaped, width: i32, most: usize) -> Vec<Wrapped> {
    let mut lines = all_lines(shaped, width);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.clusters = shortened(shaped, last.clusters.clone(), width);
            last.cut = true;
        }
    }
    lines
}

/// The same lines, but about equally long where the text is whole: a title does not leave one
/// character alone on its last line.
pub(crate) fn balanced(shaped: &Shaped, width: i32, most: usize) -> Vec<Wrapped> {
    let mut best = wrap(shaped, width, most);
    let count = best.len();
    if count < 2 || best.iter().any(|line| line.cut) {
        return best;
    }
    // The narrowest width, to a sixty-fourth, in which there are as many lines.
    let (mut low, mut high) = (width / 2, width);
    for _ in 0..6 {
        let middle = i32::midpoint(low, high);
        let lines = all_lines(shaped, middle);
        if lines.len() == count {
            (best, high) = (lines, middle);
        } else {
            low = middle;
        }
    }
    best
}

/// A text on one line, cut with an ellipsis where it is too long.
pub(crate) fn first_line(shaped: &Shaped, width: i32) -> Wrapped {
    let all = 0..shaped.clusters.len();
    if measure(shaped, all.clone()) <= width {
        return Wrapped { clusters: all, cut: false };
    }
    Wrapped { clusters: shortened(shaped, all, width), cut: true }
}

/// How wide clusters are on a line of their own.
pub(crate) fn measure(shaped: &Shaped, clusters: Range<usize>) -> i32 {
    let some = &shaped.clusters[clusters];
    let first = some.first().map_or(0, |first| overhang(&shaped.text, first));
    let inner: i32 = some.iter().skip(1).map(|cluster| cluster.back).sum();
    let trailing = some.iter().rev().take_while(|cluster| is_space(shaped, cluster));
    let trailing: i32 = trailing.map(|cluster| cluster.advance).sum();
    some.iter().map(|cluster| cluster.advance).sum::<i32>() - first - inner - trailing
}

fn is_space(shaped: &Shaped, cluster: &Cluster) -> bool {
    &shaped.text[cluster.from..cluster.to] == " "
}

fn all_lines(shaped: &Shaped, width: i32) -> Vec<Wrapped> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut next = 0;
    let mut byte = 0;
    // The last place where the line may end: what is drawn as one is not broken, whatever it is of.
    let mut from = 0;
    for piece in pieces(&shaped.text) {
        if shaped.clusters.get(next).is_none_or(|cluster| cluster.from == byte) {
            from = next;
        }
        byte += piece.len();
        while shaped.clusters.get(next).is_some_and(|cluster| cluster.from < byte) {
            next += 1;
        }
        if measure(shaped, start..next) <= width {
            continue;
        }
        if from > start {
            lines.push(Wrapped { clusters: start..from, cut: false });
            start = from;
        }
        while measure(shaped, start..next) > width {
            let end = filled(shaped, start..next, width);
            lines.push(Wrapped { clusters: start..end, cut: false });
            start = end;
        }
    }
    if start < shaped.clusters.len() {
        lines.push(Wrapped { clusters: start..shaped.clusters.len(), cut: false });
    }
    lines
}

/// Where a line ends in what is too long for any: as far as there is room, but not before what may
/// not begin one, unless nothing else is there.
fn filled(shaped: &Shaped, clusters: Range<usize>, width: i32) -> usize {
    let fits = |end: &usize| measure(shaped, clusters.start..*end) <= width;
    let end = (clusters.start + 1..=clusters.end).take_while(fits).last();
    let end = end.unwrap_or(clusters.start + 1);
    let begins = |at: &usize| {
        let next = shaped.clusters.get(*at);
        next.and_then(|next| shaped.text[next.from..].chars().next()).is_none_or(may_begin)
    };
    (clusters.start + 1..=end).rev().find(begins).unwrap_or(end)
}

/// As much of a line as leaves room for an ellipsis, without the mark or space before it.
fn shortened(shaped: &Shaped, clusters: Range<usize>, width: i32) -> Range<usize> {
    let mut end = clusters.end;
    while end > clusters.start && measure(shaped, clusters.start..end) + EM > width {
        end -= 1;
    }
    let text = |at: usize| &shaped.text[shaped.clusters[at].from..shaped.clusters[at].to];
    while end > clusters.start + 1
        && matches!(text(end - 1), " " | "，" | "、" | "：" | "；" | "," | "…")
    {
        end -= 1;
    }
    clusters.start..end
}
