//! What the browser checks by itself, and how all of it is computed again.

use super::out::Out;
use crate::shape::Report;

pub(super) fn write(out: &mut Out, report: &Report) {
    out.raw(
        "<section class=\"card\" id=\"verify\" aria-labelledby=\"h-verify\"><h2 id=\"h-verify\">",
    );
    out.both("核对与重算", "Verify and recompute");
    out.raw("</h2><p>");
    out.both(
        "以下由你的浏览器用此页所载的数据当场算出，没有向任何服务器询问。",
        "Your browser computed the following just now from what this page holds. No server was asked.",
    );
    out.raw("</p><p><span class=\"mono\">report.json</span> SHA-256: <code id=\"report-hash\">—</code></p>");
    out.raw("<ul class=\"checks\" id=\"checks\" aria-live=\"polite\" aria-busy=\"true\"></ul><h3>");
    out.both("检查点", "Checkpoint");
    out.raw("</h3><pre tabindex=\"0\">");
    out.words(&report.log.checkpoint);
    out.raw("</pre><h3>");
    out.both("全部重算", "Compute all of it again");
    out.raw("</h3><pre tabindex=\"0\">");
    out.words(&report.annexes.recompute.command);
    out.raw("</pre><ul class=\"plainlist\">");
    for need in &report.annexes.recompute.needs {
        out.within("li", need);
    }
    out.raw("</ul><h3>");
    out.both("用语", "Words");
    out.raw("</h3><dl class=\"facts\">");
    for term in &report.annexes.glossary {
        out.within("dt", &term.word);
        out.within("dd", &term.means);
    }
    out.raw("</dl></section>");
}
