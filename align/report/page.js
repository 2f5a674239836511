// Moves between the stops of a page (a card each, or a row that deserves a look). Without it the anchors still work.
"use strict";
(() => {
  const all = () => [...document.querySelectorAll("[data-stop]")];
  const place = (number) => all().findIndex((stop) => stop.dataset.stop === number);
  const aside = document.querySelector(".cards");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let current = -1;

  const quotes = (number) => document.querySelectorAll(`.quote[data-number="${number}"]`);
  const besideArticle = () => aside !== null && getComputedStyle(aside).overflowY === "auto";

  function bring(element, scroller) {
    const behavior = calm.matches ? "auto" : "smooth";
    const box = element.getBoundingClientRect();
    const frame = scroller ? scroller.getBoundingClientRect() : { top: 0, bottom: innerHeight };
    const height = frame.bottom - frame.top;
    const inside = box.top >= frame.top + 8 && box.bottom <= frame.bottom - 8;
    if (inside) return;
    const margin = scroller ? 12 : Math.max(24, (height - box.height) / 3);
    (scroller || window).scrollBy({ top: box.top - frame.top - margin, behavior });
  }

  function choose(index, { focus }) {
    const stops = all();
    if (index < 0 || index >= stops.length) return;
    document.querySelectorAll(".current").forEach((element) => element.classList.remove("current"));
    current = index;
    const marks = quotes(stops[index].dataset.stop);
    [stops[index], ...marks].forEach((element) => element.classList.add("current"));
    if (besideArticle()) {
      bring(stops[index], aside);
      if (marks.length) bring(marks[0], null);
    } else {
      bring(focus === "mark" && marks.length ? marks[0] : stops[index], null);
    }
    const focused = focus === "mark" && marks.length ? marks[0] : stops[index];
    focused.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target.closest(".quote, .number");
    if (!link) return;
    event.preventDefault();
    const number = link.dataset.number || link.closest("[data-stop]").dataset.stop;
    choose(place(number), { focus: link.matches(".number") ? "mark" : "card" });
    history.replaceState(null, "", link.hash);
  });

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const step = { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 }[event.key];
    const stops = all();
    if (!step || !stops.length || event.defaultPrevented) return;
    event.preventDefault();
    let next = current < 0 && step < 0 ? 0 : current + step;
    while (stops[next] && stops[next].hidden) next += step;
    if (!stops[next] && current >= 0) return;
    choose(Math.min(Math.max(next, 0), stops.length - 1), { focus: "card" });
  });

  addEventListener("beforeprint", () => {
    document.querySelectorAll(".others, .why").forEach((details) => { details.open = true; });
  });

  const boxes = [...document.querySelectorAll(".filter input")];
  function filter() {
    const wanted = new Set(boxes.filter((box) => box.checked && !("all" in box.dataset)).map((box) => box.value));
    const rest = boxes.some((box) => "all" in box.dataset && box.checked);
    const shown = (element) => element.dataset.kinds.split(" ").some((kind) => wanted.has(kind));
    document.querySelectorAll(".findings mark").forEach((mark) => mark.classList.toggle("off", !shown(mark)));
    document.querySelectorAll(".findings .note").forEach((note) => { note.hidden = !shown(note); });
    document.querySelectorAll(".findings tbody tr").forEach((row) => {
      row.hidden = row.dataset.kinds ? !shown(row) && !rest : !rest;
    });
  }
  boxes.forEach((box) => box.addEventListener("change", filter));

  const asked = /^#[abq](\d+)$/.exec(location.hash);
  if (asked) choose(place(asked[1]), { focus: location.hash.startsWith("#a") ? "mark" : "card" });
})();
