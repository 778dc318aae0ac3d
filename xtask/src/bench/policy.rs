//! How many decisions the policy that ships makes in a second, on one core.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow, ensure};
use comity_model::{
    ActorName, CaseReference, LegalBasis, Marking, Origin, PartyId, Purpose, Record, RecordId,
    Role, Schema, Timestamp, Tlp,
};
use comity_policy::{About, Action, Age, Asker, AskerKind, Facts, Grounds, Law, Standing};

use super::figure::Figure;
use super::speed::thread_cpu_ms;

/// Policies that are loaded.
const LOADS: usize = 20;
/// Decisions that are made anew.
const DECISIONS: usize = 50_000;
/// Decisions that were made before.
const KEPT: usize = 1_000_000;
/// Records that are released, of so many statements each.
const RECORDS: usize = 20_000;
const STATEMENTS: usize = 12;
/// What the design asks for, in decisions a second.
const AIM: f64 = 10_000.0;
/// What 50 policies decide where 45 run, measured when the engine was chosen.
const TRIAL: f64 = 9_398.0;

/// Loading, deciding anew, deciding what was decided before, and releasing.
pub(crate) fn figures() -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let (ms, law) = timed(LOADS, |_| Law::shipped());
    let law = law.map_err(|faults| anyhow!("{faults}"))?;
    figures.push(Figure::new("policy.load", ms / count(LOADS), "ms"));

    let questions = questions()?;
    let mut permitted = 0;
    let each = |law: &Law, at: usize| {
        let (asker, action, facts) = questions.get(at % questions.len())?;
        // Every day is another question, so that nothing is found that was decided before.
        let mut facts = facts.clone();
        facts.now.0 += 86_400 * i64::try_from(at / questions.len()).ok()?;
        Some(law.may(asker, *action, &facts).is_permitted())
    };
    let (ms, _) = timed(DECISIONS, |at| permitted += usize::from(each(&law, at) == Some(true)));
    ensure!(permitted > DECISIONS / 4 && permitted < DECISIONS, "{permitted} are permitted");
    let anew = count(DECISIONS) / ms * 1e3;
    ensure!(anew >= AIM, "{anew:.0} decisions a second are fewer than {AIM:.0}");
    figures.push(Figure::new("policy.decide", anew, "1/s").beside("trial, 50 policies", TRIAL));

    let mut permitted = 0;
    let (ms, _) = timed(KEPT, |at| {
        if let Some((asker, action, facts)) = questions.get(at % questions.len()) {
            permitted += usize::from(law.may(asker, *action, facts).is_permitted());
        }
    });
    ensure!(permitted > 0, "nothing is permitted");
    figures.push(Figure::new("policy.decide_again", count(KEPT) / ms * 1e3, "1/s"));
    figures.push(view(&law)?);
    figures.push(release(&law)?);
    Ok(figures)
}

/// A view over a thousand markings that was decided before.
fn view(law: &Law) -> Result<Figure> {
    let (asker, facts) = officer()?;
    let markings = (0..1_000)
        .map(|at| Marking::parse(&format!("TLP:AMBER REL:freedonia,party-{at}")))
        .collect::<Result<Vec<_>, _>>()?;
    let sees = law.view(&asker, &facts, &markings);
    ensure!(sees.iter().all(|sees| *sees), "a marking is not seen");
    let (ms, again) = timed(100, |_| law.view(&asker, &facts, &markings));
    ensure!(again == sees, "another view");
    Ok(Figure::new("policy.view_1000_markings_again", ms / 100.0, "ms"))
}

/// Statements that pass, or do not.
fn release(law: &Law) -> Result<Figure> {
    let (asker, facts) = officer()?;
    let permit = law.permit(&asker, Action::Screen, &facts)?;
    let mut record = Record::new(RecordId::new("own-1")?, Schema::named("Person")?);
    for at in 0..STATEMENTS {
        let marking = Marking::parse(if at % 3 == 0 { "TLP:GREEN" } else { "TLP:CLEAR" })?;
        let property = if at % 4 == 3 { "religion" } else { "alias" };
        record.add(property, &format!("V{at}"), &Origin::new("own", "freedonia", marking)?)?;
    }
    let mut left = 0;
    let (ms, _) = timed(RECORDS, |_| {
        let released = law.release(&permit, record.clone());
        left += released.map_or(0, |record| record.as_ref().statements().len());
    });
    ensure!(left == RECORDS * STATEMENTS * 3 / 4, "{left} statements are left");
    Ok(Figure::new("policy.release", count(RECORDS * STATEMENTS) / ms * 1e3, "statements/s"))
}

/// Questions of all kinds: askers, actions and circumstances as a node meets them.
fn questions() -> Result<Vec<(Asker, Action, Facts)>> {
    let (officer, border) = officer()?;
    let mut questions = Vec::new();
    let lawful = [
        (Role::Officer, "border-check", "border-code"),
        (Role::Analyst, "investigation", "court-order"),
        (Role::Supervisor, "due-diligence", "sanctions-screening"),
        (Role::DataProtectionOfficer, "data-protection", "data-protection-law"),
    ];
    let actions = [Action::Screen, Action::ReadRecord, Action::See, Action::Show, Action::Act];
    let markings = ["TLP:CLEAR", "TLP:AMBER REL:freedonia ORCON PURPOSE:border-check RETAIN:2099"];
    for (role, purpose, legal_basis) in lawful {
        for action in actions {
            for marking in markings {
                let asker = Asker { roles: BTreeSet::from([role]), ..officer.clone() };
                let facts = Facts {
                    purpose: Some(Purpose::new(purpose)?),
                    legal_basis: Some(LegalBasis::new(legal_basis)?),
                    case: Some(CaseReference::new("17 K 4/30")?),
                    marking: Marking::parse(marking)?,
                    reviewer: Some(ActorName::new("mara")?),
                    ..border.clone()
                };
                questions.push((asker, action, facts));
            }
        }
    }
    Ok(questions)
}

fn officer() -> Result<(Asker, Facts)> {
    let asker = Asker {
        kind: AskerKind::Person,
        name: ActorName::new("osk")?,
        roles: BTreeSet::from([Role::Officer]),
        party: PartyId::new("freedonia")?,
        clearance: Tlp::Amber,
    };
    let facts = Facts {
        purpose: Some(Purpose::new("border-check")?),
        legal_basis: Some(LegalBasis::new("border-code")?),
        about: About {
            age: Age::Adult,
            standing: Standing::Suspect,
            grounds: Grounds::Fact,
            ..About::default()
        },
        ..Facts::at(Timestamp(1_900_000_000))
    };
    Ok((asker, facts))
}

/// Milliseconds of this thread for so many runs, and what the last one gave.
fn timed<R>(runs: usize, mut run: impl FnMut(usize) -> R) -> (f64, R) {
    let before = thread_cpu_ms();
    for at in 1..runs {
        std::hint::black_box(run(at));
    }
    let last = run(0);
    (thread_cpu_ms() - before, last)
}

#[expect(clippy::cast_precision_loss, reason = "far below the largest whole number")]
fn count(number: usize) -> f64 {
    number as f64
}
