type Polygon = readonly (readonly [latitude: number, longitude: number])[];

/** Less than this apart, in microdegrees, two sides are one: the third of a millimetre. */
const apart = 0.003;
/** Where a strip is looked at: two lines, so that sides which cross on one of them are apart on the other. */
const lines = [0.382, 0.618] as const;

/**
 * Whether there is anything inside: not where all corners are on one line, or each side is run there and back. It is looked at in
 * strips from corner to corner, in which sides are straight, and what is inside lies between every other two.
 */
export function enclosesArea(polygon: Polygon): boolean {
  const latitudes = [...new Set(polygon.map(([latitude]) => latitude))].sort((one, other) => one - other);
  return latitudes.slice(1).some((above, index) => {
    const below = latitudes[index] ?? above;
    return lines.some((share) => hasInside(crossings(polygon, below + share * (above - below))));
  });
}

/** Where sides cross a latitude, from west to east. */
function crossings(polygon: Polygon, latitude: number): readonly number[] {
  return polygon
    .flatMap(([from, west], index) => {
      const [to, east] = polygon[(index + 1) % polygon.length] ?? [from, west];
      if (from > latitude === to > latitude) return [];
      return [west + ((east - west) * (latitude - from)) / (to - from)];
    })
    .sort((one, other) => one - other);
}

const hasInside = (sides: readonly number[]): boolean =>
  sides.some((side, index) => index % 2 === 1 && side - (sides[index - 1] ?? side) > apart);
