/* Rows of a record's form: duplicate one, or paste several from a spreadsheet. The form works without it. */
(function () {
  "use strict";
  var place = document.querySelector("[data-record-form]");
  if (!place) return;

  function each(list, call) { Array.prototype.forEach.call(list, call); }

  function rowsOf(group) { return group.querySelectorAll(".inline-related:not(.empty-form)"); }

  function fieldsOf(row) {
    return Array.prototype.filter.call(row.querySelectorAll("input, select, textarea"), function (field) {
      return field.type !== "hidden" && !/-DELETE$/.test(field.name) && /-\d+-/.test(field.name);
    });
  }

  function columnOf(field) { return field.name.replace(/^.*-\d+-/, ""); }

  function added(group) {
    group.querySelector(".add-row a").click();
    var rows = rowsOf(group);
    return rows[rows.length - 1];
  }

  /* A cell may hold a code, or the words of an option; what no option has is sent as it is, to be refused in words. */
  function put(field, value, text) {
    if (field.type === "checkbox") {
      field.checked = /^(true|yes|1|是)$/i.test(value);
    } else if (field.tagName === "SELECT") {
      var wanted = value.toLowerCase();
      var option = Array.prototype.find.call(field.options, function (one) {
        return one.value.toLowerCase() === wanted || one.text.trim().toLowerCase() === wanted;
      });
      if (!option && value) { option = new Option(text || value, value); field.add(option); }
      field.value = option ? option.value : "";
    } else {
      field.value = value;
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function duplicate(row) {
    var group = row.closest(".inline-group");
    var from = {};
    fieldsOf(row).forEach(function (field) { from[columnOf(field)] = field; });
    var copy = added(group);
    fieldsOf(copy).forEach(function (field) {
      var other = from[columnOf(field)];
      if (!other || columnOf(field) === "ref") return;
      var chosen = other.tagName === "SELECT" && other.selectedOptions[0];
      put(field, other.type === "checkbox" ? String(other.checked) : other.value, chosen ? chosen.text : "");
    });
    fieldsOf(copy)[1].focus();
  }

  function offer(row) {
    var head = row.querySelector("h3");
    if (!head || row.classList.contains("empty-form") || head.querySelector("[data-duplicate]")) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "duplicate-row";
    button.dataset.duplicate = "";
    button.textContent = place.dataset.duplicateWord;
    head.append(" ", button);
  }

  each(document.querySelectorAll('.inline-group[data-inline-type="stacked"]'), function (group) {
    if (!group.querySelector(".empty-form")) return; /* somebody who may only read */
    each(rowsOf(group), offer);
    group.addEventListener("click", function (event) {
      if (event.target.closest("[data-duplicate]")) duplicate(event.target.closest(".inline-related"));
    });
    group.addEventListener("paste", function (event) {
      var text = event.clipboardData.getData("text/plain").replace(/[\r\n]+$/, "");
      var first = event.target.closest(".inline-related");
      if (!first || !/[\t\n]/.test(text)) return;
      if (event.target.tagName === "TEXTAREA" && text.indexOf("\t") < 0) return;
      event.preventDefault();
      var start = fieldsOf(first).indexOf(event.target);
      var row = first;
      text.split(/\r?\n/).forEach(function (line, number) {
        if (number) {
          var rows = Array.prototype.slice.call(rowsOf(group));
          row = rows[rows.indexOf(row) + 1] || added(group);
        }
        var fields = fieldsOf(row);
        line.split("\t").forEach(function (cell, column) {
          var field = fields[start + column];
          if (field && !field.readOnly) put(field, cell.trim());
        });
      });
    });
  });
  document.addEventListener("formset:added", function (event) { offer(event.target); });
})();
