// Adds to pages that work without it: the error summary takes the focus, a link can be copied, a page can be printed, a list
// can be walked with the keyboard.
"use strict";

// A page of before that a browser kept whole is asked for anew: who may see it can have changed since.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// In every other tab a page makes way as soon as the device is somebody else's: handed over, given back, or handed to the next one.
// It is emptied, and nothing asks whether to leave it.
const whose = document.documentElement.dataset.device || "";
let makesWay = false;
addEventListener("beforeunload", (event) => { if (makesWay) event.stopImmediatePropagation(); }); // before any other that listens
if ("BroadcastChannel" in window) {
  const tabs = new BroadcastChannel("steelyard-device");
  tabs.addEventListener("message", (event) => {
    if (event.data === whose) return;
    makesWay = true;
    document.body.replaceChildren();
    location.replace("/kiosk");
  });
  tabs.postMessage(whose);
}

const problems = document.querySelector(".problems");
if (problems) problems.focus();

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const said = document.getElementById(button.dataset.copy + "-copied");
  if (!navigator.clipboard || !source) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value);
      if (said) said.textContent = "Copied.";
    } catch {
      source.select();
      if (said) said.textContent = "It could not be copied. It is selected now: copy it with the keyboard.";
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A list can be walked with single keys, which can be switched off. They do nothing while something is being typed.
const shortcuts = document.querySelector("[data-shortcuts]");
if (shortcuts) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const on = shortcuts.querySelector("[data-keys-on]");
  const search = document.querySelector("[data-search]");
  const kept = "keys-off";
  shortcuts.hidden = false;
  try { on.checked = localStorage.getItem(kept) === null; } catch { /* nothing is kept here: the keys are on */ }
  on.addEventListener("change", () => {
    try {
      if (on.checked) localStorage.removeItem(kept);
      else localStorage.setItem(kept, "1");
    } catch { /* then it holds for this page */ }
  });
  const step = (by) => {
    const at = rows.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
    const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
    if (!row) return;
    row.focus();
    row.closest("tr, section").scrollIntoView({ block: "nearest" });
  };
  const follow = (rel) => document.querySelector(`.pages a[rel=${rel}]`)?.click();
  const help = () => {
    shortcuts.open = !shortcuts.open;
    shortcuts.querySelector("summary").focus();
  };
  const inRow = () => rows.includes(document.activeElement);
  const keys = {
    "/": () => search?.focus(), j: () => step(1), k: () => step(-1), n: () => follow("next"), p: () => follow("prev"), "?": help,
    ArrowDown: () => { if (!inRow()) return false; step(1); }, ArrowUp: () => { if (!inRow()) return false; step(-1); },
  };
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
    const act = keys[event.key];
    if (act && act() !== false) event.preventDefault();
  });
}
