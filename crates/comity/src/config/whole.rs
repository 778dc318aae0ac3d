use toml::Value;

use super::setting::Setting;

/// A whole number with the smallest and the largest that it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole<const MIN: u64, const MAX: u64>(u64);

impl<const MIN: u64, const MAX: u64> Whole<MIN, MAX> {
    /// The number, brought into its range where a default lies outside of it.
    pub(super) const fn usual(number: u64) -> Self {
        if number < MIN {
            return Whole(MIN);
        }
        Whole(if number > MAX { MAX } else { number })
    }

    /// The number.
    pub(crate) fn get(self) -> u64 {
        self.0
    }

    /// The number of things in memory.
    pub(crate) fn count(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    fn checked(number: u64) -> Option<Self> {
        (MIN..=MAX).contains(&number).then_some(Whole(number))
    }
}

impl<const MIN: u64, const MAX: u64> Setting for Whole<MIN, MAX> {
    fn allowed() -> String {
        format!("a whole number from {MIN} to {MAX}")
    }

    fn read(text: &str) -> Option<Self> {
        text.trim().parse().ok().and_then(Self::checked)
    }

    fn from_value(value: &Value) -> Option<Self> {
        value.as_integer().and_then(|number| u64::try_from(number).ok()).and_then(Self::checked)
    }

    fn toml(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_range() {
        type Small = Whole<1, 10>;
        assert_eq!(Small::read(" 7 ").map(Small::get), Some(7));
        assert_eq!(Small::from_value(&Value::Integer(10)).map(Small::count), Some(10));
        for text in ["0", "11", "-1", "7.5", "", "seven"] {
            assert_eq!(Small::read(text), None, "{text}");
        }
        for value in [Value::Integer(0), Value::Integer(-3), Value::String("7".to_owned())] {
            assert_eq!(Small::from_value(&value), None, "{value}");
        }
        assert_eq!(Small::usual(99).get(), 10);
    }
}
