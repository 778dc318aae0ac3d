//! What loads, and what is refused with its place.

use comity_model::Role;
use comity_policy::{Action, Fault, Law, PolicyFile, shipped_files};

use crate::ask::{asker, facts, law};

/// The shipped policy with one file in another text.
fn with(name: &str, text: impl Into<String>) -> Vec<PolicyFile> {
    let mut files = shipped_files();
    files.retain(|file| file.name != name);
    files.push(PolicyFile { name: name.to_owned(), text: text.into() });
    files
}

#[track_caller]
fn faults(files: Vec<PolicyFile>) -> Vec<Fault> {
    let Err(faults) = Law::load(files) else { panic!("a faulty policy was loaded") };
    assert_eq!(faults.code(), "policy-invalid");
    faults.iter().cloned().collect()
}

/// The faults of the shipped policy with one more file of rules.
fn faults_of(rules: &str) -> Vec<String> {
    faults(with("own.cedar", rules)).iter().map(ToString::to_string).collect()
}

fn shipped(name: &str) -> String {
    shipped_files().into_iter().find(|file| file.name == name).unwrap().text
}

const WHOLE: &str = "@id(\"own\")\n@gloss(\"Words.\")\n";

#[test]
fn what_ships_can_be_used() {
    let law = law();
    let officer = asker(&[Role::Officer]);
    let decision = law.may(&officer, Action::Screen, &facts("border-check", "border-code"));
    assert!(decision.is_permitted(), "{decision:?}");
    assert!(law.rules().count() > 40);
    assert!(law.rules().all(|rule| rule.line > 1 && !rule.gloss.is_empty()));
}

#[test]
fn the_hash_is_that_of_every_byte() {
    let own = law().hash();
    let mut files = shipped_files();
    files.reverse();
    assert_eq!(Law::load(files).unwrap().hash(), own, "the order does not matter");
    for file in shipped_files() {
        let comment = if file.name.ends_with(".toml") { "#" } else { "//" };
        let text = format!("{}{comment}\n", file.text);
        assert_ne!(Law::load(with(&file.name, text)).unwrap().hash(), own, "{}", file.name);
    }
}

#[test]
fn a_policy_may_lean_on_the_shipped_schema_and_properties() {
    let mut files = shipped_files();
    files.retain(|file| !["schema.cedarschema", "properties.toml"].contains(&&*file.name));
    assert_eq!(Law::load(files).unwrap().hash(), law().hash());
}

#[test]
fn a_slip_in_a_rule_is_told_with_its_line() {
    let line_2 = "permit (principal, action, resource";
    let found = faults_of(&format!("// A comment.\n{line_2}\n"));
    assert!(found[0].starts_with("own.cedar:"), "{found:?}");
    for (text, words) in [
        // What Cedar's own validation finds.
        (
            "forbid (principal, action == Comity::Action::\"screen\", resource)\n\
             when { context.purpos == Comity::Purpose::\"border-check\" };",
            "own.cedar:4: for policy `own`, attribute `purpos`",
        ),
        (
            "forbid (principal, action == Comity::Action::\"screen\", resource)\n\
             when { context.purpose == Comity::Purpose::\"border-chek\" };",
            "own.cedar:4: ",
        ),
        ("permit (principal in Comity::Role::\"oficer\", action, resource);", "own.cedar:3: "),
        ("permit (principal, action == Comity::Action::\"sceen\", resource);", "own.cedar:3: "),
        (
            "forbid (principal, action == Comity::Action::\"screen\", resource)\n\
             when { context.agreement.in_force };",
            "own.cedar:4: ",
        ),
        (
            "forbid (principal, action == Comity::Action::\"screen\", resource)\n\
             when { principal.kind == Comity::Role::\"officer\" };",
            "own.cedar:",
        ),
        (
            "permit (principal, action == Comity::Action::\"screen\", resource)\n\
             when { 1 == 2 };",
            "own.cedar:",
        ),
        // What could fail while deciding.
        (
            "forbid (principal, action == Comity::Action::\"screen\", resource)\n\
             when { context.today + 1 > 20000 };",
            "own.cedar:4: a rule computes, and could fail",
        ),
        (
            "permit (principal == Comity::Asker::\"osk\", \
             action == Comity::Action::\"screen\", resource);",
            "own.cedar:1: the rule `own` names an account",
        ),
        ("permit (principal == ?principal, action, resource);", "own.cedar:1: a rule with a slot"),
    ] {
        let found = faults_of(&format!("{WHOLE}{text}"));
        assert!(found.iter().any(|fault| fault.starts_with(words)), "{text}\n{found:#?}");
    }
}

#[test]
fn every_rule_has_a_name_and_says_what_it_does() {
    let rule = "permit (principal, action == Comity::Action::\"screen\", resource);";
    for (annotations, words) in [
        ("@gloss(\"Words.\")", "own.cedar: rule 1 of this file has no name (write `@id"),
        ("@id(\"My Rule\") @gloss(\"Words.\")", "own.cedar:1: rule 1 of this file has no name"),
        ("@id(\"own\")", "own.cedar:1: the rule `own` does not say in plain words"),
        ("@id(\"own\") @gloss(\" \")", "own.cedar:1: the rule `own` does not say"),
        ("@id(\"show\") @gloss(\"Words.\")", "the rule `show` is also in "),
        (
            "@id(\"own\") @gloss(\"Words.\") @obligations(\"mask-photo\")",
            "own.cedar:1: the rule `own` has the annotation `@obligations`, which means nothing",
        ),
        (
            "@id(\"own\") @gloss(\"Words.\") @obligation(\"mask-fotos\")",
            "own.cedar:1: the rule `own` asks for `mask-fotos`, which is not an obligation",
        ),
    ] {
        let found = faults_of(&format!("{annotations}\n{rule}"));
        assert!(found.iter().any(|fault| fault.contains(words)), "{annotations}\n{found:#?}");
    }
    let forbid = "forbid (principal, action == Comity::Action::\"screen\", resource);";
    let found = faults_of(&format!("{WHOLE}@obligation(\"mask-photo\")\n{forbid}"));
    assert!(found[0].contains("refuses, so there is nothing to be obliged to"), "{found:?}");
    let show = "permit (principal, action == Comity::Action::\"show\", resource);";
    let found = faults_of(&format!("{WHOLE}@obligation(\"watermark\")\n{show}"));
    assert!(found[0].contains("own.cedar:1: the rule `own` has an obligation for `show`"));
}

#[test]
fn a_slip_in_a_table_is_told_with_its_line() {
    let purposes = shipped("purposes.toml");
    let line = |text: &str, words: &str| {
        text.lines().position(|line| line.contains(words)).map(|at| at + 1).unwrap()
    };
    for (from, to, words) in [
        ("\"border-code\", \"court-order\"]", "\"border-cod\"]", "is named `border-cod`"),
        ("regime = \"administrative\"", "regime = \"civil\"", "`civil` is none of"),
        ("name = \"consent\"", "name = \"Consent\"", "not a valid legal basis"),
        ("\ncase = true", "\ncases = true", "unknown field `cases`"),
        ("says = \"The person asked for it, or agreed.\"", "says = \"\"", "needs a sentence"),
    ] {
        let text = purposes.replacen(from, to, 1);
        assert_ne!(text, purposes, "{from}");
        let found = faults(with("purposes.toml", text.clone()));
        let at = line(&text, to.lines().last().unwrap());
        let fits = found.iter().any(|fault| {
            let near = fault.line.is_some_and(|line| line.abs_diff(at) <= 1);
            fault.file == "purposes.toml" && near && fault.message.contains(words)
        });
        assert!(fits, "{to}: line {at}: {found:#?}");
    }
    let text = shipped("properties.toml").replacen("\"religion\"", "\"religon\"", 1);
    let found = faults(with("properties.toml", text));
    assert!(found[0].line.is_some() && found[0].message.contains("`religon` is not a property"));
}

#[test]
fn a_schema_that_lacks_what_the_node_tells_is_refused() {
    let schema = shipped("schema.cedarschema");
    for (from, to) in [
        ("\"loopback\", ", ""),
        ("    encounter: Bool,\n", ""),
        ("\"missing\",", ""),
        ("clearance: Long", "clearance: String"),
        ("\"export-log\",", ""),
    ] {
        let text = schema.replacen(from, to, 1);
        assert_ne!(text, schema, "{from}");
        let found = faults(with("schema.cedarschema", text));
        assert!(!found.is_empty(), "{from}");
    }
    let found = faults(with("schema.cedarschema", "namespace Comity {\n  entity ;\n}"));
    assert_eq!((found[0].file.as_str(), found[0].line), ("schema.cedarschema", Some(2)));
}

#[test]
fn files_that_do_not_belong_are_named() {
    let found = faults(with("notes.txt", "Words."));
    assert_eq!(found[0].file, "notes.txt");
    let mut files = shipped_files();
    files.retain(|file| file.name != "purposes.toml");
    assert!(faults(files)[0].message.contains("not there"));
    let mut files = shipped_files();
    files.retain(|file| !file.name.ends_with(".cedar"));
    assert_eq!(faults(files)[0].message, "there is no file with rules");
    let mut files = shipped_files();
    files.push(files[0].clone());
    assert!(faults(files).iter().any(|fault| fault.message.contains("twice")));
    let long = " ".repeat(comity_policy::limits::FILE_BYTES_MAX + 1);
    assert!(faults(with("own.cedar", long))[0].message.contains("at most"));
    let rule = |at: usize| {
        format!(
            "@id(\"own-{at}\")\n@gloss(\"Words.\")\n\
             permit (principal, action == Comity::Action::\"screen\", resource);\n"
        )
    };
    let many: String = (0..comity_policy::limits::RULES_MAX).map(rule).collect();
    assert!(faults(with("own.cedar", many))[0].message.contains("more than 500 rules"));
}
