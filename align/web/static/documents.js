// Dropping files into the corpus, and saying things of its texts.
"use strict";
import { ask, finished, initials, say } from "./shell.js";

const form = document.getElementById("drop");
const told = document.getElementById("told");

function line(words) {
  const item = document.createElement("li");
  item.textContent = words;
  told.append(item);
  return item;
}

async function add(files) {
  told.replaceChildren();
  const progress = document.getElementById("progress");
  const ids = [];
  try {
    for (const file of files) {
      const item = line(file.name);
      const read = await ask(`/files?name=${encodeURIComponent(file.name)}`, undefined, { method: "POST", body: file });
      item.textContent = read.known || `${read.name} (${read.language})`;
      if (!read.known) ids.push(read.id);
    }
    if (!ids.length) return;
    const { work } = await ask("/add", { files: ids, name: document.getElementById("name").value });
    progress.hidden = false;
    const result = await finished(work, (state) => {
      progress.max = Math.max(state.total, 1);
      progress.value = state.done;
    });
    result.said.forEach(line);
    setTimeout(() => location.reload(), 900);
  } catch (error) {
    line(error.message).classList.add("wrong");
    say(error.message);
  } finally {
    progress.hidden = true;
  }
}

if (form) {
  const file = document.getElementById("file");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (file.files.length) add([...file.files]);
  });
  addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  addEventListener("dragleave", () => form.classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) add([...event.dataTransfer.files]);
  });
}

document.getElementById("metadata")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = new FormData(event.target);
  try {
    await ask("/metadata", { name: event.target.dataset.name, key: fields.get("key"), value: fields.get("value") });
    location.reload();
  } catch (error) {
    say(error.message);
  }
});

// A selection of the text as the source of a quotation

const whole = document.querySelector(".whole");
let chosen = null;

/** The code point of the text at which a place of the page stands; what is written over characters does not count. */
function place(node, at) {
  const before = document.createRange();
  before.setStart(whole, 0);
  before.setEnd(node, at);
  const held = before.cloneContents();
  held.querySelectorAll("rt").forEach((each) => each.remove());
  return Array.from(held.textContent).length;
}

document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  if (!whole || !selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  if (!whole.contains(range.commonAncestorContainer)) return;
  chosen = { start: place(range.startContainer, range.startOffset), end: place(range.endContainer, range.endOffset) };
});

document.getElementById("source")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const by = initials();
  if (!by) return;
  const [article, number] = new FormData(event.target).get("quotation").split(" ");
  const given = { article, who: by, number: Number(number), act: "redraw", link: -1, document: event.target.dataset.name };
  try {
    await ask("/article/verdict", { ...given, ...(chosen || {}) });
    location.assign(`/article?id=${article}#q${number}`);
  } catch (error) {
    say(error.message);
  }
});

document.getElementById("remove")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { name, asked } = event.target.dataset;
  if (!confirm(`${name}\n\n${asked}`)) return;
  try {
    await ask("/remove", { name });
    location.assign("/");
  } catch (error) {
    say(error.message);
  }
});

document.addEventListener("reread", () => location.reload());
