// Questions and options that depend on an answer of the same page come and go as it is given. The server asks the same
// without this, one page later, and decides when the page is sent; so what is wrong here is put right there.
import { holds } from "./logic.js";

const form = document.querySelector("form[data-at-once]");
function start({ known, questions }) {
  for (const waiting of form.querySelectorAll("template[data-asked], template[data-offered]")) stand(waiting);
  form.addEventListener("input", decide);
  form.addEventListener("change", decide);
  window.addEventListener("pageshow", decide);
  decide();

  function decide() {
    const answers = { ...known }, shown = [];
    for (const question of questions) {
      const block = form.querySelector(`[data-asked="${question.id}"]`);
      if (block) turn(block, holds(question.if, answers));
      if (block?.hidden) continue;
      shown.push(question.id);
      for (const option of form.querySelectorAll(`[data-offered][data-of="${question.id}"]`))
        turn(option, holds(JSON.parse(option.dataset.offered), answers));
      const answer = READ[question.type]?.(question) ?? null;
      if (answer !== null) answers[question.id] = answer;
      const other = one(`${question.id}.other`);
      if (other && [answer].flat().includes("other")) answers[`${question.id}.other`] = other;
    }
    form.elements.shown.value = shown.join(" ");
  }
}

// What waits in a template takes its place, hidden; what was typed there before came along in hidden inputs.
function stand(waiting) {
  const block = document.createElement(waiting.dataset.tag ?? "div");
  Object.assign(block.dataset, waiting.dataset);
  block.className = waiting.className;
  block.hidden = true;
  block.append(waiting.content);
  waiting.replaceWith(block);
  if (!block.dataset.asked) return;
  const names = new Set([...block.querySelectorAll("[name]")].map((input) => input.name));
  for (const carried of form.querySelectorAll("input[type=hidden]")) if (names.has(carried.name)) carried.remove();
}

// Hidden inputs are switched off, so they are not sent and decide nothing.
function turn(block, isShown) {
  block.hidden = !isShown;
  for (const input of block.querySelectorAll("input, select, textarea")) input.disabled = Boolean(input.closest("[hidden]"));
}

function given(name) {
  const isGiven = (input) =>
    !input.disabled && input.type !== "hidden" && input.type !== "submit" && (!["radio", "checkbox"].includes(input.type) || input.checked);
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter(isGiven).map((input) => input.value.trim()).filter(Boolean);
}

function one(name) {
  return given(name).at(-1) ?? "";
}

function soMany(count, { least, most }) {
  return count >= (least ?? 0) && count <= (most ?? Infinity);
}

// The answer to a question as read_answers.py reads it; null where there is none, or it would not be taken.
const READ = {
  single: ({ id }) => one(id) || null,
  multiple(question) {
    const ticked = given(question.id), isAlone = ticked.some((value) => question.exclusive.includes(value));
    return (isAlone ? ticked.length === 1 : ticked.length && soMany(ticked.length, question)) ? ticked : null;
  },
  ranking(question) {
    const placed = question.rows.map((row) => [Number(one(`${question.id}.${row}`)), row]).filter(([place]) => place);
    placed.sort(([one], [other]) => one - other);
    const isWhole = placed.every(([place], at) => place === at + 1);
    return placed.length && isWhole && soMany(placed.length, question) ? placed.map(([, row]) => row) : null;
  },
  scale: ({ id }) => (one(id) ? Number(one(id)) : null),
  nps: ({ id }) => (one(id) ? Number(one(id)) : null),
  matrix(question) {
    const rows = Object.fromEntries(question.rows.map((row) => [row, one(`${question.id}.${row}`)]).filter(([, value]) => value));
    const count = Object.keys(rows).length;
    return count && (!question.required || count === question.rows.length) ? rows : null;
  },
  number(question) {
    const raw = one(question.id).normalize("NFKC").replaceAll(",", "");
    const isNumber = (question.whole ? /^[+-]?\d{1,20}$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i).test(raw);
    const number = Number(raw);
    return isNumber && soMany(number, { least: question.least ?? -1e12, most: question.most ?? 1e12 }) ? number : null;
  },
  date: ({ id }) => (/^\d{4}-\d\d-\d\d$/.test(one(id)) ? one(id) : null),
  short_text: ({ id, longest }) => one(id).replace(/\s+/g, " ").slice(0, longest) || null,
  long_text: ({ id, longest }) => one(id).slice(0, longest) || null,
};

if (form) start(JSON.parse(form.dataset.atOnce));
