/* What a form holds when it is sent: its fields as a browser sends them, and in words for whoever looks at it again. */

const UNTOLD = ["hidden", "submit", "button", "search"];
const CHOSEN = ["checkbox", "radio"];

/** Where a form is sent. */
export const actionOf = (form) => form.getAttribute("action") || location.pathname;

/** Does it change what is there, rather than make one more? */
export const changes = (form) => form.dataset.outbox === "edit";

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function fieldsOf(form, submitter) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) {
    if (name !== "csrf_token" && typeof value === "string") fields.append(name, value);
  }
  fields.append("made_on", today()); // it may leave on another day
  return fields.toString();
}

const nameOf = (label) => label?.firstChild?.textContent.trim() ?? "";

/** [what is asked, what was answered] of a field, in the page's words; undefined where nothing was. */
function lineOf(field) {
  if (!field.name || UNTOLD.includes(field.type)) return undefined;
  const label = field.labels?.[0];
  if (CHOSEN.includes(field.type)) {
    if (!field.checked) return undefined;
    const group = field.closest("fieldset")?.querySelector("legend");
    return group ? [nameOf(group), label.textContent.trim()] : [label.textContent.trim(), "✓"];
  }
  const value = field.matches("select") ? field.value && field.selectedOptions[0].textContent : field.value;
  return value ? [nameOf(label), value.trim()] : undefined;
}

function told(form) {
  const lines = [];
  for (const [name, value] of [...form.elements].map(lineOf).filter(Boolean)) {
    const last = lines.at(-1);
    if (last?.[0] === name) last[1] += `, ${value}`;
    else lines.push([name, value]);
  }
  return lines;
}

/** A form as it waits: `page` is where it is found. */
export function packed(form, submitter) {
  const action = actionOf(form);
  return {
    action, fields: fieldsOf(form, submitter),
    page: form.hasAttribute("data-blank") ? action : location.pathname,
    title: form.dataset.title ?? document.querySelector("h1").textContent.trim(),
    at: Date.now(), told: told(form),
  };
}

/** Has something been typed in it? */
export const isBegun = (form) => [...form.elements].some((field) => field.matches("textarea, input[type=text]") && field.value !== field.defaultValue);

/** Is everything there that the form cannot do without? Said at the field where it is not. */
export function isComplete(form) {
  for (const group of form.querySelectorAll("[data-one]")) {
    const answered = [...group.querySelectorAll("input")].some((input) => input.checked || (input.type === "text" && input.value.trim()));
    group.querySelector("input")?.setCustomValidity(answered ? "" : group.dataset.one);
  }
  // The server completes an address of the web.
  const wrong = [...form.elements].find((field) => field.type !== "url" && !field.checkValidity());
  for (let fold = wrong?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  return !wrong || wrong.reportValidity();
}

/** Empty it for the next one; a page that came with words would be reset to these words. */
export function empty(form) {
  if (!form.querySelector("[aria-invalid]") && !location.search.includes("brouillon=1")) return form.reset();
  for (const field of form.elements) {
    if (CHOSEN.includes(field.type)) field.checked = false;
    else if (field.matches("select")) field.selectedIndex = 0;
    else if (!["hidden", "submit", "button", "date"].includes(field.type)) field.value = "";
  }
  return undefined;
}
