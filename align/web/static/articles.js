// Dropping or pasting an article.
"use strict";
import { ask, say } from "./shell.js";

const form = document.getElementById("drop");
const file = document.getElementById("file");

async function take(blob, name) {
  form.setAttribute("aria-busy", "true");
  try {
    const told = await ask(`/articles?name=${encodeURIComponent(name)}`, undefined, { method: "POST", body: blob });
    location.assign(`/article?id=${told.id}`);
  } catch (error) {
    say(error.message);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const pasted = document.getElementById("pasted").value;
  if (file.files.length) take(file.files[0], file.files[0].name);
  else if (pasted.trim()) take(new Blob([pasted], { type: "application/octet-stream" }), "");
});
file.addEventListener("change", () => { if (file.files.length) take(file.files[0], file.files[0].name); });
addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
addEventListener("dragleave", () => form.classList.remove("over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const [first] = event.dataTransfer.files;
  if (first) take(first, first.name);
  else if (event.dataTransfer.getData("text/plain").trim()) {
    take(new Blob([event.dataTransfer.getData("text/plain")]), "");
  }
});
