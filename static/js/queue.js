// A queue on the device for forms that only add something (form[data-queue]): what is sent without a
// connection waits here, visibly, and is delivered once and in order, also after a reload or a crash.
// Each act has its idempotency key or the revision that it changes, its author and the time it was
// typed; only its author sends it. What the server refuses stays here until its author decides.
// The author is an account (queue_room.js), or on a guest's phone the page of a link (queue_guest.js).
const { dataset: words } = document.currentScript;
const RETRY = 5000; // milliseconds
const FAILURES = 12; // of the server, with one act, until the next one is sent before it
const PATIENCE = 20000; // milliseconds; a Wi-Fi may stay connected and pass nothing
const { account } = document.body.dataset;
const author = words.link ?? account;
const lastLine = `sent:${author}`; // in localStorage: the idempotency key of the last line that arrived
// Without https, and in an old one, a browser lacks what the queue takes: everything is sent at once
// or not at all.
const isUsable = Boolean(author) && isSecureContext && "locks" in navigator && "timeout" in AbortSignal;

function openStore() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("rembug", 1);
    opening.onupgradeneeded = () =>
      opening.result.createObjectStore("acts", { keyPath: "sequence", autoIncrement: true });
    opening.onsuccess = () => {
      opening.result.onclose = () => (opened = undefined); // by the browser, in the background
      resolve(opening.result);
    };
    opening.onerror = () => reject(opening.error);
  });
}

let opened;

async function work(mode, perform) {
  const change = (await (opened ??= openStore())).transaction("acts", mode, { durability: "strict" });
  const asked = perform(change.objectStore("acts"));
  return new Promise((resolve, reject) => {
    change.oncomplete = () => resolve(asked.result);
    change.onerror = change.onabort = () => reject(change.error);
  });
}

const listAll = () => work("readonly", (acts) => acts.getAll());
const listActs = async () => (await listAll()).filter((act) => act.author === author);
const addAct = (act) => work("readwrite", (acts) => acts.add(act));
const saveAct = (act) => work("readwrite", (acts) => acts.put(act));
const removeAct = ({ sequence }) => work("readwrite", (acts) => acts.delete(sequence));
const readField = ({ fields }, name) => fields.find(([each]) => each === name)?.[1];
const isDue = (act) => !act.refusal && !act.address;
const listDue = async () => (await listActs()).filter(isDue);

// What pages of an account do in a way of their own, and those of a link: queue_room.js or
// queue_guest.js says it.
const ways = {};

// ── What waits is shown ─────────────────────────────────────────────────────────────────────

let hasWaiting = false;

// What was refused and is being mended stands in its form, until a version with its key replaces it.
function isInForm(act) {
  const key = readField(act, "idempotency_key");
  const keys = [...document.querySelectorAll("form[data-queue] [name=idempotency_key]")];
  return Boolean(act.refusal && key) && keys.some((box) => box.value === key);
}

async function showWaiting() {
  const acts = (await listActs()).filter((act) => !isInForm(act));
  const due = acts.filter(isDue);
  hasWaiting = due.length > 0;
  // For sign_out.js, which asks before what waits is left behind.
  if (acts.length) localStorage.setItem(`waiting:${author}`, acts.length);
  else localStorage.removeItem(`waiting:${author}`);
  for (const box of document.querySelectorAll("[data-waiting]")) {
    const here = acts.filter((act) => act.page === location.pathname || !isDue(act) || words.link);
    const count = document.createElement("p");
    count.textContent = words.counted.replace("0", due.length);
    const promise = document.createElement("div");
    promise.className = "row-note";
    promise.textContent = words.promise;
    const list = document.createElement("ul");
    list.append(...[...here, ...ways.listArrived()].map(describe));
    box.replaceChildren(...(due.length ? [count, promise] : []), ...(list.firstChild ? [list] : []));
    box.hidden = !box.firstChild;
    box.classList.toggle("waiting-done", !due.length && !acts.some((act) => act.refusal));
  }
}

function addButton(line, label, perform) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  button.addEventListener("click", () => perform().then(showWaiting));
  line.append(button, " ");
}

function describe(act) {
  const line = document.createElement("li");
  line.textContent = act.shown;
  if (act.address) {
    const link = document.createElement("a");
    Object.assign(link, { href: act.address, textContent: act.shown });
    line.replaceChildren(`${words.arrived} `, link);
  }
  if (!act.refusal) return line;
  const why = document.createElement("p");
  why.textContent = `${words.refused} ${act.refusal}`;
  line.append(why);
  if (act.isPlain || readField(act, "text")) addButton(line, words.again, () => sendAgain(act));
  addButton(line, words.discard, () => removeAct(act));
  return line;
}

// ── Typed, and put into the queue ───────────────────────────────────────────────────────────

// Every act is stored before it is sent, so that no crash loses it, and removed once it is answered.
const sending = new WeakMap(); // form: its act's number in the store, while htmx or this script sends it
const inFlight = new Set(); // the numbers of those that htmx sends
const adding = new WeakSet(); // forms to a field of which htmx adds a row
const onTheWay = new WeakMap(); // box: what of the text in it was sent
const sentFields = new WeakMap(); // form: the fields of what was sent from it last

const isLive = (form) => form.hasAttribute("data-hx-post") || form.closest("[data-hx-boost]") !== null;
const listTexts = (form) => [...form.elements].filter((box) => /^text/.test(box.type));

function readAct(form, submitter) {
  const fields = [...new FormData(form, submitter)].filter(
    ([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken",
  );
  const read = (name) => readField({ fields }, name);
  // Without an item the server takes the current one: that of now, not of when it arrives.
  const current = document.querySelector("[aria-current=step] [id^=item-]");
  if (current && !read("agenda_item")) fields.push(["agenda_item", current.id.slice(5)]);
  // A text is told by its first fields; a mark by whom it is set for, and its button.
  const texts = (form.dataset.shown ?? "text").split(" ").map(read).filter(Boolean);
  return {
    author,
    fields,
    shown: texts.join(", ") || `${form.dataset.queue}: ${submitter?.textContent.trim()}`,
    page: location.pathname,
    action: form.action,
    isPlain: !isLive(form),
    typedAt: Date.now(),
  };
}

function noteSent(form, act) {
  sentFields.set(form, act.fields.map(String));
  for (const box of listTexts(form)) onTheWay.set(box, box.value);
}

// What was typed since the text in a box was sent; all of it, if that was changed.
function readRest(box) {
  const sent = onTheWay.get(box) ?? box.value;
  return box.value.startsWith(sent) ? box.value.slice(sent.length) : box.value;
}

function clear(form) {
  const boxes = form.querySelectorAll("[data-clear] :is(input, textarea, select)");
  const rests = new Map(listTexts(form).map((box) => [box, readRest(box)]));
  for (const box of boxes) {
    if (box.type === "radio") box.checked = box.value === "";
    else if (box.type === "checkbox") box.checked = false;
    else if (box.type !== "hidden") box.value = rests.get(box) ?? "";
    onTheWay.delete(box);
  }
  const key = form.elements.idempotency_key;
  if (key) key.value = crypto.randomUUID();
  unsent.drop(form);
  for (const box of boxes) if (rests.get(box)) noteTyping(box);
}

// For unsent.js and the preview of the room.
const noteTyping = (box) => box.dispatchEvent(new Event("input", { bubbles: true }));

function rememberSent(act) {
  if (act && readField(act, "text")) {
    localStorage.setItem(lastLine, readField(act, "idempotency_key"));
  }
}

// Of the marks for somebody the last one counts, and of a text that was mended the last version.
async function removeEarlier(act, form, sequence) {
  const nameMark = ({ pathname, hash }) => pathname + hash;
  const name = (each) =>
    form.dataset.queue ? nameMark(new URL(each.action)) : readField(each, "idempotency_key");
  for (const each of await listActs()) {
    const isEarlier = each.sequence !== sequence && !each.address && name(act);
    if (isEarlier && name(each) === name(act)) await removeAct(each);
  }
}

async function storeAct(act, form, isByHtmx) {
  const sequence = await addAct(act);
  if (isByHtmx) inFlight.add(sequence);
  await removeEarlier(act, form, sequence);
  return sequence;
}

async function leaveWaiting(form) {
  clear(form);
  await showWaiting();
  document.querySelector("[data-waiting]").scrollIntoView({ block: "nearest" });
  retryLater();
}

function hold(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (!isUsable || !("queue" in form.dataset)) return;
    if ("isPlain" in form.dataset) return void delete form.dataset.isPlain; // this once
    // In a form of texts a button with a name only adds a row to a field, which is not kept.
    const isAdding = submitter?.name && !form.dataset.queue;
    if (adding.has(form) || (isAdding && sending.has(form))) return hold(event);
    if (isAdding) return;
    // Files are not kept either: a form with one is sent at once, or keeps its text.
    if (unsent.hasFile(form)) return void removeEarlier(readAct(form, submitter), form);
    const isQueued = !isLive(form) || hasWaiting;
    if (isQueued || sending.has(form)) hold(event);
    if (sending.has(form)) return ways.sendNext(form, submitter);
    const act = readAct(form, submitter);
    const stored = storeAct(act, form, !isQueued);
    noteSent(form, act);
    sending.set(form, stored);
    if (act.isPlain) sendPlain(form, submitter, stored);
    else if (hasWaiting) keepWaiting(form, stored);
  },
  true,
);

// What waits goes first.
async function keepWaiting(form, stored) {
  try {
    await stored;
    sending.delete(form);
    await leaveWaiting(form);
  } catch {
    sending.delete(form);
    unsent.say(words.unkept);
  }
}

// A plain form is sent from here, and the browser then goes where the answer says.
async function sendPlain(form, submitter, stored) {
  try {
    const sequence = await stored;
    const rest = await deliver({ sequence, form, submitter });
    if (["waits", "passed"].includes(rest)) await leaveWaiting(form);
  } catch {
    submitPlain(form, submitter); // the browser keeps nothing: as without this script
  } finally {
    sending.delete(form);
  }
}

// What is refused at once is sent by the browser itself, so that the page with the errors is shown.
function submitPlain(form, submitter) {
  form.dataset.isPlain = "";
  form.dataset.isChecked = ""; // for unsent.js
  form.requestSubmit(submitter);
}

// What was refused later is looked at in its page, filled, with the errors and questions.
async function sendAgain(act) {
  if (ways.isOccupied(act)) return unsent.say(words.first);
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: act.action, hidden: true });
  for (const [name, value] of [["csrfmiddlewaretoken", ""], ...act.fields]) {
    const box = document.createElement("input");
    Object.assign(box, { type: "hidden", name, value });
    form.append(box);
  }
  document.body.append(form);
  await saveAct({ ...act, refusal: "" });
  await deliver({ sequence: act.sequence, form, isAgain: true });
}

// ── Delivered ───────────────────────────────────────────────────────────────────────────────

// An answer that stays the same however often it is asked for. Signing in again, a ceiling or a
// server that is there again may change the others.
const isRefusal = (status) => status >= 400 && status < 500 && ![401, 408, 429].includes(status);
// Any other page may come from a Wi-Fi that asks to sign in, or from where a redirect led.
const isDone = (answer) => answer.ok && answer.headers.get("X-Queue") === "done";

async function send(act, now) {
  const signal = AbortSignal.timeout(PATIENCE);
  const own = await ways.identify(act, signal);
  if (!own) return null;
  const token = now?.form.elements.csrfmiddlewaretoken;
  if (token && own.token) token.value = own.token;
  const body = new URLSearchParams(act.fields);
  // What is sent at once has not waited. The device's clock may have been set right meanwhile.
  const waited = Math.max(0, Math.floor((Date.now() - act.typedAt) / 1000));
  if (!now || waited > 5) {
    body.set("seconds_ago", waited);
    body.set("sent_after", localStorage.getItem(lastLine) ?? "");
  }
  const headers = { ...own.headers, ...(act.isPlain && { "X-Queue": "1" }) };
  const answer = await fetch(act.action, { method: "POST", body, headers, signal });
  return { answer, html: await answer.text() };
}

function readRefusal(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const places = ["#errors li", ".alert, .error, [role=alert] strong", "main .notice, main .lead"];
  const said = places.map((place) => [...answer.querySelectorAll(place)]).find((list) => list.length);
  return (said ?? []).map((line) => line.textContent.trim().replace(/\s+/g, " ")).join(" ");
}

const goTo = (address) => location.assign(new URL(address, location));

async function finish(act, answer, html, now) {
  rememberSent(act);
  if (!act.isPlain) {
    await removeAct(act);
    return ways.showAnswer(html);
  }
  const address = answer.headers.get("Location");
  await ways.keepArrived({ ...act, address, refusal: "", fields: [] }, now);
  if (!now) return;
  clear(now.form);
  goTo(address);
}

async function refuse(act, html, now) {
  const refusal = readRefusal(html) || "–";
  if (!now && ways.showConflict(html)) return removeAct(act);
  // A mark that its page refuses is made again there; a text stays here until it is mended.
  if (now?.form.isConnected && now.form.dataset.queue) await removeAct(act);
  else await saveAct({ ...act, refusal });
  if (now) submitPlain(now.form, now.submitter);
}

// An act that the server fails on each time may not hold up for ever what comes after it.
async function isPassed(act, status) {
  if (status !== 500) return false;
  const failures = (act.failures ?? 0) + 1;
  await saveAct({ ...act, failures });
  return failures >= FAILURES;
}

// Send an act, and tell what became of it: "done", "refused", "waits", or "passed" if it waits while
// the next ones are sent.
async function deliverOne(act, now) {
  const { answer, html } = (await send(act, now)) ?? {};
  if (!answer) return "waits";
  if (isDone(answer)) {
    await finish(act, answer, html, now);
    return "done";
  }
  if (!isRefusal(answer.status)) return (await isPassed(act, answer.status)) ? "passed" : "waits";
  await refuse(act, html, now);
  return "refused";
}

// Send what is due, in order; of `now`, an act that is being sent with its form, tell what became.
async function deliver(now) {
  let became = "waits";
  let hasArrived = false;
  await navigator.locks.request("rembug-queue", async () => {
    for (const act of await listDue()) {
      const isNow = act.sequence === now?.sequence;
      // What htmx is sending is answered first.
      const end = inFlight.has(act.sequence)
        ? "waits"
        : await deliverOne(act, isNow ? now : null).catch(() => "waits");
      if (isNow) became = end;
      else hasArrived ||= act.isPlain && end === "done";
      if (["waits", "passed"].includes(end)) retryLater();
      if (end === "waits") break;
      await showWaiting();
    }
    // Another tab may have delivered what waited here.
    await showWaiting();
  });
  if (hasArrived && became === "waits") await ways.openArrived();
  return became;
}

let isRetrying = false;

function retryLater() {
  if (isRetrying) return;
  isRetrying = true;
  setTimeout(() => {
    isRetrying = false;
    deliver().catch(retryLater);
  }, RETRY);
}

if (isUsable) {
  addEventListener("online", () => deliver());
  // Another tab put something into the queue, or delivered it.
  addEventListener("storage", showWaiting);
  // After the script that tells its ways.
  addEventListener("DOMContentLoaded", () => ways.forgetOpened().then(showWaiting).then(() => deliver()));
}
