"use strict";
(() => {
  const tools = document.getElementById("tools");
  if (!tools || !document.querySelector(".chunk")) return;
  const words = document.getElementById("words");
  const found = document.getElementById("found");
  const boxes = [...tools.querySelectorAll("input[type=checkbox]")];
  const items = [...document.querySelectorAll(".chunk > li")];
  const chunks = [...document.querySelectorAll(".chunk")];
  let texts = null;
  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (wanted.length && !texts) texts = items.map((item) => item.textContent.toLowerCase());
    const kinds = boxes.filter((box) => box.checked).map((box) => box.value);
    const all = kinds.length === boxes.length;
    let shown = 0;
    items.forEach((item, i) => {
      const fits = (all || item.dataset.kinds.split(" ").some((kind) => kinds.includes(kind))) && wanted.every((word) => texts[i].includes(word));
      if (item.hidden === fits) item.hidden = !fits;
      if (fits) shown++;
    });
    chunks.forEach((chunk) => { chunk.hidden = ![...chunk.children].some((item) => !item.hidden); });
    found.textContent = all && !wanted.length ? "" : shown.toLocaleString("en") + " of " + items.length.toLocaleString("en");
  };
  let timer = 0;
  words.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 120); });
  boxes.forEach((box) => box.addEventListener("change", apply));
  tools.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  tools.hidden = false;
})();
