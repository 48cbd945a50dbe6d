//! Reading a file in spite of fields that this version does not know.

use ron::error::Position;

/// A field that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownField {
    /// Its name.
    pub name: String,
    /// Its line in the file, from 1.
    pub line: usize,
}

/// Overwrites the field `name` that the parser met just before `at`, and its value, with blanks, so
/// that every other place keeps its line and column. `None` where it cannot be found.
pub(super) fn blank_field(text: &mut String, name: &str, at: Position) -> Option<UnknownField> {
    let here = byte_of(text, at)?;
    let start = text
        .get(..here + name.len())
        .and_then(|t| t.rfind(name))
        .or_else(|| text.get(..here)?.rfind(name))?;
    let line = text.get(..start)?.matches('\n').count() + 1;
    let end = end_of_field(text, start + name.len())?;
    let blank: String = text
        .get(start..end)?
        .chars()
        .map(|c| {
            if c == '\n' {
                "\n".to_owned()
            } else {
                " ".repeat(c.len_utf8())
            }
        })
        .collect();
    text.replace_range(start..end, &blank);
    Some(UnknownField {
        name: name.to_owned(),
        line,
    })
}

fn byte_of(text: &str, at: Position) -> Option<usize> {
    let start: usize = text
        .split_inclusive('\n')
        .take(at.line.checked_sub(1)?)
        .map(str::len)
        .sum();
    let line = text.get(start..)?;
    Some(
        start
            + line
                .char_indices()
                .nth(at.col.checked_sub(1)?)
                .map_or(line.len(), |(i, _)| i),
    )
}

/// Where `: value,` ends, counted from behind the name; the comma goes with it.
fn end_of_field(text: &str, from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut rest = text.get(from..)?.char_indices();
    while let Some((i, c)) = rest.next() {
        match c {
            '"' => skip_string(&mut rest)?,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return Some(from + i),
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => return Some(from + i + 1),
            _ => {}
        }
    }
    None
}

fn skip_string(rest: &mut std::str::CharIndices<'_>) -> Option<()> {
    while let Some((_, c)) = rest.next() {
        match c {
            '\\' => {
                rest.next();
            }
            '"' => return Some(()),
            _ => {}
        }
    }
    None
}
