// Draws a surface with fewer pixels while it turns or plays, as far as the machine is slow at it (one without a graphics card), and with all of them when it rests.
(function (flex) {
  "use strict";
  const Slow = 40, Fast = 24, Aim = 32, Least = 0.3, Light = 0.6, Rest = 300, Step = 0.12;

  // The drawing of the plotting library, whose version the page carries with it.
  const drawnIn = (plot) => plot._fullLayout && plot._fullLayout.scene && plot._fullLayout.scene._scene;

  // The view of a plot as it is now, null before it is drawn: what the mouse turns, the library notes at the end of the turn alone.
  flex.viewOf = (plot) => drawnIn(plot) ? drawnIn(plot).getCamera() : null;

  // The share of pixels along an edge for the next frames, by the milliseconds that the last one took; time goes with the area.
  flex.scaleAfter = (scale, took) => took <= Slow && took >= Fast ? scale : Math.min(1, Math.max(Least, scale * Math.min(1.25, Math.max(0.6, Math.sqrt(Aim / took)))));

  // Watches a plot with a 3D scene; returns what to call when something else than the mouse has moved it. `lighter` is told to draw less, and to draw all again.
  flex.lighten = function (plot, lighter) {
    let light = false, scale = 1, shown = 1, last = 0, until = 0, running = false;

    function show(share) {
      const drawn = drawnIn(plot);
      if (!drawn) {
        return;
      }
      const gl = drawn.glplot;
      gl.wholeRatio = gl.wholeRatio || gl.pixelRatio;
      gl.pixelRatio = gl.wholeRatio * share;
      shown = share;
      for (const object of gl.objects) { // what lies under the mouse is found by drawing all once more: when it rests
        if (object.drawPick && share < 1) {
          object.drawPickAtRest = object.drawPick;
          object.drawPick = null;
        } else if (object.drawPickAtRest && share === 1) {
          object.drawPick = object.drawPickAtRest;
          object.drawPickAtRest = null;
        }
      }
      if (share === 1) {
        gl.update({});
      }
    }

    function step(now) {
      if (now > until) {
        running = false;
        show(1);
        if (lighter) {
          lighter(false);
        }
        return;
      }
      scale = last ? flex.scaleAfter(scale, now - last) : scale;
      last = now;
      if (Math.abs(scale / shown - 1) > Step || (scale === 1) !== (shown === 1)) {
        show(scale);
      }
      light = light || scale <= Light; // it stays the slow machine that it is
      if (light && lighter) {
        lighter(true);
      }
      requestAnimationFrame(step);
    }

    function moved() {
      until = performance.now() + Rest;
      if (!running) {
        running = true;
        last = 0;
        requestAnimationFrame(step);
      }
    }

    plot.addEventListener("pointermove", (event) => event.buttons && moved(), true);
    plot.addEventListener("touchmove", moved, { capture: true, passive: true });
    plot.addEventListener("wheel", moved, { capture: true, passive: true });
    return moved;
  };
})(globalThis.flex3d = globalThis.flex3d || {});
