// More of a concordance as one scrolls; a term whose occurrences are still being linked.
"use strict";
import { finished, say } from "./shell.js";

const body = document.getElementById("rows");

async function more(row) {
  const answer = await fetch(row.dataset.next);
  if (!answer.ok) return;
  const held = document.createElement("table");
  held.innerHTML = await answer.text(); // made, and escaped, by the reader's own template
  row.replaceWith(...held.querySelectorAll("tr"));
  watch();
}
const observer = new IntersectionObserver((seen) => {
  for (const each of seen) {
    if (each.isIntersecting) { observer.unobserve(each.target); more(each.target); }
  }
}, { rootMargin: "600px" });
function watch() {
  const row = body?.querySelector("tr.more");
  if (row) observer.observe(row);
}
watch();

/** Whether a choice was made before this module ran. */
function made(choice) {
  if (choice.type === "checkbox") return choice.checked !== choice.defaultChecked;
  return choice.selectedIndex !== Math.max(0, [...choice.options].findIndex((each) => each.defaultSelected));
}
function apply(choice) {
  if (document.querySelector("#find [name=q]").value.trim()) choice.form.requestSubmit();
}
const choices = [...document.querySelectorAll("#find select, #find [type=checkbox]")];
choices.forEach((choice) => choice.addEventListener("change", () => apply(choice)));
choices.filter(made).slice(0, 1).forEach(apply);

if (matchMedia("(max-width: 860px)").matches) document.querySelector(".facets details:not(:has([aria-current]))")?.removeAttribute("open");

const working = document.getElementById("working");
if (working) {
  const progress = document.getElementById("progress");
  finished(working.dataset.work, (told) => {
    if (told.total) { progress.max = told.total; progress.value = told.done; }
  }).then(() => location.reload()).catch((error) => { say(error.message); working.textContent = error.message; });
}
