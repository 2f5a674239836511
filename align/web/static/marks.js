// Stars and tags on rows of the facing text, and on documents.
"use strict";
import { textOf } from "./pinyin.js";
import { ask, initials, say } from "./shell.js";

let held = [];

/** The characters of a row's side as they stand in the text: from its first sentence to the end of its last. */
function place(row) {
  for (const side of ["source", "target"]) {
    const its = [...row.querySelectorAll(`.sentence[data-side="${side}"]`)];
    if (its.length) {
      const last = its.at(-1);
      return [side, Number(its[0].dataset.start), Number(last.dataset.start) + Array.from(textOf(last)).length];
    }
  }
  return null;
}

/** Show on rows what is marked in them. */
export function decorate(rows) {
  for (const row of rows) {
    const where = place(row);
    const own = where ? held.filter(([side, start, end]) => side === where[0] && start < where[2] && where[1] < end) : [];
    row.querySelector(".marks")?.remove();
    if (!own.length) continue;
    const shown = document.createElement("span");
    shown.className = "marks";
    shown.textContent = own.map(([, , , tag]) => tag || "★").join(" ");
    row.querySelector("th").append(shown);
  }
}

/** Know the marks of a pair of texts. */
export async function know(text, translation) {
  held = await ask(`/marks?${new URLSearchParams({ text, translation })}`);
}

/** Put a star (no tag), or a tag, on a row, or take it away. */
export async function markRow(row, names, tag) {
  const who = initials();
  const where = place(row);
  if (!who || !where) return;
  try {
    await ask("/mark", { name: names[where[0]], start: where[1], end: where[2], tag, who });
    await know(names.source, names.target);
    decorate([...row.parentElement.children]);
  } catch (error) {
    say(error.message);
  }
}

document.querySelectorAll("button[data-mark]").forEach((button) => button.addEventListener("click", async () => {
  const who = initials();
  if (!who) return;
  const tag = "tag" in button.dataset ? prompt(button.textContent.trim()) : "";
  if (tag === null || ("tag" in button.dataset && !tag.trim())) return;
  try {
    await ask("/mark", { name: button.dataset.mark, tag, who });
    location.reload();
  } catch (error) {
    say(error.message);
  }
}));
