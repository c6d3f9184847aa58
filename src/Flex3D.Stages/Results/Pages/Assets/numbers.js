// Functions of numbers and texts alone: they touch nothing of the page, so that tests can run them anywhere.
(function (flex) {
  "use strict";

  // Returns the numbers of an array that PackedArrays (C#) has packed: low + step·q, q as 16-bit differences from the number
  // `stride` before, low bytes first, then high bytes. 65535 stands for a number that is missing.
  flex.unpack = function (bytes, entry) {
    const { at, count, stride, low, step } = entry;
    const steps = new Uint16Array(count), values = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const difference = bytes[at + i] + 256 * bytes[at + count + i];
      steps[i] = difference + (stride > 0 && i >= stride ? steps[i - stride] : 0); // modulo 65536
      values[i] = steps[i] === 65535 ? NaN : low + step * steps[i];
    }
    return values;
  };

  // Returns every third number of places [point][x, y, z], from `axis` on.
  flex.axis = function (places, axis, from, points) {
    const values = new Float32Array(points);
    for (let i = 0; i < points; i++) {
      values[i] = places[from + 3 * i + axis];
    }
    return values;
  };

  // Returns, for each point, the farthest that it gets from its place in the first frame. Places: [frame][point][x, y, z].
  flex.travel = function (places, points) {
    const far = new Float32Array(points), length = 3 * points;
    for (let from = length; from < places.length; from += length) {
      for (let i = 0; i < points; i++) {
        const x = places[from + 3 * i] - places[3 * i], y = places[from + 3 * i + 1] - places[3 * i + 1], z = places[from + 3 * i + 2] - places[3 * i + 2];
        far[i] = Math.max(far[i], Math.sqrt(x * x + y * y + z * z));
      }
    }
    return far;
  };

  // Returns the least and the largest number.
  flex.range = function (values) {
    let low = Infinity, high = -Infinity;
    for (const value of values) {
      if (value < low) { low = value; }
      if (value > high) { high = value; }
    }
    return low <= high ? [low, high] : [0, 1];
  };

  // Returns a range with a margin to both sides.
  flex.widened = function ([low, high]) {
    const margin = high > low ? 0.04 * (high - low) : 0.5;
    return [low - margin, high + margin];
  };

  // Returns the standard deviation.
  flex.deviation = function (values) {
    let sum = 0, square = 0;
    for (const value of values) {
      sum += value;
      square += value * value;
    }
    const mean = sum / values.length;
    return Math.sqrt(Math.max(0, square / values.length - mean * mean));
  };

  // Counts points in bins × bins cells: rows of cells from the lowest y, for a heat map. Cells without points are null, so that they stay clear.
  flex.counts = function (xs, ys, [x0, x1], [y0, y1], bins) {
    const rows = Array.from({ length: bins }, () => new Array(bins).fill(null));
    for (let i = 0; i < xs.length; i++) {
      const x = Math.floor((xs[i] - x0) / (x1 - x0) * bins), y = Math.floor((ys[i] - y0) / (y1 - y0) * bins);
      if (x >= 0 && x < bins && y >= 0 && y < bins) {
        rows[y][x] = (rows[y][x] || 0) + 1;
      }
    }
    return rows;
  };

  // Returns the numbers of the points inside a polygon, by the even-odd rule, as `flex3d select --polygon` has it.
  flex.inside = function (xs, ys, cornersX, cornersY) {
    const found = [], corners = cornersX.length;
    for (let p = 0; p < xs.length; p++) {
      const x = xs[p], y = ys[p];
      let inside = false;
      for (let i = 0, j = corners - 1; i < corners; j = i++) {
        if ((cornersY[j] > y) !== (cornersY[i] > y) && x < (cornersX[i] - cornersX[j]) * (y - cornersY[j]) / (cornersY[i] - cornersY[j]) + cornersX[j]) {
          inside = !inside;
        }
      }
      if (inside) {
        found.push(p);
      }
    }
    return found;
  };

  // Returns the numbers 0, n, 2n, … of at most `most` of `count` things.
  flex.evenly = function (count, most) {
    const every = Math.max(1, Math.ceil(count / most)), numbers = [];
    for (let i = 0; i < count; i += every) {
      numbers.push(i);
    }
    return numbers;
  };

  // Returns the text of a list of rows, as `--list` of `flex3d select` and `--select` of `flex3d prep` take it: a row or a range of rows in each line.
  flex.rowList = function (rows, note) {
    const sorted = Array.from(rows).sort((a, b) => a - b), lines = ["# " + note.replace(/[\r\n]+/g, " ")];
    for (let i = 0; i < sorted.length; i++) {
      let last = i;
      while (last + 1 < sorted.length && sorted[last + 1] === sorted[last] + 1) {
        last++;
      }
      lines.push(last > i ? sorted[i] + "-" + sorted[last] : String(sorted[i]));
      i = last;
    }
    return lines.join("\n") + "\n";
  };

  // Returns the text of a polygon, as `--polygon` of `flex3d select` takes it: the names of its axes, then a corner in each line.
  flex.polygonText = function (nameX, nameY, cornersX, cornersY) {
    const lines = [nameX + "," + nameY];
    for (let i = 0; i < cornersX.length; i++) {
      lines.push(Number(cornersX[i]).toPrecision(9) + "," + Number(cornersY[i]).toPrecision(9));
    }
    return lines.join("\n") + "\n";
  };

  // Returns a command with the run folder in place of RUN, in quotes where a shell needs them.
  flex.commandIn = function (command, folder) {
    const plain = /^[\w./+~:@-]+$/.test(folder);
    return command.replace(/\bRUN(\/[\w./]*)?/g, function (_, rest) {
      const path = folder + (rest || "");
      return plain ? path : "'" + path.replace(/'/g, "'\\''") + "'";
    });
  };

  // Returns the folder of a page that was opened from a disk; null where it came from elsewhere.
  flex.folderOf = function (address) {
    const match = /^file:\/\/(\/.*)\/[^/]*$/.exec(address.split(/[?#]/)[0]);
    return match ? decodeURIComponent(match[1]).replace(/^\/([A-Za-z]:)/, "$1") : null;
  };
})(globalThis.flex3d = globalThis.flex3d || {});
