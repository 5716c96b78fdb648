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
      document.getElementById(piece.id)?.replaceWith(piece);
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

const findFormOf = (act) =>
  [...document.querySelectorAll("form[data-queue]")].find(
    (form) => isOfLines(form) && form.action === act.action,
  );

// A text that was refused is typed on in its form, unless something else is being typed there.
function putBack(act, refusal) {
  const form = readField(act, "text") && findFormOf(act);
  if (!form || form.elements.text.value) return false;
  for (const [name, value] of act.fields) {
    const box = form.elements[name];
    if (box) box.value = value;
  }
  noteTyping(form.elements.text);
  unsent.say(`${words.back} ${refusal}`);
  return true;
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
    act.fields = act.fields.map(([name, value]) => [name, own[name] ?? value]);
    act.shown = own.text;
    onTheWay.set(box, box.value);
    addAct(act).then(showWaiting, () => unsent.say(words.unkept));
  },
  showAnswer(html) {
    putInPlace(html);
    tabs.postMessage({ account, html });
    document.getElementById("alert").replaceChildren();
  },
  settle: (act, html, refusal) => showConflict(html) || putBack(act, refusal),
  listArrived: () => arrived,
  async keepArrived(act, now) {
    if (!now) arrived.push(act);
    await removeAct(act);
  },
  openArrived: async () => {},
  forgetOpened: async () => {},
  async typeAgain(act) {
    if (putBack(act, act.refusal)) await removeAct(act);
    else if (findFormOf(act)) unsent.say(words.first);
    else goTo(act.page);
  },
});

// ── Sent by htmx ────────────────────────────────────────────────────────────────────────────

// The form of a request; its answer may have replaced it.
const findForm = ({ requestConfig }) => requestConfig.elt;

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (sending.has(detail.elt)) detail.timeout = PATIENCE;
});

document.addEventListener("htmx:afterRequest", async ({ detail }) => {
  const form = findForm(detail);
  const stored = sending.get(form);
  if (!stored) return;
  sending.delete(form);
  const isAnswered = detail.successful || isRefusal(detail.xhr.status);
  const sequence = await stored.catch(() => null);
  inFlight.delete(sequence);
  if (sequence === null) {
    if (!isAnswered) unsent.say(words.unkept);
  } else if (isAnswered) {
    if (detail.successful) rememberSent(await work("readonly", (acts) => acts.get(sequence)));
    // What is refused at once stands beside its form, where it was typed.
    await removeAct({ sequence });
  } else return leaveWaiting(form);
  for (const box of listTexts(form)) onTheWay.delete(box);
  await deliver();
});

// An answer brings a fresh box; what was typed while it was on its way is typed on there.
const rests = new WeakMap();

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = findForm(detail);
  if (sending.has(form) && isOfLines(form)) rests.set(form, readRest(form.elements.text));
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const form = findForm(detail);
  const rest = rests.get(form);
  rests.delete(form);
  if (!rest) return;
  form.elements.text.value += rest;
  noteTyping(form.elements.text);
});

// After the text that was sent is dropped (live.js), the one that is typed on is kept again.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const form = findForm(detail);
  if ("queue" in form.dataset && form.elements.text?.value) noteTyping(form.elements.text);
});
