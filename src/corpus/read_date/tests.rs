//! Written dates: what is read, and what must never become a day.

use super::*;

fn read(words: &str) -> Option<String> {
    read_date(words, DateBasis::Metadata).map(|d| d.to_string())
}

fn assert_all(expected: Option<&str>, words: &[&str]) {
    for words in words {
        assert_eq!(read(words).as_deref(), expected, "{words}");
    }
}

#[test]
fn forms_that_metadata_has() {
    assert_all(
        Some("2023-03-06"),
        &[
            "2023-03-06",
            "2023-03-06T23:30:00-08:00",
            "2023-03-06T10:00:00.000Z",
            "2023-03-06 10:00:00",
            "2023-03-06 10:00:00+00:00",
            "2023-03-06 10:00:00 +0000 UTC",
            "2023-03-06T10:00:00+01:00[Europe/Berlin]",
            "2023-03-06Z",
            "2023/03/06 10:00",
            "2023/3/6",
            "2023-3-6",
            "2023.3.6",
            "2023. 03. 06.",
            "20230306",
            "20230306101500",
            "20230306T101500Z",
            "Mon, 6 Mar 2023 10:00:00 +0100",
            "Tue, 06 Mar 2023 10:00:00 GMT",
            "Mon Mar 06 10:00:00 +0000 2023",
            "Mon Mar  6 10:00:00 2023",
            "Mon Mar 06 2023 10:00:00 GMT+0100 (Central European Standard Time)",
            "March 6, 2023",
            "March 6th, 2023 at 10:15",
            "6 March 2023",
            "6th of March, 2023",
            "06MAR2023",
            "6-MAR-2023 10:01:18.26",
            "Published: 6 March 2023, 8.15pm",
            "10:15 GMT, 6 March 2023",
            "1830 GMT, 6 March 2023",
            "2130 hrs, 6 March 2023",
            "10 pm, March 6, 2023",
            "At 9am on 6 March 2023",
            "2023 March 6",
            "  6\u{A0}March\u{202F}2023 ",
        ],
    );
    assert_all(
        Some("2023-03"),
        &["March 2023", "2023-03", "Mar. 2023", "2023/03"],
    );
    assert_all(Some("1954"), &["1954"]);
}

#[test]
fn other_languages_say_their_days() {
    assert_all(
        Some("2023-03-06"),
        &[
            "6 mars 2023",
            "lundi 6 mars 2023 à 14h32",
            "le lun. 6 mars 2023, 14 h 32",
            "6. März 2023, 14.30 Uhr",
            "Mo, 06 Mär 2023 10:00:00 +0100",
            "6 de marzo de 2023",
            "lunes, 6 de marzo de 2023 10:15",
            "6 marzo 2023",
            "segunda-feira, 6 de março de 2023",
            "6 maart 2023",
            "6 marca 2023",
            "6. března 2023",
            "6. maaliskuuta 2023 klo 10.15",
            "2023. március 6.",
            "6 Mart 2023 Pazartesi",
            "6 марта 2023 г.",
            "6 марта 2023, 10:15",
            "6 березня 2023 року",
            "6 Μαρτίου 2023",
            "٦ مارس ٢٠٢٣",
            "6 במרץ 2023",
            "2023年3月6日",
            "2023年3月6日（月）10時15分",
            "2023년 3월 6일",
        ],
    );
    assert_all(Some("2023-03"), &["mars 2023", "2023年3月"]);
}

#[test]
fn a_stray_number_is_neither_day_nor_year() {
    assert_all(
        None,
        &[
            "Vol. 12, March 2023",
            "Vol. 12 March 2023",
            "No. 5 March 2023",
            "Issue 4, March 2023",
            "March 2023, 5 pages",
            "March 2023, p. 7",
            "12, March 2023",
            "5 min read, 6 March 2023",
            "6 March, 2 EUR 2023",
            "1530 gmt 22 Feb",
            "6 March 1830 GMT",
            "10:15, March 2023",
            "March 6 to 8, 2023",
            "6-8 March 2023",
            "6 March 2023 - 8 March 2023",
            "2023-03-06 - 2023-03-08",
            "2023-03-06/2023-03-08",
            "2023-03-06-5",
            "March/April 2023",
            "Updated 6 March 2023",
            "6 foo 2023",
            "Spring 2023",
            "22 Feb 23",
            "1.2.2023.4",
            "192.168.20.23",
        ],
    );
}

#[test]
fn what_cannot_be_told_is_no_date() {
    assert_all(
        None,
        &[
            "03/06/2023",
            "3.6.2023",
            "yesterday",
            "0001-01-01T00:00:00Z",
            "0000-00-00",
            "2023-02-30",
            "30 February 2023",
            "2023-13-01",
            "",
            "12",
            "May",
            "1677024000",
            "2023-W08-3",
            "1402/01/15",
            "令和5年3月6日",
        ],
    );
    // Two equal numbers, or one above 12, say themselves.
    assert_all(Some("2023-05-05"), &["05/05/2023"]);
    assert_all(
        Some("2023-02-13"),
        &["13/02/2023", "13.02.2023", "02/13/2023", "13. 2. 2023"],
    );
}

#[test]
fn a_weekday_that_looks_like_a_month_is_none() {
    assert_all(
        Some("2023-08-22"),
        &[
            "mar. 22 août 2023",
            "mar 22 ago 2023",
            "mar., 22. aug. 2023",
            "Tue 22 Aug 2023",
        ],
    );
    assert_all(Some("2023-03-22"), &["mar. 22 mar. 2023", "Mar 22, 2023"]);
    assert_all(None, &["mar. 22 Sommer 2023", "12. listopada 2023"]);
}

#[test]
fn seasons_are_no_months_unless_the_column_says_so() {
    assert_all(None, &["2010-11", "2009/10"]);
    let of = |values: &[&str]| {
        let found = decide_dates(values.iter().copied(), None);
        let read = |v: &&str| found.style.read(v, DateBasis::Metadata);
        values
            .iter()
            .map(|v| read(v).map(|d| d.to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&["2010-11", "2011-12", "2012-13"]), [None, None, None]);
    assert_eq!(
        of(&["2010-10", "2010-11"]),
        [Some("2010-10".into()), Some("2010-11".into())]
    );
}

#[test]
fn short_years_are_read_in_mail_only() {
    let mail = |words| {
        let date = DateStyle::of_mail().read(words, DateBasis::Metadata);
        date.map(|d| d.to_string())
    };
    assert_eq!(
        mail("Fri, 22 Sep 17 22:05:03 +0300").as_deref(),
        Some("2017-09-22")
    );
    assert_eq!(mail("22 Sep 87").as_deref(), Some("1987-09-22"));
    assert_eq!(read("22 Sep 17"), None);
}

/// A column, how it is decided, and what becomes of each value.
fn column(values: &[&str], chosen: Option<DateOrder>) -> (ColumnDates, Vec<Option<String>>) {
    let found = decide_dates(values.iter().copied(), chosen);
    let read = |v: &&str| found.style.read(v, DateBasis::Metadata);
    let days = values.iter().map(|v| read(v).map(|d| d.to_string()));
    let days = days.collect();
    (found, days)
}

#[test]
fn the_order_of_numbers_is_decided_for_the_column() {
    let (found, days) = column(&["13/02/2023", "05/02/2023", "28/02/2023 10:15", ""], None);
    assert_eq!(found.style.order, Some(DateOrder::DayFirst));
    assert_eq!(found.reason, OrderReason::Shown("13/02/2023".into()));
    assert_eq!((found.values, found.understood), (3, 3));
    assert_eq!(days[1].as_deref(), Some("2023-02-05"));

    let (found, days) = column(&["02/13/2023", "05/02/2023"], None);
    assert_eq!(found.style.order, Some(DateOrder::MonthFirst));
    assert_eq!(days[1].as_deref(), Some("2023-05-02"));

    let (found, days) = column(&["13/02/2023", "02/22/2023", "03/04/2023"], None);
    assert!(found.asks_for_order(), "{found:?}");
    assert_eq!(found.not_understood.as_deref(), Some("03/04/2023"));
    assert_eq!(days[2], None);

    let (found, days) = column(&["03/04/2023", "2023-01-01"], None);
    assert_eq!(found.reason, OrderReason::Open("03/04/2023".into()));
    assert_eq!((found.values, found.understood), (2, 1));
    assert_eq!(days, [None, Some("2023-01-01".into())]);

    let (found, days) = column(&["03/04/2023"], Some(DateOrder::MonthFirst));
    assert_eq!((found.reason, found.understood), (OrderReason::Chosen, 1));
    assert_eq!(days, [Some("2023-03-04".into())]);

    // What contradicts the choice is not understood.
    let (found, _) = column(&["13/04/2023"], Some(DateOrder::MonthFirst));
    assert_eq!(found.understood, 0);
}

#[test]
fn numbers_of_seconds_count_in_a_column_of_them() {
    let (found, days) = column(&["1677024000", "1677110400.0", "1677196800000"], None);
    assert_eq!((found.values, found.understood), (3, 3));
    let expected = ["2023-02-22", "2023-02-23", "2023-02-24"];
    assert_eq!(days, expected.map(|d| Some(d.to_owned())));
    // A column of keys is none.
    let (found, _) = column(&["1677024000", "9977024000"], None);
    assert_eq!(found.understood, 0);
}

#[test]
fn what_the_other_values_speak_decides() {
    let (_, days) = column(&["lun. 6 août 2023", "Mar 7, 2023"], None);
    assert_eq!(days[1], None, "French has no such form");
    let (_, days) = column(&["Feb 5, 2023", "Mar 7, 2023"], None);
    assert_eq!(days[1].as_deref(), Some("2023-03-07"));
    let (_, days) = column(&["12 października 2023", "12 listopada 2023"], None);
    assert_eq!(days[1].as_deref(), Some("2023-11-12"));
    let (_, days) = column(&["12. rujna 2023", "12 listopada 2023"], None);
    assert_eq!(days[1].as_deref(), Some("2023-10-12"));
}

#[test]
fn times_of_day_are_no_years() {
    let (_, days) = column(&["1830", "0915", "2015"], None);
    assert_eq!(days, [None, None, None]);
    let (_, days) = column(&["1954", "2015"], None);
    assert_eq!(days, [Some("1954".into()), Some("2015".into())]);
}

#[test]
fn addresses_hold_days() {
    for url in [
        "https://a.org/news/2019/11/19/teachers-pack/",
        "https://a.org/2019/11/19",
        "https://a.org/2019/nov/19/teachers",
        "https://a.org/2019/Nov/19.html",
        "https://a.org/20191119-teachers",
        "https://a.org/teachers-20191119/",
        "https://a.org/teachers-2019-11-19.html",
        "https://a.org/fortune/2019-11/19/c_1.htm",
        "https://web.archive.org/web/20230315101512/https://a.org/2019/11/19/x",
    ] {
        let date = date_in_address(url).map(|d| d.to_string());
        assert_eq!(date.as_deref(), Some("2019-11-19"), "{url}");
    }
    for url in [
        "https://a.org/2019/sports/11",
        "https://a.org/2019/11/10-best-films/",
        "https://a.org/12191119",
        "https://a.org/story-19191119.html",
        "https://a.org/2019/11/19/what-happened-2019-11-05",
        "https://archive.is/2023.03.15-101512/https://www.example.org/news/road-cut",
        "http://archive.today/20230315101512/AbCdE",
        "https://web.archive.org/web/20230315/",
    ] {
        assert_eq!(date_in_address(url), None, "{url}");
    }
}

proptest::proptest! {
    #[test]
    fn any_words_are_a_date_or_none(words in "\\PC{0,60}") {
        if let Some(date) = read_date(&words, DateBasis::Metadata) {
            proptest::prop_assert!(YEARS.contains(&date.day.year()));
        }
    }

    /// A number more, before or behind, never makes another day of it.
    #[test]
    fn a_number_beside_a_date_never_changes_it(number in 0_u32..100_000, behind: bool) {
        for whole in ["6 March 2023", "March 6, 2023", "2023-03-06"] {
            let words = if behind { format!("{whole} {number}") } else { format!("{number} {whole}") };
            if let Some(date) = read_date(&words, DateBasis::Metadata) {
                proptest::prop_assert_eq!(date.to_string(), "2023-03-06", "{}", words);
            }
        }
    }
}
