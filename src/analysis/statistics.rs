//! Measures of corpus linguistics, each with its formula.

/// Log-likelihood of two cells (Rayson and Garside 2000): how surely a word is not as frequent in one part as
/// in the other. `a`, `b` are its counts in target and reference, `c`, `d` their sizes in words. It has no sign.
///
/// `2 (a ln(a/E1) + b ln(b/E2))` with `E1 = c(a+b)/(c+d)`, `E2 = d(a+b)/(c+d)`, `0 ln 0 = 0`.
pub fn log_likelihood(a: u64, b: u64, c: u64, d: u64) -> f64 {
    let (a, b, c, d) = (a as f64, b as f64, c as f64, d as f64);
    let all = a + b;
    if c + d <= 0.0 {
        return 0.0;
    }
    let part = |seen: f64, size: f64| {
        let expected = size * all / (c + d);
        if seen > 0.0 && expected > 0.0 {
            seen * (seen / expected).ln()
        } else {
            0.0
        }
    };
    2.0 * (part(a, c) + part(b, d))
}

/// Log ratio (Hardie 2014): the binary logarithm of the ratio of two relative frequencies; a count of 0 is
/// taken as 0.5.
pub fn log_ratio(a: u64, b: u64, c: u64, d: u64) -> f64 {
    let at_least = |n: u64| if n == 0 { 0.5 } else { n as f64 };
    ((at_least(a) / c.max(1) as f64) / (at_least(b) / d.max(1) as f64)).log2()
}

/// logDice (Rychlý 2008): `14 + log2(2 f_xy / (f_x + f_y))`, at most 14. It does not depend on the size of the
/// corpus.
pub fn log_dice(together: u64, node: u64, collocate: u64) -> f64 {
    14.0 + (2.0 * together as f64 / (node + collocate).max(1) as f64).log2()
}

/// Co-occurrences that chance would give: `f_x f_y w / N`, with the width of the window `w` in words.
pub fn expected_in_window(node: u64, collocate: u64, window: u64, words: u64) -> f64 {
    node as f64 * collocate as f64 * window as f64 / words.max(1) as f64
}

/// Pointwise mutual information with the window's expected count: `log2(f_xy / E)`.
pub fn mutual_information(together: u64, expected: f64) -> f64 {
    (together as f64 / expected).log2()
}

/// How a word is spread over parts of different sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Gries' DP: `0.5 sum |v_i/v - s_i|`, 0 for as the parts are large, near 1 for all in one small part.
    pub dp: f64,
    /// `DP / (1 - min s_i)`, so that 1 can be reached; none where there is one part.
    pub dp_norm: Option<f64>,
    /// Parts that hold it.
    pub range: usize,
}

/// The spread of counts over parts of these sizes. Parts of size 0 have no share. None where there is nothing
/// to be spread.
pub fn spread(parts: impl Iterator<Item = (u64, u64)> + Clone) -> Option<Spread> {
    let (count, size) = parts
        .clone()
        .fold((0, 0), |(v, s), (count, size)| (v + count, s + size));
    if count == 0 || size == 0 {
        return None;
    }
    let (count, size) = (count as f64, size as f64);
    let (mut sum, mut least, mut range) = (0.0, f64::INFINITY, 0);
    for (v, s) in parts {
        let share = s as f64 / size;
        sum += (v as f64 / count - share).abs();
        least = least.min(share);
        range += usize::from(v > 0);
    }
    let dp = sum / 2.0;
    Some(Spread {
        dp,
        dp_norm: (least < 1.0).then(|| dp / (1.0 - least)),
        range,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn values_worked_out_by_hand() {
        // 30 of 10,000 against 10 of 10,000: E1 = E2 = 20.
        let by_hand = 2.0 * (30.0 * 1.5_f64.ln() + 10.0 * 0.5_f64.ln());
        assert!(near(log_likelihood(30, 10, 10_000, 10_000), by_hand));
        assert!(near(log_likelihood(0, 0, 10, 10), 0.0));
        assert!(near(log_ratio(8, 2, 100, 100), 2.0));
        assert!(near(log_ratio(4, 0, 100, 100), 3.0));
        assert!(near(log_dice(10, 10, 10), 14.0));
        assert!(near(expected_in_window(100, 400, 10, 100_000), 4.0));
        assert!(near(mutual_information(40, 4.0), 10_f64.log2()));
        let even = spread([(2, 20), (1, 10)].into_iter()).unwrap();
        assert!(near(even.dp, 0.0) && even.range == 2);
        let one = spread([(3, 10), (0, 30)].into_iter()).unwrap();
        assert!(near(one.dp, 0.75) && near(one.dp_norm.unwrap(), 1.0) && one.range == 1);
        assert_eq!(spread([(0, 10)].into_iter()), None);
    }
}
