//! Times of day and their zones beside a date. They say nothing of the day, but no number of theirs may be
//! taken for a day or a year.

use super::grammar::Parser;
use super::tokens::Part;

const ZONES: &[&str] = &[
    "z", "utc", "gmt", "ut", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "et", "ct",
    "mt", "pt", "akst", "akdt", "hst", "ast", "adt", "nst", "ndt", "cet", "cest", "mez", "mesz",
    "wet", "west", "eet", "eest", "msk", "мск", "bst", "ist", "trt", "jst", "kst", "hkt", "sgt",
    "pht", "wib", "wit", "wita", "pkt", "npt", "aest", "aedt", "acst", "acdt", "awst", "nzst",
    "nzdt", "sast", "cat", "eat", "wat", "brt", "art", "clt",
];

impl Parser<'_> {
    /// A time of day with its zone; behind a date also one with nothing but a dot in it.
    pub(super) fn clock(&mut self, is_behind_date: bool) -> bool {
        let t = usize::from(self.is_word(0, &["t"]) && self.is_glued(0) && is_behind_date);
        let start = self.at;
        self.at += t;
        let found = self.hours(is_behind_date, t == 1);
        if found {
            // +0000 UTC
            if self.zone() {
                self.zone();
            }
            return true;
        }
        self.at = start;
        // 2023-02-22Z, 2023-02-22+01:00
        is_behind_date && self.is_glued(0) && self.zone()
    }

    /// Parts of a time of day; moves behind it.
    fn hours(&mut self, is_behind_date: bool, is_iso: bool) -> bool {
        let Some(Part::Number(hour)) = self.part(0) else {
            return false;
        };
        if is_iso && matches!(hour.len(), 4 | 6) {
            self.at += 1;
            return true;
        }
        if hour.len() == 4 {
            let has_unit = self.is_word(1, &["hrs", "hours", "h", "uhr"]);
            let is_time = is_at_most(24, hour.get(..2)) && is_at_most(60, hour.get(2..));
            let has_zone = self.is_word(1, ZONES);
            if is_time && (has_unit || has_zone) {
                self.at += 1 + usize::from(has_unit);
                return true;
            }
            return false;
        }
        if hour.len() > 2 || !is_at_most(24, Some(hour)) {
            return false;
        }
        let minute = |at: usize| match self.part(at) {
            Some(Part::Number(n)) if n.len() == 2 && is_at_most(60, Some(n)) => true,
            Some(Part::Number(_) | Part::Word(_) | Part::Sign(_)) | None => false,
        };
        let glued = self.is_glued(1) && self.is_glued(2);
        if self.sign(1, &[':']).is_some() && minute(2) {
            let mut length = 3;
            if self.sign(length, &[':']).is_some() && minute(length + 1) {
                length += 2;
                let has_fraction = self.sign(length, &['.', ',']).is_some()
                    && self.is_glued(length + 1)
                    && matches!(self.part(length + 1), Some(Part::Number(_)));
                length += 2 * usize::from(has_fraction);
            }
            self.at += length;
            self.unit_of_time();
            return true;
        }
        if self.sign(1, &['.']).is_some() && glued && minute(2) {
            let before = self.at;
            self.at += 3;
            if self.unit_of_time() || is_behind_date && hour.len() == 2 {
                return true;
            }
            self.at = before;
            return false;
        }
        if self.is_word(1, &["h", "ч", "u"]) {
            self.at += 2 + usize::from(minute(2));
            self.at += usize::from(self.is_word(0, &["min", "мин"]));
            return true;
        }
        self.at += 1;
        let has_unit = self.unit_of_time();
        self.at -= usize::from(!has_unit);
        has_unit
    }

    /// `am`, `p.m.`, `Uhr`, `hrs`: moves behind it.
    fn unit_of_time(&mut self) -> bool {
        if self.is_word(0, &["am", "pm", "uhr", "hrs", "h", "hours", "μμ", "πμ"]) {
            self.at += 1;
            return true;
        }
        let dotted = self.is_word(0, &["a", "p"])
            && self.sign(1, &['.']).is_some()
            && self.is_word(2, &["m"]);
        self.at += if dotted { 3 } else { 0 };
        if dotted && self.sign(0, &['.']).is_some() {
            self.at += 1;
        }
        dotted
    }

    /// `+0000`, `-05:00`, `GMT+1`, `EST`, `(Central European Time)`, `[Europe/Kyiv]`: moves behind it.
    fn zone(&mut self) -> bool {
        let named = self.is_word(0, ZONES);
        let start = self.at;
        self.at += usize::from(named);
        let mut offset = false;
        if self.sign(0, &['+', '-']).is_some()
            && self.is_glued(1)
            && self.number(1, &[1, 2, 4]).is_some()
        {
            offset = true;
            self.at += 2;
            if self.sign(0, &[':']).is_some() && self.is_glued(0) && self.number(1, &[2]).is_some()
            {
                self.at += 2;
            }
        }
        if !named && !offset {
            self.at = start;
            return false;
        }
        self.named_in_brackets('(', ')');
        self.named_in_brackets('[', ']');
        true
    }

    /// The name of a zone in brackets: letters and signs, no number.
    fn named_in_brackets(&mut self, open: char, close: char) {
        if self.sign(0, &[open]).is_none() {
            return;
        }
        let inside = self.tokens.get(self.at..).unwrap_or_default();
        let end = inside.iter().position(|t| t.part == Part::Sign(close));
        let has_number = |end: usize| {
            let parts = inside.get(..end).unwrap_or_default();
            parts.iter().any(|t| matches!(t.part, Part::Number(_)))
        };
        if let Some(end) = end.filter(|end| !has_number(*end)) {
            self.at += end + 1;
        }
    }
}

/// Whether digits are a number of a clock; 60 is a leap second.
fn is_at_most(most: u8, digits: Option<&str>) -> bool {
    let number = digits.and_then(|d| d.parse::<u8>().ok());
    number.is_some_and(|n| n <= most)
}
