import type { ReservationId, TokenId } from '../../protocol/ids.ts';
import { type ListNumbers, noLists } from '../../protocol/lists/list.ts';
import type { AlarmName, OdometerSource } from '../../protocol/messages/words.ts';
import type { EpochMilliseconds, Metres } from '../../protocol/units.ts';
import type { LockMoment, Rental } from '../rental/rental.ts';
import type { RentalCourse, ReturnedRental } from '../state/course.ts';

/** The odometer as the records tell it (D9). */
export interface RecordedOdometer {
  readonly metres: Metres;
  readonly source: OdometerSource;
  /** Odometer minus what the source itself counts. */
  readonly offsetMetres: number;
  /** Sum of all steps that were no driving; odometer minus this only ever grows by driving. */
  readonly rebasedMetres: number;
}

/** How often a token opened this car, kept while the token may still be shown. */
export interface TokenUse {
  readonly uses: number;
  readonly usesInDoubt: number;
}

/** Holders and lock as last recorded; null before the first reading of the inputs. */
export interface Custody {
  readonly keyInHolder: boolean;
  readonly fuelCardInHolder: boolean;
  readonly doorsLocked: boolean;
}

/** All of a car's state that outlives a power cut. It changes by records only, so a restart finds it in the journal. */
export interface CarState {
  readonly odometer: RecordedOdometer;
  readonly rental: Rental;
  /** Of the open rental; null where none is open. */
  readonly course: RentalCourse | null;
  /** The rental that ended last. */
  readonly returned: ReturnedRental | null;
  readonly trip: { readonly startedAt: EpochMilliseconds; readonly startDrivenMetres: number } | null;
  readonly custody: Custody | null;
  readonly lock: LockMoment | null;
  /** Rentals that have ended here, the latest last; their tokens open no more. */
  readonly ended: readonly ReservationId[];
  readonly tokenUses: ReadonlyMap<TokenId, TokenUse>;
  /** Commands carried out or refused, the latest last; none acts twice. */
  readonly commands: readonly string[];
  /** The key has been out of its holder since the rental began. */
  readonly keyTaken: boolean;
  /** Alarms that are raised and not over. */
  readonly alarms: readonly AlarmName[];
  /** Of the last record. */
  readonly recordedAt: EpochMilliseconds | null;
  /** The newest lists taken (clause 12). */
  readonly lists: ListNumbers;
  readonly settings: RecordedSettings;
  /** A round of the fuel card of which no record tells yet; null where there is none. */
  readonly cardRound: RecordedCardRound | null;
}

/** A fuel card's round as far as records tell it: where the unit starts in the middle of one, it goes on from here. */
export interface RecordedCardRound {
  readonly outAt: EpochMilliseconds;
  readonly outDrivenMetres: number;
  readonly fuel: {
    readonly at: EpochMilliseconds;
    readonly beforePermille: number;
    readonly afterPermille: number;
  } | null;
  readonly back: { readonly at: EpochMilliseconds; readonly drivenMetres: number } | null;
}

/** What the records say of settings that came over the air (clause 13.5). */
export interface RecordedSettings {
  /** The newest version that was ever offered by whom it must be; no older one is taken any more. */
  readonly newest: number;
  /** The version that has reached the gateway last; null where none has. */
  readonly kept: number | null;
  /** The version on trial, and how often the unit has started since. */
  readonly trying: { readonly version: number; readonly boots: number } | null;
}

export const noSettingsYet: RecordedSettings = { newest: 0, kept: null, trying: null };

/** Bounds of the lists in a car's state (D13): the oldest entry goes first. */
export const maxEnded = 64;
export const maxTokenUses = 64;
export const maxCommands = 64;

/** A car on its first day. */
export const newCarState = (odometerMetres: Metres): CarState => ({
  odometer: { metres: odometerMetres, source: 'none', offsetMetres: 0, rebasedMetres: 0 },
  rental: { kind: 'none' },
  course: null,
  returned: null,
  trip: null,
  custody: null,
  lock: null,
  ended: [],
  tokenUses: new Map(),
  commands: [],
  keyTaken: false,
  alarms: [],
  recordedAt: null,
  lists: noLists,
  settings: noSettingsYet,
  cardRound: null,
});

/** The odometer without the steps that were no driving; only differences mean something. */
export const drivenMetres = ({ odometer }: CarState): number => odometer.metres - odometer.rebasedMetres;
