// htmx sends forms by itself: what it could not send stays where it was typed, and that is said.
// Whoever signed in again in another tab gets a fresh token here, and sends once more.
const { dataset: said } = document.currentScript;

// The form that a request sends; none for a poll, a suggestion or a preview. An answer may have
// replaced it: then the event comes from what is around it, and only the request knows the form.
function findSent({ requestConfig: { elt, verb, path } }) {
  const form = verb === "post" && elt.closest("form");
  return form && form.action === new URL(path, location).href ? form : null;
}

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    const form = findSent(detail);
    // What the queue on the device takes is shown there (queue.js).
    const isQueued = form && "queue" in form.dataset && !unsent.hasFile(form);
    if (form && !isQueued) unsent.say(said.offline);
  });
}
document.addEventListener("htmx:responseError", ({ detail }) => {
  // 401, 403 and 404 have a sentence of their own, which htmx puts into #alert.
  if (findSent(detail) && !/^40[134]$/.test(detail.xhr.status)) unsent.say(said.failed);
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.successful && findSent(detail);
  if (!form) return;
  document.getElementById("alert").replaceChildren();
  unsent.drop(form);
});

async function refreshToken() {
  if (document.hidden || !document.querySelector("#alert .alert")) return;
  const answer = await fetch("/sesi/").catch(() => null);
  const session = await answer?.json();
  if (`${session?.account}` !== document.body.dataset.account) return;
  const headers = JSON.parse(document.body.dataset.hxHeaders);
  document.body.dataset.hxHeaders = JSON.stringify({ ...headers, "X-CSRFToken": session.token });
  for (const box of document.getElementsByName("csrfmiddlewaretoken")) box.value = session.token;
  unsent.say(said.again);
}
addEventListener("focus", refreshToken);
document.addEventListener("visibilitychange", refreshToken);

// A meeting room that another account kept on this device is nobody else's (room_offline.js).
async function forgetRoomsOfOthers() {
  const own = `room:${document.body.dataset.account}`;
  for (const name of await caches.keys()) {
    if (name.startsWith("room:") && name !== own) await caches.delete(name);
  }
}
if (isSecureContext) forgetRoomsOfOthers();
