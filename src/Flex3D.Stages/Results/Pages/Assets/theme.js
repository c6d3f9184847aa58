// Colours of the plots, in the light and in the dark, and what all plots have in common.
(function (flex) {
  "use strict";
  const dark = globalThis.matchMedia ? matchMedia("(prefers-color-scheme: dark)") : { matches: false };

  // The palette of Okabe and Ito, which colour-blind readers can tell apart, lighter in the dark.
  flex.colours = function () {
    return dark.matches
      ? { ink: "#e6e6e6", quiet: "#9a9a9a", grid: "#3a3f45", flexed: "#56B4E9", rigid: "#F0914B", surface: "#8DB8D9", original: "#F0E442", lines: "#c0c0c0" }
      : { ink: "#222222", quiet: "#666666", grid: "#e3e3e3", flexed: "#0072B2", rigid: "#D55E00", surface: "#8DB8D9", original: "#B8860B", lines: "#555555" };
  };

  // Calls `redraw` when the reader changes between light and dark.
  flex.onTheme = function (redraw) {
    if (dark.addEventListener) {
      dark.addEventListener("change", redraw);
    }
  };

  // Counts of bins from clear to full, so that the page's background shows where there is nothing.
  flex.shading = function () {
    return dark.matches ? [[0, "#16405c"], [0.5, "#2f86bd"], [1, "#d9f0ff"]] : [[0, "#d8eaf5"], [0.5, "#4c9fd0"], [1, "#023a5c"]];
  };

  flex.layout = function (more) {
    const colours = flex.colours();
    const axis = { gridcolor: colours.grid, zerolinecolor: colours.grid, linecolor: colours.quiet, automargin: true, title: { standoff: 8 } };
    const layout = Object.assign({
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: "system-ui, sans-serif", size: 13, color: colours.ink },
      margin: { l: 48, r: 12, t: 12, b: 44 },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: colours.quiet, activecolor: colours.ink },
      legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0 },
      hoverlabel: { align: "left" },
    }, more);
    for (const name of Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key))) {
      layout[name] = Object.assign({}, axis, layout[name]);
    }
    return layout;
  };

  flex.config = function (more) {
    return Object.assign({ responsive: true, displaylogo: false, plotGlPixelRatio: Math.min(2, Math.max(1, globalThis.devicePixelRatio || 1)), displayModeBar: "hover", modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"] }, more);
  };

  // Makes an element with attributes and texts or elements inside.
  flex.element = function (name, attributes, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) {
        element.addEventListener(key.slice(2), value);
      } else if (typeof value === "boolean") {
        element[key] = value;
      } else {
        element.setAttribute(key, value);
      }
    }
    element.append(...inside);
    return element;
  };

  // Makes a plot, of(colours) being its traces and layout; returns what draws it, which is called again when the reader changes between light and dark.
  flex.plot = function (place, of, style) {
    const plot = flex.element("div", { class: "plot " + (style || "low") });
    place.append(plot);
    const draw = () => {
      const [traces, layout] = of(flex.colours());
      return Plotly.react(plot, traces, flex.layout(layout), flex.config());
    };
    flex.onTheme(draw);
    return draw;
  };

  // Makes a labelled list of choices; `chosen` receives the value.
  flex.choice = function (label, options, chosen, current) {
    const list = flex.element("select", { onchange: () => chosen(list.value) }, ...options.map(([value, text]) => flex.element("option", { value, selected: value === current }, text)));
    return flex.element("label", {}, label + " ", list);
  };

  flex.tick = function (label, checked, chosen) {
    const box = flex.element("input", { type: "checkbox", checked, onchange: () => chosen(box.checked) });
    return flex.element("label", {}, box, " " + label);
  };

  // Offers a text to be saved as a file.
  flex.save = function (name, text) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = flex.element("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
})(globalThis.flex3d = globalThis.flex3d || {});
