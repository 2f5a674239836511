// The facing text: rows that load as one scrolls, word links under the pointer, corrections by mouse and keyboard.
"use strict";
import { plain, textOf } from "./pinyin.js";
import { decorate, know, markRow } from "./marks.js";
import { ask, finished, initials, say, typing } from "./shell.js";

const table = document.getElementById("facing");
const body = document.getElementById("rows");
const more = document.getElementById("more");
const { text, translation, order } = table.dataset;
const where = { text, translation };
const query = new URLSearchParams(where);
const also = JSON.parse(table.dataset.also);
also.forEach((name) => query.append("also", name));
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const OWN = ".sentence:not([data-side=also])"; // the sentences that can be corrected here
const linked = new Map();
let first = Number(table.dataset.first);
let count = Number(table.dataset.count);
let current = null;

const rows = () => [...body.children];
const chosen = () => [...body.querySelectorAll(".sentence.chosen")];
const chosenIn = (side) => chosen().find((each) => each.dataset.side === side);

// Rows as they are needed

/** So many rows, if there are so many: they come some at a time, fewer where they are long. */
async function part(start, size) {
  const found = [];
  while (found.length < size) {
    const some = await few(start + found.length, Math.min(size - found.length, 40));
    if (!some.length) break;
    found.push(...some);
  }
  return found;
}

async function few(start, size) {
  const answer = await fetch(`/rows?${query}&start=${start}&count=${size}&order=${order}`);
  if (!answer.ok) throw new Error(answer.statusText);
  count = Number(answer.headers.get("x-rows"));
  document.getElementById("left").textContent = answer.headers.get("x-left");
  const held = document.createElement("table");
  held.innerHTML = await answer.text(); // made, and escaped, by the reader's own template
  const found = [...held.querySelectorAll("tr")];
  decorate(found);
  return found;
}

let loading = null;
function load(after) {
  if (loading) return loading;
  loading = (async () => {
    try {
      if (after && first + rows().length < count) {
        body.append(...await part(first + rows().length, 40));
      } else if (!after && first > 0) {
        const size = Math.min(40, first);
        const added = await part(first - size, size);
        const height = document.documentElement.scrollHeight;
        body.prepend(...added);
        first -= size;
        scrollBy({ top: document.documentElement.scrollHeight - height, behavior: "instant" });
      }
    } finally {
      loading = null;
      more.hidden = first + rows().length >= count;
    }
  })();
  return loading;
}

/** All rows that are shown, as they are now; the one at `at` is chosen. `keep`: so are the sentences that were. */
async function refresh(at, focus = true, keep = false) {
  const size = Math.max(rows().length, 40);
  if (order !== "doubt" && at !== null && (at <= first || at > first + size)) first = Math.max(0, at - 7);
  const fresh = await part(first, size);
  const y = scrollY;
  const kept = keep ? chosen().map(({ dataset }) => `.sentence[data-side="${dataset.side}"][data-start="${dataset.start}"]`) : [];
  body.replaceChildren(...fresh);
  kept.forEach((each) => body.querySelector(each)?.classList.add("chosen"));
  scrollTo({ top: y, behavior: "instant" });
  more.hidden = first + rows().length >= count;
  const row = at === null ? null : document.getElementById(`r${at}`) || rows()[0] || null;
  current = null;
  if (row) choose(row, focus && !document.activeElement?.closest("dialog, input")); // who types goes on typing
}

new IntersectionObserver((seen) => {
  if (seen.some((each) => each.isIntersecting)) load(true).then(again);
}, { rootMargin: "900px" }).observe(more);

function again() {
  if (!more.hidden && more.getBoundingClientRect().top < innerHeight + 900 && first + rows().length < count) load(true).then(again);
}
addEventListener("scroll", () => { if (scrollY < 500 && first > 0) load(false); }, { passive: true });
more.hidden = first + rows().length >= count;

// The row that is worked on

function choose(row, focus = true) {
  if (!row) return;
  if (current && current !== row) {
    current.classList.remove("current");
    current.removeAttribute("aria-current");
  }
  current = row;
  row.classList.add("current");
  row.setAttribute("aria-current", "true");
  if (focus) row.focus({ preventScroll: true });
  const box = row.getBoundingClientRect();
  const top = document.getElementById("correcting").getBoundingClientRect().bottom;
  if (box.top < top + 8 || box.bottom > innerHeight - 8) {
    scrollBy({ top: box.top - Math.max(top + 40, innerHeight / 3), behavior: calm ? "instant" : "smooth" });
  }
  light(row);
}

// A sentence chosen in one text stays chosen while one is looked for in the other, which may stand in another row.
const unchoose = (sentence) => sentence.classList.remove("chosen");

function pick(sentence) {
  const was = sentence.classList.contains("chosen");
  chosen().filter((each) => each.dataset.side === sentence.dataset.side).forEach(unchoose);
  if (!was) sentence.classList.add("chosen");
}

function pickNext(side, step) {
  if (!current) return;
  const all = [...current.querySelectorAll(`.sentence[data-side="${side}"]`)];
  if (!all.length) return;
  const at = all.findIndex((each) => each.classList.contains("chosen"));
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  if (next !== at) pick(all[next]);
}

body.addEventListener("click", (event) => {
  const row = event.target.closest("tr");
  if (!row || String(getSelection())) return;
  const sentence = event.target.closest(".sentence");
  if (sentence && sentence.dataset.side !== "also" && !(document.querySelector("#picture[open]") && sentence.classList.contains("chosen"))) pick(sentence);
  choose(row);
});

// Word links: fetched for a row, then under the pointer

const waiting = new Set();
async function light(row) {
  const key = row.dataset.key;
  if (row.dataset.linked || waiting.has(key)) return;
  const source = row.querySelector("[data-side=source]");
  if (!source) return;
  waiting.add(key);
  try {
    const parts = [[translation, key, [...row.querySelectorAll(".sentence[data-side=target]")]]];
    for (const passage of row.querySelectorAll(".passage-beside")) {
      const name = passage.closest("td").dataset.name;
      parts.push([name, passage.dataset.key, [...passage.querySelectorAll(".sentence")]]);
    }
    const links = [];
    for (const [name, bead, sentences] of parts) {
      if (sentences.length) links.push([await linksOf(name, bead), sentences, `${name} ${bead}`]);
    }
    if (row.isConnected && !row.dataset.linked) wrap(row, links);
  } catch (error) {
    if (error.status !== 409) say(error.message);
  } finally {
    waiting.delete(key);
  }
}

async function linksOf(name, bead) {
  const key = `${name} ${bead}`;
  if (!linked.has(key)) {
    const asked = new URLSearchParams({ text, translation: name, beads: bead });
    linked.set(key, (await ask(`/links?${asked}`))[bead] || []);
  }
  return linked.get(key);
}

/** Cut the sentences of a row where linked words begin and end; each piece knows its links. */
function wrap(row, parts) {
  plain(row);
  row.dataset.linked = "yes";
  const all = [];
  for (const [links, sentences, name] of parts) {
    links.forEach((link, at) => all.push({ link, name: `${name} ${at}`, sentences }));
  }
  for (const sentence of row.querySelectorAll(".sentence")) {
    const start = Number(sentence.dataset.start);
    const letters = Array.from(sentence.textContent);
    const edges = new Set([0, letters.length]);
    const from = sentence.dataset.side === "source" ? 0 : 2;
    const mine = all.filter((each) => !from || each.sentences.includes(sentence))
      .map(({ link, name }) => [link[from] - start, link[from + 1] - start, name])
      .filter(([left, right]) => right > 0 && left < letters.length);
    mine.forEach(([left, right]) => { edges.add(Math.max(left, 0)); edges.add(Math.min(right, letters.length)); });
    const cuts = [...edges].sort((a, b) => a - b);
    const pieces = [];
    for (let at = 0; at + 1 < cuts.length; at += 1) {
      const words = letters.slice(cuts[at], cuts[at + 1]).join("");
      const over = mine.filter(([left, right]) => left <= cuts[at] && right >= cuts[at + 1]).map((each) => each[2]);
      if (!over.length) { pieces.push(words); continue; }
      const piece = document.createElement("span");
      piece.className = "w";
      piece.dataset.links = JSON.stringify(over);
      piece.textContent = words;
      pieces.push(piece);
    }
    sentence.replaceChildren(...pieces);
  }
}

let lit = [];
function shine(word) {
  lit.forEach((each) => each.classList.remove("lit"));
  lit = [];
  if (!word) return;
  const own = new Set(JSON.parse(word.dataset.links));
  lit = [...word.closest("tr").querySelectorAll(".w")].filter((each) =>
    JSON.parse(each.dataset.links).some((name) => own.has(name)));
  lit.forEach((each) => each.classList.add("lit"));
}
body.addEventListener("pointerover", (event) => {
  const row = event.target.closest("tr");
  if (row) light(row);
  shine(event.target.closest(".w"));
});
body.addEventListener("pointerleave", () => shine(null));

// Corrections

// What is asked while a correction is on its way waits for it: no key is lost, and each finds the rows as they then are.
const turns = [];
let busy = false;
async function inTurn(action) {
  turns.push(action);
  if (busy) return;
  busy = true;
  try {
    while (turns.length) await turns.shift()();
  } catch (error) {
    turns.length = 0;
    say(error.message);
  } finally {
    busy = false;
  }
}

async function correct(given) {
  const by = initials();
  if (!by) return;
  try {
    await settle(await ask("/correct", { ...where, who: by, ...given }), given.sort === "confirm");
  } catch (error) {
    say(error.message);
    if (error.status === 409) await refresh(current ? Number(current.dataset.number) : null);
  }
}

// A character corrected in a reading: its text, and so all that is counted in it, is another one now.
async function reread(result) {
  linked.clear();
  if (result.at) steps(result);
  await refresh(result.at ?? (current ? Number(current.dataset.number) : null));
}
document.addEventListener("reread", () => inTurn(async () => {
  await reread({});
  await known();
}));

const open = (name, start, end, typing) =>
  document.dispatchEvent(new CustomEvent("picture", { detail: { text: name, start, end, typing } }));

/** The strip of the chosen sentence, or of the first in the row that was read from a picture. */
function picture() {
  const own = [...current.querySelectorAll("[data-reading] .sentence")];
  const sentence = own.find((each) => each.classList.contains("chosen")) || own[0];
  if (!sentence) return;
  const start = Number(sentence.dataset.start);
  open(sentence.closest("[data-reading]").dataset.reading, start, start + 1, true);
}

/** The page on which the chosen sentence was printed, or the row's first that has a page. */
function page() {
  const names = { source: text, target: translation };
  const paged = JSON.parse(table.dataset.paged);
  const own = [...current.querySelectorAll(OWN)].filter((each) => paged.includes(names[each.dataset.side]));
  const one = own.find((each) => each.classList.contains("chosen"));
  const shown = one ? [one] : own.filter((each) => each.dataset.side === own[0].dataset.side);
  if (!shown.length) return;
  const last = shown.at(-1);
  location.assign(`/page?${new URLSearchParams({
    text: names[last.dataset.side], start: shown[0].dataset.start,
    end: Number(last.dataset.start) + Array.from(textOf(last)).length,
  })}`);
}

/** Show what became of a correction at once, and again when the stretch around it has been aligned anew. */
async function settle(told, forward) {
  steps(told);
  linked.clear();
  const next = order === "doubt" ? Number(rows()[rows().indexOf(current) + 1]?.dataset.number ?? 0) || null : told.at;
  await refresh(next ?? told.at);
  if (forward && order !== "doubt") await go(1);
  if (told.work) {
    finished(told.work).then((result) => {
      if (result.changed) inTurn(anew);
    }).catch((error) => say(error.message));
  }
}

async function step(back) {
  const by = initials();
  if (!by) return;
  const told = await ask(back ? "/undo" : "/redo", { ...where, who: by });
  if (told.reading) await reread(await finished(told.reading));
  else await settle(told, false);
}

// Who chose a sentence while the stretch was aligned anew finds it chosen still.
const anew = () => refresh(current ? Number(current.dataset.number) : null, body.contains(document.activeElement), true);

function steps(told) {
  document.querySelector("[data-act=undo]").disabled = !told.undo;
  document.querySelector("[data-act=redo]").disabled = !told.redo;
}

async function known() {
  const by = document.getElementById("who").value.trim();
  if (by) steps(await ask(`/steps?${query}&who=${encodeURIComponent(by)}`));
}
document.getElementById("who").addEventListener("change", known);
known();

const acts = {
  confirm: () => correct({ sort: current.dataset.status === "confirmed" ? "open" : "confirm", bead: current.dataset.key }),
  unlink: () => correct({ sort: "unlink", bead: current.dataset.key }),
  merge: () => {
    const number = Number(current.dataset.number);
    const next = document.getElementById(`r${number + 1}`);
    return correct({ sort: "merge", bead: current.dataset.key, other: next ? next.dataset.key : "" });
  },
  split: () => {
    const sentence = chosen().find((each) => current.contains(each)) || [...current.querySelectorAll(OWN)].find(
      (each) => each.previousElementSibling && each.previousElementSibling.classList.contains("sentence"));
    return sentence && correct({ sort: "split", bead: current.dataset.key, ...named(sentence) });
  },
  picture,
  page,
  star: () => markRow(current, { source: text, target: translation }, ""),
  tag: () => {
    const tag = prompt(document.querySelector("[data-act=tag]").dataset.asked);
    return tag && tag.trim() ? markRow(current, { source: text, target: translation }, tag) : undefined;
  },
  up: () => shift(-1),
  down: () => shift(1),
  link: () => {
    const source = chosenIn("source"), target = chosenIn("target");
    if (!source || !target) { say(document.getElementById("hint").textContent); return undefined; }
    return correct({ sort: "link", sentence: Number(source.dataset.sentence), partner: Number(target.dataset.sentence) });
  },
};

const named = (sentence) => ({ side: sentence.dataset.side, sentence: Number(sentence.dataset.sentence) });

/** Give the chosen sentence, or the outermost one of the translation, to the row above or below. */
function shift(step) {
  const own = [...current.querySelectorAll(OWN)];
  const outer = (side) => own.filter((each) => each.dataset.side === side).at(step < 0 ? 0 : -1);
  const sentence = own.find((each) => each.classList.contains("chosen")) || outer("target") || outer("source");
  return sentence && correct({ sort: "move", bead: current.dataset.key, step, ...named(sentence) });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".tools a:not(.leads)");
  if (link && current) link.search = withPlace(link.search);
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (!act) return;
  if (act === "undo" || act === "redo") inTurn(() => step(act === "undo"));
  else if (current) inTurn(acts[act]);
  else say(document.getElementById("hint").textContent);
});

/** The place is kept when other translations, or another order, are shown. */
function withPlace(search) {
  const asked = new URLSearchParams(search);
  asked.set("at", current.dataset.number);
  return asked;
}

async function go(by) {
  const all = rows();
  let at = all.indexOf(current) + by;
  if (!current) at = by > 0 ? 0 : all.length - 1;
  if (at >= all.length) await load(true);
  if (at < 0) { await load(false); at = rows().indexOf(current) + by; }
  choose(rows()[Math.min(Math.max(at, 0), rows().length - 1)]);
}

async function doubtful() {
  for (let at = rows().indexOf(current) + 1; ; at += 1) {
    if (at >= rows().length) {
      const before = rows().length;
      await load(true);
      if (rows().length === before) return;
    }
    if (rows()[at].matches(".omission, .addition, .moved, .low") && rows()[at].dataset.status !== "confirmed") {
      choose(rows()[at]);
      return;
    }
  }
}

const keys = {
  j: () => go(1), k: () => go(-1), n: doubtful,
  "[": () => pickNext("source", -1), "]": () => pickNext("source", 1),
  Escape: () => chosen().forEach(unchoose),
  "{": () => pickNext("target", -1), "}": () => pickNext("target", 1),
};
const corrections = { c: "confirm", m: "merge", s: "split", x: "unlink", l: "link", p: "picture", o: "page", f: "star", t: "tag" };

document.addEventListener("keydown", (event) => {
  if (typing(event)) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    inTurn(() => step(key === "z" && !event.shiftKey));
    return;
  }
  if (event.altKey) return;
  let act = keys[event.key];
  if (event.shiftKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    act = current && (event.key === "ArrowUp" ? acts.up : acts.down);
  } else if (corrections[event.key]) {
    act = current && acts[corrections[event.key]];
  }
  if (!act) return;
  event.preventDefault();
  if (event.repeat && !keys[event.key]) return; // a key held down corrects one row
  inTurn(act);
});

// The picture of the whole

document.querySelector(".plot").addEventListener("click", (event) => {
  const box = event.target.getBoundingClientRect();
  const share = ((event.clientX - box.left) / box.width * 248 - 4) / 240;
  location.assign(`/near?${query}&x=${Math.min(Math.max(share, 0), 0.999)}`);
});
document.getElementById("near").addEventListener("change", (event) => {
  location.assign(`/near?${query}&x=${event.target.value / 1000}`);
});

know(text, translation).then(() => decorate(rows()));

const asked = Number(table.dataset.at);
if (asked) {
  choose(document.getElementById(`r${asked}`));
  current?.scrollIntoView({ block: "center", behavior: "instant" });
}
const address = new URLSearchParams(location.search);
if (address.has("picture")) {
  const offset = Number(address.get("offset"));
  open(text, offset, offset + Math.min(Number(address.get("picture")) || 1, 40), false);
}
