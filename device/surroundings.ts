import type { ChecklistNote } from '../protocol/messages/checklist-note.ts';
import type { ChecklistItem } from '../protocol/messages/words.ts';
import type { Zones } from '../protocol/messages/zones.ts';
import type { Milliseconds } from '../protocol/units.ts';
import type { FuelLevel } from './fuel/level.ts';
import type { Fix } from './gnss/fix.ts';
import { nowhere, type Place, type Placing, placed, placeNow } from './gnss/place.ts';
import type { Condition } from './obd/pids.ts';
import type { CurrentOdometer } from './odometer.ts';
import type { CabinInputs } from './ports.ts';
import { type CarSurroundings, missingAtEnd, notesAtEnd } from './rental/checklist.ts';
import type { CurrentSettings } from './settings.ts';
import type { CarState } from './state/state.ts';
import { zonesAt } from './zones/verdict.ts';

export interface SurroundingsOptions {
  readonly settings: CurrentSettings;
  readonly fuel: FuelLevel;
  readonly odometer: CurrentOdometer;
  readonly state: () => CarState;
}

/** What a rental's beginning and end need to know of the car. */
export type RentalSurroundings = Pick<Surroundings, 'fuelPermille' | 'zones' | 'missing' | 'notes'>;

/** What is known around a rental's beginning and end: fuel, zones, windows, lights, cable. Positions end here (promise 4). */
export class Surroundings {
  readonly #options: SurroundingsOptions;
  readonly #conditions = new Map<Condition, boolean>();
  /** What may no longer be as it was told last. */
  readonly #doubtful = new Set<Condition>();
  #placing: Placing = nowhere;

  constructor(options: SurroundingsOptions) {
    this.#options = options;
  }

  fix(fix: Extract<Fix, { kind: 'position' }>, at: Milliseconds): void {
    this.#placing = placed(this.#placing, fix, at, this.#options.odometer.now().drivenMetres);
  }

  /** Why the fixes of now are not to be believed. */
  get doubt(): Placing['doubt'] {
    return this.#placing.doubt;
  }

  /** Whether this is not as it was; of what was not known before, the first reading changes nothing. */
  condition(condition: Condition, holds: boolean): boolean {
    const before = this.#conditions.get(condition);
    this.#conditions.set(condition, holds);
    this.#doubtful.delete(condition);
    return before !== undefined && before !== holds;
  }

  /** Lights go out and a cable is put in once the ignition is off: whether they were, has to be told anew. */
  ignitionWentOff(): void {
    for (const condition of ['lights-off', 'cable-connected'] as const) {
      if (this.#conditions.get(condition) === false) this.#doubtful.add(condition);
    }
  }

  get fuelPermille(): number | null {
    return this.#options.fuel.permille;
  }

  /** For an alarm for which the operator wants it, and nothing else; null where it is not known. */
  get place(): Place | null {
    return placeNow(this.#placing, this.#options.odometer.now().drivenMetres);
  }

  /** Absent where no zone is drawn. */
  get zones(): Zones | undefined {
    return zonesAt(this.#options.settings.now.zones, this.place);
  }

  /** What stands against the end of the rental. */
  missing(inputs: CabinInputs): readonly ChecklistItem[] {
    return missingAtEnd(inputs, this.#around(), this.#options.settings.now.checklist);
  }

  /** What its end lets pass. */
  notes(inputs: CabinInputs): readonly ChecklistNote[] {
    return notesAtEnd(inputs, this.#around(), this.#options.settings.now.checklist);
  }

  #around(): CarSurroundings {
    const { fuel, state } = this.#options;
    return {
      windowsClosed: this.#told('windows-closed'),
      lightsOff: this.#told('lights-off'),
      cableConnected: fuel.energy === 'fuel' ? null : this.#told('cable-connected'),
      zones: this.zones,
      fuelPermille: fuel.permille,
      keyTaken: state().keyTaken,
    };
  }

  #told(condition: Condition): boolean | undefined {
    return this.#doubtful.has(condition) ? undefined : this.#conditions.get(condition);
  }
}
