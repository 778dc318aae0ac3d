//! The parties that the desk meets.

use super::culture::FullName;
use super::numbers;
use super::party::{Company, Day, Party, Person, Vessel};

/// The passport number of the first traveller, who is on the UN-like list.
pub(super) const DORUN_PASSPORT: &str = "UT4471209";
/// The six digits that the ship's number begins with.
pub(super) const ORVANTA_IMO: u32 = 271_828;

fn name(given: &str, family: &str, native: &str) -> FullName {
    FullName { given: given.to_owned(), family: family.to_owned(), native: native.to_owned() }
}

/// Those on the UN-like list.
pub(super) fn un() -> Vec<Party> {
    vec![
        Party::Person(Person {
            name: name("Dorun", "Velkastin", "Дорун Велкастин"),
            aliases: vec!["Dorun Welkastyn".to_owned()],
            nickname: "The Late Ferryman".to_owned(),
            birth: Day::new(1971, 3, 14),
            country: "bg",
            passport: DORUN_PASSPORT.to_owned(),
            ..Person::default()
        }),
        Party::Person(Person {
            name: name("Ruiheng Zhelan", "Huan", "桓睿珩喆岚"),
            birth: Day::new(1983, 11, 2),
            country: "sg",
            ..Person::default()
        }),
    ]
}

/// Those on the OFAC-like list.
pub(super) fn ofac() -> Vec<Party> {
    vec![
        Party::Person(Person {
            name: name("Nazihan Rabumir", "al-Qasudari", "نزيهان ربومير القسوداري"),
            aliases: vec!["Nazeehan Qassoudary".to_owned()],
            birth: Day::new(1966, 7, 23),
            country: "jo",
            ..Person::default()
        }),
        Party::Vessel(Vessel {
            name: "ORVANTA PEARL".to_owned(),
            former: vec!["SULMERRA STAR".to_owned(), "LADY TESIDORA".to_owned()],
            imo: numbers::imo_of(ORVANTA_IMO),
            call_sign: "Q91719".to_owned(),
            flag: "cy",
            built: 1998,
        }),
        Party::Company(Company {
            name: "Dolvaranka Marine Services LLC".to_owned(),
            country: "cy",
            alias: "DMS Dolvaranka".to_owned(),
            ..Company::default()
        }),
    ]
}

/// Those on the FollowTheMoney list.
pub(super) fn ftm() -> Vec<Party> {
    vec![
        Party::Person(Person {
            name: name("Hjordisa", "Brennvallaberg", "Hjördísa Brénnvallaberg"),
            birth: Day::new(1990, 5, 9),
            female: true,
            country: "is",
            ..Person::default()
        }),
        Party::Person(Person {
            name: name("Yaroslun", "Pletkovarin", ""),
            birth: Day::new(1958, 12, 1),
            country: "bg",
            ..Person::default()
        }),
        Party::Person(Person {
            name: name("Thelandos", "Sklavimatos", "Θέλανδος Σκλαβιμάτος"),
            birth: Day::new(1979, 8, 30),
            country: "cy",
            ..Person::default()
        }),
    ]
}

/// Those on the party's own list.
pub(super) fn own() -> Vec<Party> {
    vec![
        Party::Person(Person {
            name: name("Mitsurin", "Isonagishi", "イソナギシミツリン"),
            birth: Day::new(2009, 2, 17),
            female: true,
            country: "jp",
            ..Person::default()
        }),
        Party::Vessel(Vessel {
            name: "TALORAM BREEZE".to_owned(),
            imo: numbers::imo_of(314_159),
            flag: "gh",
            built: 2004,
            ..Vessel::default()
        }),
    ]
}
