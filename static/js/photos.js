// Photos are made smaller before they are sent, and so lose the place where they were taken (the
// server removes it in any case). What the browser cannot open is sent as it is.
"use strict";

(() => {
  const LONGEST = 2000; // pixels a side; the same as in meetings/forms/attaching.py
  const QUALITY = 0.85;
  const MB = 1_000_000;
  const READABLE = ["image/jpeg", "image/png", "image/webp"]; // by the server

  const form = document.querySelector("form[data-shrinks]");
  if (!form) return;
  const input = form.elements.files;
  const status = form.querySelector("[data-shrink-status]");
  let work = null;

  async function shrink(file) {
    if (!file.type.startsWith("image/")) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const ratio = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * ratio));
      canvas.height = Math.max(1, Math.round(picture.height * ratio));
      const paper = canvas.getContext("2d");
      paper.fillStyle = "#fff"; // under what is transparent
      paper.fillRect(0, 0, canvas.width, canvas.height);
      paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      if (!small || (small.size >= file.size && READABLE.includes(file.type))) return file;
      return new File([small], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
    } catch {
      return file;
    }
  }

  const isChosen = (files) =>
    input.files.length === files.length && files.every((file, n) => file === input.files[n]);

  const weigh = (files) =>
    (files.reduce((sum, file) => sum + file.size, 0) / MB).toLocaleString(
      document.documentElement.lang,
      { maximumFractionDigits: 1 },
    );

  async function shrinkAll(chosen) {
    status.textContent = form.dataset.shrinking;
    const kept = new DataTransfer();
    // One after the other: ten photos at once would fill the memory of a phone.
    for (const file of chosen) kept.items.add(await shrink(file));
    if (!isChosen(chosen)) return; // others were chosen meanwhile
    const [before, after] = [weigh(chosen), weigh([...kept.files])];
    input.files = kept.files;
    status.textContent =
      before === after
        ? ""
        : form.dataset.shrunk.replace("{before}", before).replace("{after}", after);
  }

  input.addEventListener("change", () => {
    const mine = shrinkAll([...input.files]).finally(() => {
      if (work === mine) work = null;
    });
    work = mine;
  });

  form.addEventListener("submit", (event) => {
    if (!work) return;
    event.preventDefault();
    work.then(() => form.requestSubmit());
  });
})();
