// Adds to pages that work without it: the error summary takes the focus, a link can be copied, a page can be printed.
"use strict";

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
