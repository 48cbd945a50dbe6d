//! The forms in which days are written, part by part: what is not understood makes the whole not understood.
//!
//! A value is a date with, around it, at most one weekday, one time of day with its zone, and words such as
//! *le* or *published*. Day, month and year stand together in one of the usual orders; the one thing that may
//! stand between is the clock of `Wed Feb 22 18:30:00 +0000 2023`.

use jiff::civil::Date;

use super::names::{Languages, Meaning, meaning};
use super::tokens::{Part, Token, plain, tokens};
use super::{DateOrder, DateStyle};
use crate::corpus::Precision;

/// What a value says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// A day, a month or a year.
    Known(Date, Precision),
    /// A day once it is known whether day or month comes first.
    Open,
}

/// A reading, and what it tells of the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Understood {
    pub(super) reading: Reading,
    /// The order that it shows by a number above 12.
    pub(super) shows: Option<DateOrder>,
    /// Languages that read it so; none for numbers alone.
    pub(super) languages: Languages,
    /// Whether it holds on a word that is a weekday elsewhere.
    pub(super) is_doubtful: bool,
}

/// Longest value that is looked at, in bytes.
const LONGEST: usize = 120;

/// Words that may stand beside a date and say nothing of it.
const FILLERS: &[&str] = &[
    "de",
    "del",
    "of",
    "the",
    "le",
    "la",
    "el",
    "il",
    "lo",
    "den",
    "der",
    "dem",
    "am",
    "vom",
    "du",
    "on",
    "at",
    "à",
    "a",
    "às",
    "as",
    "las",
    "um",
    "alle",
    "ore",
    "kl",
    "klo",
    "om",
    "o",
    "v",
    "ve",
    "u",
    "dne",
    "dia",
    "día",
    "feira",
    "в",
    "о",
    "об",
    "г",
    "года",
    "р",
    "року",
    "date",
    "datum",
    "fecha",
    "data",
    "published",
    "posted",
    "first",
    "publié",
    "publiée",
    "publicado",
    "publicada",
    "pubblicato",
    "veröffentlicht",
    "erschienen",
    "gepubliceerd",
    "opublikowano",
    "опубликовано",
    "опубліковано",
];

/// Reads a value in all languages that know its words.
pub(super) fn understand(raw: &str, style: &DateStyle) -> Option<Understood> {
    if raw.is_empty() || raw.len() > LONGEST {
        return None;
    }
    let text = plain(raw);
    if text.contains(['年', '년']) {
        return super::east_asian::understand(&text);
    }
    let tokens = tokens(&text);
    let known: Vec<&Meaning> = tokens
        .iter()
        .filter_map(|t| match t.part {
            Part::Word(word) => meaning(word),
            Part::Number(_) | Part::Sign(_) => None,
        })
        .collect();
    let months = known.iter().fold(0, |all, m| all | m.is_month());
    let together = known
        .iter()
        .fold(Languages::MAX, |all, m| all & (m.is_month() | m.weekday));
    // A foreign weekday beside a month is passed over, unless it may be the month itself.
    [months & together, months]
        .into_iter()
        .find_map(|languages| in_languages(&tokens, languages, style))
}

/// The one reading of all those languages; none where two of them differ.
fn in_languages(
    tokens: &[Token<'_>],
    languages: Languages,
    style: &DateStyle,
) -> Option<Understood> {
    if languages == 0 {
        return Parser::new(tokens, 0, style).read();
    }
    let bits = (0..Languages::BITS).map(|n| 1 << n);
    let mut found: Vec<Understood> = Vec::new();
    for language in bits.filter(|bit| languages & bit != 0) {
        let Some(mut read) = Parser::new(tokens, language, style).read() else {
            continue;
        };
        if let Some(same) = found.iter_mut().find(|f| f.reading == read.reading) {
            same.languages |= language;
            same.is_doubtful |= read.is_doubtful;
        } else {
            read.languages = language;
            found.push(read);
        }
    }
    // What the other values of the column are written in decides between two.
    if style.languages != 0 && (found.len() > 1 || found.first().is_some_and(|one| one.is_doubtful))
    {
        found.retain(|one| one.languages & style.languages != 0);
    }
    match found[..] {
        [one] => Some(one),
        _ => None,
    }
}

/// Day, month and year as they stand together.
#[derive(Clone, Copy)]
enum Core {
    Whole(Date, Precision),
    /// Two numbers before a year, in an order that the style knows or not.
    Numbers(i16, i16, i16),
}

pub(super) struct Parser<'t> {
    pub(super) tokens: &'t [Token<'t>],
    pub(super) at: usize,
    /// The language of its words; none for a value without the name of a month.
    language: Languages,
    style: &'t DateStyle,
    is_doubtful: bool,
    has_clock: bool,
}

impl<'t> Parser<'t> {
    fn new(tokens: &'t [Token<'t>], language: Languages, style: &'t DateStyle) -> Self {
        Self {
            tokens,
            at: 0,
            language,
            style,
            is_doubtful: false,
            has_clock: false,
        }
    }

    /// Everything of the value, or nothing.
    fn read(mut self) -> Option<Understood> {
        let mut core = None;
        let mut has_weekday = false;
        while self.at < self.tokens.len() {
            if core.is_none() {
                core = self.core();
                if core.is_some() {
                    continue;
                }
            }
            if !self.has_clock && self.clock(core.is_some()) {
                self.has_clock = true;
                continue;
            }
            if !has_weekday && self.weekday() {
                has_weekday = true;
                continue;
            }
            if !self.filler() {
                return None;
            }
        }
        let (reading, shows) = self.reading(core?)?;
        let is_less_than_a_day =
            matches!(reading, Reading::Known(_, precision) if precision != Precision::Day);
        // A clock beside a month without a day: the day is one of the parts that are not understood.
        if is_less_than_a_day && (self.has_clock || has_weekday) {
            return None;
        }
        Some(Understood {
            reading,
            shows,
            languages: 0,
            is_doubtful: self.is_doubtful,
        })
    }

    fn reading(&self, core: Core) -> Option<(Reading, Option<DateOrder>)> {
        let (first, second, year) = match core {
            Core::Whole(date, precision) => return Some((Reading::Known(date, precision), None)),
            Core::Numbers(first, second, year) => (first, second, year),
        };
        let shows = match (first > 12, second > 12) {
            (true, _) => Some(DateOrder::DayFirst),
            (_, true) => Some(DateOrder::MonthFirst),
            (false, false) => None,
        };
        let order = match (self.style.order, shows) {
            (Some(known), Some(shown)) if known != shown => return None,
            (known, shown) => known.or(shown),
        };
        let (day, month) = match order {
            Some(DateOrder::DayFirst) => (first, second),
            Some(DateOrder::MonthFirst) => (second, first),
            None if first == second => (first, second),
            None => return Some((Reading::Open, None)),
        };
        let date = day_of(year, month, day)?;
        Some((Reading::Known(date, Precision::Day), shows))
    }

    pub(super) fn part(&self, ahead: usize) -> Option<Part<'t>> {
        self.tokens.get(self.at + ahead).map(|t| t.part)
    }

    /// Whether a part follows the one before it without a blank.
    pub(super) fn is_glued(&self, ahead: usize) -> bool {
        self.tokens
            .get(self.at + ahead)
            .is_some_and(|t| !t.is_apart)
    }

    /// A number of so many digits.
    pub(super) fn number(&self, ahead: usize, digits: &[usize]) -> Option<i16> {
        match self.part(ahead)? {
            Part::Number(n) if digits.contains(&n.len()) => n.parse().ok(),
            Part::Number(_) | Part::Word(_) | Part::Sign(_) => None,
        }
    }

    pub(super) fn sign(&self, ahead: usize, of: &[char]) -> Option<char> {
        match self.part(ahead)? {
            Part::Sign(c) if of.contains(&c) => Some(c),
            Part::Number(_) | Part::Word(_) | Part::Sign(_) => None,
        }
    }

    pub(super) fn word(&self, ahead: usize) -> Option<&'t str> {
        match self.part(ahead)? {
            Part::Word(word) => Some(word),
            Part::Number(_) | Part::Sign(_) => None,
        }
    }

    pub(super) fn is_word(&self, ahead: usize, of: &[&str]) -> bool {
        self.word(ahead).is_some_and(|word| of.contains(&word))
    }

    fn month(&self, ahead: usize) -> Option<(i8, &'static Meaning)> {
        let known = meaning(self.word(ahead)?)?;
        known.month_in(self.language).map(|month| (month, known))
    }

    fn year(&self, ahead: usize) -> Option<i16> {
        if let Some(year) = self.number(ahead, &[4]) {
            return Some(year);
        }
        let short = self
            .number(ahead, &[2])
            .filter(|_| self.style.short_years)?;
        // As in mail headers: RFC 2822, section 4.3.
        Some(if short < 50 { 2000 } else { 1900 } + short)
    }

    fn core(&mut self) -> Option<Core> {
        if let Some((core, length)) = self
            .three_numbers()
            .or_else(|| self.run_of_digits())
            .or_else(|| self.day_month_year())
            .or_else(|| self.year_month_day())
            .or_else(|| self.year_and_month())
        {
            self.at += length;
            return Some(core);
        }
        let (core, length) = self.month_first()?;
        self.at += length;
        Some(core)
    }

    /// `2023-2-22`, `22.02.2023`, `22. 2. 2023`, `02/22/2023`.
    fn three_numbers(&self) -> Option<(Core, usize)> {
        let sign = self.sign(1, &['-', '/', '.'])?;
        self.sign(3, &[sign])?;
        if !self.is_glued(1) || !self.is_glued(3) {
            return None;
        }
        // Blanks only behind dots: 22. 2. 2023.
        if sign != '.' && !(self.is_glued(2) && self.is_glued(4)) {
            return None;
        }
        let day_like = [1, 2];
        // A fourth number, or digits that go on, are something else.
        let goes_on = self.sign(5, &[sign]).is_some()
            && self.is_glued(5)
            && self.number(6, &[1, 2, 3, 4]).is_some()
            && self.is_glued(6);
        if goes_on {
            return None;
        }
        if let Some(year) = self.number(0, &[4]) {
            let (month, day) = (self.number(2, &day_like)?, self.number(4, &day_like)?);
            let date = day_of(year, month, day)?;
            return Some((Core::Whole(date, Precision::Day), 5));
        }
        let (first, second) = (self.number(0, &day_like)?, self.number(2, &day_like)?);
        let year = self.year(4)?;
        Some((Core::Numbers(first, second, year), 5))
    }

    /// `20230222`, also with a time behind it.
    fn run_of_digits(&self) -> Option<(Core, usize)> {
        let Part::Number(digits) = self.part(0)? else {
            return None;
        };
        if !matches!(digits.len(), 8 | 12 | 14) || self.at != 0 {
            return None;
        }
        let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
        let clock = |range: std::ops::Range<usize>| {
            digits
                .get(range)
                .map(|d| d.parse::<u8>().unwrap_or(u8::MAX))
        };
        if clock(8..10).is_some_and(|hour| hour > 24) || clock(10..12).is_some_and(|min| min > 59) {
            return None;
        }
        let date = day_of(number(0..4)?, number(4..6)?, number(6..8)?)?;
        Some((Core::Whole(date, Precision::Day), 1))
    }

    /// Ordinal signs behind a day: how many parts they are.
    fn ordinal(&self, ahead: usize) -> usize {
        let glued_word = self.is_glued(ahead)
            && self.is_word(ahead, &["st", "nd", "rd", "th", "er", "º", "ª", "o", "e"]);
        let sign = self.sign(ahead, &['.', '°', 'º', 'ª']).is_some() && self.is_glued(ahead);
        usize::from(glued_word || sign)
    }

    /// What may stand between day, month and year: how many parts it is.
    fn between(&self, ahead: usize) -> usize {
        let sign = self.sign(ahead, &['-', '/', '.', '\'']).is_some();
        usize::from(sign || self.is_word(ahead, &["de", "of", "del", "d'"]))
    }

    /// `6 March 2023`, `6th of March, 2023`, `6-MAR-2023`, `6. März 2023`.
    fn day_month_year(&mut self) -> Option<(Core, usize)> {
        let day = self.number(0, &[1, 2])?;
        let mut ahead = 1;
        ahead += self.ordinal(ahead);
        ahead += self.between(ahead);
        let (month, _) = self.month(ahead)?;
        ahead += 1;
        ahead += usize::from(self.sign(ahead, &['.']).is_some());
        ahead += usize::from(self.sign(ahead, &[',']).is_some());
        ahead += self.between(ahead);
        let year = self.year(ahead)?;
        let date = day_of(year, i16::from(month), day)?;
        Some((Core::Whole(date, Precision::Day), ahead + 1))
    }

    /// `2023 March 6`, `2023. március 6.`, `2023, Mar`.
    fn year_month_day(&self) -> Option<(Core, usize)> {
        let year = self.number(0, &[4])?;
        let mut ahead = 1;
        ahead += usize::from(self.sign(ahead, &['.', ',', '-', '/']).is_some());
        let (month, _) = self.month(ahead)?;
        ahead += 1;
        ahead += usize::from(self.sign(ahead, &['.']).is_some());
        let of_month = (
            Core::Whole(day_of(year, i16::from(month), 1)?, Precision::Month),
            ahead,
        );
        ahead += self.between(ahead);
        let Some(day) = self.number(ahead, &[1, 2]) else {
            return Some(of_month);
        };
        let date = day_of(year, i16::from(month), day)?;
        ahead += 1;
        ahead += self.ordinal(ahead);
        Some((Core::Whole(date, Precision::Day), ahead))
    }

    /// `2023-02`, `2023`: only where nothing else stands in the value.
    fn year_and_month(&self) -> Option<(Core, usize)> {
        if self.at != 0 {
            return None;
        }
        let year = self.number(0, &[4])?;
        if self.tokens.len() == 1 {
            let date = day_of(year, 1, 1).filter(|_| self.style.bare_years)?;
            return Some((Core::Whole(date, Precision::Year), 1));
        }
        self.sign(1, &['-', '/', '.'])?;
        if self.tokens.len() != 3 || !self.is_glued(1) || !self.is_glued(2) {
            return None;
        }
        let month = self.number(2, &[2])?;
        // 2010-11 may be a season: what the other values are decides.
        if is_season(year, month) && !self.style.season_like_months {
            return None;
        }
        Some((Core::Whole(day_of(year, month, 1)?, Precision::Month), 3))
    }

    /// `March 6, 2023`, `Mar 6 10:00:00 2023`, `March 2023`.
    fn month_first(&mut self) -> Option<(Core, usize)> {
        let (month, word) = self.month(0)?;
        let is_weekday_here = word.weekday & self.language != 0;
        // Where it is a weekday too, the day comes before the month.
        if is_weekday_here {
            return None;
        }
        let mut ahead = 1;
        ahead += usize::from(self.sign(ahead, &['.']).is_some());
        let is_doubtful = word.weekday != 0;
        let of_month = {
            let mut ahead = ahead;
            ahead += usize::from(self.sign(ahead, &[',']).is_some());
            ahead += self.between(ahead);
            self.number(ahead, &[4]).map(|year| (year, ahead + 1))
        };
        if let Some((year, length)) = of_month {
            self.is_doubtful |= is_doubtful;
            let date = day_of(year, i16::from(month), 1)?;
            return Some((Core::Whole(date, Precision::Month), length));
        }
        ahead += self.between(ahead);
        let day = self.number(ahead, &[1, 2])?;
        ahead += 1;
        ahead += self.ordinal(ahead);
        ahead += usize::from(self.sign(ahead, &[',']).is_some());
        let before = self.at;
        self.at += ahead;
        // Wed Feb 22 18:30:00 +0000 2023
        let clock = self.clock(false) && self.number(0, &[4]).is_some();
        if clock {
            self.has_clock = true;
        } else {
            self.at = before + ahead;
            let between = self.between(0);
            self.at += between;
        }
        let year = self.year(0);
        let length = self.at + 1 - before;
        self.at = before;
        let date = day_of(year?, i16::from(month), day)?;
        self.is_doubtful |= is_doubtful;
        Some((Core::Whole(date, Precision::Day), length))
    }

    fn weekday(&mut self) -> bool {
        let Some(known) = self.word(0).and_then(meaning) else {
            return false;
        };
        // Of a foreign language, where it can be nothing else.
        let elsewhere = known.weekday != 0 && known.is_month() == 0;
        let is_one = known.weekday & self.language != 0 || elsewhere;
        self.at += usize::from(is_one);
        is_one
    }

    fn filler(&mut self) -> bool {
        // segunda-feira
        if self.sign(0, &['-']).is_some() && self.is_word(1, &["feira"]) {
            self.at += 2;
            return true;
        }
        let is_sign = self
            .sign(
                0,
                &[',', '.', '|', '·', '•', ';', '(', ')', '@', '[', ']', ':'],
            )
            .is_some();
        // A stroke with blanks around it.
        let is_stroke =
            self.sign(0, &['-', '–', '—', '/']).is_some() && !self.is_glued(0) && !self.is_glued(1);
        let is_filler = is_sign || is_stroke || self.is_word(0, FILLERS);
        self.at += usize::from(is_filler);
        is_filler
    }
}

/// Whether two numbers are a year and the last digits of the next one.
pub(super) fn is_season(year: i16, second: i16) -> bool {
    (year + 1) % 100 == second
}

/// The day of three numbers, where it exists.
pub(super) fn day_of(year: i16, month: i16, day: i16) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day)
        .ok()
        .filter(|date| super::YEARS.contains(&date.year()))
}
