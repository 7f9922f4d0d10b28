// The questionnaire: an exclusive option clears the others at once, and the preview stays as it was.
"use strict";

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked || !box.closest(".options")) return;
  const alone = "alone" in box.dataset;
  for (const other of box.closest(".options").querySelectorAll("input[type=checkbox]")) {
    if (other !== box && (alone || "alone" in other.dataset)) other.checked = false;
  }
}, true);

let open = document.getElementById("preview")?.open ?? false;

document.addEventListener("toggle", (event) => {
  if (event.target.id === "preview") open = event.target.open;
}, true);

document.addEventListener("htmx:afterSettle", () => {
  const preview = document.getElementById("preview");
  if (preview) preview.open = open;
});
