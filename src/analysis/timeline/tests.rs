use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn on(day: Date, words: u32) -> TimelineArticle {
    TimelineArticle {
        date: Some((day, Precision::Day)),
        words,
        in_filter: true,
    }
}

fn labels(timeline: &Timeline) -> Vec<String> {
    timeline
        .bins
        .iter()
        .map(|b| timeline.unit.label(b.start))
        .collect()
}

#[test]
fn a_gap_is_no_zero() {
    let articles = [on(date(2023, 1, 3), 500), on(date(2023, 3, 3), 500)];
    let spec = TimelineSpec {
        unit: UnitChoice::Fixed(BinUnit::Month),
        ..TimelineSpec::default()
    };
    let chart = timeline(&articles, &[Series { mentions: &[4, 0] }], spec);
    assert_eq!(labels(&chart), ["2023-01", "2023-02", "2023-03"]);
    let values: Vec<_> = chart
        .bins
        .iter()
        .map(|b| b.tally.value(0, Measure::Rate))
        .collect();
    assert_eq!(values, [Some(8.0), None, Some(0.0)]);
    assert!(chart.bins[0].tally.has_few_articles(0) && chart.bins[1].tally.is_gap());
}

#[test]
fn a_date_at_the_end_of_the_calendar_does_not_hang() {
    for unit in BinUnit::ALL {
        let spec = TimelineSpec {
            unit: UnitChoice::Fixed(unit),
            ..TimelineSpec::default()
        };
        let chart = timeline(&[on(date(9999, 12, 31), 10)], &[], spec);
        assert_eq!(chart.bins.len(), 1, "{unit:?}");
    }
}

#[test]
fn bins_are_never_widened_without_a_word() {
    let articles = [on(date(2023, 1, 3), 10), on(date(9999, 12, 31), 10)];
    let chart = |unit| {
        let spec = TimelineSpec {
            unit,
            ..TimelineSpec::default()
        };
        timeline(&articles, &[], spec)
    };
    let months = chart(UnitChoice::Fixed(BinUnit::Month));
    assert_eq!(
        (months.unit, months.widened_from),
        (BinUnit::Year, Some(BinUnit::Month))
    );
    let said = months.widened().unwrap();
    assert!(
        said.contains("month") && said.contains("year") && said.contains("20,000"),
        "{said}"
    );
    for unit in [UnitChoice::Fixed(BinUnit::Year), UnitChoice::Automatic] {
        assert_eq!(chart(unit).widened(), None);
    }
}

#[test]
fn rates_are_pooled_not_averaged() {
    let articles = [on(date(2023, 1, 3), 100), on(date(2023, 1, 4), 900)];
    let chart = timeline(
        &articles,
        &[Series { mentions: &[10, 0] }],
        TimelineSpec::default(),
    );
    assert_eq!(chart.bins[0].tally.value(0, Measure::Rate), Some(10.0));
    assert_eq!(chart.bins[0].tally.value(0, Measure::Share), Some(50.0));
}

#[test]
fn a_month_goes_to_its_lane_in_finer_bins() {
    let mut articles = vec![on(date(2023, 1, 3), 10), on(date(2023, 1, 4), 10)];
    articles.push(TimelineArticle {
        date: Some((date(2023, 1, 1), Precision::Month)),
        words: 10,
        in_filter: true,
    });
    articles.push(TimelineArticle {
        date: None,
        words: 10,
        in_filter: true,
    });
    let chart = |unit| {
        timeline(
            &articles,
            &[],
            TimelineSpec {
                unit: UnitChoice::Fixed(unit),
                ..TimelineSpec::default()
            },
        )
    };
    assert_eq!(chart(BinUnit::Day).imprecise.articles, 1);
    assert_eq!(chart(BinUnit::Month).imprecise.articles, 0);
    assert_eq!(chart(BinUnit::Month).bins[0].tally.articles, 3);
    assert_eq!(chart(BinUnit::Year).undated.articles, 1);
}

#[test]
fn the_brush_marks_and_never_drops() {
    let articles: Vec<_> = (1..=6).map(|m| on(date(2023, m, 10), 10)).collect();
    let spec = TimelineSpec {
        unit: UnitChoice::Fixed(BinUnit::Month),
        range: Some((date(2023, 2, 15), date(2023, 4, 30))),
        ..TimelineSpec::default()
    };
    let chart = timeline(&articles, &[], spec);
    let marks: Vec<_> = chart.bins.iter().map(|b| (b.outside, b.cut)).collect();
    assert_eq!(
        marks,
        [
            (true, false),
            (false, true),
            (false, false),
            (false, false),
            (true, false),
            (true, false)
        ]
    );
}

#[test]
fn the_denominator_is_the_filter_or_the_corpus_as_chosen() {
    let mut articles = vec![on(date(2023, 1, 3), 100), on(date(2023, 1, 4), 100)];
    articles[1].in_filter = false;
    let with = |denominator| {
        timeline(
            &articles,
            &[Series { mentions: &[1, 5] }],
            TimelineSpec {
                denominator,
                ..TimelineSpec::default()
            },
        )
    };
    assert_eq!(
        with(Denominator::Filter).bins[0]
            .tally
            .value(0, Measure::Rate),
        Some(10.0)
    );
    assert_eq!(
        with(Denominator::Corpus).bins[0]
            .tally
            .value(0, Measure::Rate),
        Some(5.0)
    );
}

#[test]
fn automatic_bins_are_the_finest_that_hold_enough() {
    let unit = |days: &[Date]| automatic_unit(days);
    assert_eq!(unit(&[date(2023, 1, 1); 3]), BinUnit::Day);
    let one_a_day: Vec<_> = (1..=28).map(|d| date(2023, 1, d)).collect();
    assert_eq!(unit(&one_a_day), BinUnit::Week);
    let sparse: Vec<_> = (1..=12).map(|m| date(2023, m, 1)).collect();
    assert_eq!(unit(&sparse), BinUnit::Quarter);
    let few = [date(2023, 1, 1), date(2023, 7, 1)];
    assert_eq!(unit(&few), BinUnit::Month);
    let centuries = [date(1700, 1, 1), date(2023, 7, 1)];
    assert_eq!(unit(&centuries), BinUnit::Year);
}

proptest! {
    #[test]
    fn every_article_is_in_one_bin_or_lane(
        days in proptest::collection::vec((0..2000_i64, 0..4_u8, 0..9_u32), 0..40),
        unit in proptest::option::of(0..5_usize),
    ) {
        let base = date(2020, 1, 1);
        let articles: Vec<_> = days.iter().map(|(offset, precision, _)| TimelineArticle {
            date: [Some(Precision::Day), Some(Precision::Month), Some(Precision::Year), None][usize::from(*precision)]
                .map(|p| (base.saturating_add(jiff::Span::new().days(*offset)), p)),
            words: 10,
            in_filter: true,
        }).collect();
        let mentions: Vec<u32> = days.iter().map(|d| d.2).collect();
        let unit = unit.map_or(UnitChoice::Automatic, |u| UnitChoice::Fixed(BinUnit::ALL[u]));
        let chart = timeline(&articles, &[Series { mentions: &mentions }], TimelineSpec { unit, ..TimelineSpec::default() });
        let binned: u32 = chart.bins.iter().map(|b| b.tally.articles).sum();
        prop_assert_eq!(binned + chart.undated.articles + chart.imprecise.articles, days.len() as u32);
        prop_assert_eq!(chart.mentions(0), mentions.iter().map(|n| u64::from(*n)).sum::<u64>());
    }
}

proptest! {
    #[test]
    fn a_division_into_groups_loses_nothing_and_counts_lists_in_each(
        rows in proptest::collection::vec((1_i8..=28, 0_u32..900, 0_u32..5, 0_u8..8, any::<bool>()), 1..60),
        corpus in any::<bool>(),
    ) {
        let articles: Vec<TimelineArticle> = rows
            .iter()
            .map(|(day, words, _, _, in_filter)| TimelineArticle {
                in_filter: *in_filter,
                ..on(date(2023, 1, *day), *words)
            })
            .collect();
        let mentions: Vec<u32> = rows.iter().map(|r| r.2).collect();
        // Three groups; without any, an article is in the third.
        let groups: Vec<u8> = rows.iter().map(|r| if r.3 % 4 == 0 { 4 } else { r.3 % 4 }).collect();
        let words: Vec<u32> = rows.iter().map(|r| r.1).collect();
        let spec = TimelineSpec {
            unit: UnitChoice::Fixed(BinUnit::Week),
            denominator: if corpus { Denominator::Corpus } else { Denominator::Filter },
            ..TimelineSpec::default()
        };
        let axis = Axis::new(&articles, spec);
        let whole = axis.timeline(&[Series { mentions: &mentions }]);
        let division = Division { groups: &groups, count: 3, words: &words };
        let split = axis.divided(&mentions, &division);
        for (whole, split) in whole.bins.iter().zip(&split.bins) {
            let of_bin = |bin: &Bin, group: Option<usize>| {
                let inside = articles.iter().enumerate().filter(|(_, a)| a.in_filter || corpus);
                let inside = inside.filter(|(_, a)| a.date.is_some_and(|(d, _)| bin.start <= d && d <= bin.last));
                inside.filter(|(at, _)| group.is_none_or(|g| groups[*at] >> g & 1 == 1)).map(|(at, _)| at).collect::<Vec<_>>()
            };
            for group in 0..3 {
                let inside = of_bin(split, Some(group));
                let of = split.tally.of(group);
                prop_assert_eq!(of.articles as usize, inside.len());
                prop_assert_eq!(of.words, inside.iter().map(|at| u64::from(words[*at])).sum::<u64>());
                let counted = inside.iter().filter(|at| articles[**at].in_filter);
                let sum: u64 = counted.map(|at| u64::from(mentions[*at])).sum();
                prop_assert_eq!(split.tally.series[group].mentions, sum);
                prop_assert_eq!(split.tally.value(group, Measure::Mentions).is_none(), inside.is_empty());
            }
            prop_assert_eq!(whole.tally.of_articles as usize, of_bin(whole, None).len());
            // What is in two groups is counted in both.
            let twice: u64 = of_bin(whole, None).iter()
                .filter(|at| articles[**at].in_filter)
                .map(|at| u64::from(mentions[*at]) * u64::from(groups[*at].count_ones() - 1)).sum();
            let sum: u64 = split.tally.series.iter().map(|c| c.mentions).sum();
            prop_assert_eq!(sum, whole.tally.series[0].mentions + twice);
        }
    }
}
