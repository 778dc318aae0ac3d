//! Alerts that are written and read, and texts that are none.

use super::*;
use crate::ExchangeError;
use crate::notice::tests::{NOW, after, draft, party};
use crate::notice::{
    Area, Level, LevelDraft, NoticeBody, NoticeKind, NoticeStatus, Notices, Position,
};

mod hostile;
mod laws;

/// As a weather service might write it.
const STORM: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet href="style.xsl"?>
<cap:alert xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2" xmlns:other="urn:example">
  <!-- made up -->
  <cap:identifier>2.49.0.1.000.0.77</cap:identifier>
  <cap:sender>w-freedonia@example.org</cap:sender>
  <cap:sent>2027-01-15T09:00:00+01:00</cap:sent>
  <cap:status>Actual</cap:status>
  <cap:msgType>Alert</cap:msgType>
  <cap:scope>Public</cap:scope>
  <cap:code></cap:code>
  <cap:info>
    <cap:language>en-GB</cap:language>
    <cap:category>Met</cap:category>
    <cap:event>Gale &amp; high seas</cap:event>
    <cap:responseType>Avoid</cap:responseType>
    <cap:urgency>Expected</cap:urgency>
    <cap:severity>Severe</cap:severity>
    <cap:certainty>Likely</cap:certainty>
    <cap:onset>2027-01-15T12:00:00+01:00</cap:onset>
    <cap:expires>2027-01-15T20:00:00-00:00</cap:expires>
    <cap:headline>Gale in the Strait</cap:headline>
    <cap:description><![CDATA[Winds of <50 knots>.]]>
    Seas of &#54; metres.</cap:description>
    <cap:resource><cap:resourceDesc>map</cap:resourceDesc></cap:resource>
    <cap:area>
      <cap:areaDesc>The Strait</cap:areaDesc>
      <cap:polygon>36.0,-6 36.0,-5 35.5,-5 35.5,-6 36.0,-6</cap:polygon>
      <cap:circle>36.5,-4.5 10</cap:circle>
      <cap:geocode><cap:valueName>ZONE</cap:valueName><cap:value>7</cap:value></cap:geocode>
    </cap:area>
  </cap:info>
  <other:Signature>abc</other:Signature>
</cap:alert>
"#;

fn parsed(text: &str) -> CapAlert {
    CapAlert::parse(text.as_bytes()).unwrap().alert
}

fn again(alert: &CapAlert) -> CapAlert {
    parsed(&alert.write().unwrap())
}

fn why(result: Result<impl std::fmt::Debug, ExchangeError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn an_alert_of_another_publisher_becomes_drafts() {
    let read = CapAlert::parse(STORM.as_bytes()).unwrap();
    assert_eq!(read.left_out, ["info/resource", "alert/Signature"], "nothing is silent");
    let info = &read.alert.infos[0];
    assert_eq!(info.event, "Gale & high seas");
    assert_eq!(info.description.as_deref(), Some("Winds of <50 knots>.\n    Seas of 6 metres."));
    assert_eq!(info.areas[0].circles[0].radius_mm, 10_000_000);
    assert_eq!(again(&read.alert), read.alert);
    let drafts = read.alert.drafts().unwrap();
    assert_eq!(drafts.len(), 2);
    assert!(drafts.iter().all(|draft| draft.kind == NoticeKind::Hazard));
    assert!(drafts.iter().all(|draft| draft.status == NoticeStatus::Actual));
    assert!(drafts[0].text.starts_with("Gale in the Strait\nWinds of"));
    assert_eq!(drafts[0].contact, "w-freedonia@example.org");
    assert_eq!(drafts[0].begins.to_string(), "2027-01-15T11:00:00");
    // Ten kilometres are a little less than 5.40 nautical miles.
    let centre = Position::parse("36.5,-4.5").unwrap();
    assert_eq!(drafts[1].area, Area::Circle { centre, radius_nm_hundredths: 540 });
    assert!(why(read.alert.body()).contains("not a valid"));
}

#[test]
fn what_cannot_become_a_draft_says_why() {
    let refused = |from: &str, into: &str| {
        let text = STORM.replace(from, into);
        assert_ne!(text, STORM, "{from}");
        why(parsed(&text).drafts())
    };
    let expires = "<cap:expires>2027-01-15T20:00:00-00:00</cap:expires>";
    assert!(refused(expires, "").contains("when it ends"));
    assert!(refused("Actual", "System").contains("`System` is not passed on"));
    assert!(refused("Actual", "Draft").contains("`Draft` is not passed on"));
    assert!(
        refused("36.0,-6 36.0,-5 35.5,-5 35.5,-6 36.0,-6", "1,1 2,2 1,2 2,1 1,1")
            .contains("cross or touch")
    );
    assert!(refused("-4.5 10<", "-4.5 9000<").contains("1500 nautical miles"));
    let long = format!("Gale{}", "!".repeat(4_001));
    assert!(refused("Gale in", &long).contains("4000 bytes in what it tells"));
    let area = STORM.find("<cap:area>").unwrap()..STORM.find("</cap:info>").unwrap();
    let mut nowhere = STORM.to_owned();
    nowhere.replace_range(area, "");
    assert!(why(parsed(&nowhere).drafts()).contains("no polygon and no circle"));
}

#[test]
fn the_life_of_a_notice_is_a_row_of_alerts() {
    let (us, them) = (party("freedonia"), party("sylvania"));
    let (mut ours, mut theirs) = (Notices::new(&us), Notices::new(&them));
    let (publish, _) = ours.publish(draft("36,-5"), &[them.clone()].into(), NOW).unwrap();
    theirs.apply(&us, &publish, NOW).unwrap();
    let id = crate::notice::NoticeId::parse("freedonia/1").unwrap();
    let (read, _) = theirs.acknowledge(&id, after(5)).unwrap();
    let (update, _) = ours.update(&id, draft("37,-5"), after(60)).unwrap();
    let (cancel, _) = ours.cancel(&id, "the weather <is> bad", after(90)).unwrap();
    let says = LevelDraft {
        level: Level::Critical,
        area: Some("GB".into()),
        reason: "Why.".into(),
        advice: None,
        from: NOW,
        until: None,
    };
    let (level, _) = ours.set_level(says.clone(), NOW).unwrap();
    let (other, _) = ours.set_level(LevelDraft { area: None, ..says }, after(3)).unwrap();
    let row = [
        (&us, publish, CapMsgType::Alert, "notice-1-1"),
        (&them, read, CapMsgType::Ack, "ack-freedonia-notice-1-1"),
        (&us, update, CapMsgType::Update, "notice-1-2"),
        (&us, cancel, CapMsgType::Cancel, "notice-1-3"),
        (&us, level, CapMsgType::Alert, "level-1"),
        (&us, other, CapMsgType::Update, "level-2"),
    ];
    for (from, body, kind, identifier) in &row {
        let alert = CapAlert::of(from, body).unwrap();
        assert_eq!((alert.msg_type, alert.identifier.as_str()), (*kind, *identifier));
        assert_eq!(again(&alert).body().unwrap(), ((*from).clone(), body.clone()));
    }
    let update = CapAlert::of(&us, &row[2].1).unwrap();
    assert_eq!(update.references[0].identifier, "notice-1-1");
    assert_eq!(update.references[0].sent, NOW);
    let text = update.write().unwrap();
    assert!(text.contains("<circle>37.000000,-5.000000 18.520000</circle>"), "{text}");
    assert!(text.contains("<references>freedonia,notice-1-1,2027-01-15T08:00:00-00:00</"));
    assert!(text.contains("<urgency>Expected</urgency>"), "{text}");
}

#[test]
fn what_has_no_form_in_cap_is_said() {
    let (us, them) = (party("freedonia"), party("sylvania"));
    let (mut ours, mut theirs) = (Notices::new(&us), Notices::new(&them));
    let (publish, _) = ours.publish(draft("36,-5"), &[them.clone()].into(), NOW).unwrap();
    theirs.apply(&us, &publish, NOW).unwrap();
    theirs.publish(draft("36,-5"), &[us].into(), NOW).unwrap();
    let between = theirs.overlaps()[0].between.clone();
    let (seen, _) = theirs.answer_overlap(&between, None, NOW).unwrap();
    assert!(why(CapAlert::of(&them, &seen)).contains("no form in CAP"));
}

#[test]
fn an_alert_that_only_looks_like_ours_is_refused() {
    let us = party("freedonia");
    let mut ours = Notices::new(&us);
    let (body, _) = ours.publish(draft("36,-5"), &[].into(), NOW).unwrap();
    let alert = CapAlert::of(&us, &body).unwrap();
    type Change = fn(&mut CapAlert);
    let changes: [(Change, &str); 10] = [
        (|it| it.sender = "Freedonia".into(), "party id"),
        (|it| it.identifier = "notice-1".into(), "a node of a party"),
        (|it| it.identifier = "notice-01-1".into(), "a node of a party"),
        (|it| it.identifier = "notice-0-1".into(), "a node of a party"),
        (|it| it.infos[0].event_codes[0].1 = "strike".into(), "a node of a party"),
        (|it| it.infos[0].event_codes.clear(), "a node of a party"),
        (|it| it.infos[0].expires = None, "a node of a party"),
        (|it| it.infos[0].areas.clear(), "a node of a party"),
        (|it| it.infos.clear(), "a node of a party"),
        (|it| it.status = CapStatus::Draft, "not passed on"),
    ];
    for (change, words) in changes {
        let mut other = alert.clone();
        change(&mut other);
        let found = why(other.body());
        assert!(found.contains(words), "{words}: {found}");
    }
    // An error of another system is told as one.
    let mut error = alert.clone();
    error.msg_type = CapMsgType::Error;
    error.note = Some("no such area".into());
    let sender = error.sender.clone();
    error.references = vec![CapReference { sender, identifier: "notice-1-1".into(), sent: NOW }];
    assert!(why(error.body()).contains("refused: `no such area`"));
    // Whose notice it is stays what the envelope proves: a claim is only read.
    let (claimed, body) = again(&alert).body().unwrap();
    assert_eq!(claimed, us);
    let NoticeBody::Publish(_) = &body else { panic!("a publication") };
    let found = why(Notices::new(&party("x")).apply(&party("sylvania"), &body, NOW));
    assert!(found.contains("may not speak for it"), "{found}");
}
