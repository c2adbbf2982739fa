// Asks the browser for a passkey and sends its answer along with the form that the button stands in.
// Without this script, or without passkeys in the browser, neither the button nor a form for it alone is shown: a code does the same.
(() => {
  "use strict";

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const listed = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));

  const make = (options) =>
    navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        user: { ...options.user, id: toBytes(options.user.id) },
        excludeCredentials: listed(options.excludeCredentials),
      },
    });
  const prove = (options) =>
    navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        allowCredentials: listed(options.allowCredentials),
      },
    });

  const told = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: {},
      response,
    });
  };

  const ready = (button) => {
    const options = JSON.parse(button.dataset.options);
    const host = options.rpId || options.rp.id;
    if (location.hostname !== host && !location.hostname.endsWith("." + host)) return;
    const form = button.form;
    const trouble = button.closest("[data-passkey-part]").querySelector("[data-passkey-trouble]");
    const instead = form.elements[button.dataset.instead];
    button.parentElement.hidden = false;
    if (form.hidden) {
      form.hidden = false;
      document.querySelector("[data-passkey-never]").hidden = true;
    }
    button.addEventListener("click", async () => {
      const needed = instead && instead.required;
      if (instead) instead.required = false;
      if (!form.reportValidity()) {
        if (instead) instead.required = needed;
        return;
      }
      trouble.hidden = true;
      button.disabled = true;
      try {
        const credential = await (button.dataset.passkey === "make" ? make(options) : prove(options));
        form.elements[button.dataset.field].value = told(credential);
        if (instead) instead.value = "";
        form.requestSubmit(); // as a press would, so that the page hears of it
      } catch {
        button.disabled = false;
        trouble.hidden = false;
        if (instead) instead.required = needed;
      }
    });
  };

  if (window.PublicKeyCredential) document.querySelectorAll("button[data-passkey]").forEach(ready);
})();
