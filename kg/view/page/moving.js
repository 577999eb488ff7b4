// Moving thousands of things: a copy of the picture, larger than the screen, is moved in their
// stead and made anew once it no longer fills the screen. Names are written anew each time.

const BEYOND = 0.2; // how much the copy reaches over each edge, as a share of the screen
const COARSEST = 2; // how much the copy may be enlarged
let copied = null;

const isHeavy = () => told.relations > MANY_LINES;

function paintMoving(pen, camera) {
  let place = placeOfCopy(camera);
  if (!place) {
    copyPicture(camera);
    place = placeOfCopy(camera);
  }
  pen.drawImage(copied.canvas, ...place);
  paintLabels(pen, camera);
}

// Where the copy lies on the screen, or null if it leaves some of it empty or has become too coarse.
function placeOfCopy(camera) {
  if (!copied) return null;
  const grown = camera.scale / copied.camera.scale;
  const [x, y] = [camera.x - copied.camera.x * grown, camera.y - copied.camera.y * grown];
  const [width, height] = [copied.camera.width * grown, copied.camera.height * grown];
  const fills = x < 1 && y < 1 && x + width > camera.width - 1 && y + height > camera.height - 1;
  return fills && grown <= COARSEST ? [x, y, width, height] : null;
}

function copyPicture(camera) {
  const [beside, above] = [BEYOND * camera.width, BEYOND * camera.height];
  const larger = { ...camera, x: camera.x + beside, y: camera.y + above, width: camera.width + 2 * beside, height: camera.height + 2 * above };
  const canvas = copied?.canvas ?? element("canvas");
  const [width, height] = [larger.width, larger.height].map((side) => Math.ceil(side * camera.ratio));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  pen.setTransform(camera.ratio, 0, 0, camera.ratio, 0, 0);
  pen.clearRect(0, 0, larger.width, larger.height);
  paintThings(pen, larger);
  copied = { canvas, camera: larger };
}
