// Comparing a file in hand with a report's SHA-256 on the reader's own device. Without this the page says how to do it.
"use strict";

const check = document.getElementById("file-check");
if (check && window.crypto?.subtle) {
  check.hidden = false;
  const wanted = document.getElementById("sha256").dataset.sha256;
  const answer = document.getElementById("file-answer");
  document.getElementById("file-in-hand").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    answer.textContent = "";
    answer.className = "";
    if (!file) return;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const same = sha256 === wanted;
    answer.className = same ? "outcome-met" : "outcome-not_met";
    answer.textContent = same ? check.dataset.same : `${check.dataset.other} ${sha256}`;
  });
}
