/** A place, in millionths of a degree. */
export interface Place {
  readonly latitudeMicrodegrees: number;
  readonly longitudeMicrodegrees: number;
}

/** One side of the square that every car drives around its home; no map is needed, and whole numbers suffice. */
const sideMillimetres = 5_000_000;
/** Length of a degree of latitude, and at 52° north one of longitude. */
const metresPerDegreeOfLatitude = 111_320;
const metresPerDegreeOfLongitude = 68_535;

/** Where a car is that has driven this far from its home: north, east, south, west, and home again after 20 km. */
export function placeAlong(home: Place, drivenMillimetres: number): Place {
  const side = Math.floor(drivenMillimetres / sideMillimetres) % 4;
  const along = drivenMillimetres % sideMillimetres;
  const [north, east] = offsetOn(side, along);
  return {
    latitudeMicrodegrees: home.latitudeMicrodegrees + microdegrees(north, metresPerDegreeOfLatitude),
    longitudeMicrodegrees: home.longitudeMicrodegrees + microdegrees(east, metresPerDegreeOfLongitude),
  };
}

function offsetOn(side: number, along: number): readonly [northMillimetres: number, eastMillimetres: number] {
  switch (side) {
    case 0:
      return [along, 0];
    case 1:
      return [sideMillimetres, along];
    case 2:
      return [sideMillimetres - along, sideMillimetres];
    default:
      return [0, sideMillimetres - along];
  }
}

/** In millionths of a degree of latitude. */
export const metresNorth = (metres: number): number => microdegrees(metres * 1000, metresPerDegreeOfLatitude);

const microdegrees = (millimetres: number, metresPerDegree: number): number =>
  Math.round((millimetres * 1000) / metresPerDegree);
