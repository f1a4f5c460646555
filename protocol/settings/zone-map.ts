import { z } from 'zod';
import { enclosesArea } from './enclosed-area.ts';

const corner = z.tuple([
  z.number().int().min(-90_000_000).max(90_000_000),
  z.number().int().min(-180_000_000).max(180_000_000),
]);

/** Bounds of a map (D13): what goes beyond is refused with the whole configuration. */
const mostCorners = 200;
const mostPolygons = 32;

const polygon = z
  .array(corner)
  .min(3)
  .max(mostCorners)
  .refine(enclosesArea, { error: 'encloses no area: no car can stand in it' });
const polygons = z.array(polygon).max(mostPolygons).default([]);

/** The zones of a station: where its cars belong (green), and where they may be left against a fee (orange). */
export const zoneMapSchema = z.strictObject({ green: polygons, orange: polygons }).prefault({});

export type ZoneMap = z.output<typeof zoneMapSchema>;

/** Latitude and longitude in millionths of a degree, north and east positive. */
export type Corner = z.output<typeof corner>;

/** Corners in order around it; the last one joins the first. */
export type Polygon = z.output<typeof polygon>;

export const noZones: ZoneMap = { green: [], orange: [] };
