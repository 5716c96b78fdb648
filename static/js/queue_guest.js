// The queue on the device (queue.js) on a guest's phone. A link is its own right and needs no token;
// what arrived leads to a page with the guest's own link, so its address stays until that page opens.
const isTyping = () =>
  [...document.querySelectorAll("form[data-queue] :is(textarea, input:not([type=hidden]))")].some(
    (box) => box.value !== box.defaultValue && box.value,
  );

Object.assign(ways, {
  identify: async () => ({ headers: {} }),
  sendNext: () => {}, // tapped twice
  showConflict: () => false,
  isOccupied: () => false,
  listArrived: () => [], // they are kept, and so listed
  keepArrived: saveAct,
  // What has just arrived alone is opened; of several, and on a later visit, the guest opens each.
  async openArrived() {
    const acts = await listActs();
    if (acts.length === 1 && acts[0].address && !isTyping()) goTo(acts[0].address);
  },
  async forgetOpened() {
    for (const act of await listAll()) {
      const isHere = act.address && new URL(act.address, location).pathname === location.pathname;
      if (isHere) await removeAct(act);
    }
  },
});
