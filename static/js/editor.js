// Live diagram: keep the last good drawing while the text is broken, mark the line, share by link.
"use strict";

const text = document.getElementById("script");
let good = document.querySelector("[data-good]")?.cloneNode(true) ?? null;

document.addEventListener("htmx:afterSettle", () => {
  const drawn = document.querySelector("[data-good]");
  if (drawn) {
    good = drawn.cloneNode(true);
    text.removeAttribute("aria-invalid");
    return;
  }
  text.setAttribute("aria-invalid", "true");
  const place = document.querySelector("[data-last-good]");
  if (place && good) {
    const copy = good.cloneNode(true);
    copy.removeAttribute("data-good");
    place.append(copy);
    place.hidden = false;
  }
});

// The text travels in the fragment of the address, which never reaches a server.
function encode(value) {
  const bytes = new TextEncoder().encode(value);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(value) {
  const binary = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)));
}

document.querySelector("[data-share]")?.addEventListener("click", async (event) => {
  const address = new URL(location.href);
  address.search = "";
  address.hash = "text=" + encode(text.value);
  history.replaceState(null, "", address);
  const button = event.currentTarget;
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(address.href);
    button.textContent = "Link copied";
  } catch {
    button.textContent = "The link is in the address bar";
  }
  setTimeout(() => { button.textContent = words; }, 4000);
});

function restore() {
  if (!location.hash.startsWith("#text=")) return;
  try {
    text.value = decode(location.hash.slice(6));
  } catch {
    return; // A broken link leaves the text as it is.
  }
  text.form.requestSubmit();
}

// Not before htmx has taken over the form; until then a submit would leave the page.
addEventListener("load", restore);
addEventListener("hashchange", restore);
