// Reading aids; every page works without them.
"use strict";

// Characters of the stored text are code points; those of the page are UTF-16 units.
function units(text, codePoints) {
  let at = 0;
  for (let n = 0; n < codePoints && at < text.length; n += 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

function place(paragraph, offset) {
  let left = offset - Number(paragraph.dataset.start);
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (node) {
    const length = Array.from(node.data).length;
    if (left <= length) return { node, offset: units(node.data, left) };
    left -= length;
    node = walker.nextNode();
  }
  return null;
}

function paragraphAt(text, offset) {
  return Array.from(text.querySelectorAll("p[data-start]")).find(
    (each) => Number(each.dataset.start) <= offset && offset < Number(each.dataset.end));
}

// #char=a,b (RFC 5147): a figure's own mark, else any stretch of the text.
function show() {
  const text = document.querySelector("article.text");
  const asked = /^#char=(\d+)(?:,(\d+))?$/.exec(window.location.hash);
  if (!text || !asked) return;
  if (window.CSS && CSS.highlights) CSS.highlights.delete("asked");
  const start = Number(asked[1]);
  const end = Number(asked[2] || start + 1);
  const own = document.getElementById(window.location.hash.slice(1));
  const paragraph = own || paragraphAt(text, start);
  if (!paragraph) {
    const address = new URL(window.location.href);
    if (address.searchParams.get("char") !== `${start},${end}`) {
      address.searchParams.set("char", `${start},${end}`);
      window.location.replace(address);
    }
    return;
  }
  if (own) {
    own.scrollIntoView({ block: "center" });
    own.closest("a").focus({ preventScroll: true });
    return;
  }
  const from = place(paragraph, start);
  const to = place(paragraph, Math.min(end, Number(paragraph.dataset.end)));
  paragraph.scrollIntoView({ block: "center" });
  if (from && to && window.CSS && CSS.highlights) {
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    CSS.highlights.set("asked", new Highlight(range));
  }
}

// A form sends only what is filled in, so that addresses stay short enough to read.
document.addEventListener("submit", (event) => {
  for (const field of event.target.elements) if (field.name && field.value === "") field.disabled = true;
});
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form [disabled]")) field.disabled = false;
});

// In a report, j and k go to the next and the former figure, as in many readers.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const step = { j: 1, k: -1 }[event.key];
  const figures = Array.from(document.querySelectorAll("article.text a.figure"));
  if (!step || !figures.length) return;
  const here = figures.indexOf(document.activeElement);
  const next = figures[Math.max(0, Math.min(figures.length - 1, here < 0 ? 0 : here + step))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
});

// Names for what one has begun to type.
for (const field of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `names-${field.name}`;
  field.after(list);
  field.setAttribute("list", list.id);
  field.autocomplete = "off";
  let wait = 0;
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(async () => {
      if (!field.value.trim()) return;
      const answer = await fetch(`/suggest.json?${new URLSearchParams({ field: field.name, q: field.value })}`);
      const { names } = await answer.json();
      list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
    }, 150);
  });
}

window.addEventListener("hashchange", show);
show();
