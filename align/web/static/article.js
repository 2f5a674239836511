// An article and its sources: traced while one watches, judged by mouse and keyboard.
"use strict";
import { textOf } from "./pinyin.js";
import { ask, finished, initials, points, say, typing, units } from "./shell.js";

const article = document.getElementById("article");
const cards = document.getElementById("cards");
const progress = document.getElementById("progress");
const id = article.dataset.id;
let version = article.dataset.version;
let marked = "";
let asked = 0;
let answered = 0;

// What is known so far

async function look() {
  const by = document.getElementById("who").value.trim();
  const mine = ++asked;
  const told = await ask(`/article/state?id=${id}&seen=${encodeURIComponent(version)}&who=${encodeURIComponent(by)}`);
  if (mine < answered) return told.working; // what was asked for later is there already
  answered = mine;
  document.getElementById("summary").textContent = told.summary;
  document.getElementById("searched").textContent = told.searched;
  progress.hidden = !told.working;
  progress.max = Math.max(told.total, 1);
  progress.value = told.done;
  if (told.said) say(told.said);
  const held = told.working && selected() !== null; // words that are being chosen stay chosen
  if (told.version !== version && told.cards !== undefined && !held) {
    const card = currentCard()?.id;
    const inCards = cards.contains(document.activeElement);
    if (told.marked !== marked) article.innerHTML = told.marked; // both are made, and escaped, by the reader itself
    marked = told.marked;
    put(told.cards);
    version = told.version;
    const same = card && document.getElementById(card);
    if (same) {
      same.classList.add("current");
      if (inCards) same.focus({ preventScroll: true });
    }
  }
  return told.working;
}

const came = new Map([...cards.children].map((card) => [card.id, card.outerHTML]));

/** Put other cards in the place of those that are there; one that did not change stays, with what was opened in it. */
function put(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  for (const card of [...fresh.content.children]) {
    const old = [...cards.children].find((each) => each.id && each.id === card.id);
    if (old && came.get(card.id) === card.outerHTML) {
      card.replaceWith(old);
    } else {
      came.set(card.id, card.outerHTML);
      dress(card);
    }
  }
  cards.replaceChildren(fresh.content);
}

async function watch() {
  while (await look()) await new Promise((go) => setTimeout(go, 400));
}

// Word links between the quotation and the Chinese

function dress(within = cards) {
  for (const passage of within.querySelectorAll(".passage[data-carriers]")) {
    let carriers = [];
    try { carriers = JSON.parse(passage.dataset.carriers || "[]"); } catch { carriers = []; }
    const card = passage.closest(".card");
    carriers.forEach((each, at) => {
      const name = `${passage.dataset.kind}${passage.dataset.link}-${at}`;
      const mine = mark(card.querySelector("blockquote"), each.english, name);
      const theirs = [...passage.querySelectorAll("p.source mark")].some((part) => mark(part, each.chinese, name));
      if (!mine && !theirs) return;
      [...passage.querySelectorAll("p.english mark")].some((part) => mark(part, each.english, name));
    });
  }
}

/** Wrap the first unwrapped occurrence of some words; a link that shares its words joins the wrap that is there. */
function mark(element, words, name) {
  if (!element || !words) return false;
  for (const known of element.querySelectorAll(".w")) {
    if (known.textContent === words) { known.dataset.links += ` ${name}`; return true; }
  }
  for (const node of [...element.childNodes]) {
    const at = node.nodeType === Node.TEXT_NODE ? node.data.indexOf(words) : -1;
    if (at < 0) continue;
    const piece = document.createElement("span");
    piece.className = "w";
    piece.dataset.links = name;
    const rest = node.splitText(at);
    rest.splitText(words.length);
    rest.replaceWith(piece);
    piece.append(rest);
    return true;
  }
  return false;
}

// The places of a quotation that its card does not hold from the start come when they are opened

cards.addEventListener("toggle", async (event) => {
  const details = event.target;
  if (!details.open || !details.dataset.more) return;
  const number = details.dataset.more;
  delete details.dataset.more;
  try {
    const told = await ask(`/article/more?id=${id}&number=${number}`);
    details.insertAdjacentHTML("beforeend", told.html); // made, and escaped, by the reader itself
    dress(details);
  } catch (error) {
    details.dataset.more = number;
    details.open = false;
    say(error.message);
  }
}, true);

// A passage word by word, when that is opened

cards.addEventListener("toggle", async (event) => {
  const details = event.target;
  if (!details.open || details.dataset.gloss === undefined) return;
  const link = details.dataset.gloss;
  delete details.dataset.gloss;
  try {
    const told = await ask(`/article/gloss?id=${id}&number=${numberOf(details.closest(".card"))}&link=${link}`);
    details.insertAdjacentHTML("beforeend", told.html); // made, and escaped, by the reader itself
  } catch (error) {
    details.dataset.gloss = link;
    details.open = false;
    say(error.message);
  }
}, true);

let lit = [];
cards.addEventListener("pointerover", (event) => {
  lit.forEach((each) => each.classList.remove("lit"));
  lit = [];
  const word = event.target.closest(".w");
  if (!word) return;
  const own = word.dataset.links.split(" ");
  lit = [...word.closest(".card").querySelectorAll(".w")].filter((each) =>
    each.dataset.links.split(" ").some((name) => own.includes(name)));
  lit.forEach((each) => each.classList.add("lit"));
});

// Verdicts

const currentCard = () => document.querySelector(".card.current") || document.activeElement?.closest(".card");
const numberOf = (card) => Number(card.dataset.stop);

async function decide(card, given) {
  const by = initials();
  if (!by) return;
  try {
    await ask("/article/verdict", { article: id, who: by, number: numberOf(card), ...given });
    await look();
  } catch (error) {
    say(error.message);
    await look();
  }
}

async function step(back) {
  const by = initials();
  if (!by) return;
  try {
    await ask(back ? "/article/undo" : "/article/redo", { article: id, who: by });
    await look();
  } catch (error) {
    say(error.message);
  }
}

async function cite(card, passage) {
  try {
    const told = await ask(`/article/citation?id=${id}&number=${numberOf(card)}&link=${passage.dataset.link}`);
    await copy(told.text);
    say(told.text);
  } catch (error) {
    say(error.message);
  }
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
  } catch { // an older browser, or a page without a secure context
    const held = document.createElement("textarea");
    held.value = words;
    document.body.append(held);
    held.select();
    document.execCommand("copy");
    held.remove();
  }
}

// Redrawing: the Chinese in a field, in which any browser selects by mouse and by keyboard, but that takes no change
// (in one that is called read-only, Chromium does not move the caret)

const dialog = document.getElementById("redraw");
const field = document.getElementById("redraw-text");
let drawn = null;

function redraw(card, passage) {
  const place = passage.querySelector("cite");
  const near = [...card.querySelectorAll(".passage.nearest")].indexOf(passage);
  const kind = near < 0 ? "link" : "nearest";
  ask(`/article/places?id=${id}&number=${numberOf(card)}&kind=${kind}&link=${passage.dataset.link}&near=${near}`)
    .then((told) => {
      drawn = { card, link: near < 0 ? Number(passage.dataset.link) : near, kind, ...told };
      document.getElementById("redraw-quoted").textContent = textOf(card.querySelector("blockquote"));
      field.value = told.text;
      dialog.showModal();
      field.focus();
      field.setSelectionRange(units(told.text, told.from - told.start), units(told.text, told.to - told.start));
      shown();
    }).catch((error) => say(`${place ? place.textContent + ": " : ""}${error.message}`));
}
const shown = () => {
  document.getElementById("redraw-shown").textContent = field.value.slice(field.selectionStart, field.selectionEnd);
};
field.addEventListener("beforeinput", (event) => event.preventDefault());
field.addEventListener("input", () => { field.value = drawn.text; });
field.addEventListener("select", shown);
field.addEventListener("keyup", shown);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); dialog.close("ok"); }
});
dialog.addEventListener("close", () => {
  if (dialog.returnValue !== "ok" || !drawn) return;
  const start = drawn.start + points(field.value, field.selectionStart);
  const end = drawn.start + points(field.value, field.selectionEnd);
  dialog.returnValue = "";
  decide(drawn.card, { act: "redraw", link: drawn.link, kind: drawn.kind, document: drawn.document, start, end });
});

const acts = {
  confirm: (card, passage) => decide(card, { act: "confirm", link: Number(passage.dataset.link) }),
  reject: (card, passage) => decide(card, { act: "reject", link: Number(passage.dataset.link) }),
  redraw,
  cite,
};

document.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (!act) return;
  if (act === "undo" || act === "redo") step(act === "undo");
  else if (act === "forget") ask("/article/forget", { article: id }).then(() => location.assign("/articles"));
  else if (acts[act]) acts[act](event.target.closest(".card"), event.target.closest(".passage"));
});

const keys = { c: "confirm", x: "reject", r: "redraw", y: "cite" };
document.addEventListener("keydown", (event) => {
  if (typing(event) || dialog.open) return;
  if ((event.ctrlKey || event.metaKey) && ["z", "y"].includes(event.key.toLowerCase())) {
    event.preventDefault();
    step(event.key.toLowerCase() === "z" && !event.shiftKey);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "t") { traceSelection(); return; }
  const card = currentCard();
  const passage = card?.querySelector(".passage");
  if (!keys[event.key] || !passage || (passage.dataset.kind === "nearest" && event.key !== "r")) return;
  event.preventDefault();
  acts[keys[event.key]](card, passage);
});

// Any words of the article

const floating = document.getElementById("trace-selection");

/** The code point at which a place of the article stands: paragraphs know where they begin, labels do not count. */
function offset(node, at) {
  const paragraph = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!paragraph) return null;
  let before = "";
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const stop = node.nodeType === Node.TEXT_NODE ? node : node.childNodes[at] || null;
  for (let each = walker.nextNode(); each; each = walker.nextNode()) {
    const counts = !each.parentElement.closest("sup, rt");
    if (each === node) { before += counts ? each.data.slice(0, at) : ""; break; }
    if (stop && stop !== node && (stop === each || stop.contains?.(each))) break;
    if (counts) before += each.data;
  }
  return Number(paragraph.dataset.start) + Array.from(before).length;
}

function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!article.contains(range.commonAncestorContainer)) return null;
  const start = offset(range.startContainer, range.startOffset);
  const end = offset(range.endContainer, range.endOffset);
  return start === null || end === null || end <= start ? null : { start, end };
}

async function traceWords(given) {
  try {
    const { work } = await ask("/article/words", { article: id, ...given });
    const { number } = await finished(work);
    getSelection().removeAllRanges();
    await look();
    document.querySelector(`.quote[data-number="${number}"]`)?.click();
  } catch (error) {
    say(error.message);
  }
}
function traceSelection() {
  const given = selected();
  if (given) traceWords(given);
}
document.addEventListener("selectionchange", () => { floating.hidden = selected() === null; });
floating.addEventListener("mousedown", (event) => event.preventDefault());
floating.addEventListener("click", traceSelection);
document.getElementById("words").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = document.getElementById("wanted").value;
  if (words.trim()) traceWords({ words });
});

dress();
watch();
