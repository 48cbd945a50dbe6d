//! Intervals at 95 %.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// A lower and an upper bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's score interval for a share of `k` in `n` (Wilson 1927), both between 0 and 1; `None`
/// without observations.
pub fn wilson_interval(k: u64, n: u64) -> Option<Interval> {
    if n == 0 || k > n {
        return None;
    }
    let (n, p) = (n as f64, k as f64 / n as f64);
    let centre = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    // Rounding must not carry a bound past a share of exactly none or all.
    let low = if k == 0 { 0.0 } else { (centre - half) / scale };
    let high = if p >= 1.0 {
        1.0
    } else {
        (centre + half) / scale
    };
    Some(Interval { low, high })
}

/// The exact Poisson interval for a count (Garwood 1936): half the 2.5 % point of chi-square with
/// `2k` degrees of freedom to half the 97.5 % point with `2k + 2`.
pub fn poisson_interval(k: u64) -> Interval {
    let half_point = |degrees: f64, p: f64| {
        ChiSquared::new(degrees).map_or(f64::NAN, |chi2| refined(&chi2, chi2.inverse_cdf(p), p))
            / 2.0
    };
    let low = if k == 0 {
        0.0
    } else {
        half_point(2.0 * k as f64, 0.025)
    };
    Interval {
        low,
        high: half_point(2.0 * k as f64 + 2.0, 0.975),
    }
}

/// Newton's steps from a first value of the quantile: the library's search stops at about 1e-7.
fn refined(chi2: &ChiSquared, start: f64, p: f64) -> f64 {
    use statrs::distribution::Continuous;
    let mut x = start;
    for _ in 0..3 {
        let slope = chi2.pdf(x);
        if slope > 0.0 {
            x -= (chi2.cdf(x) - p) / slope;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_hold_the_observed_value() {
        for k in 0..200 {
            let i = poisson_interval(k);
            assert!(i.low <= k as f64 && k as f64 <= i.high, "{k}: {i:?}");
            let w = wilson_interval(k, 200).unwrap();
            assert!(
                0.0 <= w.low
                    && w.low <= k as f64 / 200.0
                    && k as f64 / 200.0 <= w.high
                    && w.high <= 1.0
            );
        }
        assert_eq!(wilson_interval(0, 0), None);
    }
}
