// The walk through the first events of a lab run: Previous, Next and Play move the marked row.
// Without it the numbers of the steps are links that do the same.
"use strict";

(() => {
  const PACE = 900; // milliseconds between two steps
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let timer = 0;

  const rows = () => [...document.querySelectorAll("#walk tbody tr")];

  function stop() {
    clearInterval(timer);
    timer = 0;
    const play = document.querySelector("[data-player=play]");
    if (play) play.textContent = "Play";
  }

  function show(row) {
    const now = document.getElementById("walk-now");
    for (const other of rows()) {
      other.classList.toggle("is-current", other === row);
      if (other === row) other.setAttribute("aria-current", "step");
      else other.removeAttribute("aria-current");
    }
    now.hidden = false;
    now.querySelector("[data-now=number]").textContent = row.id.replace("step-", "");
    for (const part of row.querySelectorAll("[data-part]")) {
      now.querySelector(`[data-now=${part.dataset.part}]`).textContent = part.textContent;
    }
    // Only the table scrolls: the page stays where the reader is.
    const frame = row.closest(".walk-scroll");
    const top = row.offsetTop - frame.clientHeight / 2;
    frame.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
  }

  function move(by) {
    const all = rows();
    const at = all.findIndex((row) => row.classList.contains("is-current")) + by;
    if (at < 0 || at >= all.length) return false;
    show(all[at]);
    return true;
  }

  function play() {
    if (timer) return stop();
    // Whoever asked for less motion gets one step, not a film.
    if (!move(1) || calm.matches) return;
    document.querySelector("[data-player=play]").textContent = "Stop";
    timer = setInterval(() => { if (!move(1)) stop(); }, PACE);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-player]");
    if (!button) return;
    if (button.dataset.player === "play") return play();
    stop();
    move(button.dataset.player === "on" ? 1 : -1);
  });

  calm.addEventListener("change", stop);
  document.addEventListener("htmx:beforeSwap", stop);
})();
