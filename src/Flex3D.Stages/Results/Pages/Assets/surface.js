// The surface of the map: turned by the mouse, carried along the main motion by the slider.
(function (flex) {
  "use strict";
  const Surface = 0, Original = 1, Mesh = 2;

  flex.plots = flex.plots || {};

  flex.plots.surface = function (place, data, arrays) {
    const scene = data.surface;
    const state = { level: 0, frame: Math.floor(scene.frames / 2), coloured: scene.moves, original: false, mesh: false, light: false, playing: false, forward: true };
    const carried = ({ array, vertices }) => ({ places: arrays[array + ".places"], points: vertices, corners: arrays[array + ".corners"], travel: flex.travel(arrays[array + ".places"], vertices) });
    const levels = scene.levels.map((level) => ({ fine: carried(level.fine), light: carried(level.light) }));
    const shown = () => levels[state.level][state.light ? "light" : "fine"];
    const plot = flex.element("div", { class: "plot tall" });
    const controls = flex.element("div", { class: "controls" });
    place.append(plot, controls);
    const farthest = Math.max(...levels.map((level) => flex.range(level.fine.travel)[1]));

    let views = 0;
    const narrow = () => plot.clientWidth < 560;

    function surface() {
      const level = shown(), colours = flex.colours(), from = 3 * level.points * state.frame;
      const trace = {
        type: "mesh3d", hoverinfo: "skip", name: "map", showlegend: false,
        x: flex.axis(level.places, 0, from, level.points), y: flex.axis(level.places, 1, from, level.points), z: flex.axis(level.places, 2, from, level.points),
        i: flex.axis(level.corners, 0, 0, level.corners.length / 3), j: flex.axis(level.corners, 1, 0, level.corners.length / 3), k: flex.axis(level.corners, 2, 0, level.corners.length / 3),
        color: colours.surface, flatshading: false,
        lighting: { ambient: 0.65, diffuse: 0.75, specular: 0.15, roughness: 0.8, fresnel: 0.05 }, lightposition: light,
      };
      if (state.coloured && scene.moves) {
        Object.assign(trace, {
          intensity: level.travel, cmin: 0, cmax: farthest, colorscale: [[0, "#8DB8D9"], [0.5, "#F2E2B0"], [1, "#D55E00"]], hoverinfo: "text", hovertemplate: "travels %{intensity:.1f} Å<extra></extra>",
          colorbar: Object.assign({ thickness: 12, outlinewidth: 0 }, narrow() ? { orientation: "h", x: 0.5, y: 0, yanchor: "bottom", len: 0.8, title: { text: "travels, Å", side: "top" } } : { title: { text: "travels, Å", side: "right" }, len: 0.7, x: 1, xpad: 4 }),
        });
      }
      return trace;
    }

    function original() {
      const places = arrays["original.places"], corners = arrays["original.corners"], points = places.length / 3;
      return {
        type: "mesh3d", name: scene.original, hoverinfo: "skip", opacity: 0.3, color: flex.colours().original, visible: state.original,
        x: flex.axis(places, 0, 0, points), y: flex.axis(places, 1, 0, points), z: flex.axis(places, 2, 0, points),
        i: flex.axis(corners, 0, 0, corners.length / 3), j: flex.axis(corners, 1, 0, corners.length / 3), k: flex.axis(corners, 2, 0, corners.length / 3),
      };
    }

    // The edges of the tetrahedra, with a gap after each.
    function lines() {
      const places = arrays["mesh.places"], edges = arrays["mesh.corners"], from = 3 * scene.mesh * state.frame, at = { x: [], y: [], z: [] };
      for (let e = 0; e < edges.length; e += 2) {
        ["x", "y", "z"].forEach((name, axis) => at[name].push(places[from + 3 * edges[e] + axis], places[from + 3 * edges[e + 1] + axis], null));
      }
      return Object.assign(at, { type: "scatter3d", mode: "lines", name: "mesh", hoverinfo: "skip", visible: state.mesh, showlegend: false, line: { width: 1, color: flex.colours().lines } });
    }

    // The space that all frames of some arrays fit in, so that nothing jumps: x, y, z.
    function space(names) {
      return [0, 1, 2].map((axis) => {
        const ends = names.map((name) => flex.range(arrays[name + ".places"].filter((_, i) => i % 3 === axis)));
        return [Math.min(...ends.map((end) => end[0])) - 2, Math.max(...ends.map((end) => end[1])) + 2];
      });
    }

    const molecule = space(scene.levels.map((level) => level.fine.array)), whole = scene.mesh ? space([...scene.levels.map((level) => level.fine.array), "mesh"]) : molecule;
    // The light comes from beside the viewer.
    const [right, up, towards] = scene.view, along = (a, b, c) => ({ x: a * right[0] + b * up[0] + c * towards[0], y: a * right[1] + b * up[1] + c * towards[1], z: a * right[2] + b * up[2] + c * towards[2] });
    const light = along(-40000, 60000, 90000), far = 1.3 * Math.max(1, 1.1 * plot.clientHeight / Math.max(1, plot.clientWidth));

    function draw() {
      const box = state.mesh ? whole : molecule, axis = (number) => ({ visible: false, range: box[number], autorange: false });
      const traces = [surface()];
      traces[Original] = scene.original ? original() : { type: "mesh3d", visible: false, x: [], y: [], z: [] };
      traces[Mesh] = scene.mesh ? lines() : { type: "scatter3d", visible: false, x: [], y: [], z: [] };
      const layout = flex.layout({
        margin: { l: 0, r: 0, t: 0, b: 0 }, uirevision: "same",
        scene: { aspectmode: "data", dragmode: "orbit", xaxis: axis(0), yaxis: axis(1), zaxis: axis(2), camera: flex.viewOf(plot) || { eye: along(0, 0, far), up: along(0, 1, 0) }, uirevision: ++views },
      });
      return Plotly.react(plot, traces, layout, flex.config({ modeBarButtonsToRemove: ["tableRotation", "resetCameraLastSave3d"] }));
    }

    // Fewer triangles while it moves, where all of them take too long.
    const moved = flex.lighten(plot, (light) => {
      if (state.light !== light) {
        state.light = light;
        draw();
      }
    });

    // Only the places change from frame to frame.
    function move() {
      slider.value = state.frame;
      const now = surface(), update = { x: [now.x], y: [now.y], z: [now.z] }, changed = [Surface];
      if (scene.mesh && state.mesh) {
        const edges = lines();
        update.x.push(edges.x);
        update.y.push(edges.y);
        update.z.push(edges.z);
        changed.push(Mesh);
      }
      label.textContent = "frame " + (state.frame + 1) + " of " + scene.frames;
      moved();
      plot.layout.scene.camera = flex.viewOf(plot);
      return Plotly.restyle(plot, update, changed);
    }

    function play() {
      if (!state.playing) {
        return;
      }
      if (state.frame + (state.forward ? 1 : -1) < 0 || state.frame + (state.forward ? 1 : -1) >= scene.frames) {
        state.forward = !state.forward;
      }
      state.frame += state.forward ? 1 : -1;
      move().then(() => setTimeout(play, 90));
    }

    const slider = flex.element("input", { type: "range", min: 0, max: scene.frames - 1, value: state.frame, "aria-label": "frame along the main motion", oninput: () => { state.frame = Number(slider.value); move(); } });
    const label = flex.element("span", { class: "count" }, "frame " + (state.frame + 1) + " of " + scene.frames);
    const button = flex.element("button", { type: "button", onclick: () => { state.playing = !state.playing; button.textContent = state.playing ? "Pause" : "Play"; play(); } }, "Play");
    if (scene.moves) {
      controls.append(flex.element("div", { class: "slider" }, button, slider, label));
      controls.append(flex.tick("colour by displacement", state.coloured, (on) => { state.coloured = on; draw(); }));
    }
    if (levels.length > 1) {
      controls.append(flex.choice("density level", scene.levels.map((level, i) => [String(i), level.name + " (" + level.density.toPrecision(3) + ")"]), (value) => { state.level = Number(value); draw(); }, "0"));
    }
    if (scene.original) {
      controls.append(flex.tick(scene.original, false, (on) => { state.original = on; draw(); }));
    }
    if (scene.mesh) {
      controls.append(flex.tick("mesh of the flow", false, (on) => { state.mesh = on; draw(); }));
    }
    flex.onTheme(draw);
    return draw();
  };
})(globalThis.flex3d = globalThis.flex3d || {});
