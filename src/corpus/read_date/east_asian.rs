//! Days written with 年 月 日, 년 월 일.

use super::grammar::{Reading, Understood, day_of};
use crate::corpus::Precision;

/// Signs that may stand behind such a day: clock times and weekdays.
const BESIDE: &str = "時时点點分秒시분초午前後上下中晚早凌晨오전후曜曜日月火水木金土星期周週一二三四五六天요일월화수목금토（）()[]【】,.:：、-/ ";

/// Reads `2023年3月6日（月）10時15分`, `2023년 3월 6일`, `2023年3月`.
pub(super) fn understand(text: &str) -> Option<Understood> {
    let known = |date, precision| Understood {
        reading: Reading::Known(date, precision),
        shows: None,
        languages: 0,
        is_doubtful: false,
    };
    let (year, rest) = text.trim().split_once(['年', '년'])?;
    let (month, rest) = rest.split_once(['月', '월'])?;
    let year = number(year, 4..=4)?;
    let month = number(month, 1..=2)?;
    let Some((day, rest)) = rest
        .split_once(['日', '일'])
        .filter(|(day, _)| is_number(day))
    else {
        let date = day_of(year, month, 1)?;
        return rest
            .trim()
            .is_empty()
            .then(|| known(date, Precision::Month));
    };
    let is_clock = rest
        .chars()
        .all(|c| c.is_ascii_digit() || BESIDE.contains(c));
    let date = day_of(year, month, number(day, 1..=2)?)?;
    is_clock.then(|| known(date, Precision::Day))
}

fn is_number(text: &str) -> bool {
    number(text, 1..=2).is_some()
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let text = text.trim();
    let is_number = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}
