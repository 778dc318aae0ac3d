use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cedar_policy::{Entities, PolicyId, PolicySet};

use super::bundle::{self, PolicyFile};
use super::{Properties, Purposes, Rule, check, schema};
use crate::ask::Action;
use crate::decide::Words;
use crate::fault::{Fault, Faults};
use crate::limits::{FILE_BYTES_MAX, FILES_MAX, RULES_MAX};

/// A policy that can be used.
pub(crate) struct Loaded {
    pub(crate) purposes: Purposes,
    pub(crate) properties: Properties,
    pub(crate) rules: BTreeMap<String, Arc<Rule>>,
    /// The rules that can apply to each action, in the order of [`Action::ALL`].
    pub(crate) by_action: Vec<PolicySet>,
    pub(crate) words: Words,
    pub(crate) hash: [u8; 32],
}

/// Reads, checks and puts together the files of a policy.
pub(crate) fn load(files: Vec<PolicyFile>) -> Result<Loaded, Faults> {
    let mut faults = Vec::new();
    let files = complete(files, &mut faults);
    let of = |name: &str| files.iter().find(|file| file.name == name);
    let purposes = of(bundle::PURPOSES).map_or_else(
        || Err(vec![Fault::of_file(bundle::PURPOSES, "the file is not there")]),
        |file| Purposes::read(&file.name, &file.text),
    );
    let purposes = purposes.map_err(|each| faults.extend(each)).ok();
    let properties = of(bundle::PROPERTIES).and_then(|file| {
        Properties::read(&file.name, &file.text).map_err(|each| faults.extend(each)).ok()
    });
    let parsed: Vec<_> = files
        .iter()
        .filter(|file| file.name.ends_with(".cedar"))
        .flat_map(|file| check::rules(file, &mut faults))
        .collect();
    let (Some(purposes), Some(properties), Some(schema_file)) =
        (purposes, properties, of(bundle::SCHEMA))
    else {
        return Err(Faults::of(faults));
    };
    let (schema, actions) = match schema::build(schema_file, &purposes) {
        Ok(built) => built,
        Err(fault) => {
            faults.push(fault);
            return Err(Faults::of(faults));
        }
    };
    let mut gathering = Gathering { files: &files, rules: BTreeMap::new(), set: PolicySet::new() };
    for (policy, rule) in parsed {
        gathering.add(policy, rule, &mut faults);
    }
    let Gathering { rules, set, .. } = gathering;
    let place = |id: &PolicyId| {
        let rule = rules.get(AsRef::<str>::as_ref(id))?;
        files.iter().find(|file| file.name == rule.file).cloned()
    };
    faults.extend(check::validate(&schema, &set, place));
    let words = match Words::new(&schema, &actions, &purposes) {
        Ok(words) => words,
        Err(reason) => {
            faults.push(Fault::of_file(bundle::SCHEMA, reason));
            return Err(Faults::of(faults));
        }
    };
    let by_action = by_action(&set, &rules, &words, &actions, &mut faults);
    if !faults.is_empty() {
        return Err(Faults::of(faults));
    }
    let hash = bundle::hash(&files);
    Ok(Loaded { purposes, properties, rules, by_action, words, hash })
}

/// The files that make the policy, with the shipped ones where it brings none.
fn complete(mut files: Vec<PolicyFile>, faults: &mut Vec<Fault>) -> Vec<PolicyFile> {
    files.retain(|file| !file.name.starts_with("scenarios/") && !file.name.ends_with(".md"));
    if files.len() > FILES_MAX {
        faults.push(Fault::of_file("", format!("{} files, at most {FILES_MAX}", files.len())));
        files.truncate(FILES_MAX);
    }
    let mut names = BTreeSet::new();
    for file in &files {
        let known = [bundle::SCHEMA, bundle::PURPOSES, bundle::PROPERTIES];
        if !known.contains(&file.name.as_str()) && !file.name.ends_with(".cedar") {
            let fault = Fault::of_file(&file.name, "the file is none of a policy's");
            faults.push(fault.with_hint(format!("there are {} and *.cedar", known.join(", "))));
        }
        if !names.insert(file.name.clone()) {
            faults.push(Fault::of_file(&file.name, "the file is there twice"));
        }
        if file.text.len() > FILE_BYTES_MAX {
            let message = format!("{} bytes, at most {FILE_BYTES_MAX}", file.text.len());
            faults.push(Fault::of_file(&file.name, message));
        }
    }
    files.retain(|file| file.text.len() <= FILE_BYTES_MAX);
    for shipped in bundle::shipped_files() {
        let stands_in = [bundle::SCHEMA, bundle::PROPERTIES].contains(&shipped.name.as_str());
        if stands_in && !names.contains(&shipped.name) {
            files.push(shipped);
        }
    }
    if !files.iter().any(|file| file.name.ends_with(".cedar")) {
        faults.push(Fault::of_file("*.cedar", "there is no file with rules"));
    }
    files
}

struct Gathering<'f> {
    files: &'f [PolicyFile],
    rules: BTreeMap<String, Arc<Rule>>,
    set: PolicySet,
}

impl Gathering<'_> {
    fn add(&mut self, policy: cedar_policy::Policy, rule: Rule, faults: &mut Vec<Fault>) {
        let fault = |message: String| Fault {
            line: Some(rule.line),
            ..Fault::of_file(&rule.file, message)
        };
        if let Some(other) = self.rules.get(&rule.id) {
            let message = format!("the rule `{}` is also in {}", rule.id, other.file);
            let last = self.files.iter().find(|file| file.name == rule.file);
            let line = last.and_then(|file| {
                let name = format!("@id(\"{}\")", rule.id);
                let offset = file.text.rfind(&name)?;
                Some(crate::fault::line_of(&file.text, offset))
            });
            faults.push(Fault { line, ..fault(message) }.with_hint("give each its own name"));
        } else if self.rules.len() >= RULES_MAX {
            faults.push(fault(format!("more than {RULES_MAX} rules")));
        } else if let Err(error) = self.set.add(policy) {
            faults.push(fault(error.to_string()));
        } else {
            self.rules.insert(rule.id.clone(), Arc::new(rule));
        }
    }
}

/// The rules by the actions to which they can apply. What a rule's scope leaves out cannot
/// decide, so leaving it out changes nothing but the time that a decision takes.
fn by_action(
    set: &PolicySet,
    rules: &BTreeMap<String, Arc<Rule>>,
    words: &Words,
    actions: &Entities,
    faults: &mut Vec<Fault>,
) -> Vec<PolicySet> {
    let mut all = Vec::new();
    for action in Action::ALL {
        let Some(uid) = words.action(*action) else { continue };
        let mut own = PolicySet::new();
        for policy in set.policies().filter(|policy| check::applies(policy, uid, actions)) {
            let rule = rules.get(AsRef::<str>::as_ref(policy.id()));
            if let Some(rule) = rule.filter(|rule| check::obliges_in_vain(rule, *action)) {
                let message = format!("the rule `{}` has an obligation for `{action}`", rule.id);
                let fault = Fault { line: Some(rule.line), ..Fault::of_file(&rule.file, message) };
                faults.push(fault.with_hint("put the obligation on the rule for reading"));
            }
            // The names are those of the whole set, where each is there once.
            if let Err(error) = own.add(policy.clone()) {
                faults.push(Fault::of_file("*.cedar", error.to_string()));
            }
        }
        all.push(own);
    }
    all
}
