// Persons, places and organisations beside the documents: sought when they are asked for.
"use strict";
import { finished, say } from "./shell.js";

const nav = document.getElementById("names");
const wide = matchMedia("(min-width: 861px)");

function unfold() {
  nav.querySelectorAll("details").forEach((each) => { each.open = wide.matches; });
}

async function seek(button) {
  button.disabled = true;
  const place = `/names?document=${encodeURIComponent(nav.dataset.document)}`;
  try {
    let answer = await fetch(place);
    const work = answer.headers.get("x-work");
    if (work) {
      const label = button.textContent;
      await finished(work, (told) => { button.textContent = told.total ? `${label} ${told.done}/${told.total}` : label; });
      answer = await fetch(place);
    }
    if (!answer.ok) throw new Error(answer.statusText);
    nav.innerHTML = await answer.text(); // made, and escaped, by the reader's own template
    unfold();
    nav.querySelector("summary")?.focus();
  } catch (error) {
    button.disabled = false;
    say(error.message);
  }
}

nav?.querySelector("button")?.addEventListener("click", (event) => seek(event.currentTarget));
if (nav) unfold();
