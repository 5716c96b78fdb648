// The list of a check-in page while somebody types; without this script the button searches.
const form = document.querySelector("[data-check-in]");
const box = form?.elements.cari;
let timer;
let asked = box?.value.trim();

async function search() {
  const text = box.value.trim();
  if (text === asked || (text.length > 0 && text.length < 3)) return;
  asked = text;
  try {
    const answer = await fetch(`?cari=${encodeURIComponent(text)}`, { credentials: "same-origin" });
    if (!answer.ok || text !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("found");
    if (found) document.getElementById("found").replaceChildren(...found.childNodes);
  } catch {
    asked = undefined; // offline: the button still searches, and so does the next letter
  }
}

box?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(search, 300);
});
