// Plots of the page that compares runs: displacements, places of particles, held-out losses and Fourier shell correlation.
(function (flex) {
  "use strict";
  flex.plots = flex.plots || {};

  const palette = (colours) => [colours.flexed, colours.rigid, "#009E73", "#CC79A7", colours.original, "#8a63d2", "#4fb3bf", colours.quiet];

  // A plot of one pair, with a list of the pairs above it where there are several.
  function ofPair(place, pairs, of, style) {
    let current = 0;
    const chosen = (value) => { current = Number(value); return draw(); };
    if (pairs.length > 1) {
      place.append(flex.element("div", { class: "controls" }, flex.choice("Runs", pairs.map((pair, i) => [String(i), pair.first + " and " + pair.second]), chosen, "0")));
    }
    const draw = flex.plot(place, (colours) => of(colours, pairs[current]), style);
    return draw();
  }

  flex.plots.mobility = (place, data) => ofPair(place, data.pairs, (colours, pair) => {
    const names = [pair.first, pair.second, "difference"], kinds = [colours.flexed, colours.rigid, colours.quiet];
    return [pair.moved.map((y, i) => ({
      type: "scatter", mode: "lines+markers", name: names[i], x: pair.share.map((share) => share - 2.5), y, line: { color: kinds[i], width: 2, dash: i < 2 ? "solid" : "dot" }, marker: { size: 5 },
      hovertemplate: "%{y:.2f} Å<extra>" + names[i] + "</extra>",
    })), { hovermode: "x unified", xaxis: { title: { text: "share of the density, most mobile first, %" }, range: [0, 100], hoverformat: ".0f" }, yaxis: { title: { text: "displacement, Å RMS" }, rangemode: "tozero" } }];
  });

  flex.plots.places = (place, data, arrays) => {
    const placed = data.pairs.map((pair, number) => Object.assign({ number }, pair)).filter((pair) => pair.placed);
    return ofPair(place, placed, (colours, pair) => {
      const x = Array.from(arrays["first" + pair.number]), y = Array.from(arrays["second" + pair.number]), range = flex.widened(flex.range(x.concat(y)));
      return [[{ type: "scatter", mode: "markers", x, y, marker: { color: colours.flexed, size: 5, opacity: 0.55 }, hovertemplate: "%{x:.2f} Å, %{y:.2f} Å<extra></extra>" }],
        { showlegend: false, xaxis: { title: { text: pair.first + ", Å" }, range }, yaxis: { title: { text: pair.second + ", Å" }, range, scaleanchor: "x" },
          shapes: [{ type: "line", x0: range[0], x1: range[1], y0: range[0], y1: range[1], line: { color: colours.quiet, width: 1, dash: "dot" } }] }];
    }, "tall");
  };

  flex.plots.differences = (place, data) => flex.plot(place, (colours) => [[{
    type: "scatter", mode: "markers", y: data.differences.map((entry) => entry.name), x: data.differences.map((entry) => entry.mean), customdata: data.differences.map((entry) => [entry.error, entry.images]),
    error_x: { type: "data", array: data.differences.map((entry) => 3 * entry.error), color: colours.flexed, thickness: 2 }, marker: { color: colours.flexed, size: 9 },
    hovertemplate: "%{x:.3f} ± %{customdata[0]:.3f} (standard error) a particle, %{customdata[1]} particles<extra></extra>",
  }], { xaxis: { title: { text: "by how much the first explains a particle better; bars: 3 standard errors" }, zeroline: true, zerolinecolor: colours.ink, zerolinewidth: 1.5 }, yaxis: { range: [data.differences.length - 0.5, -0.5] } }], "small")();

  flex.plots.curves = (place, data) => flex.plot(place, (colours) => {
    const last = Math.max(...data.curves.map((run) => (run.flexed.length - 1) / run.box)), ticks = Array.from({ length: 9 }, (_, i) => i * last / 8);
    const curve = (run, i, values, kind, dash) => {
      const x = values.map((_, shell) => shell / run.box);
      return { type: "scatter", mode: "lines", name: run.name + ", " + kind, legendgroup: run.name, x, y: values, text: x.map((f) => f > 0 ? (1 / f).toFixed(1) + " Å" : "∞"),
        line: { color: palette(colours)[i % 8], width: dash ? 1.5 : 2.2, dash }, hovertemplate: "%{y:.3f} at %{text}<extra>" + run.name + ", " + kind + "</extra>" };
    };
    const line = (y) => ({ type: "line", x0: 0, x1: last, y0: y, y1: y, line: { color: colours.quiet, width: 1, dash: "dot" } });
    return [data.curves.flatMap((run, i) => [curve(run, i, run.flexed, "flexed"), curve(run, i, run.rigid, "rigid", "dot")]),
      { xaxis: { title: { text: "resolution, Å" }, tickvals: ticks, ticktext: ticks.map((f) => f > 0 ? (1 / f).toFixed(1 / f < 10 ? 1 : 0) : "∞"), range: [0, last] }, yaxis: { title: { text: "correlation" }, range: [-0.08, 1.04] },
        shapes: [line(0.143), line(0.5)], annotations: [{ x: 0, y: 0.143, text: "0.143", showarrow: false, xanchor: "left", yanchor: "bottom", font: { color: colours.quiet } }] }];
  })();
})(globalThis.flex3d = globalThis.flex3d || {});
