//! Laws: what is written is read again as it was.

use comity_model::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::notice::{Notice, NoticeDraft, NoticeId, NoticeVersion, ThreatLevel};

/// A text that people might write, with what XML gives a meaning.
fn texts() -> impl Strategy<Value = String> {
    "[<>&'\"]{0,3}[a-zÄ-üא-ת一-三\u{1f300} \n;]{1,40}\\PC{0,10}"
        .prop_map(|text| text.replace(['\u{fffe}', '\u{ffff}'], "").trim().to_owned())
        .prop_filter("empty", |text| !text.is_empty())
}

fn lines() -> impl Strategy<Value = String> {
    texts().prop_map(|text| text.replace('\n', "-"))
}

fn times() -> impl Strategy<Value = Timestamp> {
    (0..4_000_000_000_i64).prop_map(Timestamp)
}

fn places() -> impl Strategy<Value = Position> {
    (-90_000_000..=90_000_000, -180_000_000..=180_000_000)
        .prop_map(|(lat, lon)| Position::new(lat, lon).unwrap())
}

fn maybe<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    proptest::option::of(of)
}

fn several<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    proptest::collection::vec(of, 0..3)
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

fn caps() -> impl Strategy<Value = CapAlert> {
    let name = || "[a-zA-Z0-9.@:_-]{1,20}";
    let reference = (name(), name(), times()).prop_map(|(sender, identifier, sent)| CapReference {
        sender,
        identifier,
        sent,
    });
    let head = (name(), name(), times(), one_of(CapStatus::ALL), one_of(CapMsgType::ALL));
    let address = texts().prop_map(|text| text.replace(['"', '\n'], "'"));
    let scope = (one_of(CapScope::ALL), lines(), proptest::collection::vec(address, 1..3));
    let rest = (maybe(texts()), several(texts()), maybe(texts()), maybe(texts()));
    let references = proptest::collection::vec(reference, 1..3);
    (head, scope, rest, references, several(infos())).prop_map(
        |(head, scope, rest, references, infos)| {
            let (identifier, sender, sent, status, msg_type) = head;
            let (scope, restriction, addresses) = scope;
            let (source, codes, note, incidents) = rest;
            CapAlert {
                identifier,
                sender,
                sent,
                status,
                msg_type,
                source,
                scope,
                restriction: Some(restriction),
                addresses,
                codes,
                note,
                references,
                incidents,
                infos,
            }
        },
    )
}

fn infos() -> impl Strategy<Value = CapInfo> {
    let terms = (
        proptest::collection::vec(one_of(CapCategory::ALL), 1..3),
        several(one_of(CapResponse::ALL)),
        one_of(CapUrgency::ALL),
        one_of(CapSeverity::ALL),
        one_of(CapCertainty::ALL),
    );
    let words = (texts(), maybe(texts()), maybe(texts()), maybe(texts()), maybe(texts()));
    let more = (maybe(texts()), maybe(texts()), maybe(texts()), maybe(texts()));
    let times = (maybe(times()), maybe(times()), maybe(times()));
    let pairs = || several((texts(), texts()));
    (terms, words, more, times, pairs(), pairs(), several(areas())).prop_map(
        |(terms, words, more, times, event_codes, parameters, areas)| {
            let (categories, responses, urgency, severity, certainty) = terms;
            let (event, language, audience, sender_name, headline) = words;
            let (description, instruction, web, contact) = more;
            let (effective, onset, expires) = times;
            CapInfo {
                language,
                categories,
                event,
                responses,
                urgency,
                severity,
                certainty,
                audience,
                event_codes,
                effective,
                onset,
                expires,
                sender_name,
                headline,
                description,
                instruction,
                web,
                contact,
                parameters,
                areas,
            }
        },
    )
}

fn areas() -> impl Strategy<Value = CapArea> {
    let polygon = proptest::collection::vec(places(), 3..6);
    let circle = (places(), 0..20_000_000_000_u64)
        .prop_map(|(centre, radius_mm)| CapCircle { centre, radius_mm });
    let height = proptest::option::of("[0-9]{1,5}(\\.[0-9]{1,3})?");
    (texts(), several(polygon), several(circle), several((texts(), texts())), height).prop_map(
        |(description, polygons, circles, geocodes, altitude)| {
            let ceiling = altitude.clone();
            CapArea { description, polygons, circles, geocodes, altitude, ceiling }
        },
    )
}

/// A notice with a small square or a circle.
fn notices() -> impl Strategy<Value = Notice> {
    let circle = (places(), 1..150_000_u32)
        .prop_map(|(centre, radius_nm_hundredths)| Area::Circle { centre, radius_nm_hundredths });
    let square = (-80..80_i32, -179..178_i32, 1_000..900_000_i32).prop_map(|(lat, lon, size)| {
        let place = |up: i32, right: i32| {
            Position::new(lat * 1_000_000 + up, lon * 1_000_000 + right).unwrap()
        };
        Area::Polygon {
            points: vec![place(0, 0), place(0, size), place(size, size), place(size, 0)],
        }
    });
    let area = prop_oneof![circle, square];
    let kind = one_of(&NoticeKind::ALL);
    let status = one_of(&[NoticeStatus::Actual, NoticeStatus::Exercise, NoticeStatus::Test]);
    let when = (times(), 0..10_000_i64, 1..100_000_i64);
    let which = (1..u64::MAX, 1..u64::MAX, 0..1_000_i64);
    (area, kind, status, when, which, texts(), lines()).prop_map(
        |(area, kind, status, when, which, text, contact)| {
            let (made, ahead, length) = when;
            let (number, serial, before) = which;
            let begins = Timestamp(made.0 + ahead);
            let ends = Timestamp(begins.0 + length);
            let id = NoticeId { by: party("freedonia"), number };
            let replaces = (serial > 1)
                .then(|| NoticeVersion { serial: serial - 1, made: Timestamp(made.0 - before) });
            let says = NoticeDraft { status, kind, area, begins, ends, text, contact };
            Notice { id, version: NoticeVersion { serial, made }, replaces, says }
        },
    )
}

fn threats() -> impl Strategy<Value = ThreatLevel> {
    let area = prop_oneof![Just(None), Just(Some("GB".to_owned())), "[a-z]{3,9}".prop_map(Some)];
    let when = (times(), maybe(1..10_000_i64));
    (one_of(&Level::ALL), area, texts(), maybe(texts()), when, 1..9_u64).prop_map(
        |(level, area, reason, advice, (from, until), serial)| {
            let until = until.map(|length| Timestamp(from.0 + length));
            let says = LevelDraft { level, area, reason, advice, from, until };
            let replaces = (serial > 1).then(|| NoticeVersion { serial: serial - 1, made: from });
            let version = NoticeVersion { serial, made: from };
            ThreatLevel { by: party("freedonia"), version, replaces, says }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_alert_is_read_as_it_was_written(alert in caps()) {
        prop_assert_eq!(again(&alert), alert);
    }

    #[test]
    fn a_notice_comes_back_from_cap(notice in notices()) {
        let is_first = notice.replaces.is_none();
        let body =
            if is_first { NoticeBody::Publish(notice) } else { NoticeBody::Update(notice) };
        body.check().unwrap();
        let alert = CapAlert::of(&party("freedonia"), &body).unwrap();
        prop_assert_eq!(again(&alert).body().unwrap(), (party("freedonia"), body));
    }

    #[test]
    fn a_level_comes_back_from_cap(level in threats()) {
        let body = NoticeBody::Level(level);
        body.check().unwrap();
        let alert = CapAlert::of(&party("freedonia"), &body).unwrap();
        prop_assert_eq!(again(&alert).body().unwrap(), (party("freedonia"), body));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}", at in 0..STORM.len()) {
        let _ = CapAlert::parse(text.as_bytes());
        if STORM.is_char_boundary(at) {
            let mut storm = STORM.to_owned();
            storm.insert_str(at, &text);
            if let Ok(read) = CapAlert::parse(storm.as_bytes()) {
                prop_assert_eq!(again(&read.alert), read.alert);
            }
        }
    }
}
