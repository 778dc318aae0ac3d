//! What leaves, and what does not.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use comity_model::{
    BiometricKind, BiometricSample, CaseReference, Marking, Origin, PartyId, Purpose, Record,
    RecordId, Role, Schema, Timestamp, Tlp,
};
use comity_policy::{
    About, Action, Agreement, Facts, Grounds, Law, Permit, Public, Released, Standing, WithinView,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::ask::{self, asker, facts};
use crate::laws;

static LAW: LazyLock<Law> = LazyLock::new(ask::law);

/// A person made of statements, each with its marking.
fn person(statements: &[(&str, &str, &str)]) -> Record {
    let mut record = Record::new(RecordId::new("own-1").unwrap(), Schema::named("Person").unwrap());
    for (property, value, marking) in statements {
        let marking = Marking::parse(marking).unwrap();
        let origin = Origin::new("own", "freedonia", marking).unwrap();
        record.add(property, value, &origin).unwrap();
    }
    record
}

fn permit(role: Role, action: Action, facts: &Facts) -> Permit {
    LAW.permit(&asker(&[role]), action, facts).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn shown(permit: &Permit, record: Record) -> Vec<&'static str> {
    let released = LAW.release(permit, record).map(Released::into_inner);
    let statements = released.map(|record| record.statements().to_vec()).unwrap_or_default();
    statements.into_iter().map(|statement| statement.property.name()).collect()
}

#[test]
fn special_categories_are_masked_unless_a_supervisor_approved_it_in_a_case() {
    let record = || {
        person(&[
            ("name", "Tovik Ansor", ""),
            ("religion", "Bokononist", ""),
            ("ethnicity", "Sylvanian", ""),
            ("political", "Pale Greens", ""),
            ("topics", "rel", ""),
            ("topics", "sanction", ""),
        ])
    };
    let border = permit(Role::Officer, Action::ReadRecord, &facts("border-check", "border-code"));
    assert_eq!(shown(&border, record()), ["name", "topics"]);
    let mut facts = facts("investigation", "court-order");
    facts.case = Some(CaseReference::new("17/2030").unwrap());
    let case = permit(Role::Analyst, Action::ReadRecord, &facts);
    assert_eq!(shown(&case, record()), ["name", "topics"]);
    // The analyst's own approval is none.
    for (supervisor, count) in [("osk", 2), ("mara", 6)] {
        facts.supervisor = Some(comity_model::ActorName::new(supervisor).unwrap());
        let case = permit(Role::Analyst, Action::ReadRecord, &facts);
        assert_eq!(shown(&case, record()).len(), count, "{supervisor}");
    }
}

#[test]
fn photos_and_samples_are_for_those_who_stand_before_the_person() {
    let origin = Origin::new("own", "freedonia", Marking::default()).unwrap();
    let mut image = Record::new(RecordId::new("photo-1").unwrap(), Schema::named("Image").unwrap());
    image.add("title", "a face", &origin).unwrap();
    image.add("pictured", "own-1", &origin).unwrap();
    let mut facts = facts("border-check", "border-code");
    let far = permit(Role::Officer, Action::ReadRecord, &facts);
    assert!(LAW.release(&far, image.clone()).is_none());
    facts.encounter = true;
    let near = permit(Role::Officer, Action::ReadRecord, &facts);
    assert_eq!(shown(&near, image.clone()), ["title", "pictured"]);
    // Due diligence has the obligation to mask, whatever else would show them.
    let facts = Facts { encounter: true, ..ask::facts("due-diligence", "consent") };
    let firm = permit(Role::Officer, Action::ReadRecord, &facts);
    assert!(LAW.release(&firm, image).is_none());
    let mut record = person(&[("name", "Tovik Ansor", "")]);
    record.biometrics.push(BiometricSample {
        kind: BiometricKind::Face,
        format: "image/jpeg".to_owned(),
        quality: None,
        reference: "urn:sample".to_owned(),
        origin: PartyId::new("freedonia").unwrap(),
        marking: Marking::default(),
    });
    let released = LAW.release(&near, record.clone()).unwrap();
    assert!(released.as_ref().biometrics.is_empty());
    let officer = permit(
        Role::DataProtectionOfficer,
        Action::ReadRecord,
        &ask::facts("data-protection", "data-protection-law"),
    );
    assert_eq!(LAW.release(&officer, record).unwrap().as_ref().biometrics.len(), 1);
}

#[test]
fn a_record_of_which_nothing_is_left_looks_absent() {
    let facts = facts("border-check", "border-code");
    let mut officer = asker(&[Role::Officer]);
    officer.clearance = Tlp::Green;
    let permit = LAW.permit(&officer, Action::Screen, &facts).unwrap();
    let hidden = person(&[("name", "Tovik Ansor", "TLP:AMBER"), ("birthDate", "1970", "TLP:RED")]);
    let part = person(&[("name", "Tovik Ansor", "TLP:GREEN"), ("birthDate", "1970", "TLP:RED")]);
    assert!(LAW.release(&permit, hidden.clone()).is_none());
    let list = LAW.release(&permit, vec![hidden.clone(), part.clone()]).unwrap();
    let only = LAW.release(&permit, vec![part]).unwrap();
    assert_eq!(list, only, "nothing tells that there was another");
    assert_eq!(LAW.release(&permit, Some(hidden)), LAW.release(&permit, None));
}

#[test]
fn restricted_records_victims_and_other_regimes_are_withheld_from_a_screening_too() {
    let record = || person(&[("name", "Tovik Ansor", "")]);
    let base = facts("border-check", "border-code");
    let with = |about: About| Facts { about, ..base.clone() };
    let screen =
        |about| LAW.release(&permit(Role::Officer, Action::Screen, &with(about)), record());
    assert!(screen(About::default()).is_some());
    assert!(screen(About { restricted: true, ..About::default() }).is_none());
    let victim = About { standing: Standing::Victim, ..About::default() };
    assert!(screen(victim).is_none());
    assert!(screen(About { misused_identity: true, ..victim }).is_some());
    let civil = Some(comity_policy::Regime::Administrative);
    assert!(screen(About { regime: civil, ..About::default() }).is_none());
    let marked = person(&[("name", "Tovik Ansor", "TLP:CLEAR RESTRICTED")]);
    let officer = permit(Role::Officer, Action::Screen, &base);
    assert!(LAW.release(&officer, marked.clone()).is_none());
    let part = person(&[("name", "Tovik Ansor", "RESTRICTED"), ("country", "fr", "TLP:CLEAR")]);
    assert_eq!(LAW.release(&officer, part).unwrap().as_ref().statements().len(), 1);
    let why = ask::facts("data-protection", "data-protection-law");
    let answers = permit(Role::DataProtectionOfficer, Action::ReadRecord, &why);
    assert_eq!(LAW.release(&answers, marked.clone()).unwrap().as_ref(), &marked);
}

#[test]
fn a_partner_learns_yes_or_no() {
    let mut facts = facts("border-check", "border-code");
    let partner = PartyId::new("sylvania").unwrap();
    facts.agreement = Some(Agreement {
        partner: partner.clone(),
        purposes: [Purpose::new("border-check").unwrap()].into(),
        tlp_max: Tlp::Amber,
        expires: Timestamp(facts.now.0 + 1),
    });
    let mut asker = asker(&[]);
    asker.kind = comity_policy::AskerKind::Partner;
    asker.party = partner;
    let permit = LAW.permit(&asker, Action::Screen, &facts).unwrap();
    let hit = person(&[("name", "Tovik Ansor", "TLP:AMBER"), ("birthDate", "1970", "")]);
    let hit = LAW.release(&permit, hit).unwrap().into_inner();
    assert_eq!((hit.id().as_str(), hit.statements().len()), ("own-1", 0));
    let no_hit = person(&[("name", "Tovik Ansor", "TLP:AMBER+STRICT")]);
    assert!(LAW.release(&permit, no_hit).is_none());
    let elsewhere = person(&[("name", "Tovik Ansor", "REL:klopstokia")]);
    assert!(LAW.release(&permit, elsewhere).is_none());
}

#[test]
fn what_is_shared_is_what_the_partner_may_see_as_well() {
    let mut facts = facts("border-check", "border-code");
    facts.agreement = Some(Agreement {
        partner: PartyId::new("sylvania").unwrap(),
        purposes: [Purpose::new("border-check").unwrap()].into(),
        tlp_max: Tlp::Green,
        expires: Timestamp(facts.now.0 + 1),
    });
    facts.reviewer = Some(comity_model::ActorName::new("mara").unwrap());
    facts.about = About { standing: Standing::Suspect, grounds: Grounds::Fact, ..About::default() };
    let own = person(&[
        ("name", "Tovik Ansor", "TLP:GREEN"),
        ("alias", "Tov", "TLP:AMBER"),
        ("alias", "Tovi", "REL:klopstokia,freedonia"),
        ("alias", "Toto", "REL:sylvania,freedonia ORCON"),
        ("alias", "Tito", "PURPOSE:investigation"),
    ]);
    let permit = permit(Role::Liaison, Action::Share, &facts);
    let shared = LAW.release(&permit, own).unwrap().into_inner();
    assert_eq!(shared.values("alias").collect::<Vec<_>>(), ["Toto"]);
    let origin =
        Origin::new("theirs", "klopstokia", Marking::parse("TLP:GREEN ORCON").unwrap()).unwrap();
    let mut other = person(&[("name", "Tovik Ansor", "TLP:GREEN")]);
    other.add("alias", "Tov", &origin).unwrap();
    let shared = LAW.release(&permit, other).unwrap().into_inner();
    assert_eq!(shared.values("alias").count(), 0, "its originator has to agree first");
}

struct Total(usize);
impl WithinView for Total {}
struct Version(&'static str);
impl Public for Version {}

#[test]
fn an_answer_is_put_together_from_released_parts() {
    let permit = permit(Role::Officer, Action::Search, &facts("border-check", "border-code"));
    let records = LAW.release(&permit, vec![person(&[("name", "Tovik Ansor", "")])]).unwrap();
    let answer = records
        .and(permit.within_view(Total(1)))
        .and(Released::public(Version("2030-05-17")))
        .project(|((records, total), version)| (records.len(), total.0, version.0));
    assert_eq!(answer.into_inner(), (1, 1, "2030-05-17"));
}

/// Statements with names of all kinds; the value numbers them.
fn record() -> impl Strategy<Value = Record> {
    let property = select(vec!["name", "alias", "religion", "political", "nationality"]);
    let party = select(vec!["freedonia", "sylvania"]);
    vec((property, party, laws::marking()), 0..12).prop_map(|statements| {
        let mut record = person(&[]);
        for (number, (property, party, marking)) in statements.into_iter().enumerate() {
            let origin = Origin::new("own", party, marking).unwrap();
            let value = if property == "nationality" { "fr".into() } else { format!("V{number}") };
            record.add(property, &value, &origin).unwrap();
        }
        record
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn nothing_leaves_that_the_view_hides(
        (asker, action, facts) in laws::reading(),
        record in record(),
    ) {
        let permit = LAW.permit(&asker, action, &facts);
        prop_assume!(permit.is_ok());
        let permit = permit.unwrap();
        let released = LAW.release(&permit, record.clone());
        let left = released.map(|left| left.into_inner().statements().to_vec()).unwrap_or_default();
        let visible = |at: &comity_model::Statement| LAW.sees(&asker, &facts, at.origin.marking());
        prop_assert!(left.iter().all(visible));
        prop_assert!(left.iter().all(|statement| record.statements().contains(statement)));
        // The answer is that of a record which never held what is hidden.
        let mut lean = person(&[]);
        for statement in record.statements().iter().filter(|statement| visible(statement)) {
            lean.push(statement.clone()).unwrap();
        }
        prop_assert_eq!(LAW.release(&permit, record), LAW.release(&permit, lean));
    }

    #[test]
    fn special_categories_leave_only_where_the_law_says(
        (asker, action, facts) in laws::reading(),
        record in record(),
    ) {
        let permit = LAW.permit(&asker, action, &facts);
        prop_assume!(permit.is_ok());
        let permit = permit.unwrap();
        let released = LAW.release(&permit, record).map(Released::into_inner);
        let names: BTreeSet<&str> = released.iter().flat_map(|record| record.statements())
            .map(|statement| statement.property.name())
            .collect();
        if names.contains("religion") || names.contains("political") {
            let purpose = facts.purpose.as_ref().map(|purpose| purpose.as_str());
            let approved = facts.supervisor.as_ref().is_some_and(|name| *name != asker.name);
            prop_assert!(
                purpose == Some("data-protection")
                    || purpose == Some("investigation") && facts.case.is_some() && approved
            );
        }
    }
}
