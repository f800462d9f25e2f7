/* Niceties only: every page works without this file. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("scripts");

  /* Copy buttons: [data-copy="#id"] copies that element's text and says so in its own label. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    var text = document.querySelector(button.dataset.copy).innerText.trim();
    navigator.clipboard.writeText(text).then(function () {
      var label = button.textContent;
      button.textContent = button.dataset.copied;
      setTimeout(function () { button.textContent = label; }, 2000);
    });
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
    /* An open panel closes when the reader goes on elsewhere. */
    document.querySelectorAll("details.panel[open], details.menu[open]").forEach(function (panel) {
      if (!panel.contains(event.target)) panel.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var panel = event.target.closest("details.panel[open], details.menu[open]");
    if (panel) {
      panel.open = false;
      panel.querySelector("summary").focus();
    } else if (location.hash === "#filters") {
      location.hash = "#results";
    }
  });

  /* A select in a toolbar, or a filter, applies at once; the Apply button is for readers without scripts, and for
     small screens, where several are chosen before the form is left. */
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-auto]");
    if (form && !form.matches(":target")) form.requestSubmit();
  });

  document.addEventListener("submit", function (event) {
    /* On small screens the filters are a page of their own, which their button leaves. */
    if (event.target.matches("#filters:target")) location.hash = "#results";
  });

  /* [data-find] narrows the options of its facet. */
  document.addEventListener("input", function (event) {
    if (!event.target.matches("[data-find]")) return;
    var words = event.target.value.trim().toLowerCase();
    var body = event.target.closest(".facet__body");
    if (words) body.querySelectorAll("details").forEach(function (rest) { rest.open = true; });
    body.querySelectorAll(".facet__option").forEach(function (option) {
      option.hidden = words !== "" && option.textContent.toLowerCase().indexOf(words) < 0;
    });
  });

  /* Typing there is not a filter, and what was typed still narrows the options that a filter brought. */
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-find]")) event.stopPropagation();
  }, true);
  document.addEventListener("htmx:afterSettle", function () {
    document.querySelectorAll("[data-find]").forEach(function (field) {
      if (field.value) field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });

  /* What print needs open is opened for it, and closed again. */
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("main details:not([open]):not(.panel)"));
    opened.forEach(function (details) { details.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
  });

  /* On this page: the section being read is the current one. */
  var links = document.querySelectorAll("[data-contents] a");
  if (links.length && "IntersectionObserver" in window) {
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        links.forEach(function (link) {
          if (link.hash === "#" + entry.target.id) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        });
      });
    }, { rootMargin: "0px 0px -70% 0px" });
    links.forEach(function (link) {
      var section = document.getElementById(link.hash.slice(1));
      if (section) observer.observe(section);
    });
  }

  /* After paging, focus goes to the sentence; a failed fetch leaves the old rows and shows a way to try again. */
  document.addEventListener("htmx:afterSettle", function (event) {
    var source = event.detail.requestConfig && event.detail.requestConfig.elt;
    var sentence = document.getElementById("sentence");
    if (sentence && source && source.closest(".pager")) sentence.focus();
  });
  ["htmx:sendError", "htmx:responseError"].forEach(function (name) {
    document.addEventListener(name, function () {
      var notice = document.getElementById("fetch-failed");
      if (notice) notice.hidden = false;
    });
  });
})();
