// Where in a text a place of the page is: offsets count code points, without what is written over characters.
"use strict";

/** The text nodes of an element, without what is written over its characters. */
export function* nodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest("rt")) yield node;
  }
}

/** How many code points of an element stand before a place in it. */
export function place(element, node, at) {
  if (node.nodeType !== Node.TEXT_NODE) { // between two nodes: what follows begins there
    const next = [...nodes(element)].find((each) => node.childNodes[at] && (node.childNodes[at] === each || node.childNodes[at].contains(each)));
    return next ? place(element, next, 0) : null;
  }
  let before = "";
  for (const each of nodes(element)) {
    if (each === node) return Array.from(before + each.data.slice(0, at)).length;
    before += each.data;
  }
  return null;
}
