// A queue on the device for forms that only add something (form[data-queue]): what is sent without a
// connection waits here, visibly, and is delivered once and in order, also after a reload or a crash.
// Each act has its idempotency key or the revision that it changes, its author and the time it was
// typed; only its author sends it. What the server refuses stays here until its author decides.
const { dataset: words } = document.currentScript;
const RETRY = 5000; // milliseconds
const PATIENCE = 20000; // milliseconds; a Wi-Fi may stay connected and pass nothing
const { account } = document.body.dataset;

function openStore() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("rembug", 1);
    opening.onupgradeneeded = () =>
      opening.result.createObjectStore("acts", { keyPath: "sequence", autoIncrement: true });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

const opened = openStore();

async function work(mode, perform) {
  const change = (await opened).transaction("acts", mode, { durability: "strict" });
  const asked = perform(change.objectStore("acts"));
  return new Promise((resolve, reject) => {
    change.oncomplete = () => resolve(asked.result);
    change.onerror = change.onabort = () => reject(change.error);
  });
}

const listActs = async () =>
  (await work("readonly", (acts) => acts.getAll())).filter((act) => act.account === account);
const removeAct = (act) => work("readwrite", (acts) => acts.delete(act.sequence));
const listDue = async () => (await listActs()).filter((act) => !act.refusal);

// ── What waits is shown ─────────────────────────────────────────────────────────────────────

let hasWaiting = false;

async function showWaiting() {
  const acts = await listActs();
  const due = acts.filter((act) => !act.refusal);
  hasWaiting = due.length > 0;
  // For sign_out.js, which asks before what waits is left behind.
  if (acts.length) localStorage.setItem(`waiting:${account}`, acts.length);
  else localStorage.removeItem(`waiting:${account}`);
  for (const box of document.querySelectorAll("[data-waiting]")) {
    const here = acts.filter((act) => act.page === location.pathname || act.refusal);
    const count = document.createElement("p");
    count.textContent = words.counted.replace("0", due.length);
    const list = document.createElement("ul");
    list.append(...here.map(describe));
    box.replaceChildren(...(due.length ? [count] : []), ...(acts.length ? [list] : []));
    box.hidden = !acts.length;
  }
}

function describe(act) {
  const line = document.createElement("li");
  line.textContent = act.shown;
  if (!act.refusal) return line;
  const why = document.createElement("p");
  why.textContent = `${words.refused} ${act.refusal}`;
  const discard = document.createElement("button");
  discard.type = "button";
  discard.textContent = words.discard;
  discard.addEventListener("click", () => removeAct(act).then(showWaiting));
  line.append(why, discard);
  return line;
}

// ── Typed, and put into the queue ───────────────────────────────────────────────────────────

// Every act is stored before it is sent, so that no crash loses it, and removed once it is answered.
const sending = new WeakMap(); // form: its act, while htmx sends it
const onTheWay = new WeakMap(); // form: what of the text in its box was sent

function readAct(form, submitter) {
  const fields = new Map(
    [...new FormData(form, submitter)].filter(([, value]) => typeof value === "string"),
  );
  fields.delete("csrfmiddlewaretoken");
  // Without an item the server takes the current one: that of now, not of when it arrives.
  const current = document.querySelector("[aria-current=step] [id^=item-]");
  if (current && !fields.get("agenda_item")) fields.set("agenda_item", current.id.slice(5));
  return {
    account,
    fields: [...fields],
    // A line is told by its text; a mark by whom it is set for, and its button.
    shown: fields.get("text") ?? `${form.dataset.queue}: ${submitter?.textContent.trim()}`,
    page: location.pathname,
    action: form.action,
    typedAt: Date.now(),
  };
}

function clear(form) {
  for (const box of form.querySelectorAll("[data-clear] :is(input, textarea)")) {
    if (/checkbox|radio/.test(box.type)) box.checked = false;
    else if (box.type !== "hidden") box.value = "";
  }
  const key = form.elements.idempotency_key;
  if (key) key.value = crypto.randomUUID();
  unsent.drop(form);
}

// Of the marks that wait for somebody, the last one counts.
async function replaceMark(act, form) {
  if (!form.dataset.queue) return;
  const earlier = (await listDue()).filter((each) => each.action === act.action);
  for (const each of earlier) await removeAct(each);
}

// What was typed since the text in the box was sent; all of it, if that was changed.
function readRest(form) {
  const typed = form.elements.text?.value ?? "";
  const sent = onTheWay.get(form) ?? typed;
  return typed.startsWith(sent) ? typed.slice(sent.length) : typed;
}

// For unsent.js and the preview of the room.
const noteTyping = (box) => box.dispatchEvent(new Event("input", { bubbles: true }));

function typeOn(form, text) {
  if (!text) return;
  const box = form.elements.text;
  box.value += text;
  noteTyping(box);
}

function queueNextLine(form, submitter) {
  const own = { text: readRest(form), idempotency_key: crypto.randomUUID() };
  if (!own.text.trim()) return;
  const act = readAct(form, submitter);
  act.fields = act.fields.map(([name, value]) => [name, own[name] ?? value]);
  act.shown = own.text;
  onTheWay.set(form, form.elements.text.value);
  work("readwrite", (acts) => acts.add(act)).then(showWaiting);
}

async function leaveWaiting(form) {
  const rest = readRest(form);
  clear(form);
  onTheWay.delete(form);
  typeOn(form, rest);
  await showWaiting();
  retryLater();
}

document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    // In a form of texts a button with a name only adds a row to a field, which is not kept.
    if (!("queue" in form.dataset) || (submitter?.name && !form.dataset.queue)) return;
    if (sending.has(form)) {
      // One at a time: a line waits for the answer to the one before; a mark is tapped once more.
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!form.dataset.queue) queueNextLine(form, submitter);
      return;
    }
    const act = readAct(form, submitter);
    const stored = replaceMark(act, form).then(() => work("readwrite", (acts) => acts.add(act)));
    if (!hasWaiting) {
      sending.set(form, stored);
      onTheWay.set(form, form.elements.text?.value);
      return;
    }
    // What waits goes first.
    event.preventDefault();
    event.stopImmediatePropagation();
    stored.then(() => leaveWaiting(form));
  },
  true,
);

// The form of a request; its answer may have replaced it.
const findForm = ({ requestConfig }) => requestConfig.elt;

document.addEventListener("htmx:afterRequest", async ({ detail }) => {
  const form = findForm(detail);
  const stored = sending.get(form);
  if (!stored) return;
  sending.delete(form);
  const sequence = await stored;
  // What is refused at once stands beside its form, where it was typed.
  if (detail.successful || isRefusal(detail.xhr.status)) {
    await removeAct({ sequence });
    onTheWay.delete(form);
    await deliver();
  } else await leaveWaiting(form);
});

// An answer brings a fresh box; what was typed while it was on its way is typed on there.
const rests = new WeakMap();

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = findForm(detail);
  if (sending.has(form)) rests.set(form, readRest(form));
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const form = findForm(detail);
  typeOn(form, rests.get(form));
  rests.delete(form);
});

// After the text that was sent is dropped (live.js), the one that is typed on is kept again.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const form = findForm(detail);
  if ("queue" in form.dataset && form.elements.text?.value) noteTyping(form.elements.text);
});

// ── Delivered ───────────────────────────────────────────────────────────────────────────────

// An answer that stays the same however often it is asked for. Signing in again, a ceiling or a
// server that is there again may change the others.
const isRefusal = (status) => status >= 400 && status < 500 && ![401, 408, 429].includes(status);

async function send(act) {
  const signal = AbortSignal.timeout(PATIENCE);
  const session = await (await fetch("/sesi/", { signal })).json();
  if (`${session.account}` !== account) {
    const isSaid = document.querySelector("#alert .alert");
    if (!isSaid) unsent.say(session.account ? words.changed : words.ended);
    return null;
  }
  const body = new URLSearchParams(act.fields);
  body.set("seconds_ago", Math.max(0, Math.round((Date.now() - act.typedAt) / 1000)));
  const headers = { "HX-Request": "true", "X-Account": account, "X-CSRFToken": session.token };
  const answer = await fetch(act.action, { method: "POST", body, headers, signal });
  return { ok: answer.ok, status: answer.status, html: await answer.text() };
}

function showDelivered(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const piece of answer.querySelectorAll("[data-hx-swap-oob], .attendee")) {
    const [how, target] = piece.dataset.hxSwapOob?.split(":") ?? [];
    if (how === "beforeend") document.querySelector(target)?.append(...piece.children);
    else {
      document.getElementById(piece.id)?.replaceWith(piece);
      htmx.process(piece);
    }
  }
}

function readRefusal(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const said = [...answer.querySelectorAll("#errors li, .alert, .error, [role=alert] strong")];
  return said.map((line) => line.textContent.trim().replace(/\s+/g, " ")).join(" ");
}

// A text that was refused is typed on in its form, unless something else is being typed there.
function putBack(act, refusal) {
  const form = document.querySelector(`form[data-queue=""][action="${new URL(act.action).pathname}"]`);
  if (!form || form.elements.text.value) return false;
  for (const [name, value] of act.fields) {
    const box = form.elements[name];
    if (box) box.value = value;
  }
  unsent.say(`${words.back} ${refusal}`);
  return true;
}

// A mark that somebody else overtook: its row asks which of the two counts.
function showConflict(html) {
  const row = new DOMParser().parseFromString(html, "text/html").querySelector(".attendee");
  if (!row || !document.getElementById(row.id)) return false;
  showDelivered(html);
  return true;
}

async function refuse(act, html) {
  const refusal = readRefusal(html);
  if (showConflict(html) || putBack(act, refusal)) await removeAct(act);
  else await work("readwrite", (acts) => acts.put({ ...act, refusal: refusal || "–" }));
}

let isWaiting = false;

async function deliver() {
  await navigator.locks.request("rembug-queue", async () => {
    for (const act of await listDue()) {
      const answer = await send(act).catch(() => null);
      if (answer?.ok) {
        showDelivered(answer.html);
        document.getElementById("alert").replaceChildren();
        await removeAct(act);
      } else if (answer && isRefusal(answer.status)) {
        await refuse(act, answer.html);
      } else {
        retryLater();
        break;
      }
      await showWaiting();
    }
    // Another tab may have delivered what waited here.
    await showWaiting();
  });
}

function retryLater() {
  if (isWaiting) return;
  isWaiting = true;
  setTimeout(() => {
    isWaiting = false;
    deliver();
  }, RETRY);
}

addEventListener("online", deliver);
// Another tab put something into the queue, or delivered it.
addEventListener("storage", showWaiting);
if (account && isSecureContext) showWaiting().then(deliver);
// Without https a browser has neither locks nor keys: lines are sent at once or not at all.
else for (const form of document.querySelectorAll("form[data-queue]")) delete form.dataset.queue;
