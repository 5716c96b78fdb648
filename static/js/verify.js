// Compares a chosen or dropped file with the hashes listed on the page. Nothing leaves the device.

const section = document.querySelector("[data-verify]");
const input = section?.querySelector("input[type=file]");
const status = section?.querySelector("[data-verify-status]");
const answer = section?.querySelector("[data-verify-answer]");
const known = new Set(
  [...document.querySelectorAll("[data-sha256]")].map((row) => row.dataset.sha256),
);

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function show(outcome, name) {
  const sentence = `${name}: ${status.dataset[outcome]}`;
  status.textContent = sentence;
  answer.className = `notice notice-${outcome === "same" ? "done" : "late"}`;
  answer.querySelector("p").textContent = sentence;
  answer.hidden = false;
}

async function compare(file) {
  if (!file) return;
  try {
    show(known.has(await sha256(file)) ? "same" : "other", file.name);
  } catch {
    show("unreadable", file.name);
  }
}

// crypto.subtle exists on safe connections only; without it the section stays hidden.
if (section && known.size && globalThis.crypto?.subtle) {
  section.hidden = false;
  input.addEventListener("change", () => compare(input.files[0]));
  for (const kind of ["dragover", "drop"]) {
    section.addEventListener(kind, (event) => event.preventDefault());
  }
  section.addEventListener("drop", (event) => compare(event.dataTransfer.files[0]));
}
