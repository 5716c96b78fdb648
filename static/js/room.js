// The meeting room: Enter saves the line, and the timer counts on between two answers of the server.

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || box.id !== "id_text") return;
  event.preventDefault();
  if (box.value.trim()) box.form.requestSubmit();
});

// The clock of this device may be wrong, so only the time since the server's answer is measured.
const answeredAt = new WeakMap();

function countDown() {
  for (const timer of document.querySelectorAll("[data-ends]")) {
    if (!answeredAt.has(timer)) answeredAt.set(timer, performance.now());
    const now = Date.parse(timer.dataset.now) + performance.now() - answeredAt.get(timer);
    const seconds = Math.round((Date.parse(timer.dataset.ends) - now) / 1000);
    const [minutes, rest] = [Math.floor(Math.abs(seconds) / 60), Math.abs(seconds) % 60];
    const word = seconds < 0 ? timer.dataset.over : timer.dataset.left;
    timer.textContent = `${minutes}.${String(rest).padStart(2, "0")} ${word}`;
    timer.classList.toggle("timer-over", seconds < 0);
  }
}

setInterval(countDown, 1000);
countDown();
