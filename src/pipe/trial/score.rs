//! What a mode came to, and how it is told.

use std::fmt;

/// A window's figures, or the median of several: seconds a byte.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Score {
    pub(super) wall: f64,
    pub(super) writing: f64,
    pub(super) cpu: f64,
}

impl Score {
    /// Nothing is better.
    pub(super) const NONE: Self = Self {
        wall: f64::INFINITY,
        writing: f64::INFINITY,
        cpu: f64::INFINITY,
    };

    /// Of each figure the median; of an even number the better of the two in the middle.
    pub(super) fn median(windows: &[Self]) -> Self {
        if windows.is_empty() {
            return Self::NONE;
        }
        let of = |figure: fn(&Self) -> f64| {
            let mut figures: Vec<f64> = windows.iter().map(figure).collect();
            figures.sort_by(f64::total_cmp);
            figures[(figures.len() - 1) / 2]
        };
        Self {
            wall: of(|window| window.wall),
            writing: of(|window| window.writing),
            cpu: of(|window| window.cpu),
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pace, cpu) = (self.wall.recip(), self.cpu * 1e12);
        if !self.wall.is_finite() || !cpu.is_finite() {
            return write!(f, "not measured");
        }
        let cpu = figure(cpu);
        write!(f, "{} at {cpu} ms/GB of processor time", rate(pace))
    }
}

/// Bytes a second, for people.
fn rate(bytes: f64) -> String {
    let units = [(1e9, "GB/s"), (1e6, "MB/s"), (1e3, "kB/s")];
    // Not where rounding would make it a thousand of the smaller.
    let fits = |(unit, _): &(f64, &str)| bytes >= 0.9995 * unit;
    let (unit, name) = units.into_iter().find(fits).unwrap_or((1.0, "B/s"));
    format!("{} {name}", figure(bytes / unit))
}

/// Two digits at least, unless the second is worth nothing.
fn figure(value: f64) -> String {
    let digits = usize::from(value < 9.95);
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::{Score, rate};

    #[test]
    fn rates_are_told_in_a_unit_that_fits() {
        for (bytes, told) in [
            (12.34e9, "12 GB/s"),
            (1.26e9, "1.3 GB/s"),
            (999.7e6, "1.0 GB/s"),
            (34.4e6, "34 MB/s"),
            (9.97e6, "10 MB/s"),
            (1500.0, "1.5 kB/s"),
            (0.25, "0.2 B/s"),
        ] {
            assert_eq!(rate(bytes), told);
        }
    }

    #[test]
    fn a_median_is_of_each_figure_alone() {
        let score = |wall, writing, cpu| Score { wall, writing, cpu };
        let windows = [score(1.0, 6.0, 2.0), score(3.0, 4.0, 1.0)];
        assert_eq!(Score::median(&windows), score(1.0, 4.0, 1.0));
        let windows = [windows[0], windows[1], score(2.0, 5.0, 3.0)];
        assert_eq!(Score::median(&windows), score(2.0, 5.0, 2.0));
        assert_eq!(Score::median(&[]), Score::NONE);
        assert_eq!(Score::NONE.to_string(), "not measured");
    }
}
