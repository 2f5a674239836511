// What all pages share: who is reading, words said at the foot of the page, and questions to the reader.
"use strict";
const who = document.getElementById("who");
const KEY = "duizhao-who";

who.value = localStorage.getItem(KEY) || who.dataset.given;
who.addEventListener("input", () => localStorage.setItem(KEY, who.value.trim()));

// Forms that are nothing without their modules can be sent once these have run, and not before.
addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("button[type=submit][disabled]").forEach((each) => { each.disabled = false; });
  document.documentElement.dataset.ready = "yes";
});

/** The initials; where there are none, they are asked for, and the answer is empty. */
export function initials() {
  const given = who.value.trim();
  if (!given) {
    say(who.closest("label").firstChild.textContent.trim() + " ?");
    who.classList.add("wanted");
    who.focus();
  }
  return given;
}

let fading;
export function say(words) {
  const said = document.getElementById("said");
  said.textContent = words;
  clearTimeout(fading);
  fading = setTimeout(() => { said.textContent = ""; }, 8000);
}

/** Ask, and get JSON; throws what the reader says of a failure, with its status. */
export async function ask(place, given, options = {}) {
  const request = given === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given),
  };
  const answer = await fetch(place, { ...request, ...options });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(told.said || answer.statusText), { status: answer.status });
  return told;
}

/** Wait for a piece of work, told of each step. */
export async function finished(id, step = () => {}) {
  for (let pause = 150; ; pause = Math.min(pause * 1.3, 1500)) {
    const told = await ask(`/work?id=${id}`);
    step(told);
    if (told.state === "done") return told.result;
    if (told.state === "failed") throw new Error(told.said);
    await new Promise((go) => setTimeout(go, pause));
  }
}

/** Whether a key was typed into a field, and is none of ours. */
export const typing = (event) =>
  event.target.closest("input:not([type=range]), textarea, select") !== null;

/** Code points before a place of a string, and the place after so many: offsets here count code points. */
export const points = (text, units) => Array.from(text.slice(0, units)).length;
export const units = (text, wanted) => Array.from(text).slice(0, wanted).join("").length;

addEventListener("keydown", (event) => {
  const keys = document.querySelector(".keys");
  if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || typing(event) || !keys) return;
  event.preventDefault();
  say(keys.innerText);
});
