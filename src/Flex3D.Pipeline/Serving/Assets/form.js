// The form of a new run, made from the descriptions of the settings.
(function (flex) {
  "use strict";
  const usual = ["prep", "mesh", "train", "reconstruct", "generate"];

  function field(setting, given) {
    const change = (value) => { if (value === "") { delete given[setting.key]; } else { given[setting.key] = value; } };
    const common = { id: "setting-" + setting.key, onchange: (event) => change(event.target.value) };
    if (setting.kind === "choice" || setting.kind === "switch") {
      const values = setting.kind === "switch" ? ["true", "false"] : setting.choices;
      return flex.element("select", common, flex.element("option", { value: "" }, "default: " + setting.default), ...values.map((value) => flex.element("option", { value }, value)));
    }
    const list = setting.kind.endsWith("List");
    return flex.element(list ? "textarea" : "input", Object.assign({ placeholder: setting.default, autocomplete: "off", spellcheck: "false" }, list ? { rows: 2 } : { type: "text", inputmode: setting.kind === "whole" || setting.kind === "number" ? "decimal" : "text" }, common));
  }

  function row(setting, given) {
    const about = setting.about + (setting.unit ? " (" + setting.unit + ")" : "") + (setting.kind === "text" ? "." : ". Expected: " + setting.expected + (setting.kind.endsWith("List") ? ", one a line." : "."));
    return flex.element("div", { class: "setting" }, flex.element("label", { for: "setting-" + setting.key }, setting.key), field(setting, given), flex.element("p", { class: "words" }, about));
  }

  function finding(found) {
    return flex.element("div", { class: "finding " + found.severity }, flex.element("strong", {}, found.severity + ": " + found.text), flex.element("p", { class: "words" }, found.evidence), ...(found.remedy ? [flex.element("p", {}, "→ " + found.remedy)] : []));
  }

  flex.showForm = async function (view) {
    view.replaceChildren(flex.element("h1", {}, "New run"), flex.element("p", { class: "words" }, "…"));
    flex.listen(null, {});
    let form;
    try {
      form = await flex.ask("/api/form");
    } catch (fault) {
      view.replaceChildren(flex.element("h1", {}, "New run"), flex.note(fault.message, true));
      return;
    }
    const given = {}, chosen = new Set(usual), said = flex.element("div", { role: "status" }), sections = {};
    const name = flex.element("input", { type: "text", id: "run-name", autocomplete: "off", spellcheck: "false", placeholder: "first" });
    const request = () => ({
      name: name.value.trim(), steps: form.sections.filter((section) => section.isStep && chosen.has(section.name)).map((section) => section.name),
      settings: Object.fromEntries(Object.entries(given).filter(([key]) => { const step = form.sections.find((section) => section.isStep && key.startsWith(section.name + ".")); return !step || chosen.has(step.name); })),
    });

    async function send(path, button, done) {
      button.disabled = true;
      said.replaceChildren(flex.note("…", false));
      try {
        done(await flex.ask(path, request()));
      } catch (fault) {
        said.replaceChildren(flex.note(fault.message, true));
      }
      button.disabled = false;
    }

    // A run has its folder a moment after it was started.
    async function open(id) {
      for (let turn = 0; turn < 30; turn++) {
        const found = await flex.ask("/api/runs");
        if (found.runs.some((run) => run.id === id)) {
          location.hash = "run=" + encodeURIComponent(id);
          return;
        }
        const failure = (await flex.ask("/api/machine")).failures.find((one) => one.name === id);
        if (failure) {
          throw new Error(failure.reason);
        }
        await new Promise((wait) => setTimeout(wait, 1000));
      }
      location.hash = "";
    }

    const check = flex.element("button", { type: "button", onclick: () => send("/api/check", check, (found) => said.replaceChildren(flex.element("p", {}, (found.particles || "no particle file") + ": " + found.count + " particles"), ...found.findings.map(finding))) }, "Check the inputs");
    const start = flex.element("button", { type: "button", class: "main", onclick: () => send("/api/runs", start, (found) => { said.replaceChildren(flex.note("Started.", false)); open(found.id).catch((fault) => said.replaceChildren(flex.note(fault.message, true))); }) }, "Start");
    const devices = flex.element("button", { type: "button", onclick: () => send("/api/devices", devices, (found) => said.replaceChildren(flex.element("pre", {}, found.lines.join("\n")))) }, "List the devices");
    const filter = flex.element("input", { type: "search", placeholder: "find a setting", "aria-label": "find a setting", oninput: () => find(filter.value.trim().toLowerCase()) });

    function find(word) {
      for (const { part, rows } of Object.values(sections)) {
        let hits = 0;
        rows.forEach(([setting, element]) => {
          element.hidden = word !== "" && !(setting.key + " " + setting.about).toLowerCase().includes(word);
          hits += element.hidden ? 0 : 1;
        });
        part.open = word !== "" ? hits > 0 : part.dataset.first === "yes";
        part.classList.toggle("empty", hits === 0);
      }
    }

    const steps = flex.element("div", { class: "controls" }, ...form.sections.filter((section) => section.isStep).map((section) => flex.tick(section.name, chosen.has(section.name), (on) => {
      chosen[on ? "add" : "delete"](section.name);
      sections[section.name].part.hidden = !on;
    })));
    const parts = form.sections.map((section) => {
      const rows = section.settings.map((setting) => [setting, row(setting, given)]), first = section.name === "inputs";
      const part = flex.element("details", { open: first }, flex.element("summary", {}, (section.name || "run") + ": " + section.about), ...rows.map(([, element]) => element));
      part.dataset.first = first ? "yes" : "no";
      part.hidden = section.isStep && !chosen.has(section.name);
      sections[section.name] = { part, rows };
      return [first ? 0 : 1, part];
    }).sort((a, b) => a[0] - b[0]).map(([, part]) => part);
    view.replaceChildren(flex.element("h1", {}, "New run"),
      flex.element("div", { class: "setting" }, flex.element("label", { for: "run-name" }, "Name of the run folder"), name),
      flex.element("h2", {}, "Steps"), steps, flex.element("h2", {}, "Settings"),
      flex.element("p", { class: "words" }, "What is left empty has its default. Paths are absolute, or relative to " + form.folder + "."), filter, ...parts, said,
      flex.element("div", { class: "controls foot" }, check, start, devices));
  };
})(globalThis.flex3d = globalThis.flex3d || {});
