// Enhancements of complete pages: copying, and focus after a swap. Everything works without them.
"use strict";

document.documentElement.classList.add("js");

// Looked up each time: a swap of the whole body brings a new one.
function announce(words) {
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = words;
}

// What has to be mended comes first, for eyes and for screen readers.
function showProblem() {
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
  return summary !== null;
}

showProblem();

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  if (!source) return;
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    button.textContent = "Copied";
    announce("Copied");
  } catch {
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    button.textContent = "Selected: press Ctrl+C";
    announce("Selected. Press Control and C to copy.");
  }
  setTimeout(() => { button.textContent = words; }, 4000);
});

// A part that stands for a new place says so by data-focus: its heading gets the focus.
document.addEventListener("htmx:afterSettle", (event) => {
  const place = event.detail.elt?.matches?.("[data-focus]")
    ? event.detail.elt
    : event.detail.elt?.querySelector?.("[data-focus]");
  if (!place) return;
  const heading = document.getElementById(place.dataset.focus);
  if (!showProblem() && heading) heading.focus({ preventScroll: false });
  if (place.dataset.title) document.title = place.dataset.title;
  if (place.dataset.say) announce(place.dataset.say);
  // A file that was waited for comes by itself.
  if (place.dataset.begin) document.getElementById(place.dataset.begin).click();
});

// An answer that cannot be put into the page is shown as the page that it is.
document.addEventListener("htmx:responseError", (event) => {
  const { requestConfig, pathInfo } = event.detail;
  if (requestConfig.verb === "get" && !event.detail.shouldSwap) location.assign(pathInfo.finalRequestPath);
});

// A printed picture has its words beside it; what was folded on the screen stays folded there.
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("details:not([open]):has(.steps)")];
  for (const fold of unfolded) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of unfolded) fold.open = false;
});
