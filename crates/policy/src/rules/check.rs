//! What a rule must have besides being valid Cedar.

use cedar_policy::{ActionConstraint, ValidationMode, Validator};
use cedar_policy::{
    Effect as CedarEffect, Entities, EntityUid, Policy, PolicyId, PolicySet, Schema,
};

use super::bundle::PolicyFile;
use super::schema::diagnosed;
use super::{Effect, Obligation, Rule};
use crate::ask::Action;
use crate::fault::{Fault, line_of};
use crate::limits::{GLOSS_CHARS_MAX, RULE_NAME_BYTES_MAX};

/// How deep a rule may look from whoever asks and what is asked about. What lies one step away is
/// always there, so no rule can fail because something is missing.
const LOOK_DEPTH: u32 = 1;

/// The annotations that a rule may have.
const ANNOTATIONS: [&str; 4] = ["id", "gloss", "obligation", "duty"];

/// The rules of one file, named as they name themselves.
pub(super) fn rules(file: &PolicyFile, faults: &mut Vec<Fault>) -> Vec<(Policy, Rule)> {
    let parsed = match file.text.parse::<PolicySet>() {
        Ok(parsed) => parsed,
        Err(errors) => {
            faults.extend(errors.iter().map(|error| diagnosed(file, error)));
            return Vec::new();
        }
    };
    sums(file, faults);
    for template in parsed.templates() {
        let place = place(file, template.annotation("id"));
        faults.push(Fault { line: place, ..Fault::of_file(&file.name, "a rule with a slot") });
    }
    let mut policies: Vec<&Policy> = parsed.policies().collect();
    policies.sort_by_key(|policy| number(policy.id()));
    policies.into_iter().filter_map(|policy| rule(file, policy, faults)).collect()
}

/// Cedar numbers the rules of a text.
fn number(id: &PolicyId) -> usize {
    AsRef::<str>::as_ref(id).trim_start_matches("policy").parse().unwrap_or(usize::MAX)
}

/// The line of a rule that names itself.
fn place(file: &PolicyFile, id: Option<&str>) -> Option<usize> {
    let offset = file.text.find(&format!("@id(\"{}\")", id?))?;
    Some(line_of(&file.text, offset))
}

fn rule(file: &PolicyFile, policy: &Policy, faults: &mut Vec<Fault>) -> Option<(Policy, Rule)> {
    let id = policy.annotation("id");
    let line = place(file, id);
    let mut complain = |message: String, hint: &str| {
        let fault = Fault { line, ..Fault::of_file(&file.name, message) };
        faults.push(fault.with_hint(hint));
    };
    let Some(id) = id.filter(|id| is_name(id)) else {
        let which = number(policy.id()).saturating_add(1);
        complain(
            format!("rule {which} of this file has no name"),
            "write `@id(\"…\")` before it, in small letters, digits and hyphens",
        );
        return None;
    };
    let gloss = policy.annotation("gloss").unwrap_or_default();
    if gloss.trim().is_empty() || gloss.chars().count() > GLOSS_CHARS_MAX {
        complain(
            format!("the rule `{id}` does not say in plain words what it does"),
            "write one sentence in `@gloss(\"…\")`",
        );
    }
    for (name, _) in policy.annotations().filter(|(name, _)| !ANNOTATIONS.contains(name)) {
        complain(
            format!("the rule `{id}` has the annotation `@{name}`, which means nothing here"),
            "there are @id, @gloss, @obligation and @duty",
        );
    }
    let effect = match policy.effect() {
        CedarEffect::Permit => Effect::Permit,
        CedarEffect::Forbid => Effect::Refuse,
    };
    let mut obligations = Vec::new();
    for word in words(policy.annotation("obligation")) {
        match Obligation::parse(word) {
            Some(obligation) => obligations.push(obligation),
            None => {
                let known: Vec<&str> = Obligation::ALL.iter().map(|each| each.name()).collect();
                complain(
                    format!("the rule `{id}` asks for `{word}`, which is not an obligation"),
                    &format!("known are {}", known.join(", ")),
                );
            }
        }
    }
    if effect == Effect::Refuse && policy.annotation("obligation").is_some() {
        complain(
            format!("the rule `{id}` refuses, so there is nothing to be obliged to"),
            "leave the obligation out",
        );
    }
    // Rights go with roles, and the rules are never told who asks.
    if policy.entity_literals().iter().any(|it| it.type_name().to_string() == "Comity::Asker") {
        complain(
            format!("the rule `{id}` names an account; what the node tells has no names"),
            "name a role instead",
        );
    }
    let rule = Rule {
        id: id.to_owned(),
        gloss: gloss.to_owned(),
        effect,
        obligations,
        duties: words(policy.annotation("duty")).map(str::to_owned).collect(),
        file: file.name.clone(),
        line: line.unwrap_or(1),
    };
    Some((policy.new_id(PolicyId::new(id)), rule))
}

fn words(annotation: Option<&str>) -> impl Iterator<Item = &str> {
    annotation.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty())
}

fn is_name(id: &str) -> bool {
    id.len() <= RULE_NAME_BYTES_MAX
        && id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Sums, which validation does not find: a large number would be an error while deciding.
fn sums(file: &PolicyFile, faults: &mut Vec<Fault>) {
    let mut chars = file.text.char_indices().peekable();
    let mut quoted = false;
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' if quoted => {
                chars.next();
            }
            _ if quoted => {}
            '/' if chars.next_if(|next| next.1 == '/').is_some() => {
                while chars.next_if(|next| next.1 != '\n').is_some() {}
            }
            '+' | '-' | '*' => {
                let message = "a rule computes, and could fail with a large number";
                let fault = Fault::at(&file.name, &file.text, at, message);
                faults.push(fault.with_hint("compare with a number instead"));
            }
            _ => {}
        }
    }
}

/// Strict validation of all rules together. A warning, such as of a rule that can never apply, is
/// a fault as well: whoever wrote it meant something.
pub(super) fn validate(
    schema: &Schema,
    set: &PolicySet,
    place: impl Fn(&PolicyId) -> Option<PolicyFile>,
) -> Vec<Fault> {
    let validator = Validator::new(schema.clone());
    let result = validator.validate_with_level(set, ValidationMode::Strict, LOOK_DEPTH);
    let mut faults: Vec<Fault> = Vec::new();
    let mut add = |id: &PolicyId, error: &dyn miette::Diagnostic| {
        let Some(file) = place(id) else { return };
        let mut fault = diagnosed(&file, error);
        if fault.line.is_none() {
            fault.line = self::place(&file, Some(id.as_ref()));
        }
        // The same slip is found anew for each action that the rule can apply to.
        let known = faults.iter().any(|it| (&it.file, it.line) == (&fault.file, fault.line));
        if !known {
            faults.push(fault);
        }
    };
    result.validation_errors().for_each(|error| add(error.policy_id(), error));
    result.validation_warnings().for_each(|warning| add(warning.policy_id(), warning));
    faults
}

/// Whether a rule can apply to an action, by the rule's scope.
pub(super) fn applies(policy: &Policy, action: &EntityUid, actions: &Entities) -> bool {
    match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(named) => named == *action,
        ActionConstraint::In(named) => {
            named.iter().any(|group| group == action || actions.is_ancestor_of(group, action))
        }
    }
}

/// Whether a rule asks for something where nothing can be done about it.
pub(super) fn obliges_in_vain(rule: &Rule, action: Action) -> bool {
    matches!(action, Action::See | Action::Show) && !rule.obligations.is_empty()
}
