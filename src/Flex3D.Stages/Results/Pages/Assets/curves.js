// Plots of few numbers: motions, displacements, Fourier shell correlation, losses, uncertainties and weights.
(function (flex) {
  "use strict";
  flex.plots = flex.plots || {};

  const show = (place, of, style) => flex.plot(place, of, style)();

  flex.plots.motions = (place, data) => show(place, (colours) => [[{
    type: "bar", orientation: "h", y: data.motions.map((_, i) => "motion" + i), x: data.motions.map((motion) => 100 * motion.share),
    customdata: data.motions.map((motion) => [motion.whole, motion.travel]), marker: { color: colours.flexed },
    hovertemplate: "%{x:.1f} % of all displacement<br>whole molecule %{customdata[0]:.1f} Å, most mobile tenth %{customdata[1]:.1f} Å<extra></extra>",
  }], { xaxis: { title: { text: "share of all displacement, %" }, range: [0, 100] }, yaxis: { autorange: "reversed" } }], "small");

  flex.plots.travel = (place, data) => show(place, (colours) => {
    const share = Array.from({ length: 100 }, (_, i) => i + 1), palette = [colours.flexed, colours.rigid, colours.quiet];
    return [data.travel.map((moved, i) => ({
      type: "scatter", mode: "lines", name: "motion" + i, x: share, y: moved, line: { color: palette[i % 3], width: 2, dash: i < 3 ? "solid" : "dot" },
      visible: i === 0 || data.motions[i].share >= 0.05 ? true : "legendonly", hovertemplate: "the most mobile %{x} % move by %{y:.1f} Å or more<extra>motion" + i + "</extra>",
    })), { xaxis: { title: { text: "share of the density, most mobile first, %" }, range: [0, 100] }, yaxis: { title: { text: "displacement, Å" }, rangemode: "tozero" }, showlegend: data.travel.length > 1 }];
  });

  flex.plots.fsc = (place, data) => show(place, (colours) => {
    const fsc = data.fsc, last = (fsc.rigid.length - 1) / fsc.box, nyquist = 1 / fsc.nyquist;
    const frequency = fsc.rigid.map((_, shell) => shell / fsc.box), resolution = frequency.map((f) => f > 0 ? (1 / f).toFixed(1) + " Å" : "∞");
    const curve = (name, values, color) => ({ type: "scatter", mode: "lines", name, x: frequency, y: values, text: resolution, line: { color, width: 2 }, hovertemplate: name + ": %{y:.3f} at %{text}<extra></extra>" });
    const ticks = Array.from({ length: 9 }, (_, i) => i * last / 8);
    const line = (x0, x1, y0, y1, dash) => ({ type: "line", x0, x1, y0, y1, line: { color: colours.quiet, width: 1, dash } });
    const shapes = [line(0, last, 0.143, 0.143, "dot"), line(0, last, 0.5, 0.5, "dot")], annotations = [];
    if (nyquist <= last * 1.001) {
      shapes.push(line(nyquist, nyquist, -0.05, 1.03, "dash"));
      annotations.push({ x: nyquist, y: 0.98, text: "training Nyquist, " + fsc.nyquist.toFixed(1) + " Å", showarrow: false, xanchor: "right", xshift: -4, font: { color: colours.quiet } });
    }
    annotations.push({ x: 0, y: 0.143, text: "0.143", showarrow: false, xanchor: "left", yanchor: "bottom", font: { color: colours.quiet } });
    return [[curve("flexed", fsc.flexed, colours.flexed), curve("rigid", fsc.rigid, colours.rigid)],
      { xaxis: { title: { text: "resolution, Å" }, tickvals: ticks, ticktext: ticks.map((f) => f > 0 ? (1 / f).toFixed(1 / f < 10 ? 1 : 0) : "∞"), range: [0, last] }, yaxis: { title: { text: "correlation" }, range: [-0.08, 1.04] }, shapes, annotations }];
  });

  flex.plots.loss = (place, data) => show(place, (colours) => {
    const curve = (name, y, color, dash) => ({ type: "scatter", mode: "lines+markers", name, x: data.loss.epoch, y, line: { color, width: 2, dash }, marker: { size: 5 }, hovertemplate: "epoch %{x}: %{y:.2f}<extra>" + name + "</extra>" });
    return [[curve("held out, rigid", data.loss.heldOutRigid, colours.rigid), curve("held out, flexed", data.loss.heldOutFlexed, colours.flexed), curve("training, flexed", data.loss.training, colours.flexed, "dot")],
      { xaxis: { title: { text: "epoch" }, rangemode: "tozero" }, yaxis: { title: { text: "mean loss a particle" } } }];
  });

  function histogram(values, name, color, bins) {
    const [low, high] = flex.range(values), size = (high - low || 1) / bins;
    return { type: "histogram", x: Array.from(values), name, xbins: { start: low, end: high + size, size }, marker: { color }, opacity: 0.7, hovertemplate: "%{y} particles, %{x}<extra>" + name + "</extra>" };
  }

  flex.plots.uncertainty = (place, data, arrays) => {
    const names = data.particles.columns.filter((name) => /^sd\d+$/.test(name));
    if (names.length === 0) {
      place.append(flex.element("p", {}, "This run has no uncertainties that differ between particles."));
      return null;
    }
    for (const name of names.filter((name) => arrays["particles.z" + name.slice(2)])) {
      const sorted = Array.from(arrays["particles." + name]).sort((a, b) => a - b), spread = flex.deviation(arrays["particles.z" + name.slice(2)]), middle = sorted[sorted.length >> 1];
      place.append(flex.element("p", {}, "z" + name.slice(2) + ": one image leaves an sd of " + middle.toFixed(3) + " (median); all particles spread by " + spread.toFixed(3) + ", " + (spread / middle).toFixed(1) + " times as much."));
    }
    return show(place, (colours) => [names.map((name, i) => histogram(arrays["particles." + name], "z" + name.slice(2), [colours.flexed, colours.rigid, colours.quiet][i % 3], 60)),
      { barmode: "overlay", xaxis: { title: { text: "uncertainty (sd) of a particle's latent" }, rangemode: "tozero" }, yaxis: { title: { text: "particles" } }, showlegend: names.length > 1 }]);
  };

  flex.plots.weights = (place, data, arrays) => {
    const weights = arrays["particles.weight"];
    return !weights ? null : show(place, (colours) => [[histogram(weights, "weight", colours.flexed, 50)],
      { xaxis: { title: { text: "weight" }, range: [0, 1.02] }, yaxis: { title: { text: "particles" }, type: "log" }, showlegend: false }], "small");
  };
})(globalThis.flex3d = globalThis.flex3d || {});
