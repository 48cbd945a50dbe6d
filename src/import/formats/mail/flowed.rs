//! Lines of mails written with `format=flowed` (RFC 3676): a line that ends in a blank goes on in the next.

/// The paragraphs of such a text. With `delsp` the blank at the end of a line is none of the text.
pub(super) fn unfolded(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // Quotation marks of the line that goes on.
    let mut open: Option<usize> = None;
    for (number, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let quoted = line.len() - line.trim_start_matches('>').len();
        let words = line.get(quoted..).unwrap_or_default();
        // A blank is put before lines that begin with one, or with From.
        let words = words.strip_prefix(' ').unwrap_or(words);
        let is_signature = words == "-- ";
        if open.is_none_or(|before| before != quoted || is_signature) {
            if number > 0 {
                out.push('\n');
            }
            out.push_str(line.get(..quoted).unwrap_or_default());
            if quoted > 0 && !words.is_empty() {
                out.push(' ');
            }
        }
        let goes_on = words.ends_with(' ') && !is_signature;
        let kept = if goes_on && delsp {
            words.strip_suffix(' ').unwrap_or(words)
        } else {
            words
        };
        out.push_str(kept);
        open = goes_on.then_some(quoted);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_go_on_are_one() {
        for (text, delsp, expected) in [
            (
                "The engin \r\neer spoke.\r\n\r\nNext.",
                true,
                "The engineer spoke.\n\nNext.",
            ),
            (
                "The pier \nis shut.\nNext.",
                false,
                "The pier is shut.\nNext.",
            ),
            ("> a \n> b\nc", false, "> a b\nc"),
            ("> a \n>> b \nc", false, "> a \n>> b \nc"),
            (" From here\n-- \nA.", false, "From here\n-- \nA."),
            ("a \n-- \nA.", false, "a \n-- \nA."),
        ] {
            assert_eq!(unfolded(text, delsp), expected, "{text:?}");
        }
    }
}
