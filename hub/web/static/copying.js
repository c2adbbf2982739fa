// A button that copies the text beside it; without the script the text is marked and copied by hand.
(() => {
  "use strict";

  for (const button of document.querySelectorAll("button[data-copies]")) {
    const text = document.getElementById(button.dataset.copies);
    const done = button.nextElementSibling;
    button.hidden = false;
    button.addEventListener("click", async () => {
      text.select(); // marked also where the browser does not let it be copied
      try {
        await navigator.clipboard.writeText(text.value);
        done.textContent = button.dataset.done;
      } catch {
        done.textContent = button.dataset.failed;
      }
    });
  }
})();
