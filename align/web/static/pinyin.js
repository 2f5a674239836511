// Pinyin over the characters, on request: ruby in every Chinese text of a page, and in what comes to it later.
"use strict";
import { ask, say } from "./shell.js";

const button = document.getElementById("pinyin");
const main = document.getElementById("main");
const KEY = "duizhao-pinyin";
const HAN = /\p{Script=Han}/u;
const AT_ONCE = 300;
const LONGEST = 10_000;
let on = localStorage.getItem(KEY) === "yes";

/** The words of an element without what is written over them. */
export function textOf(element) {
  const copy = element.cloneNode(true);
  plain(copy);
  return copy.textContent;
}

/** Take the ruby out of an element. */
export function plain(element) {
  const all = [...element.querySelectorAll("ruby")];
  all.forEach((each) => each.replaceWith(each.firstChild.data));
  if (all.length) element.normalize();
}

/** Text nodes of Chinese documents that have nothing over them yet. */
function bare() {
  const found = [];
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.data.length > LONGEST || !HAN.test(node.data)) continue;
    const parent = node.parentElement;
    if (parent.closest("ruby, textarea, select, option, button, .nothing, .flag, svg")) continue;
    const marked = parent.closest("[lang]");
    if (marked.lang.startsWith("zh") && main.contains(marked)) found.push(node);
  }
  return found;
}

function over(node, syllables) {
  const letters = Array.from(node.data);
  const pieces = [];
  let rest = "";
  letters.forEach((letter, at) => {
    if (!syllables[at]) { rest += letter; return; }
    if (rest) pieces.push(rest);
    rest = "";
    const ruby = document.createElement("ruby");
    const read = document.createElement("rt");
    read.textContent = syllables[at];
    ruby.append(letter, read);
    pieces.push(ruby);
  });
  node.replaceWith(...pieces, rest);
}

let busy = false;
async function annotate() {
  if (busy) return;
  busy = true;
  try {
    for (let nodes = bare(); on && nodes.length; nodes = bare()) {
      const some = nodes.slice(0, AT_ONCE);
      const texts = some.map((each) => each.data);
      const told = await ask("/pinyin", { texts });
      let changed = false;
      some.forEach((node, at) => {
        if (!on || !node.isConnected || node.data !== texts[at]) return;
        over(node, told.syllables[at]);
        changed ||= told.syllables[at].some(Boolean);
      });
      if (!changed) break;
    }
  } catch (error) {
    say(error.message);
  } finally {
    busy = false;
  }
}

function show() {
  button.setAttribute("aria-pressed", String(on));
  if (on) annotate();
  else plain(main);
}
button.addEventListener("click", () => {
  on = !on;
  localStorage.setItem(KEY, on ? "yes" : "no");
  show();
});
// the page's other modules find their text as it came
addEventListener("DOMContentLoaded", () => {
  new MutationObserver(() => { if (on) annotate(); }).observe(main, { childList: true, subtree: true });
  show();
});
