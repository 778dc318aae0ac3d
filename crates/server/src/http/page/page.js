// The routes of a node, read from its own description. No value becomes markup: all text is set
// as text.

import { example, kindOf, schemaTree, settle } from "/page/schema.js";

const METHODS = ["get", "post", "put", "patch", "delete"];

const state = { document: null, token: "" };

/** Makes an element with attributes and children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

/** Text with what stands between backticks as code. */
function words(text) {
  return text.split("`").map((part, at) => (at % 2 === 1 ? make("code", {}, part) : part));
}

/** Paragraphs of a text: a line break alone parts nothing. */
function paragraphs(text) {
  return text.split(/\n\s*\n/).map((part) => part.replaceAll("\n", " ").trim()).filter(Boolean);
}

/** A path that may break after each of its parts. */
function breakable(path) {
  return path.split(/(?=\/)/).flatMap((part) => [make("wbr"), part]);
}

function headers(more = {}) {
  return state.token ? { authorization: `Bearer ${state.token}`, ...more } : more;
}

function say(text) {
  const main = document.getElementById("main");
  main.replaceChildren(make("p", { id: "state", role: "status" }, text));
}

/** All operations, by the tag that they stand under. */
function operations() {
  const found = new Map((state.document.tags ?? []).map((tag) => [tag.name, []]));
  for (const [path, item] of Object.entries(state.document.paths)) {
    for (const method of METHODS.filter((each) => item[each])) {
      const operation = { path, method, ...item[method] };
      const tag = operation.tags?.[0] ?? "other";
      if (!found.has(tag)) found.set(tag, []);
      found.get(tag).push(operation);
    }
  }
  return found;
}

function anchor(operation) {
  return `#${operation.method}${operation.path}`;
}

function showRoutes() {
  const wanted = document.getElementById("filter").value.trim().toLowerCase();
  const parts = [];
  const current = anchor(chosen());
  for (const [tag, listed] of operations()) {
    const fitting = listed.filter((each) =>
      `${each.method} ${each.path} ${each.summary}`.toLowerCase().includes(wanted));
    if (fitting.length === 0) continue;
    const id = `tag-${tag}`;
    const items = fitting.map((each) => make("li", {}, make("a", {
      href: anchor(each),
      title: each.summary,
      "aria-current": anchor(each) === current ? "page" : undefined,
    }, make("span", { class: "method" }, each.method.toUpperCase()), make("span", {}, ...breakable(each.path)))));
    parts.push(make("h2", { id }, tag), make("ul", { "aria-labelledby": id }, ...items));
  }
  if (parts.length === 0) parts.push(make("p", { class: "soft" }, "No route has these words."));
  document.getElementById("routes").replaceChildren(...parts);
}

function isChosen(operation) {
  return decodeURIComponent(location.hash) === anchor(operation);
}

function chosen() {
  const all = [...operations().values()].flat();
  return all.find(isChosen) ?? all[0];
}

/** One labelled input for a parameter. */
function field(parameter, number) {
  const schema = settle(state.document, parameter.schema ?? {});
  const id = `field-${number}`;
  const kind = kindOf(schema);
  const isList = kind.startsWith("list");
  const choices = isList ? settle(state.document, schema.items ?? {}).enum : schema.enum;
  const options = kind === "yes or no" ? ["true", "false"] : choices;
  let input;
  if (options && !isList) {
    const usual = schema.default === undefined ? "" : ` (usually ${schema.default})`;
    input = make("select", { id, name: parameter.name }, make("option", { value: "" }, `–${usual}`),
      ...options.map((value) => make("option", { value }, String(value))));
  } else if (isList) {
    input = make("textarea", { id, name: parameter.name, rows: 1, spellcheck: "false" });
  } else {
    const number = kind === "whole number" || kind === "number";
    input = make("input", {
      id,
      name: parameter.name,
      type: number ? "number" : "text",
      step: kind === "number" ? "any" : undefined,
      min: schema.minimum,
      max: schema.maximum,
      placeholder: schema.default === "" ? undefined : schema.default,
      spellcheck: "false",
    });
  }
  if (parameter.in === "path") {
    input.value = parameter.example ?? pathExample(parameter.name);
    input.required = true;
  }
  input.dataset.in = parameter.in;
  const help = [parameter.description, isList ? "One value a line." : "",
    isList && choices ? `Values: ${choices.join(", ")}.` : "",
    schema.maximum !== undefined ? `At most ${schema.maximum}.` : "",
    parameter.example !== undefined ? `For example ${parameter.example}.` : ""];
  input.setAttribute("aria-describedby", `${id}-help`);
  return make("div", { class: "field" },
    make("label", { for: id }, parameter.name,
      parameter.required ? make("span", { class: "must" }, " (needed)") : undefined),
    input, make("p", { id: `${id}-help` }, ...words(help.filter(Boolean).join(" "))));
}

function pathExample(name) {
  return name === "dataset" ? "default" : "";
}

/** Description of what is sent: the type that it has, and an example of it. */
function bodyOf(operation) {
  const content = operation.requestBody?.content ?? {};
  const [kind, about] = Object.entries(content)[0] ?? [];
  if (!kind) return undefined;
  const made = example(state.document, about.schema ?? {});
  const text = kind.endsWith("json") ? JSON.stringify(made, null, 2)
    : `queries=${encodeURIComponent('{"q1": {"query": "Nordic Tern", "type": "Vessel"}}')}`;
  return { kind, text, schema: about.schema };
}

function show() {
  const operation = chosen();
  const main = document.getElementById("main");
  const description = paragraphs(operation.description ?? "");
  const parameters = operation.parameters ?? [];
  const body = bodyOf(operation);
  const answer = make("section", { "aria-live": "polite", "aria-label": "Answer" });
  const send = make("button", { type: "submit" }, "Send");
  const fields = parameters.map(field);
  if (body) {
    fields.push(make("div", { class: "field" }, make("label", { for: "body" }, "body"),
      Object.assign(make("textarea", { id: "body", class: "body", spellcheck: "false" }),
        { value: body.text }),
      make("p", {}, `As ${body.kind}.`)));
  }
  const form = make("form", {}, ...fields, make("div", { class: "send" }, send,
    make("span", { class: "soft" }, "The request goes to this node, and nowhere else.")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(operation, form, body, send, answer);
  });
  const nothing = fields.length === 0
    ? [make("p", { class: "soft" }, "This route takes no parameters.")] : [];
  main.replaceChildren(
    make("h2", {}, operation.summary ?? operation.operationId),
    make("p", { class: "path" },
      make("span", { class: "method" }, operation.method.toUpperCase()), operation.path),
    ...description.map((part) => make("p", { class: "words" }, ...words(part))),
    make("h3", {}, "Ask"), ...nothing, form, answer,
    ...(body?.schema ? [make("h3", {}, "What is sent"),
      schemaTree(state.document, body.schema, make)] : []),
    make("h3", {}, "What may come back"), ...responses(operation));
  document.title = `${operation.summary} – Comity`;
  showRoutes();
}

function responses(operation) {
  return Object.entries(operation.responses ?? {}).map(([status, answer]) => {
    const [kind, about] = Object.entries(answer.content ?? {})[0] ?? [];
    const label = make("summary", {}, make("code", {}, status), " ", ...words(answer.description ?? ""),
      kind ? make("span", { class: "kind" }, kind) : undefined);
    const inside = about?.schema
      ? schemaTree(state.document, about.schema, make)
      : make("p", { class: "soft" }, "Nothing beside the status.");
    return make("details", { open: status === "200" && !!about?.schema }, label, inside);
  });
}

/** The address that the form asks for. */
function address(operation, form) {
  let path = operation.path;
  const query = new URLSearchParams();
  for (const input of form.querySelectorAll("[data-in]")) {
    const values = input.tagName === "TEXTAREA" ? input.value.split("\n") : [input.value];
    for (const value of values.filter((each) => each !== "")) {
      if (input.dataset.in === "path") {
        path = path.replace(`{${input.name}}`, encodeURIComponent(value));
      } else if (input.dataset.in === "query") {
        query.append(input.name, value);
      }
    }
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

async function ask(operation, form, body, send, answer) {
  const url = address(operation, form);
  const sent = body ? form.querySelector("#body").value : undefined;
  send.disabled = true;
  const began = performance.now();
  try {
    const response = await fetch(url, {
      method: operation.method.toUpperCase(),
      headers: headers(sent === undefined ? {} : { "content-type": body.kind }),
      body: sent,
    });
    const text = await response.text();
    const took = Math.round(performance.now() - began);
    const id = response.headers.get("x-request-id");
    answer.replaceChildren(
      make("h3", {}, "Answer"),
      make("p", {},
        make("span", { class: response.ok ? "good" : "bad" },
          `${response.status} ${response.statusText}`),
        ` in ${took} ms, ${text.length} characters${id ? `, request ${id}` : ""}`),
      make("pre", { tabindex: 0, "aria-label": "Request" }, curl(operation, url, body, sent)),
      make("pre", { tabindex: 0, "aria-label": "Body of the answer" }, pretty(text) || "(empty)"));
    answer.scrollIntoView({ block: "nearest" });
  } catch (error) {
    answer.replaceChildren(make("p", { class: "bad", role: "alert" },
      `The node did not answer: ${error.message}`));
  } finally {
    send.disabled = false;
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The same request for a terminal; the token stays out of it. */
function curl(operation, url, body, sent) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = ["curl", quoted(location.origin + url)];
  if (operation.method !== "get") parts.push("-X", operation.method.toUpperCase());
  if (state.token) parts.push("-H", "'authorization: Bearer TOKEN'");
  if (sent !== undefined) {
    parts.push("-H", quoted(`content-type: ${body.kind}`), "-d", quoted(sent));
  }
  return parts.join(" ");
}

async function load() {
  let response;
  try {
    response = await fetch("/openapi.json", { headers: headers() });
  } catch (error) {
    say(`The node did not answer: ${error.message}`);
    return;
  }
  if (!response.ok) {
    const needed = response.status === 401;
    say(needed ? "This node asks for a token: give one above." : `The node says ${response.status}.`);
    if (needed) document.getElementById("token").focus();
    return;
  }
  state.document = await response.json();
  document.getElementById("about").textContent =
    `The interface of this node, version ${state.document.info.version}`;
  show();
}

document.getElementById("access").addEventListener("submit", (event) => {
  event.preventDefault();
  state.token = document.getElementById("token").value.trim();
  load();
});
document.getElementById("filter").addEventListener("input", () => {
  if (state.document) showRoutes();
});
window.addEventListener("hashchange", () => {
  if (!state.document || location.hash === "#main") return;
  show();
  document.getElementById("main").focus();
});
load();
