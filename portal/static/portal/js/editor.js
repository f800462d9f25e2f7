/* The record's form: live preview, dates as understood, and nothing typed is lost. The form works without it. */
(function () {
  "use strict";
  var place = document.querySelector("[data-record-form]");
  if (!place) return;
  var form = place.closest("form");
  var words = place.dataset;
  var key = "form:" + words.user + ":" + location.pathname + location.search;
  var changed = false, timer = 0;

  function each(list, call) { Array.prototype.forEach.call(list, call); }

  /* Preview: what readers would see, in a frame of its own so that the desk's styles stay outside. */
  var frame = document.getElementById("preview-frame");
  var language = document.documentElement.lang.indexOf("zh") === 0 ? "zh" : "en";
  var asked = 0;

  function fit() {
    var page = frame.contentDocument;
    if (!page || !page.body) return;
    frame.style.height = "0"; /* a page is never less tall than its frame */
    frame.style.height = page.documentElement.scrollHeight + 24 + "px";
  }

  function preview() {
    if (!frame || !frame.closest("details").open) return;
    var mine = ++asked;
    var theme = document.documentElement.dataset.theme || "";
    var address = words.preview + (words.preview.indexOf("?") < 0 ? "?" : "&") + "language=" + language + "&theme=" + encodeURIComponent(theme);
    fetch(address, { method: "POST", body: new FormData(form), credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (html) { if (html && mine === asked) frame.srcdoc = html; });
  }

  if (frame) {
    frame.addEventListener("load", function () { fit(); setTimeout(fit, 300); });
    frame.closest("details").addEventListener("toggle", preview);
    preview();
    each(document.querySelectorAll("[data-preview-language]"), function (button) {
      button.addEventListener("click", function () {
        language = button.dataset.previewLanguage;
        each(document.querySelectorAll("[data-preview-language]"), function (other) {
          other.setAttribute("aria-pressed", String(other === button));
        });
        preview();
      });
    });
  }

  /* Dates: beneath the field, what was understood; an ambiguous one offers its readings as buttons. */
  function understand(field) {
    var place = field.closest(".date-field");
    fetch(words.dates + "?value=" + encodeURIComponent(field.value), { credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (html) {
        each(place.querySelectorAll(".understood"), function (old) { old.remove(); });
        place.insertAdjacentHTML("beforeend", html);
      });
  }

  form.addEventListener("change", function (event) {
    if (event.target.closest(".date-field")) understand(event.target);
  });
  form.addEventListener("click", function (event) {
    var button = event.target.closest("[data-date]");
    if (!button) return;
    var field = button.closest(".date-field").querySelector("input");
    field.value = button.dataset.date;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });

  /* A source, place or organisation that the picker did not find begins with what was typed there. */
  var typed = "";
  document.addEventListener("input", function (event) {
    if (event.target.matches(".select2-search__field")) typed = event.target.value.trim();
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.add-related");
    if (!link || !typed) return;
    var address = new URL(link.href, location.href);
    var source = /\/source\/add\//.test(address.pathname);
    var web = /^https?:\/\//.test(typed);
    var han = /[\u3400-\u9fff]/.test(typed);
    address.searchParams.set(web && source ? "url" : (source ? "title_" : "name_") + (han ? "zh" : "en"), typed);
    link.href = address.href;
    typed = "";
  }, true);

  /* What is typed is kept in this browser until it is saved. */
  function state() {
    var values = [];
    each(form.elements, function (field) {
      if (!field.name || field.type === "file" || field.name === "csrfmiddlewaretoken") return;
      if ((field.type === "checkbox" || field.type === "radio") && !field.checked) return;
      if (field.tagName === "SELECT") {
        each(field.selectedOptions, function (option) { values.push([field.name, option.value, option.text]); });
      } else if (field.type !== "submit" && field.type !== "button") {
        values.push([field.name, field.value]);
      }
    });
    return values;
  }

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), seen: seen(), values: state() }));
    } catch (error) { /* a full or forbidden store: the form itself still holds what was typed */ }
  }

  function seen() { return form.elements.seen ? form.elements.seen.value : ""; }

  function touched() {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(function () { keep(); preview(); }, 800);
  }
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  if (window.django && django.jQuery) django.jQuery(form).on("select2:select select2:unselect formset:added formset:removed", touched);

  function put(values) {
    var wanted = {};
    values.forEach(function (one) { (wanted[one[0]] = wanted[one[0]] || []).push(one); });
    /* Rows first: as many as were there. */
    Object.keys(wanted).forEach(function (name) {
      if (!/-TOTAL_FORMS$/.test(name)) return;
      var add = document.querySelector("#" + name.replace(/-TOTAL_FORMS$/, "") + "-group .add-row a");
      for (var turn = 0; add && turn < 200 && Number(form.elements[name].value) < Number(wanted[name][0][1]); turn++) add.click();
    });
    each(form.elements, function (field) {
      if (!field.name || /_FORMS$/.test(field.name) || field.name === "csrfmiddlewaretoken" || field.name === "seen") return;
      var found = wanted[field.name] || [];
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = found.some(function (one) { return one[1] === field.value; });
      } else if (field.tagName === "SELECT") {
        each(field.options, function (option) { option.selected = false; });
        found.forEach(function (one) {
          var option = Array.prototype.find.call(field.options, function (other) { return other.value === one[1]; });
          if (!option) { option = new Option(one[2] || one[1], one[1]); field.add(option); }
          option.selected = true;
        });
        field.dispatchEvent(new Event("change", { bubbles: true }));
      } else if (found.length && field.type !== "submit" && field.type !== "button" && field.type !== "file") {
        field.value = found[0][1];
        if (field.closest(".date-field")) understand(field);
      }
    });
  }

  var kept = null;
  try { kept = JSON.parse(localStorage.getItem(key) || "null"); } catch (error) { kept = null; }
  var sent = sessionStorage.getItem(key + ":sent");
  sessionStorage.removeItem(key + ":sent");
  var refused = document.querySelector(".errornote, .errorlist");
  if (sent && !refused) {
    localStorage.removeItem(key);
  } else if (kept && !refused && JSON.stringify(kept.values) !== JSON.stringify(state())) {
    var bar = document.getElementById("unsaved");
    bar.hidden = false;
    bar.querySelector("time").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
    bar.querySelector("[data-older]").hidden = kept.seen === seen();
    bar.addEventListener("click", function (event) {
      if (event.target.closest("[data-restore]")) { put(kept.values); bar.hidden = true; touched(); }
      if (event.target.closest("[data-discard]")) { localStorage.removeItem(key); bar.hidden = true; }
    });
  }

  form.addEventListener("submit", function () {
    changed = false;
    clearTimeout(timer);
    keep();
    sessionStorage.setItem(key + ":sent", "1");
  });
  window.addEventListener("beforeunload", function (event) {
    if (changed) event.preventDefault();
  });
})();
