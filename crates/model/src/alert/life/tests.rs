use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn issued(category: &str, when: &str) -> AlertLife {
    AlertLife::begin(AlertCategory::named(category).unwrap(), at(when), None).unwrap()
}

/// Category, when it is issued, its review, the first moments of warning and of expiry.
const LIVES: [(&str, &str, &str, &str, &str); 9] = [
    ("missing-person", "2026-11-22T10:28:32Z", "2031-11-22", "2031-07-22", "2031-11-23"),
    ("discreet-check", "2026-11-22T10:28:32Z", "2027-11-22", "2027-07-22", "2027-11-23"),
    // A leap day has no counterpart in other years, and has one again after eight.
    ("child-at-risk", "2028-02-29T00:00:00Z", "2029-02-28", "2028-10-28", "2029-03-01"),
    ("missing-person", "2096-02-29T12:00:00Z", "2101-02-28", "2100-10-28", "2101-03-01"),
    ("object-seizure", "2028-02-29T12:00:00Z", "2038-02-28", "2037-10-28", "2038-03-01"),
    // Four months before the end of June is the leap day.
    ("inquiry-check", "2027-06-30T12:00:00Z", "2028-06-30", "2028-02-29", "2028-07-01"),
    ("inquiry-check", "2026-06-30T12:00:00Z", "2027-06-30", "2027-02-28", "2027-07-01"),
    // Where a desk's clock shows another day, the day in UTC counts.
    ("specific-check", "2026-12-31T23:30:00-05:00", "2028-01-01", "2027-09-01", "2028-01-02"),
    ("refuse-entry-return", "2027-01-01T00:30:00+02:00", "2029-12-31", "2029-08-31", "2030-01-01"),
];

#[test]
fn each_category_lasts_as_long_as_its_law_says() {
    for (category, when, review, warned, expired) in LIVES {
        let life = issued(category, when);
        let line = format!("{category} {when}");
        assert_eq!(life.review, day(review), "{line}");
        let (warned, expired) = (day(warned).begins(), day(expired).begins());
        for (moment, state) in [
            (at(when), AlertState::InForce),
            (Timestamp(warned.0 - 1), AlertState::InForce),
            (warned, AlertState::ReviewDue),
            (Timestamp(expired.0 - 1), AlertState::ReviewDue),
            (expired, AlertState::Expired),
            (Timestamp(expired.0 + 1_000_000_000), AlertState::Expired),
        ] {
            assert_eq!(life.state(moment), state, "{line} at {moment}");
        }
    }
}

#[test]
fn the_same_moment_is_the_same_state_in_every_zone() {
    let life = issued("discreet-check", "2026-11-22T10:28:32Z");
    for written in
        ["2027-11-23T00:00:00Z", "2027-11-22T19:00:00-05:00", "2027-11-23T12:45:00+12:45"]
    {
        assert_eq!(life.state(at(written)), AlertState::Expired, "{written}");
        assert_eq!(life.state(Timestamp(at(written).0 - 1)), AlertState::ReviewDue, "{written}");
    }
}

#[test]
fn a_review_may_come_earlier_and_not_later() {
    let category = AlertCategory::named("refuse-entry-return").unwrap();
    let now = at("2026-11-22T10:28:32Z");
    let begin = |review| AlertLife::begin(category, now, Some(day(review)));
    assert_eq!(begin("2027-01-31").unwrap().review, day("2027-01-31"));
    // Where the decision runs longer, up to five years.
    assert_eq!(begin("2031-11-22").unwrap().review, day("2031-11-22"));
    let late = begin("2031-11-23").unwrap_err();
    assert_eq!(
        (late.code(), late.hint().unwrap()),
        ("review-date", "`2031-11-22` is the latest".into())
    );
    for early in ["2026-11-22", "2026-11-21", "1999-01-01"] {
        assert_eq!(begin(early).unwrap_err().code(), "review-date", "{early}");
    }
    let soon = begin("2027-01-31").unwrap();
    assert_eq!(soon.state(now), AlertState::ReviewDue, "the warning begins at once");
}

#[test]
fn an_extension_needs_an_assessment_and_is_counted_from_its_day() {
    let life = issued("discreet-check", "2026-11-22T10:28:32Z");
    let now = at("2027-08-01T09:00:00Z");
    assert_eq!(life.extended(now, None, " \n").unwrap_err(), AlertError::NoAssessment);
    let longer = life.extended(now, None, "still travels the route").unwrap();
    assert_eq!(longer.review, day("2028-08-01"));
    assert_eq!(longer.state(at("2027-11-23T00:00:00Z")), AlertState::InForce);
    assert_eq!(longer.issued_at, life.issued_at);
    let too_long = life.extended(now, Some(day("2028-08-02")), "words").unwrap_err();
    assert_eq!(too_long.code(), "review-date");
    let shorter = life.extended(now, Some(day("2027-11-22")), "words").unwrap_err();
    assert_eq!(shorter.code(), "review-date", "an extension is no shortening");
    // Again and again, each time with its own assessment.
    let again = longer.extended(at("2028-07-31T23:59:59Z"), None, "words").unwrap();
    assert_eq!(again.review, day("2029-07-31"));
}

#[test]
fn what_is_over_is_neither_extended_nor_closed() {
    let life = issued("discreet-check", "2026-11-22T10:28:32Z");
    let late = at("2027-11-23T00:00:00Z");
    assert_eq!(life.extended(late, None, "words").unwrap_err().code(), "alert-over");
    assert_eq!(life.closed(late).unwrap_err().code(), "alert-over");
    let last = Timestamp(late.0 - 1);
    let closed = life.closed(last).unwrap();
    assert_eq!(closed.state(last), AlertState::Closed);
    assert_eq!(closed.state(late), AlertState::Closed);
    assert_eq!(closed.closed(last).unwrap_err().code(), "alert-over");
    assert_eq!(closed.extended(last, None, "words").unwrap_err().code(), "alert-over");
    assert!(!AlertState::Closed.is_in_force() && !AlertState::Expired.is_in_force());
}

#[test]
fn a_clock_beyond_the_calendar_is_refused() {
    let category = AlertCategory::named("discreet-check").unwrap();
    let refused = AlertLife::begin(category, Timestamp(i64::MAX), None).unwrap_err();
    assert_eq!(refused, AlertError::NoSuchDay);
}
