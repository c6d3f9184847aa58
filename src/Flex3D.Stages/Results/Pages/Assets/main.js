// Unpacks the plotting library and the numbers, draws the plots, and puts the run folder into the commands.
(function (flex) {
  "use strict";

  const textOf = (id) => document.getElementById(id).textContent.trim();

  async function unpacked(id, format) {
    const packed = Uint8Array.from(atob(textOf(id)), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream(format)));
  }

  async function start() {
    if (typeof DecompressionStream === "undefined") {
      return; // the page says which browser it needs, and shows its still pictures
    }
    const data = JSON.parse(textOf("data")), arrays = {};
    const bytes = new Uint8Array(await (await unpacked("arrays", "deflate")).arrayBuffer());
    for (const [name, entry] of Object.entries(data.arrays)) {
      arrays[name] = flex.unpack(bytes, entry);
    }
    const library = document.createElement("script");
    library.textContent = await (await unpacked("plotly", "gzip")).text();
    document.head.append(library);
    document.documentElement.classList.add("scripted");
    for (const place of document.querySelectorAll(".live")) {
      try {
        place.parentElement.classList.add("ready");
        await flex.plots[place.dataset.plot](place, data, arrays);
      } catch (fault) {
        place.parentElement.classList.remove("ready"); // its still picture stays
        console.error(place.dataset.plot, fault);
      }
      await new Promise((next) => setTimeout(next)); // so that the page stays alive between plots
    }
    document.documentElement.classList.add("drawn");
  }

  // Puts the folder in place of RUN in every command of the page, and of those that are added later.
  function useFolder(folder) {
    for (const command of document.querySelectorAll("[data-command]")) {
      command.dataset.command = command.dataset.command || command.textContent;
      command.textContent = flex.commandIn(command.dataset.command, folder);
    }
  }

  let folder = flex.folderOf(location.href);

  // Called by status.js, the file beside the page that holds what differs between runs of the same results.
  globalThis.flex3dStatus = function (status) {
    folder = folder || status.folder;
    const row = (...cells) => flex.element("tr", {}, ...cells.map((cell) => flex.element("td", {}, cell)));
    const head = flex.element("tr", {}, ...["step", "seconds", "peak memory until its end"].map((cell) => flex.element("th", { scope: "col" }, cell)));
    const rows = status.steps.map((step) => row(step.name, step.seconds.toFixed(1), step.peakMegabytes > 0 ? Math.round(step.peakMegabytes) + " MB" : "–"));
    document.getElementById("status").replaceChildren(flex.element("p", {}, "In " + status.folder + ", on " + status.machine + "."), flex.element("div", { class: "wide" }, flex.element("table", {}, flex.element("thead", {}, head), flex.element("tbody", {}, ...rows))));
    document.documentElement.classList.add("has-status");
    useFolder(folder);
  };

  start().catch((fault) => console.error(fault)).then(() => folder && useFolder(folder));
})(globalThis.flex3d = globalThis.flex3d || {});
