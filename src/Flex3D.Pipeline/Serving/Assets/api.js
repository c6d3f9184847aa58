// Requests to the server, and the events that it sends.
(function (flex) {
  "use strict";

  // Asks for JSON; what is wrong is an Error with the server's sentence.
  flex.ask = async function (path, body) {
    let answer;
    try {
      answer = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    } catch (fault) {
      throw new Error("the server does not answer; is flex3d serve still running?");
    }
    const found = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      throw new Error(found.error || "the server answered " + answer.status);
    }
    return found;
  };

  flex.runPath = (id, rest) => "/api/runs/" + encodeURIComponent(id) + (rest || "");

  let stream = null;

  // Listens to events until something else is listened to: { runs, training, log }, each given the JSON. The browser connects again by itself.
  flex.listen = function (run, handlers) {
    if (stream) {
      stream.close();
    }
    stream = new EventSource("/api/events" + (run ? "?run=" + encodeURIComponent(run) : ""));
    const link = document.getElementById("link");
    stream.onopen = () => { link.textContent = "live"; };
    stream.onerror = () => { link.textContent = "no connection, trying again"; };
    for (const [name, handle] of Object.entries(handlers)) {
      stream.addEventListener(name, (event) => handle(JSON.parse(event.data)));
    }
  };

  // Numbers in words.
  flex.duration = function (seconds) {
    if (seconds === null || seconds === undefined) {
      return "";
    }
    const s = Math.round(seconds), h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
    return h > 0 ? h + " h " + m + " min" : m > 0 ? m + " min " + (s % 60) + " s" : s + " s";
  };

  flex.bytes = (count) => count === null || count === undefined ? "" : count >= 1e12 ? (count / 1e12).toFixed(1) + " TB" : (count / 1e9).toFixed(1) + " GB";

  flex.time = (text) => text ? new Date(text).toLocaleString() : "";

  // A sentence that says what is wrong, or what was done.
  flex.note = (text, wrong) => flex.element("p", { class: wrong ? "warning" : "needs", role: "status" }, text);

  // A badge with the state of a run.
  flex.badge = (state) => flex.element("span", { class: "badge " + state }, state);

  flex.progress = function (run) {
    const bar = flex.element("progress", { max: 1, "aria-label": "progress" });
    const share = run.epoch && run.epochs ? (run.epoch - 1) / run.epochs : 0;
    bar.value = run.steps > 0 ? Math.min(1, (run.stepsDone + share) / run.steps) : 0;
    return bar;
  };

  flex.where = function (run) {
    const phase = run.state === "running" && run.phase ? ", " + run.phase : "";
    return run.state === "done" ? "" : (run.step || (run.steps > 0 ? run.stepsDone + " of " + run.steps + " steps done" : "")) + (run.step ? phase : "");
  };
})(globalThis.flex3d = globalThis.flex3d || {});
