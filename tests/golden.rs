//! Values that the statistics must reproduce: from data outside the package, and from the definitions of what
//! they are.

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

#[test]
fn measures_of_words_match_the_golden_values() {
    use dateline::analysis::statistics::{
        expected_in_window, log_dice, log_likelihood, log_ratio, mutual_information, spread,
    };
    let Some(path) = common::shared("golden/statistics.json") else {
        return;
    };
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let near = |got: f64, case: &Value, key: &str| {
        let wanted = number(case, key);
        assert!((got - wanted).abs() < 1e-9, "{key}: {got} in {case}");
    };
    let cases = |room: &str| golden[room]["cases"].as_array().unwrap().clone();
    let tables = golden["keyness"]["cases"].as_array().unwrap();
    assert!(tables.len() >= 10);
    for case in tables {
        let count = |key: &str| case[key].as_u64().unwrap();
        let (a, b, c, d) = (count("a"), count("b"), count("c"), count("d"));
        near(log_likelihood(a, b, c, d), case, "log_likelihood_2cell");
        near(log_ratio(a, b, c, d), case, "log_ratio");
    }
    for case in cases("dispersion") {
        let list = |key: &str| {
            let all = case[key].as_array().unwrap().iter();
            all.map(|n| n.as_u64().unwrap()).collect::<Vec<u64>>()
        };
        let (counts, sizes) = (list("counts"), list("sizes"));
        let got = spread(counts.iter().copied().zip(sizes.iter().copied()));
        if case["dp"].is_null() {
            assert_eq!(got, None);
            continue;
        }
        let got = got.unwrap();
        near(got.dp, &case, "dp");
        near(got.dp_norm.unwrap(), &case, "dp_norm");
        assert_eq!(got.range as u64, case["range"].as_u64().unwrap());
    }
    for case in cases("collocation") {
        let count = |key: &str| case[key].as_u64().unwrap();
        let (node, collocate, joint) = (count("node"), count("collocate"), count("joint"));
        let (window, words) = (count("window_tokens"), count("corpus_tokens"));
        let expected = expected_in_window(node, collocate, window, words);
        near(log_dice(joint, node, collocate), &case, "log_dice");
        near(expected, &case, "expected_window_adjusted");
        near(
            mutual_information(joint, expected),
            &case,
            "mi_window_adjusted",
        );
    }
}

/// Exact Poisson (Garwood 1936): the bounds are the means under which so many or more, or so few or fewer, have
/// a chance of 2.5 %.
#[test]
fn poisson_bounds_are_what_they_are_defined_as() {
    let at_most = |k: u64, mean: f64| {
        let mut term = (-mean).exp();
        let mut sum = term;
        for i in 1..=k {
            term *= mean / i as f64;
            sum += term;
        }
        sum
    };
    for k in 0..60 {
        let interval = poisson_interval(k);
        assert!((at_most(k, interval.high) - 0.025).abs() < 1e-9, "{k}");
        if k == 0 {
            assert!(interval.low.abs() < 1e-12);
        } else {
            assert!(
                (1.0 - at_most(k - 1, interval.low) - 0.025).abs() < 1e-9,
                "{k}"
            );
        }
    }
}

/// Wilson 1927: the bounds are the shares from which the observed one lies 1.96 standard errors away.
#[test]
fn wilson_bounds_are_what_they_are_defined_as() {
    const Z: f64 = 1.959_963_984_540_054;
    for (k, n) in [(0, 3), (1, 3), (3, 3), (7, 20), (50, 100), (999, 1000)] {
        let (interval, seen) = (wilson_interval(k, n).unwrap(), k as f64 / n as f64);
        for bound in [interval.low, interval.high] {
            let error = Z * (bound * (1.0 - bound) / n as f64).sqrt();
            assert!(
                ((seen - bound).abs() - error).abs() < 1e-9,
                "{k} of {n}: {bound}"
            );
        }
    }
}

/// ISO 8601: a week begins on Monday and belongs to the year that has its Thursday.
#[test]
fn weeks_begin_on_monday_and_belong_to_the_year_of_their_thursday() {
    let mut day: Date = "2019-12-20".parse().unwrap();
    for _ in 0..2600 {
        let start = BinUnit::Week.start_of(day);
        let last = BinUnit::Week.last_of(start);
        assert_eq!(start.weekday(), jiff::civil::Weekday::Monday);
        assert!(
            start <= day && day <= last && (last - start).get_days() == 6,
            "{day}"
        );
        let thursday = start.checked_add(jiff::Span::new().days(3)).unwrap();
        let week = (thursday.day_of_year() - 1) / 7 + 1;
        let label = BinUnit::Week.label(start);
        assert_eq!(label, format!("{}-W{week:02}", thursday.year()));
        day = day.tomorrow().unwrap();
    }
}
