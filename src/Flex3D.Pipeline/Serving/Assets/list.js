// The list of runs.
(function (flex) {
  "use strict";

  function row(run) {
    const facts = [
      flex.where(run),
      run.particlesPerSecond ? Math.round(run.particlesPerSecond) + " particles/s" : "",
      run.secondsLeft ? "training ends in " + flex.duration(run.secondsLeft) : "",
      run.seconds ? "took " + flex.duration(run.seconds) + " so far".repeat(run.state === "running" ? 1 : 0) : "",
      run.peakMegabytes ? "peak " + Math.round(run.peakMegabytes) + " MB" : "",
    ].filter((fact) => fact);
    const item = flex.element("a", { class: "run", href: "#run=" + encodeURIComponent(run.id) },
      flex.element("span", { class: "name" }, run.id.replace(/~1/g, "/").replace(/~0/g, "~")), flex.badge(run.state),
      flex.element("span", { class: "facts" }, facts.join(" · ")),
      flex.element("span", { class: "count" }, flex.time(run.updated)));
    if (run.state === "running") {
      item.append(flex.progress(run));
    }
    if (run.message && run.state !== "done") {
      item.append(flex.element("span", { class: "facts" }, run.message));
    }
    return item;
  }

  flex.showList = function (view) {
    const list = flex.element("div", { class: "runs" }, flex.element("p", { class: "words" }, "Looking for runs …"));
    const machine = flex.element("p", { class: "words" }), failures = flex.element("div", {});
    view.replaceChildren(flex.element("h1", {}, "Runs"), machine, failures, list);

    flex.listen(null, {
      runs: (found) => {
        const order = { running: 0, interrupted: 1, stopped: 1, failed: 1, damaged: 1 };
        const runs = found.runs.slice().sort((a, b) => (order[a.state] ?? 2) - (order[b.state] ?? 2) || String(b.updated || "").localeCompare(String(a.updated || "")));
        list.replaceChildren(...(runs.length > 0 ? runs.map(row) : [flex.element("p", { class: "needs" }, "There are no runs below " + found.root + " yet. ", flex.element("a", { href: "#new" }, "Start one"), ", or give flex3d serve another --root.")]));
      },
    });

    async function ask() {
      if (!list.isConnected) {
        return;
      }
      try {
        const found = await flex.ask("/api/machine");
        machine.textContent = found.name + ": " + found.cores + " cores, " + (found.availableBytes ? flex.bytes(found.availableBytes) + " of " : "") + flex.bytes(found.memoryBytes) + " memory free, " + flex.bytes(found.freeBytes) + " free on the disk of the runs";
        failures.replaceChildren(...found.failures.map((failure) => flex.note(failure.name + " was refused at " + flex.time(failure.time) + ": " + failure.reason, true)));
      } catch (fault) {
        machine.textContent = fault.message;
      }
      setTimeout(ask, 10000);
    }
    ask();
  };
})(globalThis.flex3d = globalThis.flex3d || {});
