// A page beside its words: what is selected in the words is marked on the page; keys step from page to page.
"use strict";
import { nodes, place } from "./offsets.js";
import { ask, say, typing } from "./shell.js";

const words = document.getElementById("sheet-words");
const sheet = document.getElementById("sheet");
const marks = document.getElementById("sheet-marks");
const missing = document.getElementById("sheet-missing");
const number = document.getElementById("sheet-number");
let asked = 0;

/** The page comes after its words: it must be drawn first. */
async function shown() {
  try {
    await sheet.decode();
    bring();
  } catch {
    const why = await ask(sheet.getAttribute("src")).then(() => "", (error) => error.message);
    if (!why) return;
    sheet.closest(".frame").hidden = true;
    missing.textContent = why;
  }
}

/** Bring what is marked into view, on the page and in the words. */
function bring() {
  for (const each of [words.querySelector("mark"), marks?.querySelector("polygon")]) {
    const scroller = each?.closest(".printed, .words");
    if (!scroller || scroller.scrollHeight <= scroller.clientHeight) continue;
    const box = each.getBoundingClientRect(), view = scroller.getBoundingClientRect();
    scroller.scrollTop += box.top + box.height / 2 - view.top - view.height / 2;
  }
}

/** The first and the end of the characters that are selected, if they stand in one passage. */
function selected() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const passage = (range.startContainer.parentElement ?? range.startContainer).closest?.("[data-start]");
  if (!passage || !words.contains(passage)) return null;
  const base = Number(passage.dataset.start);
  const whole = Array.from([...nodes(passage)].map((node) => node.data).join("")).length;
  const start = place(passage, range.startContainer, range.startOffset);
  const end = passage.contains(range.endContainer) ? place(passage, range.endContainer, range.endOffset) ?? whole : whole;
  return start === null || start >= end ? null : [base + start, base + end];
}

async function mark([start, end]) {
  const mine = asked += 1;
  try {
    const { text, page } = words.dataset;
    const told = await ask(`/page/places?${new URLSearchParams({ text, page, start, end })}`);
    if (mine !== asked) return;
    marks.replaceChildren(...told.quads.map((quad) => {
      const piece = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
      piece.setAttribute("points", quad.map((corner) => corner.join(",")).join(" "));
      return piece;
    }));
    missing.textContent = told.missing;
    bring();
  } catch (error) {
    say(error.message);
  }
}

let waiting;
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const span = marks && selected();
    if (span) mark(span);
  }, 250);
});

number.addEventListener("change", () => { location.href = number.value; });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || typing(event) || document.querySelector("dialog[open]")) return;
  const to = {
    ArrowLeft: document.querySelector("a[rel=prev]")?.href,
    ArrowRight: document.querySelector("a[rel=next]")?.href,
    Home: number.options[0].value,
    End: number.options[number.options.length - 1].value,
  }[event.key];
  if (!to) return;
  event.preventDefault();
  location.href = to;
});

if (sheet) shown();
bring();
