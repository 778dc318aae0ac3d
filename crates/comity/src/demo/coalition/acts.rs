use std::path::Path;
use std::time::Duration;

use comity_api::local::{
    AgreementDraft, AskOrder, AskingDraft, ImportOrder, LogOrder, PartnerAnswer, PartyCall,
    PartyReply, ShareOrder, TermsDraft,
};
use comity_api::v1::{Example, ScreenRequest};
use comity_api::yente::OneOrMany;
use comity_audit::export::{VerifyOptions, verify};
use comity_server::ImportFile;
use serde_json::json;

use super::member::Member;
use crate::demo::claims::Claims;
use crate::demo::play::short;
use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// The list that is shared, as Sylvania and Ruritania hold it.
const AT_SYLVANIA: &str = "freedonia.wanted";
const AT_RURITANIA: &str = "sylvania.freedonia.wanted";

/// Made up: two who may be shared, and a minor, who may not.
const WANTED: [(&str, &str, &str); 3] = [
    ("w-1", "Zoltrian Quenfelder", "1970-01-05"),
    ("w-2", "Mirelle Tavastok", "1981-07-30"),
    ("w-3", "Odo Quenfelder", "2016-02-11"),
];

/// The first one's name put right.
const CORRECTED: (&str, &str, &str) = ("w-1", "Zoltrian Quenfelder-Ost", "1970-01-05");

/// Ruritania's own, which it shares with nobody: of one it may tell, of the other not.
const WATCHED: (&str, &str, &str) = ("r-1", "Bertrando Wollishofen", "1966-09-02");
const SECRET: (&str, &str, &str) = ("s-1", "Ilse Karnivoor", "1977-12-24");

/// Persons as a list has them, one a line.
fn list(persons: &[(&str, &str, &str)]) -> String {
    let line = |(id, name, born): &(&str, &str, &str)| {
        let properties = json!({ "name": [name], "birthDate": [born] });
        format!("{}\n", json!({ "id": id, "schema": "Person", "properties": properties }))
    };
    persons.iter().map(line).collect()
}

pub(super) async fn play(
    members: &[Member; 3],
    folder: &Path,
    shell: &Shell,
    claims: &mut Claims,
) -> Result<(), Failure> {
    let [freedonia, sylvania, ruritania] = members;
    link(freedonia, sylvania, shell, claims).await?;
    link(sylvania, ruritania, shell, claims).await?;
    share(members, shell, claims).await?;
    ask(members, shell, claims).await?;
    correct_and_recall(members, shell, claims).await?;
    for member in members {
        prove(member, folder, shell, claims).await?;
    }
    Ok(())
}

fn other_answer() -> Failure {
    Failure::new(Exit::Refused, "the node answered another question")
}

/// Two files and two fingerprints make a link.
async fn link(
    inviting: &Member,
    accepting: &Member,
    shell: &Shell,
    claims: &mut Claims,
) -> Result<(), Failure> {
    let gives = [inviting.party, accepting.party].map(|party| (party.to_owned(), terms()));
    let agreement = AgreementDraft {
        name: "Border data".to_owned(),
        begins: None,
        expires: "2040-01-01".to_owned(),
        gives: gives.into(),
    };
    let to = accepting.party.to_owned();
    let invite = PartyCall::Invite { to, agreement: Box::new(agreement) };
    let PartyReply::Written(invitation) = inviting.order(invite).await? else {
        return Err(other_answer());
    };
    let accept =
        |text: String, number: String| PartyCall::Accept { text, fingerprint: Some(number) };
    let wrong =
        accept(invitation.clone(), "00000 11111 22222 33333 44444 55555 66666 77777".into());
    claims.claim(accepting.order(wrong).await.is_err(), || {
        "a link is made only with the right fingerprint".to_owned()
    });
    let number = inviting.fingerprint().await?;
    let PartyReply::Invited(invited) = accepting.order(accept(invitation, number.clone())).await?
    else {
        return Err(other_answer());
    };
    let answer = invited.answer.ok_or_else(other_answer)?;
    let back = accept(answer, accepting.fingerprint().await?);
    let PartyReply::Invited(linked) = inviting.order(back).await? else {
        return Err(other_answer());
    };
    claims.claim(linked.is_linked, || format!("{} is linked", accepting.party));
    let other = accepting.fingerprint().await?;
    shell.show(&format!(
        "{} and {} are linked by two files. Their people compared fingerprints:\n    {}\n    {}\n",
        inviting.party,
        accepting.party,
        plain(&number),
        plain(&other),
    ))
}

fn terms() -> TermsDraft {
    TermsDraft {
        purposes: vec!["border-check".to_owned()],
        schemata: vec!["Person".to_owned(), "Vessel".to_owned()],
        light: Some("TLP:AMBER".to_owned()),
        onward: Some("as-marked".to_owned()),
        receipt_hours: Some(24),
        asking: Some(AskingDraft {
            fields: vec!["name".to_owned(), "birthDate".to_owned()],
            questions_per_day: 100,
            release_hours: None,
        }),
    }
}

async fn import(member: &Member, dataset: &str, light: &str, lines: &str) -> Result<(), Failure> {
    let bytes = Box::new(std::io::Cursor::new(lines.as_bytes().to_vec()));
    let file = ImportFile { name: "list.json".to_owned(), bytes };
    let order = ImportOrder {
        dataset: dataset.to_owned(),
        marking: Some(light.to_owned()),
        ..ImportOrder::default()
    };
    member.door.import(order, vec![file]).await?;
    Ok(())
}

async fn order_share(member: &Member, dataset: &str, with: &Member) -> Result<(), Failure> {
    let order = ShareOrder {
        party: with.party.to_owned(),
        dataset: dataset.to_owned(),
        standing: "listed".to_owned(),
        grounds: "fact".to_owned(),
    };
    member.order(PartyCall::Share(order)).await?;
    Ok(())
}

async fn share(
    [freedonia, sylvania, ruritania]: &[Member; 3],
    shell: &Shell,
    claims: &mut Claims,
) -> Result<(), Failure> {
    import(freedonia, "wanted", "TLP:GREEN", &list(&WANTED)).await?;
    import(freedonia, "sources", "TLP:RED", &list(&[SECRET])).await?;
    let clock = &shell.around.clock;
    let begun = clock.elapsed();
    order_share(freedonia, "wanted", sylvania).await?;
    order_share(freedonia, "sources", sylvania).await?;
    let held = sylvania.wait_for(AT_SYLVANIA, 2).await?;
    let took = clock.elapsed().saturating_sub(begun);
    claims.claim(held == 2, || format!("sylvania holds two of three records, not {held}"));
    let secret = sylvania.held("freedonia.sources").await?;
    claims.claim(secret == 0, || "sylvania knows nothing of what is TLP:RED".to_owned());
    shell.show(&format!(
        "freedonia shares `wanted`: sylvania holds 2 of its 3 records after {}. The third is a \
         minor's,\nand freedonia's law gives it to nobody; nothing tells that it is there.\n",
        short(took)
    ))?;
    let is_found = until(|| async {
        let found = screened(sylvania, "Zoltrian Kwenfelder").await?;
        Ok(found.as_deref() == Some(AT_SYLVANIA))
    });
    claims.claim(is_found.await?, || {
        "sylvania's desk finds who was shared, with where it comes from".to_owned()
    });
    order_share(sylvania, AT_SYLVANIA, ruritania).await?;
    let held = ruritania.wait_for(AT_RURITANIA, 2).await?;
    claims.claim(held == 2, || format!("ruritania holds what sylvania passes on, not {held}"));
    shell.show("sylvania passes it on to ruritania, as the agreement and the marking allow.\n")
}

/// The dataset of the first candidate at a desk.
async fn screened(member: &Member, name: &str) -> Result<Option<String>, Failure> {
    let request = ScreenRequest { query: Some(query(name)), ..ScreenRequest::default() };
    let answer = member.door.screen(request).await?;
    let first = answer.candidates.first();
    Ok(first.and_then(|first| first.records.first()).map(|record| record.dataset.clone()))
}

fn query(name: &str) -> Example {
    let properties = [("name".to_owned(), OneOrMany::One(name.to_owned()))].into();
    Example { schema: "Person".to_owned(), properties }
}

async fn asked(member: &Member, name: &str) -> Result<Vec<PartnerAnswer>, Failure> {
    let order = AskOrder { partners: Vec::new(), query: query(name) };
    match member.order(PartyCall::Ask(order)).await? {
        PartyReply::Asked(answers) => Ok(answers),
        _ => Err(other_answer()),
    }
}

async fn ask(
    [_, sylvania, ruritania]: &[Member; 3],
    shell: &Shell,
    claims: &mut Claims,
) -> Result<(), Failure> {
    import(ruritania, "watched", "TLP:AMBER", &list(&[WATCHED])).await?;
    import(ruritania, "secret", "TLP:RED", &list(&[SECRET])).await?;
    shell.show("sylvania asks its partners; nothing is copied:\n")?;
    for (name, expected) in
        [("Bertrando Wolishofen", ["no-hit", "hit"]), ("Ilse Karnivoor", ["no-hit", "no-hit"])]
    {
        let answers = asked(sylvania, name).await?;
        let found: Vec<&str> = answers.iter().map(|answer| answer.answer.as_str()).collect();
        claims.claim(found == expected, || format!("{name}: {found:?}, not {expected:?}"));
        claims.claim(answers.iter().all(|answer| answer.leaf.is_some()), || {
            format!("each answer about {name} is proven by the log of who gives it")
        });
        let words: Vec<String> =
            answers.iter().map(|each| format!("{}: {}", each.party, each.answer)).collect();
        shell.show(&format!("    {name:22}  {}\n", words.join(", ")))?;
    }
    shell.show("The second is held by ruritania as TLP:RED: withheld looks like absent.\n")
}

async fn correct_and_recall(
    [freedonia, sylvania, ruritania]: &[Member; 3],
    shell: &Shell,
    claims: &mut Claims,
) -> Result<(), Failure> {
    let [_, second, third] = WANTED;
    let corrected = list(&[CORRECTED, second, third]);
    import(freedonia, "wanted", "TLP:GREEN", &corrected).await?;
    for (member, dataset) in [(sylvania, AT_SYLVANIA), (ruritania, AT_RURITANIA)] {
        let is_corrected = until(|| async {
            let record = member.door.record("w-1", false).await?;
            Ok(format!("{record:?}").contains("Quenfelder-Ost"))
        });
        claims.claim(is_corrected.await?, || format!("{dataset} is corrected"));
    }
    shell.show("freedonia corrects a name, and both holders have it corrected.\n")?;
    let record = "wanted/w-1".to_owned();
    freedonia.order(PartyCall::Recall { record, reason: "the wrong person".to_owned() }).await?;
    for (member, dataset) in [(sylvania, AT_SYLVANIA), (ruritania, AT_RURITANIA)] {
        let held = member.wait_for(dataset, 1).await?;
        claims.claim(held == 1, || format!("{dataset} is without the recalled record: {held}"));
    }
    let is_answered = until(|| async {
        let PartyReply::Owed(owed) = freedonia.order(PartyCall::Owed { all: true }).await? else {
            return Err(other_answer());
        };
        Ok(!owed.is_empty() && owed.iter().all(|one| one.outcome.as_deref() == Some("done")))
    });
    claims.claim(is_answered.await?, || "sylvania's receipt is there".to_owned());
    shell.show(
        "freedonia recalls the record: it is gone at sylvania and at ruritania, to whom it was \
         passed on,\nand the receipt is there.\n",
    )
}

/// Looks again until it is so, or too long has passed.
async fn until<F>(look: impl Fn() -> F) -> Result<bool, Failure>
where
    F: Future<Output = Result<bool, Failure>>,
{
    for _ in 0..500 {
        if look().await.unwrap_or(false) {
            return Ok(true);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    look().await
}

/// Exports a party's log and verifies it without the node.
async fn prove(
    member: &Member,
    folder: &Path,
    shell: &Shell,
    claims: &mut Claims,
) -> Result<(), Failure> {
    let to = folder.join(format!("{}.log", member.party));
    let order = LogOrder { to: to.display().to_string(), open: None };
    let checkpoint = member.overseer().await?.export_log(order).await?;
    let file = std::fs::File::open(&to).map_err(|err| Failure::input(&to, &err))?;
    let options = VerifyOptions::default();
    let verdict = verify(std::io::BufReader::new(file), &options);
    let leaves = checkpoint.checkpoint.lines().nth(1).unwrap_or_default().to_owned();
    claims.claim(verdict.is_ok_and(|verdict| verdict.holds()), || {
        format!("the log of {} verifies", member.party)
    });
    shell.show(&format!("{:10} {leaves} leaves in its log; the export verifies.\n", member.party))
}
