//! Decimal numbers as whole ones of a smaller unit, so that nothing is rounded twice.

/// Reads a decimal number as a whole number of its 10^-6, rounded to the nearest.
pub(super) fn millionths(text: &str) -> Option<i64> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str, max: usize| {
        !text.is_empty() && text.len() <= max && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !are_digits(whole, 9) || !are_digits(fraction, 20) {
        return None;
    }
    let mut value = whole.parse::<i64>().ok()?;
    let mut digits = fraction.bytes().map(|byte| i64::from(byte - b'0'));
    for _ in 0..6 {
        value = value * 10 + digits.next().unwrap_or(0);
    }
    value += i64::from(digits.next().unwrap_or(0) >= 5);
    Some(if is_negative { -value } else { value })
}

/// Writes a whole number of 10^-6 with as many decimals.
pub(super) fn shown(millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let value = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", value / 1_000_000, value % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_written() {
        for (text, value, again) in [
            ("0", 0, "0.000000"),
            ("-0.0", 0, "0.000000"),
            ("+36.2", 36_200_000, "36.200000"),
            ("-5.35", -5_350_000, "-5.350000"),
            ("-0.0000004", 0, "0.000000"),
            ("-0.0000005", -1, "-0.000001"),
            ("179.9999999", 180_000_000, "180.000000"),
            ("00001.5", 1_500_000, "1.500000"),
        ] {
            assert_eq!(millionths(text), Some(value), "{text}");
            assert_eq!(shown(value), again);
        }
        for bad in ["", "-", "+", ".", ".5", "1.", "1e3", "1,5", " 1", "--1", "1.2.3", "٣"] {
            assert_eq!(millionths(bad), None, "{bad}");
        }
        assert_eq!(millionths("1234567890"), None, "longer than anything on earth");
    }
}
