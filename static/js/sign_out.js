// Before signing out: asks if something is still unsent on this device, and deletes the kept rooms.
const { dataset: asks } = document.currentScript;
const { account } = document.body.dataset;

async function forgetRooms() {
  for (const name of await caches.keys()) if (name.startsWith("room:")) await caches.delete(name);
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("action") !== "/akun/keluar/" || "isEmptied" in form.dataset) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (localStorage.getItem(`waiting:${account}`) && !confirm(asks.unsent)) return;
  form.dataset.isEmptied = "";
  const emptied = isSecureContext ? forgetRooms() : Promise.resolve();
  emptied.catch(() => {}).then(() => form.requestSubmit());
}, true);
