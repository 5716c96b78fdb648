// Compares a chosen or dropped file with what the portal gave out. Its hash is made on this device;
// the file itself is sent only when its owner then asks for it. Without this script it is sent.

const LARGEST = 20_000_000; // bytes
const form = document.querySelector("[data-verify]");

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function begin(form) {
  const input = form.querySelector("input[type=file]");
  const answer = form.querySelector("[data-verify-answer]");
  const send = form.querySelector("[data-verify-send]");

  let turn = 0; // an answer that comes late says nothing about the file that is chosen now

  async function compare(file) {
    if (!file) return;
    const mine = ++turn;
    send.hidden = true;
    if (file.size > LARGEST) {
      answer.textContent = form.dataset.large;
      return;
    }
    answer.textContent = form.dataset.asking;
    try {
      const said = await fetch(`${form.action}${await sha256(file)}/?jawaban`);
      const text = await said.text();
      if (mine !== turn) return;
      if (said.status === 429) {
        answer.textContent = form.dataset.often;
        return;
      }
      if (!said.ok) throw new Error(said.statusText);
      answer.innerHTML = text;
      send.hidden = !answer.querySelector("[data-answer=unknown]");
      answer.scrollIntoView({ block: "center" });
    } catch {
      if (mine !== turn) return;
      answer.textContent = form.dataset.unreadable;
      send.hidden = false;
    }
  }

  send.hidden = true;
  form.querySelector("[data-verify-local]").hidden = false;
  input.addEventListener("change", () => compare(input.files[0]));
  // Reading a file that is not known takes seconds.
  form.addEventListener("submit", () => {
    answer.textContent = form.dataset.asking;
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    compare(input.files[0]);
  });
}

// crypto.subtle exists on safe connections only.
if (form && globalThis.crypto?.subtle) begin(form);
