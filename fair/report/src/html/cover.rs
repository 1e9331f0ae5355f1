//! What stands on top: who, when, and which log.

use super::out::Out;
use crate::shape::Report;

pub(super) fn write(out: &mut Out, report: &Report) {
    out.raw("<header class=\"cover\">");
    out.within("h1", &report.title);
    out.raw("<p class=\"meta\">");
    let name = &report.operator.name;
    item(out, ("运营者", "Operator"), if name.is_empty() { "—" } else { name });
    let period = format!("{} – {}", report.period.first_day, report.period.last_day);
    item(out, ("期间", "Period"), &period);
    item(out, ("日志", "Log"), &report.log.origin);
    item(out, ("叶子", "Leaves"), &report.log.size.to_string());
    item(out, ("联署", "Cosigned by"), &report.log.cosigners.len().to_string());
    out.raw("</p>");
    out.within("p class=\"notice\"", &report.notice);
    out.raw("<noscript><p class=\"notice\">");
    out.both(
        "此页需要脚本才能切换语言、排序与核对；数字本身不需要。",
        "Scripts are needed here to switch the language, to sort and to verify; the numbers need none.",
    );
    out.raw("</p></noscript></header>");
}

fn item(out: &mut Out, (zh, en): (&str, &str), value: &str) {
    out.raw("<span>");
    out.both(zh, en);
    out.raw(" <b>");
    out.words(value);
    out.raw("</b></span>");
}
