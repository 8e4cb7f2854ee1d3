//! Figures as people read them: three digits are enough.

/// "0.12", "5.1", "18", "1234".
pub(super) fn number(value: f64) -> String {
    match value {
        v if v < 0.995 => format!("{v:.2}"),
        v if v < 9.95 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    }
}

/// "5.1×".
pub(super) fn times(value: f64) -> String {
    number(value) + "×"
}

/// Seconds as "0.4 s", "47 s" or "4 min".
pub(super) fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 99.5 => format!("{} s", number(s)),
        s if s < 5_970.0 => format!("{} min", number(s / 60.0)),
        s => format!("{} h", number(s / 3600.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_as_many_digits_as_they_deserve() {
        let told = [0.004, 0.5, 0.999, 9.94, 9.96, 99.5, 1234.5].map(number);
        assert_eq!(told, ["0.00", "0.50", "1.0", "9.9", "10", "100", "1234"]);
        assert_eq!([0.4, 47.0, 120.0, 7200.0].map(duration), ["0.40 s", "47 s", "2.0 min", "2.0 h"]);
    }
}
