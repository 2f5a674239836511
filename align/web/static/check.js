// Findings of a check: gone through by keys, each taken or dismissed, its passage beside.
"use strict";
import { ask, finished, initials, say, typing } from "./shell.js";

const list = document.getElementById("questions");
const passage = document.getElementById("passage");
const checking = document.getElementById("checking");
const rows = () => [...list.querySelectorAll(".question")];
let current = null;
let turn = 0;
let busy = false;

if (checking) {
  const bar = checking.querySelector("progress");
  finished(checking.dataset.work, (told) => { if (told.total) { bar.max = told.total; bar.value = told.done; } })
    .then(() => location.reload(), (error) => { checking.textContent = error.message; });
}

function asked(more) {
  const { text, translation, direction, profile } = list.dataset;
  return { text, translation, direction, profile, ...more };
}

async function choose(row, focus = true) {
  if (!row) return;
  current?.classList.remove("current");
  current?.removeAttribute("aria-current");
  current = row;
  row.classList.add("current");
  row.setAttribute("aria-current", "true");
  if (focus) row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  const mine = turn += 1;
  const answer = await fetch(`/findings/passage?${new URLSearchParams(asked({ number: row.dataset.number }))}`);
  if (mine !== turn) return;
  if (!answer.ok) { say((await answer.json().catch(() => ({}))).said || answer.statusText); return; }
  passage.innerHTML = await answer.text(); // made, and escaped, by the reader's own template
  if (narrow.matches) row.after(passage);
  passage.querySelector("mark")?.scrollIntoView({ block: "nearest" });
}

const narrow = matchMedia("(max-width: 860px)");
narrow.addEventListener("change", () => {
  if (narrow.matches) current?.after(passage);
  else document.querySelector(".checked").append(passage);
});

function go(by) {
  const all = rows();
  const at = current ? all.indexOf(current) + by : 0;
  choose(all[Math.min(Math.max(at, 0), all.length - 1)]);
}

/** Say what becomes of the chosen finding; then the next one is looked at. */
async function judge(verdict) {
  const who = initials();
  if (!who || !current || busy) return;
  if (verdict === "taken" && !("fixed" in current.dataset)) { say(list.dataset.nothing); return; }
  busy = true;
  const row = current;
  try {
    const told = await ask("/finding", asked({ number: Number(row.dataset.number), version: list.dataset.version, verdict, who }));
    row.innerHTML = told.html; // made, and escaped, by the reader's own template
    row.dataset.state = told.state;
    document.getElementById("taken").textContent = told.taken;
    if (verdict !== "withdrawn") go(1);
  } catch (error) {
    say(error.message);
  } finally {
    busy = false;
  }
}

const keys = {
  j: () => go(1), k: () => go(-1), t: () => judge("taken"), x: () => judge("dismissed"), u: () => judge("withdrawn"),
};
if (list) {
  list.addEventListener("click", (event) => {
    const row = event.target.closest(".question");
    if (row && !String(getSelection())) choose(row);
  });
  document.querySelectorAll("button[data-act]").forEach((button) =>
    button.addEventListener("click", () => judge(button.dataset.act)));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || !keys[event.key]) return;
    event.preventDefault();
    if (event.repeat && !"jk".includes(event.key)) return;
    keys[event.key]();
  });
  choose(rows()[0], false);
}
