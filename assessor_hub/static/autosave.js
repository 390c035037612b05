// A draft saves itself: the form goes to its own address a moment after the last change, and stays as it is typed.
"use strict";

const QUIET = 1500; // milliseconds without a change before it is saved
const AGAIN = 15000; // milliseconds until the next try where the answer was no answer

document.querySelectorAll("form[data-autosave]").forEach((form) => {
  const said = form.querySelector(".autosave");
  let timer = 0;
  let typed = 0; // changes so far; what was typed during a save is saved by the next one
  let stopped = false;
  let under_way = null;

  const say = (text, wrong) => {
    said.textContent = text;
    said.classList.toggle("error", wrong);
  };
  const later = (wait) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, wait);
  };

  async function send() {
    const before = typed;
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { "X-Autosave": "yes" }, redirect: "manual",
      });
      const { saved, message, revision, stop } = await answer.json();
      say(message, !saved);
      stopped = Boolean(stop);
      if (!saved) return;
      form.elements.revision.value = revision;
      if (typed === before) changed.delete(form);
      else later(QUIET);
    } catch { // no network, or signed out: nothing is lost, the form is still here
      say(form.dataset.offline, true);
      later(AGAIN);
    }
  }

  function save() {
    if (under_way || form.dataset.sent) return;
    under_way = send().finally(() => { under_way = null; });
  }

  form.addEventListener("input", () => {
    typed += 1;
    later(QUIET);
  });
  // The button waits for a save that is under way, so that the form carries the newest revision.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!under_way) return;
    event.preventDefault();
    under_way.then(() => form.requestSubmit(event.submitter));
  });
});
