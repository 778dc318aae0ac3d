//! What holds for every question.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use comity_model::{ActorName, CaseReference, LegalBasis, Marking, PartyId, Purpose, Role, Tlp};
use comity_policy::{
    About, Action, ActionClass, Age, Agreement, Asker, AskerKind, Assurance, Effect, Facts,
    Grounds, Law, Obligation, PolicyFile, Standing, shipped_files,
};
use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::ask;

static LAW: LazyLock<Law> = LazyLock::new(ask::law);

/// The shipped policy with one more rule, which applies always.
fn with(effect: &str) -> Law {
    let mut files = shipped_files();
    files.push(PolicyFile {
        name: "own.cedar".to_owned(),
        text: format!("@id(\"own\")\n@gloss(\"All.\")\n{effect} (principal, action, resource);"),
    });
    Law::load(files).unwrap_or_else(|faults| panic!("{faults}"))
}

const PURPOSES: [&str; 5] =
    ["border-check", "data-protection", "due-diligence", "investigation", "maintenance"];
const LEGAL_BASES: [&str; 5] =
    ["border-code", "consent", "court-order", "data-protection-law", "sanctions-screening"];
const PARTIES: [&str; 3] = ["freedonia", "sylvania", "klopstokia"];

fn party() -> impl Strategy<Value = PartyId> {
    select(&PARTIES[..]).prop_map(|name| PartyId::new(name).unwrap())
}

fn purpose() -> impl Strategy<Value = Purpose> {
    select(&PURPOSES[..]).prop_map(|name| Purpose::new(name).unwrap())
}

fn tlp() -> impl Strategy<Value = Tlp> {
    select(vec![Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red])
}

pub(crate) fn marking() -> impl Strategy<Value = Marking> {
    let parties = option::weighted(0.3, subsequence(PARTIES.to_vec(), 0..=3));
    let purposes = option::weighted(0.3, subsequence(PURPOSES.to_vec(), 0..=5));
    let retain = option::weighted(0.3, select(vec!["2030-05-16", "2030-05-17", "2030-05", "2029"]));
    (tlp(), parties, any::<bool>(), weighted(0.1), purposes, retain).prop_map(
        |(tlp, parties, orcon, restricted, purposes, retain)| {
            let list = |names: Vec<&str>| {
                if names.is_empty() { "!".to_owned() } else { names.join(",") }
            };
            let mut text = tlp.label().to_owned();
            text.extend(parties.map(|each| format!(" REL:{}", list(each))));
            text.extend(orcon.then_some(" ORCON"));
            text.extend(restricted.then_some(" RESTRICTED"));
            text.extend(purposes.map(|each| format!(" PURPOSE:{}", list(each))));
            text.extend(retain.map(|date| format!(" RETAIN:{date}")));
            Marking::parse(&text).unwrap()
        },
    )
}

fn agreement() -> impl Strategy<Value = Agreement> {
    (party(), vec(purpose(), 0..4), tlp(), any::<bool>()).prop_map(
        |(partner, purposes, tlp_max, in_force)| {
            let now = ask::facts("border-check", "border-code").now;
            let mut expires = now;
            expires.0 += i64::from(in_force);
            Agreement { partner, purposes: purposes.into_iter().collect(), tlp_max, expires }
        },
    )
}

fn about() -> impl Strategy<Value = About> {
    let regimes: &[comity_policy::Regime] = comity_policy::Regime::ALL;
    (
        option::of(select(regimes)),
        select(Age::ALL),
        select(Standing::ALL),
        select(Grounds::ALL),
        any::<[bool; 4]>(),
    )
        .prop_map(|(regime, age, standing, grounds, flags)| {
            let [protective, misused_identity, restricted, flagged] = flags.map(|flag| flag);
            About {
                regime,
                age,
                standing,
                grounds,
                protective,
                misused_identity,
                restricted,
                flagged,
            }
        })
}

pub(crate) fn asker() -> impl Strategy<Value = Asker> {
    (select(AskerKind::ALL), subsequence(Role::ALL.to_vec(), 0..=6), party(), tlp()).prop_map(
        |(kind, roles, party, clearance)| Asker {
            kind,
            name: ActorName::new("osk").unwrap(),
            roles: BTreeSet::from_iter(roles),
            party,
            clearance,
        },
    )
}

pub(crate) fn facts() -> impl Strategy<Value = Facts> {
    let asking = (
        purpose(),
        select(&LEGAL_BASES[..]),
        option::of(Just("case 17")),
        option::of(agreement()),
        select(Assurance::ALL),
    );
    let people = select(vec![None, Some("osk"), Some("mara")]);
    (asking, people.clone(), people, any::<[bool; 2]>(), about(), marking()).prop_map(
        |(
            (purpose, basis, case, agreement, assurance),
            supervisor,
            reviewer,
            flags,
            about,
            marking,
        )| {
            let person = |name: &str| ActorName::new(name).unwrap();
            Facts {
                purpose: Some(purpose),
                legal_basis: Some(LegalBasis::new(basis).unwrap()),
                case: case.map(|case| CaseReference::new(case).unwrap()),
                agreement,
                assurance,
                supervisor: supervisor.map(person),
                reviewer: reviewer.map(person),
                encounter: flags[0],
                originator_consent: flags[1],
                about,
                marking,
                ..ask::facts("border-check", "border-code")
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_permit_overrides_a_refusing_rule(
        asker in asker(),
        action in select(Action::ALL),
        facts in facts(),
    ) {
        static ALL: LazyLock<Law> = LazyLock::new(|| with("permit"));
        let before = LAW.may(&asker, action, &facts);
        let after = ALL.may(&asker, action, &facts);
        if !before.rules.is_empty() && before.effect == Effect::Refuse && before.errors.is_empty() {
            prop_assert_eq!(after.effect, Effect::Refuse);
            prop_assert_eq!(before.rules, after.rules);
        } else if before.is_permitted() {
            prop_assert!(after.is_permitted());
            prop_assert!(before.obligations.iter().all(|one| after.obligations.contains(one)));
        }
    }

    #[test]
    fn one_refusing_rule_is_enough(
        asker in asker(),
        action in select(Action::ALL),
        facts in facts(),
        marking in marking(),
    ) {
        static NONE: LazyLock<Law> = LazyLock::new(|| with("forbid"));
        prop_assert!(!NONE.may(&asker, action, &facts).is_permitted());
        prop_assert!(!NONE.sees(&asker, &facts, &marking));
    }

    #[test]
    fn unknown_means_no(
        asker in asker(),
        action in select(Action::ALL),
        mut facts in facts(),
        marking in marking(),
        which in 0..4,
    ) {
        match which {
            0 => facts.purpose = Some(Purpose::new("tourism").unwrap()),
            1 => facts.legal_basis = Some(LegalBasis::new("habit").unwrap()),
            2 => facts.purpose = None,
            _ => facts.legal_basis = None,
        }
        prop_assert!(!LAW.sees(&asker, &facts, &marking));
        let decision = LAW.may(&asker, action, &facts);
        if action.class() == ActionClass::PersonalData {
            prop_assert_eq!(decision.effect, Effect::Refuse);
            prop_assert!(decision.errors[0].hint().unwrap().contains("border-c")
                || which % 2 == 1, "{:?}", decision.errors);
        } else {
            prop_assert_eq!(decision.errors.iter().filter(|it| it.code().contains("known")).count(), 0);
        }
    }

    #[test]
    fn the_most_restrictive_marking_wins(
        asker in asker(),
        facts in facts(),
        one in marking(),
        other in marking(),
    ) {
        let both = LAW.sees(&asker, &facts, &one) && LAW.sees(&asker, &facts, &other);
        prop_assert_eq!(LAW.sees(&asker, &facts, &one.combine(&other)), both);
    }

    #[test]
    fn what_is_restricted_is_seen_for_data_protection_alone(
        asker in asker(),
        facts in facts(),
        marking in marking(),
    ) {
        if LAW.sees(&asker, &facts, &marking.restricted()) {
            prop_assert!(LAW.sees(&asker, &facts, &marking));
            prop_assert!(asker.roles.contains(&Role::DataProtectionOfficer));
            let purpose = facts.purpose.unwrap();
            prop_assert_eq!(purpose.as_str(), "data-protection");
        }
    }

    #[test]
    fn a_view_is_what_each_marking_says(
        asker in asker(),
        facts in facts(),
        markings in vec(marking(), 0..12),
    ) {
        let each: Vec<bool> =
            markings.iter().map(|marking| LAW.sees(&asker, &facts, marking)).collect();
        prop_assert_eq!(LAW.view(&asker, &facts, &markings), each);
    }

    #[test]
    fn nobody_acts_without_a_reviewer_and_no_program_at_all(asker in asker(), facts in facts()) {
        let decision = LAW.may(&asker, Action::Act, &facts);
        if decision.is_permitted() {
            prop_assert!(facts.reviewer.is_some());
            prop_assert!(decision.obligations.contains(&Obligation::RecordReviewer));
            prop_assert!([AskerKind::Person, AskerKind::LocalCommand].contains(&asker.kind));
            prop_assert!(!facts.about.misused_identity);
            prop_assert!(facts.about.age != Age::Minor || facts.about.protective);
        }
    }

    #[test]
    fn an_administrator_alone_reads_no_personal_data(
        action in select(Action::ALL),
        mut asker in asker(),
        facts in facts(),
    ) {
        asker.roles = [Role::Administrator].into();
        asker.kind = AskerKind::Person;
        let reads = action.class() == ActionClass::PersonalData
            && ![Action::See, Action::Show].contains(&action);
        if reads {
            prop_assert!(!LAW.may(&asker, action, &facts).is_permitted());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn what_was_decided_before_is_decided_alike(
        questions in vec((asker(), select(Action::ALL), facts()), 200),
    ) {
        let fresh = ask::law();
        for (asker, action, facts) in &questions {
            let _ = LAW.may(asker, *action, facts);
        }
        for (asker, action, facts) in questions.iter().rev() {
            prop_assert_eq!(LAW.may(asker, *action, facts), fresh.may(asker, *action, facts));
        }
    }
}

/// A question to read that is mostly permitted.
pub(crate) fn reading() -> impl Strategy<Value = (Asker, Action, Facts)> {
    let lawful = select(vec![
        (Role::Officer, Action::Screen, "border-check", "border-code"),
        (Role::Officer, Action::ReadRecord, "border-check", "border-code"),
        (Role::Supervisor, Action::Search, "due-diligence", "consent"),
        (Role::Analyst, Action::ReadFull, "investigation", "court-order"),
        (Role::Liaison, Action::Share, "border-check", "court-order"),
        (Role::DataProtectionOfficer, Action::Export, "data-protection", "data-protection-law"),
    ]);
    (lawful, asker(), facts(), agreement()).prop_map(
        |((role, action, purpose, legal_basis), mut asker, facts, agreement)| {
            asker.roles.insert(role);
            asker.kind = AskerKind::Person;
            let mut purposes = agreement.purposes.clone();
            purposes.insert(Purpose::new(purpose).unwrap());
            let facts = Facts {
                purpose: Some(Purpose::new(purpose).unwrap()),
                legal_basis: Some(LegalBasis::new(legal_basis).unwrap()),
                case: Some(CaseReference::new("17/2030").unwrap()),
                agreement: Some(Agreement { purposes, ..agreement }),
                marking: Marking::default(),
                assurance: Assurance::High,
                supervisor: Some(ActorName::new("mara").unwrap()),
                reviewer: Some(ActorName::new("mara").unwrap()),
                about: About { regime: None, restricted: false, ..facts.about },
                ..facts
            };
            (asker, action, facts)
        },
    )
}
