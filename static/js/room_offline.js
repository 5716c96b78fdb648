// Keeps the page of the meeting room and its files on the device, for the account that opened it, so
// that the room opens without a connection (room_worker.js). Signing out deletes what is kept.
const NAME = `room:${document.body.dataset.account}`;

async function keepRoom() {
  const scope = location.pathname;
  await navigator.serviceWorker.register("/pekerja-ruang.js", { scope });
  const kept = await caches.open(NAME);
  const page = await fetch(scope);
  if (!page.ok || page.redirected) return; // signed out meanwhile
  await kept.put(scope, page);
  const files = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  await kept.addAll(new Set(files.filter((path) => path.startsWith("/static/"))));
}

// Without a connection the room is what was kept before; nothing is to be said about that.
if (isSecureContext) addEventListener("load", () => keepRoom().catch(() => {}));
