// One run: state, curves, latents, surface, log, report and files.
(function (flex) {
  "use strict";
  const section = (title, ...inside) => flex.element("section", {}, flex.element("h2", {}, title), ...inside);

  function losses(plot, training) {
    const epochs = training.epochs || [], colours = flex.colours(), x = epochs.map((epoch) => epoch.epoch + 1);
    const line = (name, key, color, dash) => ({ x, y: epochs.map((epoch) => epoch[key]), name, mode: "lines+markers", line: { color, dash }, marker: { color, size: 5 } });
    Plotly.react(plot, [line("training", "loss", colours.quiet), line("held out, flexed", "heldOutFlexed", colours.flexed), line("held out, rigid", "heldOutRigid", colours.rigid, "dash")],
      flex.layout({ xaxis: { title: { text: "epoch" }, rangemode: "tozero" }, yaxis: { title: { text: "mean loss of a particle" } }, uirevision: "same" }), flex.config());
  }

  function latents(plot, training) {
    const k = training.dimension, points = training.latents || [], colours = flex.colours(), count = k > 0 ? points.length / k : 0;
    const axis = (i) => Array.from({ length: count }, (_, p) => points[p * k + i]);
    // The two coordinates that vary most; a coordinate that is not in use is 0 for all particles.
    const used = Array.from({ length: k }, (_, i) => [i, flex.deviation(axis(i))]).filter(([, deviation]) => deviation > 0).sort((a, b) => b[1] - a[1]).slice(0, 2).map(([i]) => i);
    const trace = used.length > 1 ? { type: "scattergl", mode: "markers", x: axis(used[0]), y: axis(used[1]), marker: { size: 4, opacity: 0.5, color: colours.flexed }, hoverinfo: "skip" }
      : { type: "histogram", x: used.length > 0 ? axis(used[0]) : [], marker: { color: colours.flexed }, nbinsx: 60 };
    const title = (i, without) => ({ title: { text: i === undefined ? without : "z" + i } });
    Plotly.react(plot, [trace], flex.layout({ xaxis: title(used[0], "no latents yet"), yaxis: title(used[1], "particles") }), flex.config());
  }

  flex.showRun = function (view, id) {
    const head = flex.element("div", { class: "head" }), said = flex.element("div", {}), steps = flex.element("div", { class: "wide" });
    const lossPlot = flex.element("div", { class: "plot low" }), latentPlot = flex.element("div", { class: "plot low" }), log = flex.element("pre", { class: "log", tabindex: "0" });
    const report = flex.element("p", {}), trainingNote = flex.element("p", { class: "words" }), results = flex.element("div", {}), summary = flex.element("pre", {});
    const training = section("Training", trainingNote, flex.element("div", { class: "pair" }, lossPlot, latentPlot));
    const scene = flex.scene(id), resultsPart = section("Results", results), summaryPart = section("Summary", summary);
    training.hidden = resultsPart.hidden = summaryPart.hidden = true;
    view.replaceChildren(flex.element("h1", {}, id.replace(/~1/g, "/").replace(/~0/g, "~")), head, said, report, training, scene.part, summaryPart, section("Steps", steps), resultsPart, section("Log", log));
    let shown = null, last = "", latest = null, source = null;

    async function act(what) {
      try {
        await flex.ask(flex.runPath(id, "/" + what), {});
        said.replaceChildren(flex.note({ pause: "The run saves a checkpoint and ends.", stop: "The run ends.", resume: "The run is being resumed." }[what], false));
      } catch (fault) {
        said.replaceChildren(flex.note(fault.message, true));
      }
    }

    function draw(run) {
      const button = (text, what, sure) => flex.element("button", { type: "button", onclick: () => { if (!sure || confirm(sure)) { act(what); } } }, text);
      const facts = [flex.where(run), run.particlesPerSecond ? Math.round(run.particlesPerSecond) + " particles/s" : "", run.secondsLeft ? "training ends in " + flex.duration(run.secondsLeft) : "", run.faults ? run.faults + " faults survived" : ""].filter((fact) => fact);
      const controls = flex.element("div", { class: "controls" });
      if (run.state === "running") {
        controls.append(button("Pause", "pause"), button("Stop at once", "stop", "End the run without saving? Resumed, it goes on from its last checkpoint."));
      } else if (["stopped", "interrupted", "failed"].includes(run.state)) {
        controls.append(button("Resume", "resume"));
      }
      head.replaceChildren(flex.element("p", {}, flex.badge(run.state), " ", facts.join(" · ")), controls);
      if (run.state === "running") {
        head.append(flex.progress(run));
      }
      if (run.message) {
        head.append(flex.note(run.message, run.state !== "stopped"));
      }
    }

    // What stands in other files than the status is asked for when the status changes.
    async function details() {
      try {
        const found = await flex.ask(flex.runPath(id));
        if (!view.contains(head)) {
          return;
        }
        const rows = (found.steps || []).map((step) => flex.element("tr", {}, flex.element("td", {}, step.name), flex.element("td", {}, flex.badge(step.state)), flex.element("td", {}, flex.duration(step.seconds)), flex.element("td", {}, step.peakMegabytes ? Math.round(step.peakMegabytes) + " MB" : "")));
        const names = ["step", "state", "time", "peak memory"].map((name) => flex.element("th", {}, name));
        steps.replaceChildren(flex.element("table", {}, flex.element("tr", {}, ...names), ...rows),
          flex.element("p", { class: "words" }, "Device: " + found.device + (found.threads ? ", " + found.threads + " threads" : "") + ". Folder: ", flex.element("code", {}, found.run.folder)));
        const link = (file, text) => flex.element("a", { href: flex.runPath(id, "/files/" + file.split("/").map(encodeURIComponent).join("/")), target: "_blank", rel: "noopener" }, text || file);
        resultsPart.hidden = found.files.length === 0;
        report.replaceChildren(...(found.files.includes("report.html") ? [link("report.html", "Open the report"), ": the motion to play, plots and pictures."] : []));
        results.replaceChildren(flex.element("details", {}, flex.element("summary", {}, found.files.length + " files"), flex.element("ul", { class: "files" }, ...found.files.map((file) => flex.element("li", {}, link(file))))));
        summaryPart.hidden = !found.summary;
        summary.textContent = found.summary || "";
        if (found.stopping) {
          said.replaceChildren(flex.note("The run saves a checkpoint and ends.", false));
        } else if (found.run.state !== "running") {
          said.replaceChildren();
        }
      } catch (fault) {
        said.replaceChildren(flex.note(fault.message, true));
      }
    }

    function curves() {
      training.hidden = !latest || !latest.error && !(latest.epochs || []).length;
      if (!training.hidden) {
        trainingNote.textContent = latest.error || "From " + latest.source + ": " + latest.epochs.length + " epochs" + (latest.every > 1 ? "; every " + latest.every + "th of " + latest.particles + " particles." : ".");
        losses(lossPlot, latest);
        latents(latentPlot, latest);
      }
    }

    flex.listen(id, {
      runs: (found) => {
        const run = found.runs.find((one) => one.id === id);
        if (!run) {
          head.replaceChildren(flex.note("The run folder is gone.", true));
          return;
        }
        if (JSON.stringify(run) !== shown) {
          shown = JSON.stringify(run);
          draw(run);
        }
        const key = [run.state, run.stepsDone, run.step].join();
        if (key !== last) {
          last = key;
          details();
          scene.changed(run, source);
        }
      },
      training: (found) => {
        latest = found;
        curves();
        if (found.source !== source) {
          source = found.source;
          scene.changed(null, source);
        }
      },
      log: (lines) => {
        const end = log.scrollTop + log.clientHeight >= log.scrollHeight - 20;
        log.replaceChildren(...lines.map((line) => flex.element("span", { class: line.level }, line.time.slice(11, 19) + "  " + line.text + "\n")));
        if (end) {
          log.scrollTop = log.scrollHeight;
        }
      },
    });
    flex.onTheme(() => { if (view.contains(head)) { curves(); } });
  };
})(globalThis.flex3d = globalThis.flex3d || {});
