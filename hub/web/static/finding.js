// A field that finds among the rows that the page shows; what is typed is sent nowhere and stands in no address.
(() => {
  "use strict";

  for (const part of document.querySelectorAll("[data-finds]")) {
    const field = part.querySelector("input");
    const told = part.querySelector("[role=status]");
    const rows = [...document.querySelectorAll(`#${part.dataset.finds} > li`)];
    const texts = rows.map((row) => row.querySelector(".who").textContent.toLocaleLowerCase("sv"));
    const find = () => {
      const words = field.value.toLocaleLowerCase("sv").split(/\s+/u).filter(Boolean);
      let found = 0;
      rows.forEach((row, at) => {
        row.hidden = !words.every((word) => texts[at].includes(word));
        found += row.hidden ? 0 : 1;
      });
      told.textContent = words.length ? `${found} / ${rows.length}` : "";
    };
    part.hidden = false;
    field.addEventListener("input", find);
    find();
  }
})();
