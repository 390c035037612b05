// Small helps over pages that work without them.
"use strict";

// A form is sent once: a second click while the answer is on its way does nothing. An answer that is a file leaves the
// page standing, so the form comes back to life after a while.
const LIVE_AGAIN = 8000; // milliseconds
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, LIVE_AGAIN);
});

// Going back must not find a form that can no longer be sent.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// Leaving a changed form asks first.
const changed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.method !== "get" && !form.querySelector("[type=password]")) changed.add(form);
});
window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => !form.dataset.sent)) event.preventDefault();
});

// On a phone a table is read as a list: its cells say the names of their columns.
document.querySelectorAll(".table-wrap > .table:not(.table-stack)").forEach((table) => {
  if (!table.tHead || table.closest(".ledger")) return;
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  [...table.tBodies].flatMap((body) => [...body.rows]).forEach((row) => {
    [...row.cells].forEach((cell, place) => { if (cell.tagName === "TD") cell.dataset.label ??= names[place]; });
  });
  table.classList.add("table-stack");
});

// A table that scrolls sideways can be reached and scrolled by keyboard.
function reachable() {
  document.querySelectorAll(".table-wrap").forEach((wrap) => {
    if (wrap.scrollWidth <= wrap.clientWidth) return wrap.removeAttribute("tabindex");
    wrap.tabIndex = 0;
    wrap.setAttribute("role", "region");
    wrap.setAttribute("aria-label", wrap.querySelector("caption")?.textContent ?? "");
  });
}
reachable();
window.addEventListener("resize", reachable);

// What was refused comes into view first.
const refused = document.querySelector(".field-wrong :is(input, select, textarea)");
if (refused) refused.focus({ preventScroll: false });
