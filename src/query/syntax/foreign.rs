//! How other programs write queries: what must not be taken for words to look for.
//!
//! What surely means the same here is understood by the lexer (`&&`, `near/5`, `!a`); for the rest a
//! message says how it is written here, so that nobody counts something else than was meant.

/// Words that join things, here or elsewhere, whatever their case. Typed between two things they are no
/// words to look for.
const JOINING: [&str; 5] = ["and", "or", "not", "near", "except"];

/// What joins things in other programs, in capitals, with what to do here.
const ELSEWHERE: [(&str, &str); 16] = [
    ("SENTENCE", WITHIN),
    ("PARAGRAPH", WITHIN),
    ("SAME", WITHIN),
    ("WITHIN", WITHIN),
    ("ADJ", IN_ORDER),
    ("PRE", IN_ORDER),
    ("ONEAR", IN_ORDER),
    ("XOR", "write (a OR b) -(a AND b)"),
    ("xor", "write (a OR b) -(a AND b)"),
    ("ODER", "write a OR b"),
    ("OU", "write a OR b"),
    ("UND", "write a AND b"),
    ("ET", "write a AND b"),
    ("ANDNOT", "write a -b"),
    ("BUTNOT", "write a -b"),
    ("TO", "a range of days is written date:2022..2023"),
];

const WITHIN: &str = "write a NEAR/10 b for at most 10 words between, in either order";
const IN_ORDER: &str =
    "write \"a b\" for words that follow each other, \"a b\"~5 with at most 5 others between";

/// What is wrong with a word between two things to look for, where another program would take it for an
/// operator.
pub(super) fn refused_between(word: &str) -> Option<String> {
    let advice = match word {
        "near" => Some("write a NEAR/10 b for at most 10 words between"),
        "except" => Some("write a EXCEPT b for mentions of a that are no part of b"),
        _ => ELSEWHERE.iter().find(|(w, _)| *w == word).map(|(_, a)| *a),
    };
    let advice = advice?;
    let lower = word.to_lowercase();
    Some(format!(
        "{word} joins nothing here: {advice}. For the word itself write \"{lower}\"."
    ))
}

/// `near/5` and `NEAR5`: the digits.
pub(super) fn nearness(word: &str) -> Option<&str> {
    let head = word.get(..4)?;
    let tail = word.get(4..)?;
    let digits = tail.strip_prefix('/').unwrap_or(tail);
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (head.eq_ignore_ascii_case("near") && is_number).then_some(digits)
}

/// What is wrong with a piece of a query that means something in another program and nothing here.
pub(super) fn refused(piece: &str) -> Option<String> {
    distance(piece)
        .or_else(|| truncated(piece))
        .or_else(|| boosted(piece))
        .or_else(|| compared(piece))
        .or_else(|| joined(piece))
}

/// `w/5`, `pre/5`, `ADJ5`, `w/s`.
fn distance(piece: &str) -> Option<String> {
    let lower = piece.to_ascii_lowercase();
    let units = ["s", "p", "sent", "para", "seg"];
    let (head, tail) = match lower.split_once('/') {
        Some((head, tail)) if units.contains(&tail) => (head, None),
        Some((head, tail)) => (head, Some(tail)),
        None => {
            let digits = lower.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let (head, tail) = lower.split_at(lower.len() - digits.len());
            // Without a slash only what is no word: N5 may be a road.
            (["adj", "pre", "onear"].contains(&head)).then_some((head, Some(tail)))?
        }
    };
    let in_order = ["pre", "p", "adj", "onear"].contains(&head);
    if !in_order && !["w", "n", "near", "within"].contains(&head) {
        return None;
    }
    let n = match tail {
        Some(tail) => tail.parse::<u32>().ok()?,
        None => 10,
    };
    Some(if in_order {
        format!(
            "{piece} is not known here. For words in this order with at most {n} others between write \"a b\"~{n}."
        )
    } else {
        format!(
            "{piece} is not known here. For at most {n} words between, in either order, write a NEAR/{n} b."
        )
    })
}

/// `shell!`, `shell$`, `shell%`, `C++`, `C#`: signs behind a word.
fn truncated(piece: &str) -> Option<String> {
    let stem = piece.trim_end_matches(['!', '$', '%', '+', '#']);
    let last = stem.chars().next_back()?;
    let signs = piece.get(stem.len()..)?;
    let first = signs.chars().next()?;
    // 10% and $5 are numbers; their signs are not searched, but change nothing else.
    if !last.is_alphanumeric() || (last.is_numeric() && !matches!(first, '+' | '#')) {
        return None;
    }
    Some(if matches!(first, '+' | '#') {
        let escaped = regex::escape(piece).replace('/', "\\/");
        format!(
            "Signs like {first} are not searched. For these characters write /{escaped}/, for the word alone {stem}."
        )
    } else {
        format!(
            "{first} does not stand for letters here. For all words that begin so write {stem}*, for the word itself \"{stem}\"."
        )
    })
}

/// `bakhmut^2`.
fn boosted(piece: &str) -> Option<String> {
    let (word, weight) = piece.rsplit_once('^')?;
    let is_weight = weight.parse::<f64>().is_ok() && !word.is_empty();
    is_weight.then(|| format!("Words have no weights here. Leave out ^{weight}: {word}"))
}

/// `date>2022`, `hl=bakhmut`: a condition without a colon.
fn compared(piece: &str) -> Option<String> {
    let at = piece.find(['<', '>', '='])?;
    let (name, rest) = piece.split_at(at);
    let value = rest.trim_start_matches(['<', '>', '=']);
    let is_name = name.len() > 1 && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let sign = rest.get(..rest.len() - value.len())?;
    let sign = if sign == "=" { "" } else { sign };
    (is_name && !value.is_empty() && sign.len() <= 2)
        .then(|| format!("A condition has a colon behind its name. Write {name}:{sign}{value}."))
}

/// `a|b`, `a&&b`.
fn joined(piece: &str) -> Option<String> {
    let (sign, word) = if piece.contains('|') {
        ("|", "OR")
    } else if piece.contains("&&") {
        ("&&", "AND")
    } else {
        return None;
    };
    let sides: Vec<&str> = piece.split(['|', '&']).filter(|s| !s.is_empty()).collect();
    (sides.len() > 1).then(|| {
        let example = sides.join(&format!(" {word} "));
        format!("{sign} inside a word joins nothing. Write {example}.")
    })
}

/// Whether a word typed without quotation marks may not stand for itself.
pub(super) fn is_taken(word: &str) -> bool {
    let joins = JOINING.iter().any(|w| w.eq_ignore_ascii_case(word));
    joins || nearness(word).is_some() || refused(word).is_some() || refused_between(word).is_some()
}
