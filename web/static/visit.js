// Adds to forms that work without it: a digit chooses an answer and goes on, a page is sent once, and on a lost connection
// the answers stay on the page and are sent again until they are saved. What a patient types is kept meanwhile by kept.js.
"use strict";

const form = document.querySelector("form[data-visit]");
const unsaved = document.getElementById("unsaved");
const words = document.getElementById("unsaved-words");
const longestWait = 30000;
let sending = false;
let touched = false;
let keptHere = false;

const later = (ms) => new Promise((resolve) => {
  const timer = setTimeout(done, ms);
  function done() {
    clearTimeout(timer);
    removeEventListener("online", done);
    resolve();
  }
  addEventListener("online", done);
});

const say = (text) => {
  unsaved.hidden = false;
  if (words.textContent !== text) words.textContent = text;
};

const busy = (on) => {
  sending = on;
  form.setAttribute("aria-busy", String(on));
};

const fieldsOf = (button) => {
  const fields = new URLSearchParams(new FormData(form));
  if (button && button.name) fields.append(button.name, button.value);
  return fields;
};

// once sends the page and says whether that settled it. What the server answers in words is left to the browser to show.
const once = async (button) => {
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST", body: fieldsOf(button), headers: { "Steelyard-Script": "1" }, redirect: "manual", signal: AbortSignal.timeout(20000),
    });
  } catch {
    if (keptHere) kept.show("lost");
    else say(words.dataset.lost);
    return false;
  }
  const next = answer.headers.get("Steelyard-Next");
  if (next) {
    touched = false;
    unsaved.hidden = true;
    kept.hide();
    if (answer.headers.get("Steelyard-Saved")) kept.drop();
    else kept.keep(false);
    const from = location.pathname + location.search;
    location.assign(next);
    if (next.split("#")[0] === from) location.reload();
    return true;
  }
  if (answer.status === 401) {
    say(words.dataset.signedOut);
    busy(false);
    return true;
  }
  if (answer.status >= 500 || answer.status === 429) {
    say(words.dataset.ours);
    return false;
  }
  touched = false;
  if (keptHere) kept.keep(false);
  form.removeEventListener("submit", send);
  busy(false);
  form.requestSubmit(button || undefined);
  return true;
};

async function send(event) {
  event.preventDefault();
  if (sending) return;
  busy(true);
  const takesBack = event.submitter && event.submitter.name === "_clear";
  keptHere = !takesBack && kept.keep(true);
  if (takesBack) kept.drop();
  for (let wait = 2000; !(await once(event.submitter)); wait = Math.min(wait * 2, longestWait)) await later(wait);
}

const goOn = (group) => {
  const groups = [...form.querySelectorAll("fieldset, .question input, .question textarea")];
  const inside = (e) => e === group || group.contains(e);
  const next = groups.find((e) => !inside(e) && group.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (!next) {
    const button = form.querySelector("button:not([name])");
    return form.querySelectorAll(".question").length > 1 ? button.focus() : form.requestSubmit(button);
  }
  const target = next.matches("fieldset") ? next.querySelector("input:checked") || next.querySelector("input") : next;
  target.focus();
  target.closest(".question").scrollIntoView({ block: "center" });
};

// A digit works while the focus is on a question's answers, so that it is in nobody's way.
const onKey = (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || sending) return;
  const group = event.target.closest("[data-digits]");
  if (!group) return;
  document.documentElement.classList.add("keys");
  if (!/^[1-9]$/.test(event.key)) return;
  const answer = group.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
  if (!answer) return;
  event.preventDefault();
  answer.checked = true;
  touched = true;
  kept.keep(false);
  sessionStorage.setItem("steelyard-keys", "1");
  goOn(group);
};

// focusAnswers puts a member of staff, or a person who chose with a digit before, where the next digit works.
const focusAnswers = () => {
  const byKeys = form.hasAttribute("data-keys") || sessionStorage.getItem("steelyard-keys");
  if (!byKeys || document.querySelector("[data-first], .problems:not([hidden])") || location.hash) return;
  document.documentElement.classList.add("keys");
  const target = form.querySelector(".question input:checked, .question textarea") || form.querySelector(".question input");
  if (target) target.focus({ preventScroll: true });
};

if (form) {
  form.addEventListener("submit", send);
  form.addEventListener("change", () => { touched = true; });
  form.addEventListener("input", () => { if (!sending) kept.keep(false); });
  form.addEventListener("keydown", onKey);
  form.addEventListener("pointerdown", () => sessionStorage.removeItem("steelyard-keys"));
  addEventListener("beforeunload", (event) => { if (touched && !unsaved.hidden) event.preventDefault(); });
  addEventListener("pageshow", (event) => { if (event.persisted) busy(false); });
  focusAnswers();
  if (kept.again) form.requestSubmit(form.querySelector("button:not([name])"));
}
const first = document.querySelector("[data-first]");
if (first) first.focus();
