// Schemas of an OpenAPI document: what they are called, examples of them, and a tree to look at.

/** Deepest level of an example and of a tree: entities hold entities. */
const DEPTH_MAX = 6;

/** A schema without references, and without the choice of nothing. */
export function settle(document, schema) {
  let settled = schema;
  for (let steps = 0; steps < 10; steps += 1) {
    if (settled.$ref) {
      const name = settled.$ref.split("/").pop();
      settled = document.components?.schemas?.[name] ?? {};
      continue;
    }
    const choices = (settled.anyOf ?? settled.oneOf ?? []).filter((each) => each.type !== "null");
    if (choices.length === 1) {
      settled = choices[0];
      continue;
    }
    if (settled.allOf) return join(document, settled);
    break;
  }
  return settled;
}

function join(document, schema) {
  const whole = { type: "object", properties: {}, required: [] };
  for (const part of schema.allOf.map((each) => settle(document, each))) {
    Object.assign(whole.properties, part.properties);
    whole.required.push(...(part.required ?? []));
  }
  return whole;
}

/** What kind of value a schema asks for, in words. */
export function kindOf(schema) {
  const types = [schema.type ?? []].flat().filter((type) => type !== "null");
  const names = { integer: "whole number", boolean: "yes or no", array: "list", string: "text" };
  if (types.length === 0) return schema.anyOf || schema.oneOf ? "one of several" : "anything";
  if (types[0] === "object" && schema.additionalProperties) return "map";
  return types.map((type) => names[type] ?? type).join(" or ");
}

/** An example of what a schema asks for. */
export function example(document, schema, depth = 0) {
  if (schema.example !== undefined) return schema.example;
  if (schema.examples?.length) return schema.examples[0];
  const settled = settle(document, schema);
  if (settled !== schema && settled.example !== undefined) return settled.example;
  if (settled.default !== undefined && settled.default !== null) return settled.default;
  if (settled.enum) return settled.enum[0];
  const kind = kindOf(settled);
  if (depth > DEPTH_MAX) return null;
  if (kind === "map") {
    const inner = settled.additionalProperties;
    const made = typeof inner === "object" ? example(document, inner, depth + 1) : null;
    return made !== null && typeof made === "object" ? { q1: made } : {};
  }
  if (kind === "object") {
    const made = {};
    for (const [name, inner] of Object.entries(settled.properties ?? {})) {
      const isNeeded = settled.required?.includes(name);
      const settledInner = settle(document, inner);
      const says = inner.example !== undefined || settledInner.example !== undefined;
      if (isNeeded || says) made[name] = example(document, inner, depth + 1);
    }
    return made;
  }
  if (kind === "list") return [];
  if (kind === "whole number" || kind === "number") return 0;
  if (kind === "yes or no") return false;
  return kind === "text" ? "" : null;
}

/** A schema as a tree that opens level by level. */
export function schemaTree(document, schema, make, depth = 0) {
  const settled = settle(document, schema);
  const inner = innerOf(settled);
  if (settled.properties && depth < DEPTH_MAX) {
    const rows = Object.entries(settled.properties).map(([name, part]) =>
      row(document, name, part, settled.required?.includes(name), make, depth));
    return make("dl", {}, ...rows.flat());
  }
  if (inner && depth < DEPTH_MAX) {
    const label = kindOf(settled) === "map" ? "each member" : "each item";
    return make("dl", {}, ...row(document, label, inner, false, make, depth));
  }
  return make("p", { class: "soft" }, kindOf(settled));
}

function innerOf(settled) {
  if (settled.items) return settled.items;
  return typeof settled.additionalProperties === "object" ? settled.additionalProperties : null;
}

function row(document, name, part, isNeeded, make, depth) {
  const settled = settle(document, part);
  const kind = make("span", { class: "kind" }, `${kindOf(settled)}${isNeeded ? "" : ", optional"}`);
  const words = part.description ?? settled.description;
  const hasInside = settled.properties || innerOf(settled);
  const term = make("dt", {}, make("code", {}, name), kind);
  const about = words ? [make("dd", {}, words.replaceAll("`", ""))] : [];
  if (!hasInside || depth + 1 >= DEPTH_MAX) return [term, ...about];
  // What lies deep is made when somebody opens it.
  const details = make("details", {}, make("summary", {}, "what is in it"));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) {
      details.append(schemaTree(document, part, make, depth + 1));
    }
  });
  return [term, ...about, make("dd", {}, details)];
}
