// Keeps what was typed into a visit's page and has not reached the server on the device, for a day at most, and takes it away
// as soon as the server has it, when the visit is over or its link has ended. Staff pages and a device that was handed over
// have no #kept with a key, or one that says to forget, and then nothing is kept.
"use strict";

const kept = (() => {
  const box = document.getElementById("kept");
  const prefix = "steelyard-kept-";
  const longest = 24 * 60 * 60 * 1000;
  const key = box && prefix + box.dataset.kept;
  const keeps = box && !("forget" in box.dataset);
  const form = document.querySelector("form[data-visit]");
  const path = form && box ? new URL(form.action).pathname.slice(box.dataset.root.length) : "";
  const asks = Boolean(form && form.querySelector("[name^='_was.']"));

  // A browser can refuse to keep anything; then the page works as one that keeps nothing.
  const tried = (f, otherwise) => {
    try {
      return f(localStorage);
    } catch {
      return otherwise;
    }
  };
  const read = (name) => tried((s) => JSON.parse(s.getItem(name)), null);
  const forget = () => tried((s) => s.removeItem(key));
  const pages = () => (read(key) || { pages: {} }).pages;
  const write = (all) => {
    if (Object.keys(all).length === 0) return forget();
    return tried((s) => { s.setItem(key, JSON.stringify({ at: Date.now(), pages: all })); return true; }, false);
  };
  const drop = (of = path) => {
    const all = pages();
    delete all[of];
    write(all);
  };
  const clearOld = () => tried((s) => {
    for (const name of Object.keys(s).filter((n) => n.startsWith(prefix))) {
      const entry = read(name);
      const handed = box && box.dataset.kept.startsWith("kiosk-"); // a device that was handed over keeps nothing of before
      const ofOther = name !== key && (handed || name.startsWith(prefix + "kiosk-")); // nor one that was given back
      if (ofOther || !entry || !(Math.abs(Date.now() - entry.at) < longest)) s.removeItem(name);
    }
  });

  // keep puts what stands on the page on the device. Sent says that its reader has gone on. It says whether that worked.
  const keep = (sent) => {
    if (!keeps || !asks) return false;
    const fields = [...new FormData(form)].filter(([name]) => !name.startsWith("_") || name.startsWith("_was."));
    return write({ ...pages(), [path]: { fields, sent } }) === true;
  };

  const show = (words, link) => {
    box.hidden = false;
    const said = document.getElementById("kept-words");
    if (said.textContent !== box.dataset[words]) said.textContent = box.dataset[words];
    const go = document.getElementById("kept-go");
    go.hidden = !link;
    if (link) go.href = link;
  };
  const hide = () => { if (box) box.hidden = true; };

  // put gives the fields of the page what was typed before, unless the server has a newer answer, and says whether it changed one.
  const put = (fields) => {
    const was = Object.fromEntries(fields.filter(([name]) => name.startsWith("_was.")));
    let changed = false;
    for (const [name, value] of fields.filter(([n]) => !n.startsWith("_"))) {
      const of = "_was." + name.split(".")[0];
      const now = form.elements[of];
      if (!now || now.value !== was[of]) continue;
      for (const e of form.elements) {
        if (e.name !== name) continue;
        if (e.type === "radio" ? e.value === value && !e.checked : e.value !== value) {
          changed = true;
          if (e.type === "radio") e.checked = true;
          else e.value = value;
        }
      }
    }
    return changed;
  };

  const markOf = (of) => "#kept" + of.replaceAll("/", "-");
  const addressOf = (of) => box.dataset.root + of + markOf(of);

  // restore puts back what was typed on this page, and says whether it was on its way already, so that it is sent again. From
  // the start and the review it leads to a page that was on its way, which is sent from there.
  const restore = () => {
    clearOld();
    if (!box) return false;
    if (!keeps) {
      forget();
      return false;
    }
    const all = pages();
    for (const of of Object.keys(all)) if (of !== path && location.hash === markOf(of)) drop(of); // that question is not asked any more
    if (asks && all[path]) {
      if (put(all[path].fields)) {
        show("typed");
        return all[path].sent;
      }
      drop();
      if (location.hash === markOf(path)) location.replace(box.dataset.root); // it had arrived
    }
    const others = Object.keys(pages()).filter((of) => of !== path);
    if (asks || others.length === 0) return false;
    const sent = others.find((of) => all[of].sent);
    if (sent) location.replace(addressOf(sent));
    else show("elsewhere", addressOf(others[0]));
    return false;
  };

  const remove = document.getElementById("kept-remove");
  if (remove) {
    remove.addEventListener("click", () => {
      forget();
      location.reload();
    });
  }
  return { keep, drop, show, hide, again: restore() };
})();
