use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression,
    Schema,
};
use comity_model::{Marking, PartyId, Purpose, Tlp};

use super::samples;
use crate::ask::{About, Action, Asking, Handling, Matter, Object, Pact};
use crate::rules::Purposes;

/// The words in which the rules are asked, made once: parsing a name costs more than deciding.
pub(crate) struct Words {
    /// Each action with its groups, in the order of [`Action::ALL`].
    actions: Vec<Entity>,
    action_uids: Vec<EntityUid>,
    asker: EntityUid,
    node: EntityUid,
    record: EntityUid,
    marking: EntityUid,
    statement: EntityUid,
    kind: EntityTypeName,
    role: EntityTypeName,
    party: EntityTypeName,
    regime: EntityTypeName,
    age: EntityTypeName,
    standing: EntityTypeName,
    grounds: EntityTypeName,
    class: EntityTypeName,
    purpose: EntityTypeName,
    legal_basis: EntityTypeName,
}

type Value = RestrictedExpression;
type Attributes = HashMap<String, Value>;

impl Words {
    /// The words, after a trial of all of them: a schema that lacks one would leave a rule without
    /// what it asks for.
    pub(crate) fn new(
        schema: &Schema,
        groups: &Entities,
        purposes: &Purposes,
    ) -> Result<Words, String> {
        let known: BTreeMap<String, &EntityTypeName> =
            schema.entity_types().map(|kind| (kind.to_string(), kind)).collect();
        let kind = |name: &str| {
            let found = known.get(&format!("Comity::{name}"));
            found.copied().cloned().ok_or_else(|| format!("there is no entity `{name}`"))
        };
        let one = |name: &str, id: &str| Ok::<_, String>(uid(&kind(name)?, id));
        let mut actions = Vec::new();
        for name in Action::ALL.iter().map(|action| action.name()) {
            let found = groups.iter().find(|action| action.uid().id().unescaped() == name);
            actions.push(found.cloned().ok_or_else(|| format!("there is no action `{name}`"))?);
        }
        let words = Words {
            action_uids: actions.iter().map(Entity::uid).collect(),
            actions,
            asker: one("Asker", "asker")?,
            node: one("Node", "node")?,
            record: one("Record", "record")?,
            marking: one("Marking", "marking")?,
            statement: one("Statement", "statement")?,
            kind: kind("Kind")?,
            role: kind("Role")?,
            party: kind("Party")?,
            regime: kind("Regime")?,
            age: kind("Age")?,
            standing: kind("Standing")?,
            grounds: kind("Grounds")?,
            class: kind("PropertyClass")?,
            purpose: kind("Purpose")?,
            legal_basis: kind("LegalBasis")?,
        };
        for matter in samples::all(purposes) {
            let action = matter.action;
            words
                .question(&matter, Some(schema))
                .map_err(|error| format!("`{action}`: {error}"))?;
        }
        Ok(words)
    }

    pub(crate) fn action(&self, action: Action) -> Option<&EntityUid> {
        self.action_uids.get(action.index())
    }

    /// The question as the rules hear it.
    pub(crate) fn question(
        &self,
        matter: &Matter,
        schema: Option<&Schema>,
    ) -> Result<(Request, Entities), String> {
        let action = self.action(matter.action).ok_or("there is no such action")?;
        let resource = self.resource(&matter.object)?;
        let context = Context::from_pairs(self.context(matter)).map_err(|e| e.to_string())?;
        let resource_uid = resource.uid();
        let request =
            Request::new(self.asker.clone(), action.clone(), resource_uid, context, schema)
                .map_err(|error| error.to_string())?;
        let mut entities = vec![self.asker(matter)?, resource];
        // With a schema the actions come from it.
        if schema.is_none() {
            entities.extend(self.actions.get(matter.action.index()).cloned());
        }
        let entities = Entities::from_entities(entities, schema).map_err(|e| e.to_string())?;
        Ok((request, entities))
    }

    fn asker(&self, matter: &Matter) -> Result<Entity, String> {
        let attributes = HashMap::from([
            field("kind", one(&self.kind, matter.kind.name())),
            field("party", one(&self.party, matter.party.as_str())),
            field("clearance", light(matter.clearance)),
        ]);
        let roles = matter.roles.iter().map(|role| uid(&self.role, role.name()));
        Entity::new(self.asker.clone(), attributes, roles.collect()).map_err(|e| e.to_string())
    }

    fn resource(&self, object: &Object) -> Result<Entity, String> {
        let (uid, attributes) = match object {
            Object::Node => (&self.node, Attributes::new()),
            Object::Marking { marking } => {
                (&self.marking, HashMap::from([field("marking", self.handling(marking)?)]))
            }
            Object::Record { about, marking } => (
                &self.record,
                HashMap::from([
                    field("about", self.about(*about)?),
                    field("marking", self.handling(marking)?),
                ]),
            ),
            Object::Statement { about, marking, class } => (
                &self.statement,
                HashMap::from([
                    field("about", self.about(*about)?),
                    field("marking", self.handling(marking)?),
                    field("class", one(&self.class, class.name())),
                ]),
            ),
        };
        Entity::new(uid.clone(), attributes, HashSet::new()).map_err(|error| error.to_string())
    }

    fn about(&self, about: About) -> Result<Value, String> {
        let mut fields = vec![
            field("age", one(&self.age, about.age.name())),
            field("standing", one(&self.standing, about.standing.name())),
            field("grounds", one(&self.grounds, about.grounds.name())),
            field("protective", Value::new_bool(about.protective)),
            field("misused_identity", Value::new_bool(about.misused_identity)),
            field("restricted", Value::new_bool(about.restricted)),
            field("flagged", Value::new_bool(about.flagged)),
        ];
        if let Some(regime) = about.regime {
            fields.push(field("regime", one(&self.regime, regime.name())));
        }
        Value::new_record(fields).map_err(|error| error.to_string())
    }

    fn handling(&self, marking: &Marking) -> Result<Value, String> {
        let handling = Handling::of(marking);
        let mut fields = vec![
            field("tlp", light(handling.marking.tlp())),
            field("originator_control", Value::new_bool(handling.marking.originator_control())),
            field("restricted", Value::new_bool(handling.marking.is_restricted())),
        ];
        if let Some(parties) = handling.marking.releasable_to() {
            fields.push(field("releasable_to", self.parties(parties)));
        }
        if let Some(purposes) = handling.marking.purposes() {
            fields.push(field("purposes", self.purposes(purposes)));
        }
        if let Some(day) = handling.retain_until {
            fields.push(field("retain_until", Value::new_long(day)));
        }
        Value::new_record(fields).map_err(|error| error.to_string())
    }

    fn context(&self, matter: &Matter) -> Vec<(String, Value)> {
        let mut fields = vec![
            field("today", Value::new_long(matter.today)),
            field("assurance", Value::new_long(matter.assurance.level())),
            field("approved", Value::new_bool(matter.approved)),
        ];
        if let Some(asking) = &matter.asking {
            self.asking(asking, &mut fields);
        }
        fields
    }

    fn asking(&self, asking: &Asking, fields: &mut Vec<(String, Value)>) {
        fields.extend([
            field("purpose", one(&self.purpose, asking.purpose.as_str())),
            field("regime", one(&self.regime, asking.regime.name())),
            field("legal_basis", one(&self.legal_basis, asking.legal_basis.as_str())),
            field("case", Value::new_bool(asking.has_case)),
            field("reviewed", Value::new_bool(asking.reviewed)),
            field("encounter", Value::new_bool(asking.encounter)),
            field("originator_consent", Value::new_bool(asking.originator_consent)),
        ]);
        let agreement = asking.agreement.as_ref().and_then(|pact| self.agreement(pact));
        fields.extend(agreement.map(|agreement| field("agreement", agreement)));
    }

    /// Only two fields of one name could fail here, and then there is no agreement.
    fn agreement(&self, pact: &Pact) -> Option<Value> {
        let fields = [
            field("partner", one(&self.party, pact.partner.as_str())),
            field("in_force", Value::new_bool(pact.in_force)),
            field("purposes", self.purposes(&pact.purposes)),
            field("tlp_max", light(pact.tlp_max)),
        ];
        Value::new_record(fields).ok()
    }

    fn parties(&self, parties: &BTreeSet<PartyId>) -> Value {
        Value::new_set(parties.iter().map(|party| one(&self.party, party.as_str())))
    }

    fn purposes(&self, purposes: &BTreeSet<Purpose>) -> Value {
        Value::new_set(purposes.iter().map(|purpose| one(&self.purpose, purpose.as_str())))
    }
}

fn field(name: &str, value: Value) -> (String, Value) {
    (name.to_owned(), value)
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn one(kind: &EntityTypeName, id: &str) -> Value {
    Value::new_entity_uid(uid(kind, id))
}

/// The traffic light as a number, so that rules can compare it.
fn light(tlp: Tlp) -> Value {
    Value::new_long(match tlp {
        Tlp::Clear => 0,
        Tlp::Green => 1,
        Tlp::Amber => 2,
        Tlp::AmberStrict => 3,
        Tlp::Red => 4,
    })
}
