use comity_model::Timestamp;

use super::NotAnswered;

/// How many questions a partner has put on one day (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Budget {
    /// The day, counted from 1970-01-01.
    pub day: i64,
    /// How many.
    pub used: u32,
}

impl Budget {
    /// Counts one more question. A clock that was put back opens no second day.
    ///
    /// # Errors
    /// If the day's number is used up.
    pub fn take(self, limit: u32, now: Timestamp) -> Result<Budget, NotAnswered> {
        let day = now.day_number();
        let before = if day > self.day { Budget { day, used: 0 } } else { self };
        if before.used >= limit {
            let why = format!("the agreed {limit} questions of this day are used up");
            return Err(NotAnswered { code: "budget".to_owned(), why });
        }
        Ok(Budget { used: before.used.saturating_add(1), ..before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_its_number_of_questions_and_no_more() {
        let (monday, tuesday) = (Timestamp(1_795_348_800), Timestamp(1_795_435_200));
        let mut budget = Budget::default();
        for _ in 0..3 {
            budget = budget.take(3, monday).unwrap();
        }
        assert_eq!(budget.take(3, monday).unwrap_err().code, "budget");
        let next = budget.take(3, tuesday).unwrap();
        assert_eq!(next.used, 1);
        let back = next.take(1, monday).unwrap_err();
        assert_eq!(back.code, "budget", "a clock that was put back opens no second day");
    }
}
