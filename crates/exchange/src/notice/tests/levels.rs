//! Threat levels.

use super::*;

pub(super) fn draft(level: Level, area: Option<&str>) -> LevelDraft {
    LevelDraft {
        level,
        area: area.map(str::to_owned),
        reason: "Threats against ports were published.".to_owned(),
        advice: Some("Look twice.".to_owned()),
        from: NOW,
        until: None,
    }
}

#[test]
fn a_newer_level_replaces_and_the_history_stays() {
    let (mut ours, mut theirs) = two();
    let me = party("freedonia");
    let mut bodies = Vec::new();
    for (level, area, at) in [
        (Level::Low, None, 0),
        (Level::Severe, Some("Strait of Sylvania"), 10),
        (Level::Moderate, None, 20),
    ] {
        let says = LevelDraft { from: after(at), ..draft(level, area) };
        bodies.push(ours.set_level(says, after(at)).unwrap().0);
    }
    // They arrive in the wrong order, and one twice.
    for at in [2, 0, 0, 1] {
        theirs.apply(&me, &send(&bodies[at]), after(30)).unwrap();
    }
    assert_eq!(theirs.levels_of(&me), ours.levels_of(&me));
    let level = |area: Option<&str>, at: i64| {
        theirs.level_of(&me, area, after(at)).map(|level| level.says.level)
    };
    assert_eq!(level(None, 15), Some(Level::Low), "the newer one has not begun");
    assert_eq!(level(None, 30), Some(Level::Moderate));
    assert_eq!(level(Some("Strait of Sylvania"), 30), Some(Level::Severe));
    assert_eq!(level(Some("GB"), 30), None);
    assert_eq!(theirs.current_levels(after(30)).len(), 2);
    assert_eq!(theirs.level_of(&party("sylvania"), None, NOW), None);
}

#[test]
fn a_level_that_ended_is_none() {
    let (mut ours, _) = two();
    let me = party("freedonia");
    ours.set_level(draft(Level::Low, None), NOW).unwrap();
    let says = LevelDraft { until: Some(after(60)), ..draft(Level::Critical, None) };
    ours.set_level(says, NOW).unwrap();
    assert_eq!(ours.level_of(&me, None, after(59)).unwrap().says.level, Level::Critical);
    assert_eq!(ours.level_of(&me, None, after(60)), None, "the one before does not come back");
}

#[test]
fn levels_are_told_in_plain_words_and_refused_with_theirs() {
    let (mut ours, mut theirs) = two();
    let says = LevelDraft { until: Some(after(60)), ..draft(Level::Substantial, Some("GB")) };
    let (body, _) = ours.set_level(says, NOW).unwrap();
    let NoticeBody::Level(level) = &body else { panic!("a level") };
    assert_eq!(
        level.to_string(),
        format!(
            "freedonia holds the threat to be substantial for GB from {NOW}Z until {}Z: an attack \
             is likely",
            after(60)
        )
    );
    let refused = |says: LevelDraft| why(Notices::new(&party("x")).set_level(says, NOW));
    assert!(refused(draft(Level::Low, Some("QX"))).contains("no country"));
    assert!(refused(draft(Level::Low, Some(""))).contains("empty"));
    let late = LevelDraft { until: Some(NOW), ..draft(Level::Low, None) };
    assert!(refused(late).contains("ends before it begins"));
    let far = LevelDraft { from: after(800 * DAY_SECONDS), ..draft(Level::Low, None) };
    assert!(refused(far).contains("more than two years"));
    let mute = LevelDraft { reason: String::new(), ..draft(Level::Low, None) };
    assert!(refused(mute).contains("empty"));
    // Two things under one number.
    let mut other = level.clone();
    theirs.apply(&party("freedonia"), &body, NOW).unwrap();
    other.says.level = Level::Low;
    let found = why(theirs.apply(&party("freedonia"), &NoticeBody::Level(other), NOW));
    assert!(found.contains("something else under the same number"), "{found}");
    assert!(Level::ALL.is_sorted());
}
