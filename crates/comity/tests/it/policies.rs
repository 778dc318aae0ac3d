//! Checking, testing and explaining the policy.

use std::fs;
use std::path::Path;

use crate::bench::Bench;

/// The policy that ships, in a folder of the bench's own.
fn copied(bench: &Bench) -> String {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let own = bench.path("own");
    fs::create_dir_all(own.join("scenarios")).unwrap();
    for folder in ["", "scenarios"] {
        for entry in fs::read_dir(shipped.join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), own.join(folder).join(entry.file_name())).unwrap();
            }
        }
    }
    own.to_str().unwrap().to_owned()
}

/// Changes a file of the copy.
fn change(bench: &Bench, file: &str, from: &str, to: &str) {
    let path = bench.path("own").join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file}: {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// The line of the copy that holds a text.
fn line(bench: &Bench, file: &str, words: &str) -> usize {
    let text = fs::read_to_string(bench.path("own").join(file)).unwrap();
    text.lines().position(|line| line.contains(words)).unwrap() + 1
}

#[test]
fn what_ships_is_shown_and_its_copy_is_the_same() {
    let bench = Bench::empty();
    let run = bench.run(&["policy", "check"]).exits(0);
    let text = run.stdout();
    for words in [
        "border-check  Checking a person",
        "law-enforcement, under court-order, border-code, sanctions-screening, with a case",
        "consent  The person asked for it, or agreed.",
        "reading.cedar",
        "permits  officer-at-the-border: An officer may screen",
        "refuses  review-before-measure: Nobody acts on a score: a named person reviewed the hit \
         first.  [L9]",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    assert!(run.whole().contains("the policy that ships can be used."));
    assert!(!bench.home().exists(), "no home takes part");
    let own = copied(&bench);
    let shipped = bench.run(&["policy", "check", "--json"]).exits(0).json();
    let copy = bench.run(&["policy", "check", &own, "--json"]).exits(0).json();
    assert_eq!(shipped["hash"], copy["hash"]);
    assert_eq!(shipped["hash"].as_str().unwrap().len(), 64);
    assert!(shipped["rules"].as_array().unwrap().len() > 40);
    let table = bench.run(&["policy", "check", "--table"]).exits(0);
    assert!(table.stdout().contains("| list-datasets | yes | yes |"));
}

#[test]
fn each_fault_is_told_with_file_and_line() {
    let bench = Bench::empty();
    let own = copied(&bench);
    change(&bench, "log.cedar", "context.purpose ==", "context.porpuse ==");
    change(&bench, "purposes.toml", "regime = \"administrative\"", "regime = \"civil\"");
    let run = bench.run(&["policy", "check", &own]).exits(1);
    assert!(run.stdout().is_empty());
    let said = run.whole();
    let at = line(&bench, "purposes.toml", "\"civil\"");
    let told = format!("purposes.toml:{at}: `civil` is none of law-enforcement");
    assert!(said.contains(&told), "{said}");
    change(&bench, "purposes.toml", "regime = \"civil\"", "regime = \"administrative\"");
    let run = bench.run(&["policy", "check", &own]).exits(1);
    let said = run.whole();
    let place = format!("log.cedar:{}: ", line(&bench, "log.cedar", "porpuse"));
    let told = format!("{place}for policy `read-the-log`, attribute `porpuse`");
    assert!(said.contains(&told), "{said}");
    assert!(said.contains("cannot be used: one fault."), "{said}");
    for command in [
        &["policy", "test", &own][..],
        &["policy", "explain", "--action", "screen", "--policies", &own],
    ] {
        let run = bench.run(command).exits(1);
        assert!(run.whole().contains(&place), "{}", run.whole());
    }
}

#[test]
fn a_folder_that_cannot_be_read_is_named() {
    let bench = Bench::empty();
    let absent = bench.path("absent");
    let run = bench.run(&["policy", "check", absent.to_str().unwrap()]).exits(4);
    assert!(run.whole().contains("cannot read `"), "{}", run.whole());
    let own = copied(&bench);
    fs::write(bench.path("own").join("odd.cedar"), [0xff, 0xfe]).unwrap();
    let run = bench.run(&["policy", "check", &own]).exits(4);
    assert!(run.whole().contains("odd.cedar` is not text in UTF-8"), "{}", run.whole());
    fs::remove_file(bench.path("own").join("odd.cedar")).unwrap();
    fs::create_dir(bench.path("own").join("more")).unwrap();
    let run = bench.run(&["policy", "check", &own]).exits(4);
    assert!(run.whole().contains("is a folder, which a policy has not"), "{}", run.whole());
}

#[test]
fn scenarios_are_played_and_read() {
    let bench = Bench::empty();
    let run = bench.run(&["policy", "test", "--read"]).exits(0);
    assert!(
        run.stdout().contains("holds  L9   Nobody is stopped on a score\n"),
        "{}",
        run.stdout()
    );
    assert!(run.stdout().contains("Given: A screening found a candidate"), "{}", run.stdout());
    assert!(run.whole().contains(", 0 failed."), "{}", run.whole());
    let own = copied(&bench);
    // Whoever takes the rule out is told by the scenario.
    let rule = "\nunless { context.reviewed };";
    change(&bench, "measures.cedar", rule, "\nunless { context.reviewed || context.encounter };");
    bench.run(&["policy", "test", &own]).exits(0);
    change(&bench, "measures.cedar", "unless { context.reviewed ||", "unless { true ||");
    let run = bench.run(&["policy", "test", &own]).exits(1);
    let said = run.whole();
    assert!(said.contains("measures.cedar"), "an impossible rule is a fault: {said}");
    change(&bench, "measures.cedar", "unless { true ||", "unless { context.case == false ||");
    let run = bench.run(&["policy", "test", &own]).exits(1);
    let text = run.stdout();
    assert!(text.contains("FAILS  L9   Nobody is stopped on a score\n"), "{text}");
    assert!(text.contains("before anybody looked: the rule `review-before-measure`"), "{text}");
    assert!(text.contains("scenarios/duties.toml:"), "{text}");
    fs::remove_dir_all(bench.path("own").join("scenarios")).unwrap();
    let run = bench.run(&["policy", "test", &own]).exits(1);
    assert!(run.whole().contains("there are no scenarios"), "{}", run.whole());
}

const SCREEN: [&str; 6] = ["policy", "explain", "--action", "screen", "--role", "officer"];

#[test]
fn a_decision_is_explained() {
    let bench = Bench::empty();
    let with = |words: &[&'static str]| [&SCREEN[..], words].concat();
    let mut unsaid = bench.command();
    unsaid.env_remove("COMITY_PURPOSE").env_remove("COMITY_LEGAL_BASIS").args(SCREEN);
    let run = bench.ran(unsaid.output().unwrap()).exits(0);
    let text = run.stdout();
    assert!(text.starts_with("refused: screen\n  no purpose is stated\n"), "{text}");
    assert!(text.contains("state one of border-check, data-protection, due-diligence"), "{text}");
    assert!(text.contains("It is permitted to somebody by\n"), "{text}");
    let run =
        bench.run(&with(&["--purpose", "border-check", "--legal-basis", "border-code"])).exits(0);
    let text = run.stdout();
    assert!(text.starts_with("permitted: screen\n  by officer-at-the-border: "), "{text}");
    assert!(text.contains("reading.cedar:"), "{text}");
    assert!(text.contains("with log-justification: purpose, legal basis and case"), "{text}");
    let act = [
        "policy",
        "explain",
        "--action",
        "act",
        "--role",
        "officer",
        "--purpose",
        "border-check",
        "--legal-basis",
        "border-code",
        "--age",
        "adult",
        "--json",
    ];
    let refused = bench.run(&act).exits(0).json();
    assert_eq!((&refused["effect"], &refused["action"]), (&"refuse".into(), &"act".into()));
    assert_eq!(refused["rules"][0]["id"], "review-before-measure");
    assert_eq!(refused["rules"][0]["duties"][0], "L9");
    let reviewed = [&act[..], &["--reviewed-by", "mara.quell"]].concat();
    let permitted = bench.run(&reviewed).exits(0).json();
    assert_eq!(permitted["effect"], "permit");
    let obligations = permitted["obligations"].as_array().unwrap();
    assert!(obligations.iter().any(|each| each["code"] == "record-reviewer"));
    assert_eq!(permitted["permitting"].as_array().unwrap().len(), 0);
}

#[test]
fn markings_properties_and_agreements_are_explained_too() {
    let bench = Bench::empty();
    let lawful = ["--purpose", "border-check", "--legal-basis", "border-code"];
    let explain = |words: &[&'static str]| {
        let run = bench.run(&[&["policy", "explain"][..], words, &lawful].concat()).exits(0);
        run.stdout().lines().take(2).map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    let text = explain(&["--action", "see", "--marking", "TLP:RED", "--clearance", "AMBER"]);
    assert!(text.starts_with("refused: see\n  by clearance: "), "{text}");
    let text = explain(&["--action", "show", "--property", "religion"]);
    assert!(text.starts_with("refused: show\n  by special-categories: "), "{text}");
    let text = explain(&[
        "--action",
        "screen",
        "--kind",
        "partner",
        "--party",
        "sylvania",
        "--agreement",
        "sylvania:border-check:AMBER:2099-01-01",
    ]);
    assert!(text.starts_with("permitted: screen\n  by partner-asks: "), "{text}");
}

#[test]
fn a_question_that_makes_no_sense_is_refused_with_what_is_known() {
    let bench = Bench::empty();
    for (words, said) in [
        (&["--role", "chief"][..], "`chief` is not a known role"),
        (&["--marking", "TLP:PINK"], "`TLP:PINK` is not a marking"),
        (&["--purpose", "Border Check"], "is not a valid purpose"),
        (&["--clearance", "PINK"], "`PINK` is not a known traffic light"),
        (&["--today", "soon"], "`soon` is not a day"),
        (&["--agreement", "sylvania"], "four parts"),
        (&["--property", "name"], "`screen` is not a known action for a property"),
    ] {
        let run = bench.run(&[&SCREEN[..], words].concat()).exits(2);
        assert!(run.whole().contains(said), "{said}:\n{}", run.whole());
        assert!(run.stdout().is_empty());
    }
    let run = bench.run(&["policy", "explain", "--action", "fly"]).exits(2);
    assert!(run.whole().contains("known are screen, search, "), "{}", run.whole());
}

#[test]
fn a_policy_of_ones_own_is_shown_and_waits_for_another_person() {
    let bench = Bench::with_list();
    let shown = bench.run(&["policy", "show"]).exits(0).stdout();
    assert!(
        shown.contains("the policy that ships, ") && shown.contains("due-diligence"),
        "{shown}"
    );
    bench.run(&["policy", "adopt"]).exits(2);
    let own = copied(&bench);
    let same = bench.run(&["policy", "adopt", &own]).exits(3);
    assert!(same.whole().contains("is in force already"), "{}", same.whole());
    change(&bench, "purposes.toml", "is on a sanctions list.\"", "is on any list.\"");
    let asked = bench.run(&["policy", "adopt", &own]).exits(3);
    assert!(asked.whole().contains("request 1 waits for a supervisor"), "{}", asked.whole());
    let waiting = bench.run(&["approval", "list"]).exits(0).stdout();
    assert!(waiting.contains("change-policy: the policy "), "{waiting}");
    assert!(waiting.contains("0 added, 0 left out"), "{waiting}");
    let own_request = bench.run(&["approval", "give", "1"]).exits(3);
    assert!(own_request.whole().contains("nobody approves that"), "{}", own_request.whole());
    bench.run(&["approval", "give", "9"]).exits(3);
    bench.run(&["approval", "list", "--state", "lost"]).exits(2);
    // What is wrong is told before anybody is asked, and the configuration can name the folder.
    fs::remove_dir_all(bench.path("own").join("scenarios")).unwrap();
    let victim = "when { resource.about.misused_identity };";
    let laxer = "when { resource.about.misused_identity && resource.about.flagged };";
    change(&bench, "measures.cedar", victim, laxer);
    let config = format!("[policy]\nfolder = \"{own}\"\n");
    fs::write(bench.home().join("comity.toml"), config).unwrap();
    let laxer = bench.run(&["policy", "adopt"]).exits(2);
    assert!(laxer.whole().contains("gives up duties that none may"), "{}", laxer.whole());
    let doctor = bench.run(&["doctor"]).exits(1);
    assert!(doctor.whole().contains("is not the policy in force"), "{}", doctor.whole());
    let shown = bench.run(&["policy", "show", "--json"]).exits(0).json();
    assert_eq!((&shown["shipped"], &shown["number"]), (&true.into(), &0.into()));
}
