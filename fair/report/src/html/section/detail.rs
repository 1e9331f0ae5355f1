//! Everything that is known about one number, unfolded from its name.

use drawbridge_fair_indicators::found::Unit;

use super::Out;
use crate::format;
use crate::shape::{Kpi, Measured, Quantity};

pub(super) fn write(out: &mut Out, id: &str, kpi: &Kpi) {
    out.raw("<details><summary>");
    out.text(&kpi.name);
    out.raw("<span class=\"sub mono\">");
    out.words(id);
    out.raw("</span></summary>");
    out.within("p", &kpi.definition);
    if let Some(outside) = &kpi.outside {
        out.within("p", &outside.why);
    }
    out.raw("<dl class=\"facts\">");
    if let Some(interval) = &kpi.shown_interval {
        fact(out, ("区间", "Interval"), |out| out.text(interval));
    }
    if let Quantity::Indicator(measured) = &kpi.quantity {
        indicator(out, measured);
    }
    let log = &kpi.log;
    fact(out, ("叶子", "Leaves"), |out| {
        out.words(&format!("{} – {}", log.from, log.to.saturating_sub(1)));
    });
    fact(out, ("检查点", "Checkpoint"), |out| {
        out.raw("<span class=\"mono\">");
        out.words(&format!("{} {} ({})", log.size, log.root, log.cosigners.join(", ")));
        out.raw("</span>");
    });
    fact(out, ("重算", "Recompute"), |out| {
        out.raw("<code>");
        out.words(&kpi.command);
        out.raw("</code>");
    });
    out.raw("</dl></details>");
}

fn fact(out: &mut Out, (zh, en): (&str, &str), write: impl FnOnce(&mut Out)) {
    out.raw("<dt>");
    out.both(zh, en);
    out.raw("</dt><dd>");
    write(out);
    out.raw("</dd>");
}

fn indicator(out: &mut Out, one: &Measured) {
    let pending = format!("{} / {}", one.outsiders.pending, one.insiders.pending);
    fact(out, ("待决（外/内）", "Pending (out / in)"), |out| out.words(&pending));
    if let Some(equality) = &one.equality {
        let margin = format::interval(equality.margin_low, equality.margin_high, one.unit);
        fact(out, ("界值", "Margin"), |out| out.text(&margin));
    }
    if let Some(tested) = &one.difference {
        let adjusted = [("", Some(tested.p)), ("Holm ", tested.p_holm), ("BH ", tested.p_bh)];
        let told = adjusted.into_iter().filter_map(|(name, p)| Some((name, p?)));
        let told: Vec<String> =
            told.map(|(name, p)| format!("{name}p = {}", format::p_value(p))).collect();
        let told = format!("{}: {}", tested.test, told.join(", "));
        fact(out, ("差异检验", "Test of difference"), |out| out.words(&told));
    }
    if let Some(equality) = &one.equality {
        let not_better = equality.p_not_better.map_or_else(|| "—".to_owned(), format::p_value);
        let told = format!(
            "{}: p = {} / {not_better}",
            equality.test,
            format::p_value(equality.p_not_worse)
        );
        fact(out, ("等效检验（不劣/不优）", "Equality (not worse / not better)"), |out| {
            out.words(&told);
        });
    }
    if let Some(monitored) = &one.monitored {
        let told = format!(
            "{}: e = {}, max {}",
            monitored.monitor,
            format::log_e(monitored.log_e),
            format::log_e(monitored.log_e_max)
        );
        fact(out, ("随时监测", "Monitor"), |out| out.words(&told));
    }
    reach(out, one);
    if !one.strata.is_empty() {
        let told = format!("{} ({})", one.strata.join(", "), one.strata_used);
        fact(out, ("分层", "Strata"), |out| out.words(&told));
    }
    for further in &one.further {
        let number = format::number(further.value, further_unit(one.unit, &further.measure));
        let name = further.measure.clone();
        fact(out, ("另一度量", "Another measure"), |out| {
            out.words(&format!("{name} "));
            out.text(&number);
        });
    }
}

/// Ratios beside a difference are in no unit.
fn further_unit(unit: Unit, measure: &str) -> Unit {
    if measure.contains("ratio") { Unit::Ratio } else { unit }
}

fn reach(out: &mut Out, one: &Measured) {
    let Some(reach) = one.reach else { return };
    if let Some(gap) = reach.detectable {
        let gap = format::size(gap, one.unit);
        fact(out, ("可发现的最小差距", "Least gap that would be seen"), |out| {
            out.text(&gap);
        });
    }
    if let (Some(needed), Some(missing)) = (reach.outsiders_needed, reach.outsiders_missing) {
        let told = format!("{needed} / {missing}");
        fact(
            out,
            ("证明相等所需/尚缺案件", "Cases needed / missing to show equality"),
            |out| out.words(&told),
        );
    }
}
