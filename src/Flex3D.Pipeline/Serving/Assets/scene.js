// The surface of a run's map at any latent: sliders, the main motion, and the map to save.
(function (flex) {
  "use strict";

  flex.scene = function (id) {
    const plot = flex.element("div", { class: "plot tall" }), controls = flex.element("div", { class: "controls" }), words = flex.element("p", { class: "words" });
    const part = flex.element("section", {}, flex.element("h2", {}, "The surface"), words, plot, controls);
    part.hidden = true;
    const moved = flex.lighten(plot);
    let views = 0, scene = null, latent = [], busy = false, again = false, playing = false, loaded = null, inputs = [];

    function draw(places) {
      const colours = flex.colours(), points = places.length / 3, rest = scene.places, travel = new Float32Array(points);
      for (let i = 0; i < points; i++) {
        travel[i] = Math.hypot(places[3 * i] - rest[3 * i], places[3 * i + 1] - rest[3 * i + 1], places[3 * i + 2] - rest[3 * i + 2]);
      }
      const corners = scene.triangles, trace = {
        type: "mesh3d", hovertemplate: "%{intensity:.1f} Å from the middle<extra></extra>", showlegend: false,
        x: flex.axis(places, 0, 0, points), y: flex.axis(places, 1, 0, points), z: flex.axis(places, 2, 0, points),
        i: flex.axis(corners, 0, 0, corners.length / 3), j: flex.axis(corners, 1, 0, corners.length / 3), k: flex.axis(corners, 2, 0, corners.length / 3),
        intensity: travel, cmin: 0, cmax: scene.far, colorscale: [[0, colours.surface], [0.5, "#F2E2B0"], [1, "#D55E00"]],
        colorbar: { thickness: 12, outlinewidth: 0, len: 0.7, title: { text: "Å", side: "top" } },
        lighting: { ambient: 0.65, diffuse: 0.75, specular: 0.15, roughness: 0.8, fresnel: 0.05 }, lightposition: { x: 60000, y: 40000, z: 90000 },
      };
      // On a narrow screen the molecule is seen from farther away.
      const far = 1.25 * Math.max(1, 1.1 * plot.clientHeight / Math.max(1, plot.clientWidth)), narrow = plot.clientWidth < 560;
      Object.assign(trace.colorbar, narrow ? { orientation: "h", x: 0.5, y: 0, yanchor: "bottom", len: 0.8 } : {});
      const axis = (number) => ({ visible: false, range: scene.space[number], autorange: false });
      return Plotly.react(plot, [trace], flex.layout({ margin: { l: 0, r: 0, t: 0, b: 0 }, uirevision: "same", scene: { aspectmode: "data", dragmode: "orbit", camera: flex.viewOf(plot) || { eye: { x: 0.63 * far, y: 0.63 * far, z: 0.45 * far } }, xaxis: axis(0), yaxis: axis(1), zaxis: axis(2), uirevision: ++views } }), flex.config());
    }

    const text = () => latent.map((value) => Number(value).toFixed(4)).join(",");

    // Of sliders that move fast, only the last place is asked for.
    async function move() {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
      do {
        again = false;
        try {
          const found = await flex.ask(flex.runPath(id, "/surface?places=true&latent=" + text()));
          scene.far = Math.max(scene.far, farthest(found.places));
          moved();
          await draw(found.places);
        } catch (fault) {
          words.textContent = fault.message;
        }
      } while (again);
      busy = false;
    }

    function farthest(places) {
      let far = 0;
      for (let i = 0; i < places.length; i += 3) {
        far = Math.max(far, Math.hypot(places[i] - scene.places[i], places[i + 1] - scene.places[i + 1], places[i + 2] - scene.places[i + 2]));
      }
      return far;
    }

    async function play(button) {
      playing = !playing;
      button.textContent = playing ? "Pause" : "Play the main motion";
      const frames = [];
      for (let turn = 0; playing && part.isConnected; turn++) {
        const length = scene.path.length, at = turn % (2 * length - 2), frame = at < length ? at : 2 * length - 2 - at;
        latent = scene.path[frame].slice();
        inputs.forEach((input, i) => { input.value = latent[i]; });
        try {
          frames[frame] = frames[frame] || (await flex.ask(flex.runPath(id, "/surface?places=true&latent=" + text()))).places;
          scene.far = Math.max(scene.far, farthest(frames[frame]));
          moved();
          await draw(frames[frame]);
        } catch (fault) {
          words.textContent = fault.message;
          playing = false;
        }
        await new Promise((done) => setTimeout(done, 100));
      }
    }

    function show() {
      const space = [0, 1, 2].map((axis) => { const [low, high] = flex.range(scene.places.filter((_, i) => i % 3 === axis)), margin = 0.2 * (high - low); return [low - margin, high + margin]; });
      Object.assign(scene, { space, far: 1 });
      latent = scene.latent.slice();
      words.textContent = (scene.epoch === null || scene.epoch === undefined ? "" : "Epoch " + scene.epoch + ". ") + scene.evidence;
      inputs = scene.ranges.map(([low, middle, high], i) => flex.element("input", { type: "range", min: low - 0.2 * (high - low), max: high + 0.2 * (high - low), step: "any", value: middle, disabled: !(high > low), "aria-label": "z" + i, oninput: () => { playing = false; latent[i] = Number(inputs[i].value); move(); } }));
      const sliders = inputs.map((input, i) => flex.element("div", { class: "slider" }, flex.element("span", { class: "count" }, "z" + i), input));
      const button = flex.element("button", { type: "button", onclick: () => play(button) }, "Play the main motion");
      const save = flex.element("button", { type: "button", onclick: () => { location.href = flex.runPath(id, "/map?latent=" + text()); } }, "Save this map");
      controls.replaceChildren(...sliders, button, save);
      part.hidden = false;
      return draw(scene.places);
    }

    async function load() {
      try {
        scene = await flex.ask(flex.runPath(id, "/surface"));
        if (part.isConnected) {
          await show();
        }
      } catch (fault) {
        part.hidden = scene === null;
        words.textContent = fault.message;
      }
    }

    flex.onTheme(() => { if (part.isConnected && scene) { move(); } });
    return {
      part,
      // A newer epoch, or the end of the training, has another surface.
      changed: (run, source) => {
        const key = source === null || source === undefined ? null : source + (run ? run.stepsDone : "");
        if (source && key !== loaded && !playing) {
          loaded = key;
          load();
        }
      },
    };
  };
})(globalThis.flex3d = globalThis.flex3d || {});
