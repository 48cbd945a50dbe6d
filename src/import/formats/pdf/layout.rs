//! Characters of a page, with where they stand, into lines and paragraphs.
//!
//! Programs draw text mostly in reading order, so the order of drawing is kept, but for columns that are drawn
//! line by line. Places are measured along the baseline of each character, so turned pages and turned lines are
//! read like any other.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// Distances in parts of the size of the characters.
const NEW_LINE: f64 = 0.5;
const NEW_PARAGRAPH: f64 = 1.8;
const NEW_WORD: f64 = 0.18;
const BACKWARDS: f64 = 2.0;
/// How far apart the same character is drawn again, for bold letters or a shadow.
const AGAIN: f64 = 0.12;
/// A gap in a line that may be that between two columns.
const GUTTER: f64 = 1.2;

/// One drawn character, or a few that are drawn as one.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) text: String,
    /// Where it begins and ends along its baseline.
    pub(super) start: f64,
    pub(super) end: f64,
    /// How far down the page its baseline lies, seen so that the characters stand upright.
    pub(super) down: f64,
    /// Height of its characters.
    pub(super) size: f64,
    /// Quarter turns of its baseline.
    pub(super) turn: i32,
}

/// Characters of one line without a wide gap.
#[derive(Clone, Debug)]
struct Segment {
    drawn: Vec<Drawn>,
    /// Whether an empty line stands before it.
    begins_paragraph: bool,
}

impl Segment {
    fn start(&self) -> f64 {
        self.drawn
            .iter()
            .map(|d| d.start)
            .fold(f64::INFINITY, f64::min)
    }

    fn end(&self) -> f64 {
        self.drawn
            .iter()
            .map(|d| d.end)
            .fold(f64::NEG_INFINITY, f64::max)
    }

    fn down(&self) -> f64 {
        self.drawn.first().map_or(0.0, |d| d.down)
    }

    fn size(&self) -> f64 {
        self.drawn.first().map_or(1.0, |d| d.size)
    }

    fn turn(&self) -> i32 {
        self.drawn.first().map_or(0, |d| d.turn)
    }

    fn is_beside(&self, other: &Self) -> bool {
        self.turn() == other.turn()
            && (self.down() - other.down()).abs() < NEW_LINE * self.size().max(other.size())
    }

    fn has_right_to_left(&self) -> bool {
        let mut chars = self.drawn.iter().flat_map(|d| d.text.chars());
        chars.any(is_right_to_left)
    }

    fn words(&self) -> usize {
        line_text(&self.drawn).split_whitespace().count()
    }
}

/// The characters without those that are drawn once more at the same place: so programs make letters bold, or
/// give them a shadow.
fn drawn_once(drawn: Vec<Drawn>) -> Vec<Drawn> {
    /// Places by the cell of a grid that they lie in.
    type Places = HashMap<(i64, i64), Vec<(f64, f64)>>;
    let mut seen: HashMap<(i32, String), Places> = HashMap::new();
    let mut is_new = |one: &Drawn| {
        let size = one.size.max(1e-6);
        // Cells as wide as the distance, so that only those around are to be looked at.
        let wide = size * AGAIN;
        let cell = (
            (one.start / wide).floor() as i64,
            (one.down / wide).floor() as i64,
        );
        let places = seen.entry((one.turn, one.text.clone())).or_default();
        let is_near = (-1..=1).any(|x| {
            (-1..=1).any(|y| {
                let near = places.get(&(cell.0 + x, cell.1 + y)).into_iter().flatten();
                let mut near = near.map(|(a, b)| ((one.start - a).abs(), (one.down - b).abs()));
                near.any(|(along, down)| along < wide && down < wide)
            })
        });
        places.entry(cell).or_default().push((one.start, one.down));
        !is_near
    };
    drawn.into_iter().filter(|one| is_new(one)).collect()
}

/// The text of a page: a line a line, an empty line between paragraphs.
pub(super) fn page_text(drawn: Vec<Drawn>) -> String {
    let segments = columns_apart(segments(upright(drawn_once(drawn))));
    let mut out = String::new();
    let mut line: Vec<Drawn> = Vec::new();
    let mut last: Option<&Segment> = None;
    for segment in &segments {
        let goes_on = last.is_some_and(|l| {
            l.is_beside(segment)
                && (segment.start() > l.end() - BACKWARDS * l.size()
                    || l.has_right_to_left()
                    || segment.has_right_to_left())
                && !segment.begins_paragraph
        });
        if !goes_on {
            push_line(&mut out, &mut line);
            let is_apart = segment.begins_paragraph;
            if is_apart && !out.is_empty() {
                out.push('\n');
            }
        }
        line.extend(segment.drawn.iter().cloned());
        last = Some(segment);
    }
    push_line(&mut out, &mut line);
    out
}

fn push_line(out: &mut String, line: &mut Vec<Drawn>) {
    let text = line_text(line);
    if !text.trim().is_empty() {
        out.push_str(text.trim_end());
        out.push('\n');
    }
    line.clear();
}

/// Characters that are written from top to bottom as such of a turned line.
fn upright(mut drawn: Vec<Drawn>) -> Vec<Drawn> {
    let mut at = 0;
    while at < drawn.len() {
        let length = 1 + drawn
            .get(at..)
            .unwrap_or_default()
            .windows(2)
            .take_while(|pair| matches!(pair, [a, b] if stand_below(a, b)))
            .count();
        if length > 1 {
            for one in drawn.iter_mut().skip(at).take(length) {
                let (start, down) = (one.start, one.down);
                one.end = down + one.size;
                one.start = down;
                // Columns go from right to left.
                one.down = -start;
                one.turn += VERTICAL;
            }
        }
        at += length;
    }
    drawn
}

/// Added to the turn of characters that are written from top to bottom.
const VERTICAL: i32 = 10;

/// Whether a character stands right below another, as in East Asian columns.
fn stand_below(a: &Drawn, b: &Drawn) -> bool {
    let below = (b.down - a.down) / a.size.max(1e-6);
    let is_wide = |d: &Drawn| d.text.chars().any(|c| c as u32 >= 0x2E80);
    a.turn == b.turn
        && is_wide(a)
        && is_wide(b)
        && (b.start - a.start).abs() < 0.3 * a.size
        && (0.7..1.5).contains(&below)
}

fn segments(drawn: Vec<Drawn>) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    let mut last: Option<Drawn> = None;
    for one in drawn {
        let size = one.size.max(1e-6);
        let (mut is_new, mut is_paragraph) = (true, false);
        if let Some(last) = &last {
            let is_turned = last.turn != one.turn;
            let down = one.down - last.down;
            let along = one.start - last.end;
            let is_right_to_left = last
                .text
                .chars()
                .chain(one.text.chars())
                .any(is_right_to_left);
            let is_back = along < -BACKWARDS * size && !is_right_to_left;
            is_new = is_turned
                || down.abs() > NEW_LINE * size
                || is_back
                || along > GUTTER * size && !one.text.trim().is_empty();
            is_paragraph = is_turned || down.abs() > NEW_PARAGRAPH * size;
        }
        if is_new {
            out.push(Segment {
                drawn: Vec::new(),
                begins_paragraph: is_paragraph,
            });
        }
        if let Some(segment) = out.last_mut() {
            segment.drawn.push(one.clone());
        }
        last = Some(one);
    }
    out.retain(|s| s.drawn.iter().any(|d| !d.text.trim().is_empty()));
    out
}

/// Rows of columns in a run, from which they are taken for columns of prose rather than cells of a table.
const LEAST_ROWS: usize = 4;
/// Words of a line of a column, on average.
const LEAST_WORDS: usize = 3;

/// Puts columns that are drawn line by line one after the other.
fn columns_apart(segments: Vec<Segment>) -> Vec<Segment> {
    let rows = rows_of(segments);
    let mut out: Vec<Segment> = Vec::new();
    let mut block: Vec<Vec<Segment>> = Vec::new();
    let mut gutter: Option<(f64, f64)> = None;
    for row in rows {
        let of_row = gutter_of(&row);
        let shared = match (gutter, of_row) {
            (Some((a, b)), Some((c, d))) if a.max(c) < b.min(d) => Some((a.max(c), b.min(d))),
            _ => None,
        };
        // The last line of a column stands alone in its row.
        let is_within = gutter.is_some_and(|(a, b)| {
            row.len() == 1
                && row
                    .first()
                    .is_some_and(|s| s.end() <= b.max(a) || s.start() >= a.min(b))
        });
        if shared.is_some() || is_within && !row.iter().any(|s| s.begins_paragraph) {
            gutter = shared.or(gutter);
            block.push(row);
            continue;
        }
        close_block(&mut block, gutter, &mut out);
        gutter = of_row;
        block.push(row);
    }
    close_block(&mut block, gutter, &mut out);
    out
}

/// Segments that follow each other in one line, each further to the right.
fn rows_of(segments: Vec<Segment>) -> Vec<Vec<Segment>> {
    let mut rows: Vec<Vec<Segment>> = Vec::new();
    for segment in segments {
        match rows.last_mut() {
            Some(row)
                if row
                    .last()
                    .is_some_and(|l| l.is_beside(&segment) && segment.start() > l.end()) =>
            {
                row.push(segment);
            }
            _ => rows.push(vec![segment]),
        }
    }
    rows
}

/// The gap between two columns of a row.
fn gutter_of(row: &[Segment]) -> Option<(f64, f64)> {
    match row {
        [left, right] => Some((left.end(), right.start())),
        _ => None,
    }
}

fn close_block(block: &mut Vec<Vec<Segment>>, gutter: Option<(f64, f64)>, out: &mut Vec<Segment>) {
    let rows = std::mem::take(block);
    let pairs: Vec<&Vec<Segment>> = rows.iter().filter(|r| r.len() == 2).collect();
    let words: usize = pairs
        .iter()
        .flat_map(|r| r.iter())
        .map(Segment::words)
        .sum();
    let is_prose = pairs.len() >= LEAST_ROWS && words >= pairs.len() * 2 * LEAST_WORDS;
    let Some((start, end)) = gutter.filter(|_| is_prose) else {
        out.extend(rows.into_iter().flatten());
        return;
    };
    let middle = f64::midpoint(start, end);
    let (left, mut right): (Vec<Segment>, Vec<Segment>) =
        rows.into_iter().flatten().partition(|s| s.start() < middle);
    // A column begins anew.
    if let Some(first) = right.first_mut() {
        first.begins_paragraph = true;
    }
    out.extend(left);
    out.extend(right);
}

/// The characters of a line in reading order, with blanks where they stand apart.
fn line_text(drawn: &[Drawn]) -> String {
    let mut all: Vec<&Drawn> = drawn.iter().collect();
    let letters = |of: fn(char) -> bool| {
        let chars = drawn.iter().flat_map(|d| d.text.chars());
        chars.filter(|c| of(*c)).count()
    };
    let is_turned_over =
        letters(is_right_to_left) > letters(|c| c.is_alphabetic() && !is_right_to_left(c));
    if is_turned_over {
        all.sort_by(|a, b| a.start.total_cmp(&b.start));
    }
    let mut pieces: Vec<String> = Vec::with_capacity(all.len());
    let mut last: Option<&Drawn> = None;
    for one in all {
        if let Some(last) = last
            && one.start - last.end > NEW_WORD * one.size
            && !last.text.ends_with(' ')
            && !one.text.starts_with(' ')
        {
            pieces.push(" ".to_owned());
        }
        pieces.push(one.text.clone());
        last = Some(one);
    }
    if is_turned_over {
        from_right_to_left(pieces)
    } else {
        pieces.concat()
    }
}

/// Pieces as they stand from left to right in the order in which they are read: numbers and Latin words within
/// keep theirs.
fn from_right_to_left(mut pieces: Vec<String>) -> String {
    pieces.reverse();
    let is_left_to_right = |p: &String| {
        let mut chars = p.chars();
        chars.any(|c| c.is_numeric() || c.is_alphabetic() && !is_right_to_left(c))
    };
    let is_joint = |p: &String| {
        p.chars()
            .all(|c| matches!(c, '.' | ',' | ':' | '/' | '-' | '%' | ' '))
    };
    let mut at = 0;
    while at < pieces.len() {
        if !pieces.get(at).is_some_and(is_left_to_right) {
            at += 1;
            continue;
        }
        // Signs between two of them belong to them, those behind the last do not.
        let mut end = at + 1;
        for (i, piece) in pieces.iter().enumerate().skip(at + 1) {
            if is_left_to_right(piece) {
                end = i + 1;
            } else if !is_joint(piece) {
                break;
            }
        }
        if let Some(run) = pieces.get_mut(at..end) {
            run.reverse();
        }
        at = end;
    }
    // Letters of Arabic may be drawn in the form that they have at their place.
    pieces.concat().nfkc().collect()
}

fn is_right_to_left(c: char) -> bool {
    matches!(c as u32, 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC)
}

#[cfg(test)]
mod tests {
    use super::super::paragraphs::paragraphs;
    use super::*;

    /// A line of characters that are each half as wide as high.
    fn line(text: &str, start: f64, down: f64) -> Vec<Drawn> {
        let drawn = text.chars().enumerate().map(|(i, c)| Drawn {
            text: c.to_string(),
            start: start + 5.0 * i as f64,
            end: start + 5.0 * (i + 1) as f64,
            down,
            size: 10.0,
            turn: 0,
        });
        drawn.collect()
    }

    fn read(lines: &[(&str, f64, f64)]) -> String {
        let drawn = lines.iter().flat_map(|(t, s, d)| line(t, *s, *d));
        paragraphs(&page_text(drawn.collect()))
    }

    #[test]
    fn bold_and_shadow_made_of_letters_drawn_twice_are_one() {
        let bold = [("All hell", 0.0, 0.0), ("All hell", 0.4, 0.0)];
        assert_eq!(read(&bold), "All hell");
        let shadow = [("Shut", 0.0, 0.0), ("pier", 25.0, 0.0), ("Shut", 0.7, 0.7)];
        assert_eq!(read(&shadow), "Shut pier");
        // The same words on two lines are two.
        assert_eq!(
            read(&[("Shut", 0.0, 0.0), ("Shut", 0.0, 12.0)]),
            "Shut Shut"
        );
    }

    #[test]
    fn columns_drawn_line_by_line_are_read_one_after_the_other() {
        let left = [
            "the council agreed to",
            "repair the north pier",
            "before the winter and",
            "the storms that come",
            "every year.",
        ];
        let right = [
            "ferries to the island",
            "resumed after a storm",
            "had passed by in the",
            "night, as the owners",
            "said.",
        ];
        let mut lines = vec![("Pier shut", 0.0, 0.0)];
        for (i, (l, r)) in left.iter().zip(right).enumerate() {
            let down = 40.0 + 12.0 * i as f64;
            lines.push((*l, 0.0, down));
            lines.push((r, 130.0, down));
        }
        assert_eq!(
            read(&lines),
            format!("Pier shut\n\n{}\n\n{}", left.join(" "), right.join(" "))
        );
    }

    #[test]
    fn tables_are_read_row_by_row() {
        let rows = [
            ("North", "12"),
            ("South", "34"),
            ("East", "56"),
            ("West", "78"),
            ("Top", "90"),
        ];
        let mut lines = Vec::new();
        for (i, (a, b)) in rows.iter().enumerate() {
            lines.push((*a, 0.0, 12.0 * i as f64));
            lines.push((*b, 130.0, 12.0 * i as f64));
        }
        assert_eq!(read(&lines), "North 12 South 34 East 56 West 78 Top 90");
    }

    #[test]
    fn lines_from_right_to_left_are_read_as_they_are_spoken() {
        let logical = "הדרך לנמל 25 נסגרה";
        let visual: String = {
            let reversed: String = logical.chars().rev().collect();
            reversed.replace("52", "25")
        };
        assert_eq!(read(&[(&visual, 0.0, 0.0)]), logical);
        // Drawn in the order in which they are spoken, from the right.
        let mut drawn = line(&visual, 0.0, 0.0);
        drawn.reverse();
        assert_eq!(page_text(drawn).trim(), logical);
    }

    #[test]
    fn columns_from_top_to_bottom_are_lines() {
        let column = |text: &str, start: f64| {
            let mut all = line(text, start, 0.0);
            for (i, d) in all.iter_mut().enumerate() {
                (d.start, d.end, d.down) = (start, start + 10.0, 10.0 * i as f64);
            }
            all
        };
        let mut drawn = column("港の道が", 100.0);
        drawn.extend(column("砲撃された", 80.0));
        let text = page_text(drawn).replace('\n', "");
        assert_eq!(text, "港の道が砲撃された");
    }
}
