// Keeps what is typed into a form in this tab, until the server has it: after a reload, the back
// button or signing in again it is there. Without a connection nothing is sent, and that is said.
// The idempotency key goes with the text, so that a form sent again does its work once.
const { dataset: says } = document.currentScript;
const how = performance.getEntriesByType("navigation")[0]?.type;
const KEPT = "unsent:";
const NEVER = ["password", "file", "submit", "button"];
const OWN = ["idempotency_key", "revision"];
const changed = new Set();

const isPost = (form) => form?.method === "post";
const nameOf = (form) =>
  `${KEPT}${document.body.dataset.account || ""}:${location.pathname}:${form.getAttribute("action")}`;
const list = (form) =>
  [...form.elements].filter(
    ({ name, type }) => name && !NEVER.includes(type) && (type !== "hidden" || OWN.includes(name)),
  );

function say(sentence) {
  let box = document.getElementById("alert");
  if (!box) {
    box = document.createElement("div");
    box.id = "alert";
    box.setAttribute("role", "alert");
    document.querySelector("main").prepend(box);
  }
  const shown = document.createElement("p");
  shown.className = "alert notice notice-late";
  shown.textContent = sentence;
  box.replaceChildren(shown);
}

function keep(form, isSent) {
  const values = list(form).map(({ name, type, value, checked }) => [
    name,
    /checkbox|radio/.test(type) ? [value, checked] : value,
  ]);
  try {
    sessionStorage.setItem(nameOf(form), JSON.stringify({ isSent, values }));
  } catch {
    // The store is full or forbidden: the page works as before, and asks before it is left.
  }
}

function note(form) {
  changed.add(form);
  keep(form, false);
}

function drop(form) {
  changed.delete(form);
  sessionStorage.removeItem(nameOf(form));
}

function restore(form) {
  const kept = JSON.parse(sessionStorage.getItem(nameOf(form)) || "null");
  if (!kept) return;
  const isRefused = kept.isSent && how === "navigate" && document.getElementById("errors");
  if (isRefused) return note(form); // the server shows it
  // What was sent comes back only by the back button; what was left behind on purpose does not.
  if (how === "navigate" || (how === "reload" && kept.isSent)) return drop(form);
  const values = [...kept.values];
  for (const box of list(form)) {
    const at = values.findIndex(
      ([name, value]) => name === box.name && (!Array.isArray(value) || value[0] === box.value),
    );
    if (at < 0) continue;
    const [[, value]] = values.splice(at, 1);
    if (Array.isArray(value)) box.checked = value[1];
    else box.value = value;
  }
  if (!kept.isSent) {
    note(form);
    say(says.restored);
  }
}

document.querySelectorAll("form").forEach((form) => isPost(form) && restore(form));

document.addEventListener("input", ({ target }) => {
  if (!isPost(target.form)) return;
  target.form.querySelectorAll("[data-saved]").forEach((mark) => mark.replaceChildren());
  note(target.form);
});

// Before a form leaves a page that was open for long, or left for another tab, the server is asked
// for a fresh token and who is signed in.
const LONG = 600000; // milliseconds
let wasLeft = false;
document.addEventListener("visibilitychange", () => (wasLeft = true));

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (!isPost(form) || event.defaultPrevented) return;
  if (form.hasAttribute("data-hx-post") || form.closest("[data-hx-boost]")) return;
  if (!navigator.onLine) {
    event.preventDefault();
    return say(says.offline);
  }
  if ("isChecked" in form.dataset || (!wasLeft && performance.now() < LONG)) {
    delete form.dataset.isChecked;
    changed.delete(form);
    if (form.getAttribute("action") === "/akun/keluar/") sessionStorage.clear();
    else keep(form, true);
    return;
  }
  event.preventDefault();
  const token = form.elements.csrfmiddlewaretoken;
  try {
    // A personal link needs no cookie, and gets none.
    const answer = await fetch("/sesi/", { credentials: token ? "same-origin" : "omit" });
    const session = await answer.json();
    const { account } = document.body.dataset;
    if (token && session.account && account && account !== `${session.account}`) {
      return say(says.changed);
    }
    if (token) token.value = session.token;
  } catch (error) {
    // An answer that is no JSON is an answer: the server is there.
    if (!(error instanceof SyntaxError)) return say(says.offline);
  }
  form.dataset.isChecked = "";
  form.requestSubmit(submitter);
});

addEventListener("beforeunload", (event) => {
  for (const form of changed) if (!form.isConnected) changed.delete(form);
  if (changed.size) event.preventDefault();
});

const hasFile = (form) => [...form.elements].some((box) => box.files?.length);

window.unsent = { say, drop, hasFile };
