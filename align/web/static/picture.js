// A character that was read from a picture: its strip, and what stands there in truth.
"use strict";
import { nodes, place } from "./offsets.js";
import { ask, finished, initials, say } from "./shell.js";

const get = (name) => document.getElementById(`picture-${name}`);
const dialog = document.getElementById("picture");
const LATIN = /[\p{Script=Latin}\d'’-]/u;
let shown = null;
let offered = ""; // what the field was given: it drops what a field cannot hold
let opener = null;
let turn = 0;

// Other modules ask by the event `picture` for a strip to be opened, and hear by `reread` that a character was corrected.
document.addEventListener("click", (event) => {
  const found = clicked(event);
  if (found) open(...found, event.pointerType !== "touch");
});
document.addEventListener("picture", ({ detail }) => open(detail.text, detail.start, detail.end, detail.typing));

/** Open the strip of some characters of a text; with `typing`, the field waits for what stands there. */
async function open(name, start, end, typing = true) {
  const mine = turn += 1;
  if (!dialog.open) opener = document.activeElement;
  try {
    const asked = new URLSearchParams({ text: name, start, end });
    const told = await ask(`/reading?${asked}`);
    if (mine !== turn) return;
    if (!dialog.open) dialog.show();
    show(told);
    if (typing) { get("words").focus(); get("words").select(); } else if (dialog.contains(document.activeElement)) opener?.focus({ preventScroll: true });
    const place = new URLSearchParams({ text: name, start: told.from, end: told.to, version: told.version });
    await strip(`/strip?${place}`, mine);
  } catch (error) {
    if (mine === turn) say(error.message);
  }
}

function show(told) {
  shown = told;
  get("name").textContent = told.picture + (told.page > 1 ? `, ${told.page}` : "");
  get("now").textContent = told.words;
  get("read").textContent = told.read;
  get("sure").textContent = told.confidence;
  get("low").hidden = !told.low;
  get("who").hidden = get("lift").hidden = !told.who;
  get("by").textContent = told.who ? `${told.who}, ${told.made}` : "";
  get("words").value = told.words;
  offered = get("words").value.trim();
  get("before").disabled = told.before === null;
  get("after").disabled = told.after === null;
  get("gone").textContent = "";
  const here = light(told);
  const covered = here ? here.getBoundingClientRect().bottom + 24 - dialog.getBoundingClientRect().top : 0;
  if (covered > 0) scrollBy({ top: covered, behavior: "instant" });
}

/** The strip comes after the rest: a picture must be unpacked for it. */
async function strip(place, mine) {
  const image = get("strip"), mark = get("mark");
  if (image.getAttribute("src") !== place) {
    image.hidden = mark.hidden = true;
    get("window").hidden = false;
    image.src = place;
  }
  try {
    await image.decode();
  } catch {
    image.removeAttribute("src"); // so that it is asked for again
    if (mine !== turn) return;
    get("window").hidden = true;
    get("gone").textContent = await ask(place).then(() => "", (error) => error.message);
    return;
  }
  if (mine !== turn) return;
  const [left, top, wide, high] = shown.mark;
  const size = `${3.2 * shown.lines + .4}rem`;
  image.style.height = shown.down ? "auto" : size;
  image.style.width = shown.down ? size : "auto";
  Object.assign(mark.style, { left: `${left}%`, top: `${top}%`, width: `${wide}%`, height: `${high}%` });
  image.hidden = mark.hidden = get("window").hidden = false;
  const frame = get("window");
  frame.scrollTo({
    left: mark.offsetLeft + mark.offsetWidth / 2 - frame.clientWidth / 2,
    top: mark.offsetTop + mark.offsetHeight / 2 - frame.clientHeight / 2,
  });
}

async function keep(words) {
  const by = initials();
  if (!by || !shown) return;
  const mine = turn, was = shown;
  const { text, start, end, version } = was;
  dialog.setAttribute("aria-busy", "true");
  get("keep").disabled = true;
  try {
    const { work } = await ask("/reading", { text, start, end, version, words, who: by });
    await finished(work);
    say(words === null ? `${was.words} → ${was.read}` : `${was.words} → ${words || "∅"}`);
    if (mine === turn) close();
    document.dispatchEvent(new CustomEvent("reread"));
  } catch (error) {
    say(error.message);
    if (error.status === 409) {
      document.dispatchEvent(new CustomEvent("reread"));
      if (mine === turn) open(text, start, end);
    }
  } finally {
    dialog.removeAttribute("aria-busy");
    get("keep").disabled = false;
  }
}

function close() {
  turn += 1;
  if (dialog.open) dialog.close();
  globalThis.CSS?.highlights?.delete("picture");
  (opener?.isConnected ? opener : document.querySelector("tr.current"))?.focus({ preventScroll: true });
}

/** Go to the characters beside; `wider`: take one more in. */
function step(to, wider = false) {
  if (!shown || to === null) return;
  open(shown.text, wider ? shown.start : to, to + 1);
}

let lit = 0; // where the text is cut anew, for word links or pinyin, what is lit in it is lost
new MutationObserver(() => {
  cancelAnimationFrame(lit);
  lit = requestAnimationFrame(() => { if (dialog.open && shown) light(shown); });
}).observe(document.querySelector("main > table, .words, .whole"), { childList: true, subtree: true });
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (shown && get("words").value.trim() !== offered) keep(get("words").value);
  else close();
});
get("lift").addEventListener("click", () => keep(null));
get("close").addEventListener("click", close);
get("before").addEventListener("click", () => step(shown.before));
get("after").addEventListener("click", () => step(shown.after));
get("wider").addEventListener("click", () => step(shown.after, true));
document.addEventListener("keydown", (event) => {
  if (!dialog.open || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (event.target === get("words") && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    if (event.key === "ArrowUp") step(shown.before);
    else step(shown.after, event.shiftKey);
  }
});

// Where in a text a click fell

/** The text, the first and the end of the characters that a click fell on, or that are selected. */
function clicked(event) {
  const within = event.target.closest?.("[data-reading]");
  const element = event.target.closest?.("[data-start]");
  if (!within || !element || event.defaultPrevented || event.button) return null;
  const selection = getSelection();
  const base = Number(element.dataset.start), name = within.dataset.reading;
  if (!selection.isCollapsed) {
    const range = selection.getRangeAt(0);
    if (!element.contains(range.startContainer) || !element.contains(range.endContainer)) return null;
    const start = place(element, range.startContainer, range.startOffset);
    const end = place(element, range.endContainer, range.endOffset);
    return start === null || end === null || start === end ? null : [name, base + start, base + end];
  }
  const letters = [...nodes(element)].map((node) => node.data).join("");
  let at = under(element, event.clientX, event.clientY);
  const all = Array.from(letters);
  if (at === null || !all[at]?.trim()) return null;
  let end = at + 1;
  if (LATIN.test(all[at])) { // of an alphabet, the whole word
    while (at > 0 && LATIN.test(all[at - 1])) at -= 1;
    while (end < all.length && LATIN.test(all[end])) end += 1;
  }
  return [name, base + at, base + end];
}

/** The number of the character of an element that is drawn at a point. */
function under(element, x, y) {
  const caret = document.caretPositionFromPoint?.(x, y);
  const old = caret ? null : document.caretRangeFromPoint?.(x, y);
  const node = caret?.offsetNode ?? old?.startContainer, at = caret?.offset ?? old?.startOffset;
  if (node?.nodeType !== Node.TEXT_NODE) return null;
  for (const from of [at, at - 1]) {
    const letter = from >= 0 && from < node.data.length ? String.fromCodePoint(node.data.codePointAt(from)) : "";
    if (!letter) continue;
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, Math.min(node.data.length, from + letter.length));
    if ([...range.getClientRects()].some((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom)) {
      return place(element, node, from);
    }
  }
  return null;
}

/** Show in the text which characters the strip is of; where they are. */
function light(told) {
  globalThis.CSS?.highlights?.delete("picture");
  for (const element of document.querySelectorAll(`[data-reading="${CSS.escape(told.text)}"] [data-start], [data-reading="${CSS.escape(told.text)}"][data-start]`)) {
    const base = Number(element.dataset.start);
    const ranges = [];
    let at = base;
    for (const node of nodes(element)) {
      const letters = Array.from(node.data);
      const from = Math.max(told.start - at, 0), to = Math.min(told.end - at, letters.length);
      if (from < to) {
        const range = document.createRange();
        range.setStart(node, letters.slice(0, from).join("").length);
        range.setEnd(node, letters.slice(0, to).join("").length);
        ranges.push(range);
      }
      at += letters.length;
    }
    if (!ranges.length) continue;
    globalThis.CSS?.highlights?.set("picture", new Highlight(...ranges));
    return ranges[0];
  }
  return null;
}
