// A field that finds among the rows that the page shows; what is typed is sent nowhere and stands in no address.
(() => {
  "use strict";

  // A name is also found by who has no key for its marks: nguyen, lukasz. Who types an å means an å.
  const MARKS = /\p{M}/gu;
  const BARE = { ł: "l", đ: "d", ø: "o", ı: "i" };
  const lower = (text) => text.toLocaleLowerCase("sv").normalize("NFC");
  const bare = (text) => text.normalize("NFD").replace(MARKS, "").replace(/[łđøı]/gu, (sign) => BARE[sign]);

  for (const part of document.querySelectorAll("[data-finds]")) {
    const field = part.querySelector("input");
    const told = part.querySelector("[role=status]");
    const rows = [...document.querySelectorAll(`#${part.dataset.finds} > li`)];
    const texts = rows.map((row) => lower(row.querySelector(".who").textContent));
    const bares = texts.map(bare);
    const find = () => {
      const words = lower(field.value).split(/\s+/u).filter(Boolean);
      let found = 0;
      rows.forEach((row, at) => {
        row.hidden = !words.every((word) => texts[at].includes(word) || bares[at].includes(word));
        found += row.hidden ? 0 : 1;
      });
      told.textContent = words.length ? `${found} / ${rows.length}` : "";
    };
    part.hidden = false;
    field.addEventListener("input", find);
    find();
  }
})();
