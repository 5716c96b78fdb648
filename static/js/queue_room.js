// The queue on the device (queue.js) on pages of an account: forms that htmx sends, and the parts of
// the page that an answer brings.
const isOfLines = (form) => form.dataset.queue === "" && isLive(form) && form.elements.text;

// Once, although htmx or another tab may have brought it before.
function append(target, child) {
  const same = child.id && document.getElementById(child.id);
  if (same) same.replaceWith(child);
  else target?.append(child);
}

function putInPlace(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const piece of answer.querySelectorAll("[data-hx-swap-oob], .attendee")) {
    const [how, target] = piece.dataset.hxSwapOob?.split(":") ?? [];
    if (how === "beforeend") {
      for (const child of [...piece.children]) append(document.querySelector(target), child);
    } else {
      const here = document.getElementById(piece.id);
      if (here?.closest("form[data-queue]")) continue; // the next one is being typed there
      here?.replaceWith(piece);
      htmx.process(piece);
    }
  }
}

// Another tab delivered a mark: its row is shown here too, unless somebody is at work in it.
const tabs = new BroadcastChannel("rembug-queue");

tabs.addEventListener("message", ({ data }) => {
  if (data.account !== account) return;
  const row = new DOMParser().parseFromString(data.html, "text/html").querySelector(".attendee");
  const here = row && document.getElementById(row.id);
  if (here && !here.contains(document.activeElement)) putInPlace(data.html);
});

// Whether something else is being typed where an act was typed.
function isOccupied(act) {
  const forms = [...document.querySelectorAll("form[data-queue]")].filter(isOfLines);
  const form = forms.find((each) => each.action === act.action);
  return Boolean(form?.elements.text.value);
}

// A mark that somebody else overtook: its row asks which of the two counts.
function showConflict(html) {
  const row = new DOMParser().parseFromString(html, "text/html").querySelector(".attendee");
  if (!row || !document.getElementById(row.id)) return false;
  putInPlace(html);
  return true;
}

const arrived = []; // walk-ins and slips that were delivered from this page

Object.assign(ways, {
  async identify(act, signal) {
    const session = await (await fetch("/sesi/", { signal })).json();
    if (`${session.account}` !== account) {
      const isSaid = document.querySelector("#alert .alert");
      if (!isSaid) unsent.say(session.account ? words.changed : words.ended);
      return null;
    }
    const headers = { "X-Account": account, "X-CSRFToken": session.token };
    if (!act.isPlain) headers["HX-Request"] = "true";
    return { headers, token: session.token };
  },
  // One at a time: a line waits for the answer to the one before; a mark is tapped once more.
  sendNext(form, submitter) {
    if (!isOfLines(form)) return;
    const box = form.elements.text;
    const own = { text: readRest(box), idempotency_key: crypto.randomUUID() };
    if (!own.text.trim()) return;
    const act = readAct(form, submitter);
    const read = act.fields.map(String);
    // What the line before has taken with it is not of this one too.
    const taken = new Set([...form.querySelectorAll("[data-clear] [name]")].map(({ name }) => name));
    const sent = sentFields.get(form) ?? [];
    act.fields = act.fields
      .filter((field) => field[0] in own || !taken.has(field[0]) || !sent.includes(String(field)))
      .map(([name, value]) => [name, own[name] ?? value]);
    act.shown = own.text;
    const before = onTheWay.get(box);
    onTheWay.set(box, box.value);
    sentFields.set(form, read);
    addAct(act).then(showWaiting, () => {
      onTheWay.set(box, before);
      unsent.say(words.unkept);
    });
  },
  showAnswer(html) {
    putInPlace(html);
    tabs.postMessage({ account, html });
    document.getElementById("alert").replaceChildren();
  },
  showConflict,
  isOccupied,
  listArrived: () => arrived,
  async keepArrived(act, now) {
    if (!now) arrived.push(act);
    await removeAct(act);
  },
  openArrived: async () => {},
  forgetOpened: async () => {},
});

// ── Sent by htmx ────────────────────────────────────────────────────────────────────────────

// The form of a request; its answer may have replaced it.
const findForm = ({ requestConfig }) => requestConfig.elt;

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (sending.has(detail.elt)) detail.timeout = PATIENCE;
});

const isSaved = (xhr) => xhr.getResponseHeader("X-Queue") === "done";

// By the request itself: the events of htmx do not come from a row that was replaced meanwhile.
document.addEventListener("htmx:beforeSend", ({ detail: { requestConfig, xhr } }) => {
  const form = requestConfig.elt;
  const stored = sending.get(form);
  if (stored) xhr.addEventListener("loadend", () => noteAnswer(form, xhr, stored));
  else if ("queue" in form.dataset && isOfLines(form)) noteAdding(form, xhr);
});

// A row is added to a field: the answer brings a fresh box here too.
function noteAdding(form, xhr) {
  adding.add(form);
  for (const box of listTexts(form)) onTheWay.set(box, box.value);
  xhr.addEventListener("loadend", () => {
    adding.delete(form);
    for (const box of listTexts(form)) onTheWay.delete(box);
  });
}

async function noteAnswer(form, xhr, stored) {
  sending.delete(form);
  const isAnswered = isSaved(xhr) || isRefusal(xhr.status);
  if (isAnswered) for (const box of listTexts(form)) onTheWay.delete(box);
  const sequence = await stored.catch(() => null);
  inFlight.delete(sequence);
  if (sequence === null) {
    if (!isAnswered) unsent.say(words.unkept);
  } else if (isAnswered) {
    if (isSaved(xhr)) rememberSent(await work("readonly", (acts) => acts.get(sequence)));
    // What is refused at once stands beside its form, where it was typed.
    await removeAct({ sequence });
  } else return leaveWaiting(form);
  await deliver();
}

// An answer brings a fresh box; what was typed while it was on its way is typed on there.
const rests = new WeakMap();

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = findForm(detail);
  if (!sending.has(form) && !adding.has(form)) return;
  if (sending.has(form) && detail.xhr.status < 300 && !isSaved(detail.xhr)) detail.shouldSwap = false;
  else rests.set(form, new Map(listTexts(form).map((box) => [box, readRest(box)])));
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const form = findForm(detail);
  for (const [old, rest] of rests.get(form) ?? []) {
    const box = !old.isConnected && rest && form.elements[old.name];
    if (!box) continue;
    box.value += rest;
    noteTyping(box);
  }
  rests.delete(form);
});

// After the text that was sent is dropped (live.js), the one that is typed on is kept again.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const form = findForm(detail);
  if ("queue" in form.dataset && form.elements.text?.value) noteTyping(form.elements.text);
});
