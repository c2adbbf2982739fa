// Lets a name be drawn with a finger, a pen or a mouse. Without it, the name is typed.
"use strict";

for (const box of document.querySelectorAll("[data-ink]")) {
  const canvas = box.querySelector("canvas");
  const kept = box.querySelector("input");
  const pen = canvas.getContext("2d");
  let drawn = false;

  const wipe = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    drawn = false;
    kept.value = "";
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
  wipe();
  box.hidden = false;

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
    kept.value = drawn ? canvas.toDataURL("image/png") : "";
  });
}
