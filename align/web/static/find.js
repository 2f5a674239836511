// More of a concordance as one scrolls.
"use strict";
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

for (const choice of document.querySelectorAll("#find select")) {
  choice.addEventListener("change", () => { if (document.querySelector("#find [name=q]").value.trim()) choice.form.requestSubmit(); });
}
