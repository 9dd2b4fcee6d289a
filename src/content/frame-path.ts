/**
 * Where a window is in its tab: its place in its parent's list of frames, and so on up to the top, as "0/2". A script in a
 * page's isolated world finds the same for its own window as the script of any other frame does for it, and no page can
 * make it say otherwise.
 *
 * A frame in a shadow tree is in no such list and has the place -1; how deep it is, is true all the same.
 */
export function pathOf(window: Window): string {
  const places: number[] = [];
  for (let frame = window; frame !== frame.parent; frame = frame.parent)
    places.unshift(placeIn(frame.parent, frame));
  return places.join("/");
}

/** Says whether a window is another, or in a frame anywhere below it. */
export function isWithin(inner: Window, outer: Window): boolean {
  for (let frame = inner; ; frame = frame.parent) {
    if (frame === outer) return true;
    if (frame === frame.parent) return false;
  }
}

function placeIn(parent: Window, frame: Window): number {
  for (let place = 0; place < parent.length; place += 1) if (parent[place] === frame) return place;
  return -1;
}
