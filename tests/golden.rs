//! Values that the statistics must reproduce, from data outside the package.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use dateline::analysis::{BinUnit, poisson_interval, wilson_interval};
use jiff::civil::Date;
use serde_json::Value;

fn number(case: &Value, key: &str) -> f64 {
    case[key].as_f64().unwrap()
}

#[test]
fn intervals_and_weeks_match_the_golden_values() {
    let Some(path) = common::shared("golden/statistics.json") else {
        return;
    };
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for case in golden["intervals"]["wilson_95"]["cases"]
        .as_array()
        .unwrap()
    {
        let got =
            wilson_interval(case["k"].as_u64().unwrap(), case["n"].as_u64().unwrap()).unwrap();
        assert!(
            (got.low - number(case, "low")).abs() < 1e-9
                && (got.high - number(case, "high")).abs() < 1e-9,
            "{case}"
        );
    }
    for case in golden["intervals"]["poisson_exact_95"]["cases"]
        .as_array()
        .unwrap()
    {
        let got = poisson_interval(case["k"].as_u64().unwrap());
        assert!(
            (got.low - number(case, "low")).abs() < 1e-9
                && (got.high - number(case, "high")).abs() < 1e-9,
            "{case} {got:?}"
        );
    }
    let weeks = golden["iso_weeks"]["cases"].as_array().unwrap();
    assert!(weeks.len() > 50);
    for case in weeks {
        let day: Date = case["date"].as_str().unwrap().parse().unwrap();
        for (unit, key) in [
            (BinUnit::Week, "iso_week"),
            (BinUnit::Month, "month"),
            (BinUnit::Quarter, "quarter"),
        ] {
            assert_eq!(
                unit.label(unit.start_of(day)),
                case[key].as_str().unwrap(),
                "{day}"
            );
        }
        let start = BinUnit::Week.start_of(day);
        assert_eq!(start.to_string(), case["week_starts"].as_str().unwrap());
        assert_eq!(
            BinUnit::Week.last_of(start).to_string(),
            case["week_ends"].as_str().unwrap()
        );
    }
}
