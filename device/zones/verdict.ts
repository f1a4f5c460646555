import type { ZoneVerdict } from '../../protocol/messages/words.ts';
import type { Zones } from '../../protocol/messages/zones.ts';
import type { Corner, Polygon, ZoneMap } from '../../protocol/settings/zone-map.ts';
import type { Place } from '../gnss/place.ts';

const metresPerMicrodegree = 0.111_32;

/** Whether the car stands in each zone that is drawn; without a place, or too near to a border, it is uncertain. */
export function zonesAt(map: ZoneMap, place: Place | null): Zones | undefined {
  const green = map.green.length === 0 ? {} : { green: verdictOf(map.green, place) };
  const orange = map.orange.length === 0 ? {} : { orange: verdictOf(map.orange, place) };
  const zones = { ...green, ...orange };
  return Object.keys(zones).length === 0 ? undefined : zones;
}

function verdictOf(polygons: readonly Polygon[], place: Place | null): ZoneVerdict {
  if (place === null) return 'uncertain';
  const seen = polygons.map((polygon) => seenFrom(polygon, place));
  const { accuracyMetres } = place;
  if (seen.some(({ isInside, borderMetres }) => isInside && borderMetres > accuracyMetres)) return 'inside';
  const isOutside = seen.every(({ isInside, borderMetres }) => !isInside && borderMetres > accuracyMetres);
  return isOutside ? 'outside' : 'uncertain';
}

interface Seen {
  readonly isInside: boolean;
  /** To the nearest point of the border. */
  readonly borderMetres: number;
}

interface Point {
  readonly east: number;
  readonly north: number;
}

/** The corners in metres around the place, on a flat earth; a ray to the east crosses an odd number of sides from within. */
function seenFrom(polygon: Polygon, place: Place): Seen {
  const corners = polygon.map((corner) => around(corner, place));
  let isInside = false;
  let borderMetres = Number.POSITIVE_INFINITY;
  for (const [index, from] of corners.entries()) {
    const to = corners[(index + 1) % corners.length] ?? from;
    if (from.north > 0 !== to.north > 0 && eastOfCrossing(from, to) > 0) isInside = !isInside;
    borderMetres = Math.min(borderMetres, distanceToSide(from, to));
  }
  return { isInside, borderMetres };
}

function around([latitude, longitude]: Corner, place: Place): Point {
  const narrowing = Math.cos((place.latitudeMicrodegrees * Math.PI) / 180_000_000);
  return {
    north: (latitude - place.latitudeMicrodegrees) * metresPerMicrodegree,
    east: (longitude - place.longitudeMicrodegrees) * metresPerMicrodegree * narrowing,
  };
}

const eastOfCrossing = (from: Point, to: Point): number =>
  from.east + ((to.east - from.east) * -from.north) / (to.north - from.north);

function distanceToSide(from: Point, to: Point): number {
  const [east, north] = [to.east - from.east, to.north - from.north];
  const squared = east ** 2 + north ** 2;
  const along = squared === 0 ? 0 : -(from.east * east + from.north * north) / squared;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(from.east + share * east, from.north + share * north);
}
