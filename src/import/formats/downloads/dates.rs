//! Days as archive services print them, in the languages of their interfaces. The order of day and month
//! follows from the name of the month or from the form; where neither says it, there is no date.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::corpus::{DateBasis, PublicationDate, read_date};

/// Names and short forms of the months, without a full stop. A word that is two months in two languages
/// is in no row.
const MONTHS: [&str; 12] = [
    "january jan januar januari janvier janv jänner jän jaenner gennaio gen enero ene janeiro stycznia styczeń января январь січня leden ledna ocak tammikuuta",
    "february feb februar februari februar février fevrier févr fevr feber febbraio febrero fevereiro fev lutego luty февраля февраль лютого února únor şubat helmikuuta",
    "march mar märz maerz mär mrz maart mrt mars marzo março marca marzec марта март березня března březen mart maaliskuuta",
    "april apr avril avr aprile abril abr kwietnia kwiecień апреля апрель квітня dubna duben nisan huhtikuuta",
    "may mai mei maj maggio mag mayo maio maja мая май травня května květen mayıs toukokuuta",
    "june jun juni juin giugno giu junio junho czerwca czerwiec июня июнь червня června červen haziran kesäkuuta",
    "july jul juli juillet juil luglio lug julio julho lipca lipiec июля июль липня července červenec temmuz heinäkuuta",
    "august aug août aout augustus agosto ago augusti sierpnia sierpień августа август серпня srpna srpen ağustos elokuuta",
    "september sep sept septembre settembre set septiembre setiembre setembro września wrzesień сентября сентябрь вересня září eylül syyskuuta",
    "october oct oktober okt octobre ottobre ott octubre outubro out października październik октября октябрь жовтня října říjen ekim lokakuuta",
    "november nov novembre novembro noviembre listopada listopad ноября ноябрь kasım marraskuuta",
    "december dec dezember dez décembre déc décembre dicembre dic diciembre dezembro grudnia grudzień декабря декабрь грудня prosince prosinec aralık joulukuuta",
];

/// Names and short forms of the days of the week.
const WEEKDAYS: &str = "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun \
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so \
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim \
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo \
    lunes martes miércoles miercoles jueves viernes sábado sabado domingo mié jue vie sáb dom \
    lunedì martedì mercoledì giovedì venerdì sabato domenica segunda-feira terça-feira quarta-feira quinta-feira sexta-feira \
    понедельник вторник среда четверг пятница суббота воскресенье mandag tirsdag onsdag torsdag fredag lørdag søndag \
    måndag tisdag lördag söndag poniedziałek wtorek środa czwartek piątek sobota niedziela";

const SEASONS: &str = "spring summer autumn fall winter frühjahr frühling sommer herbst printemps été automne hiver lente zomer herfst";

struct Forms {
    year_first: Regex,
    compact: Regex,
    numeric: Regex,
    year_month: Regex,
    day_month: Regex,
    month_day: Regex,
    month: Regex,
    year: Regex,
}

static FORMS: LazyLock<Option<Forms>> = LazyLock::new(|| {
    let of = |pattern: &str| Regex::new(pattern).ok();
    Some(Forms {
        year_first: of(
            r"^(\d{4})\s*(?:[-./]|年|년)\s*(\d{1,2})\s*(?:[-./]|月|월)\s*(\d{1,2})(?:\D|$)",
        )?,
        compact: of(r"^(\d{4})(\d{2})(\d{2})(?:\D|$)")?,
        numeric: of(r"^(\d{1,2})([-./])(\d{1,2})[-./](\d{4}|\d{2})(?:[^\d./-]|\.?$)")?,
        year_month: of(r"^(\d{4})[-/](0[1-9]|1[0-2])$")?,
        day_month: of(
            r"^(\d{1,2})(?:st|nd|rd|th|er|º)?\.?[\s-]+(?:de\s+|of\s+|di\s+|d['’])?(\p{L}+)\.?,?[\s-]+(?:de\s+|del\s+|of\s+)?(\d{4})(?:\D|$)",
        )?,
        month_day: of(
            r"^(\p{L}{3,})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?(?:,\s*|[\s-]+)(\d{4})(?:\D|$)",
        )?,
        month: of(r"^(\p{L}{3,})\.?,?\s+(?:de\s+|del\s+)?(\d{4})(?:[^\d\s]|\s|$)")?,
        year: of(r"^(\d{4})[./]*$")?,
    })
});

/// The day that `words` begin with, behind the name of a weekday; what stands behind it (a weekday, a clock,
/// an edition) is passed over. Years of two digits are read, which only the date field of a known service
/// may have.
pub(super) fn date_of(words: &str) -> Option<PublicationDate> {
    let forms = FORMS.as_ref()?;
    let raw = words.trim();
    let lower = raw.to_lowercase();
    let rest = without_weekday(lower.trim());
    let written = by_numbers(rest, forms).or_else(|| by_names(rest, forms))?;
    let mut date = read_date(&written, DateBasis::Metadata)?;
    raw.clone_into(&mut date.raw);
    Some(date)
}

fn without_weekday(words: &str) -> &str {
    let mut rest = words;
    for _ in 0..2 {
        let end = rest
            .find(|c: char| c.is_whitespace() || c == ',')
            .unwrap_or(rest.len());
        let (first, behind) = rest.split_at(end);
        let name = first.trim_end_matches('.');
        let behind = behind.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        // `Mar 9, 2022` is March, `mar. 9 mars 2022` is a Tuesday.
        let is_month = month_of(name).is_some() && !begins_with_day_and_month(behind);
        if is_month || !WEEKDAYS.split_whitespace().any(|day| day == name) {
            break;
        }
        rest = behind;
    }
    rest
}

fn begins_with_day_and_month(words: &str) -> bool {
    let found = FORMS.as_ref().and_then(|f| f.day_month.captures(words));
    found.is_some_and(|c| month_of(group(&c, 2)).is_some())
}

fn by_numbers(words: &str, forms: &Forms) -> Option<String> {
    let day = |y: &str, m: &str, d: &str| Some(format!("{y}-{m:0>2}-{d:0>2}"));
    if let Some(c) = forms.year_first.captures(words) {
        return day(group(&c, 1), group(&c, 2), group(&c, 3));
    }
    if let Some(c) = forms.compact.captures(words) {
        return day(group(&c, 1), group(&c, 2), group(&c, 3));
    }
    if let Some(c) = forms.numeric.captures(words) {
        let (first, second) = (group(&c, 1), group(&c, 3));
        let year = full_year(group(&c, 4))?;
        let above = |n: &str| n.parse::<u8>().is_ok_and(|n| n > 12);
        return match group(&c, 2) {
            // With slashes the order is told only by a number that is no month.
            "/" if above(second) => day(&year, first, second),
            "/" if !above(first) => None,
            _ => day(&year, second, first),
        };
    }
    if let Some(c) = forms.year_month.captures(words) {
        // Of a date field: no season (`2010-11`), as a column may hold.
        let (year, month) = (group(&c, 1).parse().ok()?, group(&c, 2).parse().ok()?);
        let first = jiff::civil::Date::new(year, month, 1).ok()?;
        return Some(first.strftime("%B %Y").to_string());
    }
    let year = forms.year.captures(words)?;
    Some(group(&year, 1).to_owned())
}

/// Two digits are a year of the hundred years that end with 2069.
fn full_year(digits: &str) -> Option<String> {
    if digits.len() == 4 {
        return Some(digits.to_owned());
    }
    let short: u8 = digits.parse().ok()?;
    let century = if short < 70 { "20" } else { "19" };
    Some(format!("{century}{digits}"))
}

fn by_names(words: &str, forms: &Forms) -> Option<String> {
    if let Some(c) = forms.day_month.captures(words)
        && let Some(month) = month_of(group(&c, 2))
    {
        return Some(format!("{}-{month:02}-{:0>2}", group(&c, 3), group(&c, 1)));
    }
    if let Some(c) = forms.month_day.captures(words)
        && let Some(month) = month_of(group(&c, 1))
    {
        return Some(format!("{}-{month:02}-{:0>2}", group(&c, 3), group(&c, 2)));
    }
    let c = forms.month.captures(words)?;
    let (name, year) = (group(&c, 1), group(&c, 2));
    if SEASONS.split_whitespace().any(|season| season == name) {
        return Some(year.to_owned());
    }
    month_of(name).map(|month| format!("{year}-{month:02}"))
}

fn group<'c>(captures: &Captures<'c>, number: usize) -> &'c str {
    captures.get(number).map_or("", |m| m.as_str())
}

/// The month of a name in small letters, from 1.
fn month_of(name: &str) -> Option<usize> {
    let has = |names: &str| names.split_whitespace().any(|known| known == name);
    MONTHS.iter().position(|names| has(names)).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Option<String> {
        date_of(words).map(|d| d.to_string())
    }

    #[test]
    fn printed_days_of_services() {
        for (words, day) in [
            ("May 30, 2014 Friday", "2014-05-30"),
            ("September 30, 2015 Wednesday 9:03 AM GMT", "2015-09-30"),
            ("June 20, 2003 Friday, Late Edition - Final", "2003-06-20"),
            ("vendredi 30 août 2013 13:25 GMT", "2013-08-30"),
            ("Mercredi 5 Juin 2013 1:05 PM GMT", "2013-06-05"),
            ("Mittwoch 31. August 2011", "2011-08-31"),
            ("27. Februar 2012 Montag 9:50 PM GMT+1", "2012-02-27"),
            ("December 30, 2008 Tuesday 6:10 PM  EST", "2008-12-30"),
            ("9 Januar 1993", "1993-01-09"),
            ("1er mai 2002", "2002-05-01"),
            ("Mar 9, 2022", "2022-03-09"),
            ("mar. 9 mars 2022", "2022-03-09"),
            ("woensdag 30 november 2011", "2011-11-30"),
            ("5 de marzo de 2010", "2010-03-05"),
            ("28.02.05 00:00", "2005-02-28"),
            ("02.04.2013", "2013-04-02"),
            ("30-11-2011", "2011-11-30"),
            ("1985年01月01日", "1985-01-01"),
            ("2018.01.07", "2018-01-07"),
            ("2018년 5월 31일", "2018-05-31"),
            ("13/02/2011", "2011-02-13"),
            ("20220309", "2022-03-09"),
            ("17 мая 2003 г.", "2003-05-17"),
        ] {
            assert_eq!(read(words).as_deref(), Some(day), "{words}");
        }
        assert_eq!(read("January 2010").as_deref(), Some("2010-01"));
        assert_eq!(read("Spring 2009").as_deref(), Some("2009"));
        assert_eq!(date_of(" May 5, 2020 Tue ").unwrap().raw, "May 5, 2020 Tue");
    }

    #[test]
    fn what_is_no_day_stays_none() {
        for words in [
            "in 2000 um 4",
            "03/09/2022",
            "The Guardian",
            "May",
            "Book 12, 2022",
            "30 February 2012",
            "12:30",
            "1-2325",
            "",
        ] {
            assert_eq!(read(words), None, "{words}");
        }
    }
}
