//! The same data as the forms of regulators.

use super::out::Out;
use super::section::heads;
use crate::shape::Report;
use crate::views::{Mark, Part, Served, View};

/// All forms, of which the first stands open if `first` says so.
pub(super) fn write(out: &mut Out, report: &Report, forms: &[View], first: bool) {
    out.raw("<section class=\"card\" id=\"forms\" aria-labelledby=\"h-forms\"><h2 id=\"h-forms\">");
    out.both("监管视角", "Regulators' forms");
    out.raw("</h2><p>");
    out.both(
        "同一批数据，按各监管文件的条目排列。不能由本系统回答的条目照样列出，并说明原因。",
        "The same data in the order of each instrument. Items that cannot be answered here are listed all the same, with the reason.",
    );
    out.raw("</p>");
    for (at, form) in forms.iter().enumerate() {
        one(out, report, form, first && at == 0);
    }
    out.raw("</section>");
}

fn one(out: &mut Out, report: &Report, form: &View, open: bool) {
    let open = if open { " open" } else { "" };
    out.raw(&format!("<details class=\"form\" id=\"form-{}\"{open}><summary>", form.id));
    out.text(&form.name);
    out.raw(" <span class=\"mono\">");
    out.words(&form.id);
    out.raw("</span></summary><div><p>");
    out.text(&form.instrument);
    mark(out, form.mark);
    out.raw("</p><p class=\"serves\">");
    out.both("来源：", "Source: ");
    out.words(&form.source);
    out.raw("</p><div class=\"scroll\" tabindex=\"0\" role=\"group\"><table><thead><tr>");
    heads(
        out,
        &[("条目", "Item"), ("能否回答", "Answered"), ("数字", "Numbers"), ("章节", "Sections")],
    );
    out.raw("</tr></thead><tbody>");
    form.parts.iter().for_each(|part| row(out, report, part));
    out.raw("</tbody></table></div></div></details>");
}

fn mark(out: &mut Out, mark: Mark) {
    if let Some(says) = mark.says() {
        out.raw(" <span class=\"mark\">[");
        out.text(&says);
        out.raw("]</span>");
    }
}

fn row(out: &mut Out, report: &Report, part: &Part) {
    out.raw("<tr><td class=\"kpi\"><b>");
    out.text(&part.title);
    out.raw("</b>");
    mark(out, part.mark);
    out.within("span class=\"sub\"", &part.asks);
    out.raw("</td><td>");
    let (class, zh, en) = match part.answered(&report.kpis) {
        Served::Yes => ("equal", "能", "yes"),
        Served::Partly => ("open", "部分", "in part"),
        Served::No => ("plain", "不能", "no"),
    };
    out.raw(&format!("<span class=\"chip {class}\">"));
    out.both(zh, en);
    out.raw("</span>");
    if let Some(why) = &part.why {
        out.within("span class=\"sub\"", why);
    }
    out.raw("</td><td>");
    for id in &part.kpis {
        let Some(kpi) = report.kpis.get(id) else { continue };
        out.raw(&format!("<div><a href=\"#kpi-{id}\">"));
        out.text(&kpi.name);
        out.raw("</a> ");
        out.text(&kpi.shown);
        if let Some(verdict) = kpi.quantity.verdict() {
            out.raw(" ");
            out.verdict(Some(verdict));
        }
        out.raw("</div>");
    }
    let lacking: Vec<&str> = part.lacking(&report.kpis).collect();
    if !lacking.is_empty() {
        out.raw("<span class=\"sub\">");
        out.both("没有的：", "Not available: ");
        out.raw("<span class=\"mono\">");
        out.words(&lacking.join(", "));
        out.raw("</span></span>");
    }
    out.raw("</td><td class=\"n\">");
    let sections: Vec<String> = part.sections.iter().map(u8::to_string).collect();
    out.raw(&sections.join(", "));
    out.raw("</td></tr>");
}
