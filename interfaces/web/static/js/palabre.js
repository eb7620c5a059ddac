// What pages do better with JavaScript; each works without it.
"use strict";
(() => {
  const config = document.querySelector("meta[name=palabre-token]");
  if (window.htmx) window.htmx.config.includeIndicatorCSS = false;
  // Every htmx request carries the token of the page.
  document.addEventListener("htmx:config:request", (event) => {
    const headers = event.detail?.ctx?.request?.headers ?? event.detail?.headers;
    if (config && headers) headers["X-Palabre-Token"] = config.content;
  });
  // An error summary takes focus, so that a screen reader says it first.
  const takeFocus = (root) => root.querySelector?.("[data-focus]")?.focus();
  document.addEventListener("DOMContentLoaded", () => takeFocus(document));
  document.addEventListener("htmx:after:swap", (event) => takeFocus(event.target ?? document));
  // A form is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
  // A select marked so sends its form when it changes.
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-submits]")) event.target.form.requestSubmit();
  });
})();
