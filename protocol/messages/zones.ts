import { z } from 'zod';
import { wordField } from './fields.ts';
import { mapCodec, mapField } from './map.ts';
import { zoneVerdicts } from './words.ts';

const schema = z.strictObject({
  green: wordField(zoneVerdicts).optional(),
  orange: wordField(zoneVerdicts).optional(),
});

/** Where the car stood, by zone; a zone that the operator has not drawn is absent. No position (clause 3.9). */
export type Zones = z.output<typeof schema>;

export const zonesField = mapField(mapCodec('zones', { green: 1, orange: 2 }, schema));
