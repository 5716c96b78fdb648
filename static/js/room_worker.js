// A service worker for one meeting room: while the server does not answer, it shows the page and the
// files that room_offline.js kept. Its scope is the room's address, so it answers for no other page.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

async function answerKept(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? Response.error();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const isFile = new URL(request.url).pathname.startsWith("/static/");
  if (request.method !== "GET" || !(isFile || request.mode === "navigate")) return;
  event.respondWith(fetch(request).catch(() => answerKept(request)));
});
