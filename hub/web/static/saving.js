// While a form is sent it says so and sends it once; before the time runs out it warns, and a press keeps her signed in.
// Without it nothing is lost either: who was away too long signs in, and what she wrote comes along.
(() => {
  "use strict";

  const RECOVERS = 10_000; // ms: an answer that leaves the page where it is, such as a file, must not lock the form
  const WARNS = 120_000; // ms before the end
  const MEBIBYTE = 2 ** 20;
  const LONGEST_WAIT = 2 ** 30; // ms; a browser cannot wait for much more than this

  const underWay = document.querySelector("[data-under-way]");
  const sent = new Map();

  const ready = (form) => {
    const { button, timer } = sent.get(form);
    clearTimeout(timer);
    button?.removeAttribute("aria-busy");
    sent.delete(form);
    if (!sent.size) underWay.textContent = "";
  };
  const isOurs = (form, button) =>
    form.closest("main") && form.method === "post" && (!button?.hasAttribute("formmethod") || button.formMethod === "post");

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (event.defaultPrevented || !isOurs(form, button)) return;
    if (sent.has(form)) {
      if (sent.get(form).button === button) {
        event.preventDefault();
        return;
      }
      ready(form); // another button is another decision: a "no" that comes at once after a "yes" is never held back
    }
    // The button is not disabled: its name and value belong to what is sent.
    button?.setAttribute("aria-busy", "true");
    sent.set(form, { button, timer: setTimeout(ready, RECOVERS, form) });
    underWay.textContent = underWay.dataset[form.hasAttribute("data-saves") ? "saving" : "sending"];
  });
  // What is too large is refused unread, with all that stands around it; said here, nothing is sent and nothing lost.
  document.addEventListener("change", ({ target }) => {
    const { most, tooLarge } = target.dataset;
    if (most === undefined) return;
    target.setCustomValidity(target.files[0]?.size > most * MEBIBYTE ? tooLarge : "");
    target.reportValidity();
  });
  addEventListener("pageshow", () => [...sent.keys()].forEach(ready)); // she came back to the page

  // An answer to a form is kept nowhere: who comes back to it would meet the browser's own error, or send the form once
  // more. Who goes on from it finds the form's page there instead, empty: what she typed is not kept for that. Until
  // she goes on nothing is changed, so that a reload still shows her what she typed: a link to a place on this page, to
  // her telephone, or that she opens beside this page leads her nowhere.
  const answered = underWay.dataset.answer;
  if (answered !== undefined) {
    const onward = 'a[href]:not([href^="#"], [href^="tel:"], [href^="mailto:"], [target])';
    const goesOn = () => history.replaceState(null, "", answered);
    document.addEventListener("click", (event) => {
      const beside = event.ctrlKey || event.metaKey || event.shiftKey;
      if (!beside && event.target.closest?.(onward)) goesOn();
    });
    document.addEventListener("submit", (event) => event.defaultPrevented || goesOn());
  }

  const notice = document.querySelector("[data-staying]");
  if (!notice) return;
  const words = notice.querySelector("p");
  const stay = notice.querySelector("button");
  const form = document.querySelector("[data-stay]");
  const others = "BroadcastChannel" in window ? new BroadcastChannel("session") : null; // her other tabs
  let until = { ends: Date.now() + Number(notice.dataset.seconds) * 1000, final: notice.dataset.final === "yes" };
  let cameFrom = null;
  let timer = 0;

  const show = (text, canStay) => {
    if (notice.hidden) {
      // In the field where she stands, so that the next press of Tab reaches it; her typing is not interrupted.
      const here = document.activeElement?.closest("main form .field");
      if (here) here.append(notice);
      else document.body.prepend(notice);
      notice.hidden = false;
    }
    stay.hidden = !canStay;
    if (words.textContent !== text) words.textContent = text;
  };
  const hide = () => {
    if (notice.contains(document.activeElement) && cameFrom?.isConnected) cameFrom.focus();
    notice.hidden = true;
    words.textContent = "";
  };
  const tell = () => {
    clearTimeout(timer);
    const left = until.ends - Date.now();
    if (left <= 0) return show(notice.dataset.over, false);
    if (left > WARNS) hide();
    else show(until.final ? notice.dataset.last : notice.dataset.soon, !until.final);
    timer = setTimeout(tell, Math.min(left > WARNS ? left - WARNS : left, LONGEST_WAIT));
  };
  const lasts = (seconds, final) => {
    until = { ends: Date.now() + seconds * 1000, final };
    others?.postMessage(until);
    tell();
  };

  stay.addEventListener("click", async () => {
    let answer = null;
    try {
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
    } catch {
      // The network is away; she may press again.
    }
    if (answer?.status === 204) {
      lasts(Number(answer.headers.get("Seconds-Left")), answer.headers.get("Ends-For-Good") === "yes");
    } else if (answer?.type === "opaqueredirect") {
      until.ends = 0; // to the sign-in: the session is over
      tell();
    } else {
      show(notice.dataset.failed, true);
    }
  });
  notice.addEventListener("focusin", (event) => {
    if (!notice.contains(event.relatedTarget)) cameFrom = event.relatedTarget;
  });
  others?.addEventListener("message", ({ data }) => {
    if (data.ends <= until.ends) return;
    until = data;
    tell();
  });
  others?.postMessage(until);
  document.addEventListener("visibilitychange", tell); // a computer that slept has missed its moment
  addEventListener("pageshow", tell);
  tell();
})();
