//! The chart as JSON: exactly what is drawn, with what it is divided by.

use serde_json::{Value, json};

use super::TimelineExport;
use crate::analysis::{Bin, Tally};

/// One object: unit, measure, denominator and filter once, then the bins of every series and the
/// lanes. A gap has `null` for its value; a zero has 0.
pub fn timeline_json(export: &TimelineExport<'_>) -> Value {
    let timeline = export.timeline;
    let split = !export.split_by.is_empty();
    let series = export.series.iter().enumerate().map(|(i, name)| {
        let bins: Vec<Value> = timeline.bins.iter().map(|b| bin(export, b, i)).collect();
        let mut series = json!({
            "track": name.track,
            "query": name.query,
            "bins": bins,
            "undated": counts(export, &timeline.undated, i),
            "imprecise": counts(export, &timeline.imprecise, i),
        });
        if let (true, Value::Object(fields)) = (split, &mut series) {
            fields.insert("value".into(), json!(name.value));
        }
        series
    });
    let mut out = json!({
        "unit": timeline.unit.words(),
        "measure": export.measure.words(),
        "denominator": timeline.denominator.words(),
        "filter": export.filter,
        "series": series.collect::<Vec<_>>(),
    });
    if let (Some(asked), Value::Object(fields)) = (timeline.widened_from, &mut out) {
        fields.insert("widened_from".into(), asked.words().into());
    }
    if let (true, Value::Object(fields)) = (split, &mut out) {
        fields.insert("split_by".into(), export.split_by.into());
    }
    out
}

fn bin(export: &TimelineExport<'_>, bin: &Bin, series: usize) -> Value {
    let mut out = counts(export, &bin.tally, series);
    if let Value::Object(fields) = &mut out {
        let label = export.timeline.unit.label(bin.start);
        fields.insert("bin".into(), label.into());
        fields.insert("start".into(), bin.start.to_string().into());
        fields.insert("end".into(), bin.last.to_string().into());
        fields.insert("cut".into(), bin.cut.into());
        fields.insert("outside".into(), bin.outside.into());
    }
    out
}

fn counts(export: &TimelineExport<'_>, tally: &Tally, series: usize) -> Value {
    let count = tally.series.get(series).copied().unwrap_or_default();
    let interval = tally.interval(series, export.measure);
    let of = tally.of(series);
    json!({
        "mentions": count.mentions,
        "articles_with_mention": count.articles,
        "articles": tally.articles,
        "of_articles": of.articles,
        "of_words": of.words,
        "value": tally.value(series, export.measure),
        "low_95": interval.map(|i| i.low),
        "high_95": interval.map(|i| i.high),
    })
}
