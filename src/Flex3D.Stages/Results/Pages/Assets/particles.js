// The particles over two of their coordinates: how many lie where, a sample of them as dots, and a lasso that chooses some.
(function (flex) {
  "use strict";
  const Bins = 72, MostDots = 4000;

  flex.plots = flex.plots || {};

  flex.titleOf = function (column) {
    const number = column.replace(/\D/g, "");
    return column.startsWith("motion") ? "principal coordinate motion" + number + ", Å" : column.startsWith("sd") ? "uncertainty (sd) of latent z" + number : column.startsWith("z") ? "latent z" + number : column;
  };

  flex.plots.particles = function (place, data, arrays) {
    const held = data.particles, columns = held.columns, values = {};
    for (const name of columns) {
      values[name] = arrays["particles." + name];
    }
    const rows = new Float64Array(held.held);
    for (let i = 0; i < rows.length; i++) {
      rows[i] = 32768 * arrays["rows.high"][i] + arrays["rows.low"][i];
    }
    const axes = columns.filter((name) => /^(motion|z)\d/.test(name)), motions = axes.filter((name) => name.startsWith("motion"));
    if (axes.length === 0) {
      place.append(flex.element("p", {}, "All particles have the same coordinates."));
      return null;
    }
    const state = { x: motions[0] || axes[0], y: motions[1] || axes.find((name) => name !== (motions[0] || axes[0])) || axes[0], colour: "" , chosen: null };
    const shown = flex.evenly(held.held, MostDots);
    const plot = flex.element("div", { class: "plot" }), controls = flex.element("div", { class: "controls" }), note = flex.element("p", { class: "words" });
    place.append(controls, plot, note);

    const every = held.every === 2 ? "every second one" : "every " + held.every + "th";
    const number = (value) => value.toLocaleString("en-GB");
    const counted = held.held < held.total ? number(held.held) + " of " + number(held.total) + " particles (" + every + ")" : "all " + number(held.total) + " particles";
    note.textContent = "Shading counts " + counted + "; " + number(shown.length) + " of them are drawn as dots.";

    function draw() {
      const colours = flex.colours(), xs = values[state.x], ys = values[state.y];
      const across = flex.widened(flex.range(xs)), up = flex.widened(flex.range(ys));
      const step = [(across[1] - across[0]) / Bins, (up[1] - up[0]) / Bins];
      const density = {
        type: "heatmap", z: flex.counts(xs, ys, across, up, Bins), x0: across[0] + step[0] / 2, dx: step[0], y0: up[0] + step[1] / 2, dy: step[1],
        colorscale: flex.shading(), showscale: false, hoverinfo: "skip", zsmooth: false,
      };
      const dots = {
        type: "scattergl", mode: "markers", x: shown.map((i) => xs[i]), y: shown.map((i) => ys[i]),
        customdata: shown.map((i) => [held.every * i, rows[i]]),
        hovertemplate: "particle %{customdata[0]}, row %{customdata[1]} of the table<br>" + state.x + " %{x:.3g}, " + state.y + " %{y:.3g}<extra></extra>",
        marker: { size: 4, color: colours.rigid, opacity: 0.75 }, selected: { marker: { opacity: 1 } }, unselected: { marker: { opacity: 0.15 } },
      };
      if (state.colour) {
        dots.marker = { size: 5, color: shown.map((i) => values[state.colour][i]), colorscale: "Viridis", showscale: true, colorbar: { title: { text: flex.titleOf(state.colour), side: "right" }, thickness: 12, outlinewidth: 0 } };
        density.visible = false;
      }
      const layout = flex.layout({
        xaxis: { title: { text: flex.titleOf(state.x) }, range: across }, yaxis: { title: { text: flex.titleOf(state.y) }, range: up },
        showlegend: false, dragmode: "lasso", uirevision: state.x + state.y,
      });
      return Plotly.react(plot, [density, dots], layout, flex.config({ modeBarButtonsToRemove: ["autoScale2d"], displayModeBar: true }));
    }

    // The outline that was drawn: a lasso's corners, or those of a box.
    function outline(event) {
      if (event && event.lassoPoints) {
        return [event.lassoPoints.x, event.lassoPoints.y];
      }
      if (event && event.range) {
        const [[left, right], [low, high]] = [event.range.x, event.range.y];
        return [[left, right, right, left], [low, low, high, high]];
      }
      return null;
    }

    function choose(event) {
      const corners = outline(event);
      state.chosen = corners && { x: state.x, y: state.y, corners, particles: flex.inside(values[state.x], values[state.y], corners[0], corners[1]) };
      chosen.hidden = !state.chosen;
      if (state.chosen) {
        count.textContent = number(state.chosen.particles.length) + " of " + counted + " lie inside.";
        list.textContent = held.held < held.total ? "Save the list of those on this page" : "Save the list";
      }
    }

    function saveList() {
      const { particles, x, y } = state.chosen;
      const note = particles.length + " of " + held.held + " particles, inside an outline over " + x + " and " + y + (held.held < held.total ? "; only " + every + " of the run's " + held.total + " was looked at" : "");
      flex.save("flex3d-rows.txt", flex.rowList(particles.map((i) => rows[i]), note));
    }

    const count = flex.element("strong", {}, "");
    const list = flex.element("button", { type: "button", onclick: saveList }, "Save the list");
    const shape = flex.element("button", { type: "button", onclick: () => flex.save("flex3d-outline.csv", flex.polygonText(state.chosen.x, state.chosen.y, state.chosen.corners[0], state.chosen.corners[1])) }, "Save the outline");
    const command = (text) => flex.element("code", { "data-command": "" }, text);
    const chosen = flex.element("div", { class: "chosen", hidden: true }, flex.element("p", {}, count, " ", list, " ", shape),
      flex.element("p", { class: "command" }, "Then, where the file was saved:", flex.element("br"), command("flex3d select RUN --list flex3d-rows.txt --out chosen.star"), flex.element("br"), command("flex3d select RUN --polygon flex3d-outline.csv --out chosen.star")));
    place.append(chosen);

    const pairs = axes.map((name) => [name, flex.titleOf(name)]);
    const change = (what) => (value) => { state[what] = value; choose(null); draw(); };
    controls.append(flex.choice("across", pairs, change("x"), state.x), flex.choice("up", pairs, change("y"), state.y),
      flex.choice("colour", [["", "number of particles"], ...columns.filter((name) => name !== state.x).map((name) => [name, flex.titleOf(name)])], change("colour"), ""));
    flex.onTheme(draw);
    return draw().then(() => {
      plot.on("plotly_selected", choose);
      plot.on("plotly_deselect", () => choose(null));
    });
  };
})(globalThis.flex3d = globalThis.flex3d || {});
