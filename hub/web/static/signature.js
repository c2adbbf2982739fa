// Lets a name be drawn with a finger, a pen or a mouse. Without it, the name is typed.
// What was drawn before something else had to be mended comes back with the page, and is on the paper again.
"use strict";

for (const box of document.querySelectorAll("[data-ink]")) {
  const canvas = box.querySelector("canvas");
  const kept = box.querySelector("input");
  const pen = canvas.getContext("2d");
  let drawn = false;

  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
  };
  const wipe = () => {
    clear();
    drawn = false;
    kept.value = "";
  };
  const again = async (before) => {
    const bytes = Uint8Array.from(atob(before.split(",")[1]), (one) => one.charCodeAt(0));
    const ink = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    if (!drawn && kept.value) pen.drawImage(ink, 0, 0); // unless she has begun anew
  };
  const place = (event) => {
    const edge = canvas.getBoundingClientRect();
    const across = canvas.width / edge.width;
    return [(event.clientX - edge.left) * across, (event.clientY - edge.top) * across];
  };

  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.strokeStyle = "#111";
  clear();
  box.hidden = false;
  kept.disabled = false; // what is sent with it tells that there was somewhere to draw
  if (kept.value) again(kept.value).catch(wipe);

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...place(event));
    pen.stroke();
    drawn = true;
  });
  box.querySelector("[data-clear]").addEventListener("click", wipe);
  box.closest("form").addEventListener("submit", () => {
    if (drawn) kept.value = canvas.toDataURL("image/png");
  });
}
