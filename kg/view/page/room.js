// Room for names: a raster of the screen that tells where there are things and names already.

const CELL = 4;
const [THING, NAME] = [1, 2];
let raster = new Uint8Array(0);

// Returns a function that takes one of several spots for a name of some width and height: the one
// that hides the least of things, if that is not more than a limit in square pixels, and none over
// another name. A spot is the middle of the name's upper edge.
function roomOn(camera) {
  const columns = Math.ceil(camera.width / CELL);
  // A low frame may have no room above the bar.
  const rows = Math.max(0, Math.ceil(camera.floor / CELL));
  if (raster.length !== columns * rows) raster = new Uint8Array(columns * rows);
  raster.fill(0);
  for (let id = 0; id < nodeShown.length; id += 1) {
    if (nodeShown[id]) cover(columns, rows, across(camera, id) / CELL, down(camera, id) / CELL, radius(camera, id) / CELL);
  }
  // How much of a place is over things; Infinity if it is not all on the screen or over a name.
  const hidden = ([left, top, right, bottom]) => {
    if (left < 0 || top < 0 || right > columns || bottom > rows) return Infinity;
    let things = 0;
    for (let row = top; row < bottom; row += 1) {
      for (let cell = row * columns + left; cell < row * columns + right; cell += 1) {
        if (raster[cell] === NAME) return Infinity;
        things += raster[cell];
      }
    }
    return things;
  };
  return (spots, width, height, limit) => {
    let [best, least] = [null, Infinity];
    for (const [x, y] of spots) {
      const box = [Math.floor((x - width / 2) / CELL), Math.floor(y / CELL), Math.ceil((x + width / 2) / CELL), Math.ceil((y + height) / CELL)];
      const things = hidden(box);
      if (things < least) [best, least] = [{ x, y, box }, things];
      if (!things) break;
    }
    if (!best || least * CELL * CELL > limit) return null;
    const [left, top, right, bottom] = best.box;
    for (let row = top; row < bottom; row += 1) raster.fill(NAME, row * columns + left, row * columns + right);
    return best;
  };
}

// Marks the cells whose middle is within a thing.
function cover(columns, rows, x, y, size) {
  const last = Math.min(rows, Math.round(y + size));
  for (let row = Math.max(0, Math.round(y - size)); row < last; row += 1) {
    const half = Math.sqrt(Math.max(0, size * size - (row + 0.5 - y) ** 2));
    const [left, right] = [Math.max(0, Math.round(x - half)), Math.min(columns, Math.round(x + half))];
    if (right > left) raster.fill(THING, row * columns + left, row * columns + right);
  }
}
