// Signing on a screen: the box that is drawn in. Only the places of the pen are sent, no times and
// no pressure; the server makes one line of them. Without this script the name is typed.
"use strict";

(() => {
  const form = document.querySelector("[data-sign]");
  if (!form) return;
  const field = form.elements.strokes;
  const drawn = form.querySelector("[data-drawn]");
  const typed = form.querySelector("[data-typed]");
  const canvas = drawn.querySelector("canvas");
  const sending = form.querySelector("[data-sending]");
  const LONGEST = 60000; // as agreements/strokes.py says
  let pad = null;
  let width = 0;

  // What the library keeps of a stroke, from and to what is sent: [x, y, x, y, …].
  const flat = (strokes) => strokes.map(({ points }) =>
    points.flatMap(({ x, y }) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10]));

  const strokesOf = (sent, scale = 1) => sent.map((places) => {
    const points = [];
    for (let i = 0; i + 1 < places.length; i += 2) {
      points.push({ x: places[i] * scale, y: places[i + 1] * scale, pressure: 0.5, time: i * 8 });
    }
    return { penColor: pad.penColor, dotSize: 0, minWidth: pad.minWidth, maxWidth: pad.maxWidth,
      velocityFilterWeight: pad.velocityFilterWeight, compositeOperation: "source-over", points };
  });

  const read = () => {
    try {
      const sent = JSON.parse(field.value || "[]");
      return Array.isArray(sent) && sent.every(Array.isArray) ? sent : [];
    } catch {
      return [];
    }
  };

  // The canvas has as many points as the screen; what is drawn grows and shrinks with it.
  const fit = () => {
    const box = canvas.getBoundingClientRect();
    if (!box.width || box.width === width) return;
    const kept = pad.isEmpty() ? read() : flat(pad.toData());
    const scale = width ? box.width / width : 1;
    const points = window.devicePixelRatio || 1;
    width = box.width;
    canvas.width = Math.round(box.width * points);
    canvas.height = Math.round(box.height * points);
    canvas.getContext("2d").scale(points, points);
    pad.clear();
    if (kept.length) pad.fromData(strokesOf(kept, scale));
  };

  const choose = () => {
    const draws = form.elements.kind.value === "drawn";
    drawn.hidden = !draws;
    typed.hidden = draws;
    if (draws) fit();
  };

  const wipe = () => {
    pad.clear();
    field.value = "";
  };

  const start = () => {
    pad = new window.SignaturePad(canvas, {
      minDistance: 2, throttle: 8, penColor: getComputedStyle(canvas).color,
    });
    form.querySelector("[data-kinds]").hidden = false;
    if (!("back" in form.dataset)) {
      form.querySelector("[name=kind][value=drawn]").checked = true;
    }
    form.addEventListener("change", choose);
    form.querySelector("[data-clear]").addEventListener("click", wipe);
    window.addEventListener("resize", fit);
    choose();
  };

  form.addEventListener("submit", () => {
    if (pad && form.elements.kind.value === "drawn") {
      // What is longer is refused, and a slow line need not carry it.
      field.value = pad.isEmpty() ? "" : JSON.stringify(flat(pad.toData())).slice(0, LONGEST + 1);
    }
    sending.textContent = sending.dataset.words;
  });

  // Whoever comes back by the browser's way, or gets the tablet next, finds an empty page.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  if (window.SignaturePad) start();
})();
