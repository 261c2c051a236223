// Adds to a page that works without it: a paper form is entered with the digits. A digit chooses and goes on, - or Enter
// leaves a question without an answer, Backspace goes back. Nothing is kept anywhere but on the page.
"use strict";

const paper = document.querySelector("form[data-paper]");
const items = paper ? [...paper.querySelectorAll("[data-item]")] : [];
const meaning = document.getElementById("f-_digits");
const count = document.querySelector(".paper-count");
let changed = false;

const byCode = () => meaning !== null && meaning.value === "code";
const radios = (item) => [...item.querySelectorAll("input[type=radio]")];
const fieldOf = (item) => item.querySelector("input:checked") || item.querySelector("input, textarea");

const answered = (item) => {
  const all = radios(item);
  if (all.length) return all.some((r) => r.checked && r.value !== "");
  return [...item.querySelectorAll("input, textarea")].some((f) => f.value.trim() !== "");
};

const tally = () => {
  count.hidden = false;
  count.textContent = items.filter(answered).length + " of " + items.length + " questions have an answer.";
};

const hints = () => {
  for (const kbd of paper.querySelectorAll("kbd[data-place]")) {
    const key = byCode() ? kbd.dataset.code : kbd.dataset.place;
    kbd.textContent = key;
    kbd.hidden = key.length !== 1;
  }
};

const go = (item) => {
  const target = item ? fieldOf(item) : paper.querySelector("button");
  target.focus({ preventScroll: true });
  if (target.select) target.select();
  (item || target).scrollIntoView({ block: "nearest" });
};

const next = (item) => go(items[items.indexOf(item) + 1]);

const back = (item) => {
  const at = items.indexOf(item);
  if (at > 0) go(items[at - 1]);
};

const take = (item, radio) => {
  radio.checked = true;
  changed = true;
  tally();
  next(item);
};

const chosen = (item, key) => {
  const all = radios(item).filter((r) => r.value !== "");
  return byCode() ? all.find((r) => r.value === key) : all[Number(key) - 1];
};

// onChoice is what a key does on a question with boxes; it says whether the key meant something.
const onChoice = (item, key) => {
  if (key === "Backspace") return back(item), true;
  if (key === "-" || key === "Enter") return take(item, radios(item).find((r) => r.value === "")), true;
  if (!/^[0-9]$/.test(key)) return false;
  const radio = chosen(item, key);
  if (radio) take(item, radio);
  return true;
};

// onText is what a key does where something is written.
const onText = (item, field, key) => {
  const fields = [...item.querySelectorAll("input, textarea")];
  if (key === "Enter" && !field.matches("textarea")) {
    const other = fields[fields.indexOf(field) + 1];
    if (other && field.value !== "") other.focus();
    else next(item);
    return true;
  }
  if (field.value !== "" || fields.indexOf(field) > 0) return false;
  if (key === "Backspace") return back(item), true;
  if (key === "-" && field.inputMode !== "decimal") return next(item), true;
  return false;
};

const onKey = (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const item = event.target.closest("[data-item]");
  if (!item) return;
  const meant = radios(item).length ? onChoice(item, event.key) : onText(item, event.target, event.key);
  if (meant) event.preventDefault();
};

// Enter never sends the form from a question: the focus may have moved between the two halves of a key.
const onPress = (event) => {
  if (event.key === "Enter" && event.target.closest("[data-item]") && !event.target.matches("textarea")) event.preventDefault();
};

if (paper) {
  document.querySelector(".keys-help").hidden = false;
  hints();
  tally();
  paper.addEventListener("keydown", onKey);
  paper.addEventListener("keypress", onPress);
  paper.addEventListener("input", () => { changed = true; tally(); });
  if (meaning) meaning.addEventListener("change", hints);
  paper.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  if (!document.querySelector(".problems")) document.getElementById("f-_answered_on").focus();
}
