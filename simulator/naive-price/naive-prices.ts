/** A hole of the lists: no price, and none may be guessed. */
export const HOLE = 'hole';
/** Printed as "-": there is no such price. */
export const NONE = 'none';

/** XS, S, M, L, XL. */
export type Row = readonly [Price, Price, Price, Price, Price];
export type Price = number | typeof HOLE | typeof NONE;

/** A formula as printed, in cents. `weekday` is the cheaper hour price of FLEX. */
export interface NaiveFormula {
  readonly hour: Row;
  readonly weekday?: Row;
  readonly day: Row;
  readonly week: Row;
  readonly first: Row;
  readonly beyond: Row;
}

export const CLASSES = ['XS', 'S', 'M', 'L', 'XL'];
export const NIGHT: Row = [HOLE, 50, 50, 100, 100];

const start = {
  hour: [350, 235, 295, 350, 480],
  day: [NONE, 2800, 3550, 4000, 5800],
  week: [NONE, 16800, 21300, 24000, 34800],
} as const;
const bonus = {
  hour: [350, 210, 245, 280, 410],
  day: [NONE, 2500, 2950, 3200, 4950],
  week: [NONE, 15000, 17700, 19200, 29700],
} as const;
const comfort = {
  hour: [350, 185, 225, 250, 330],
  day: [NONE, 2200, 2700, 2900, 4000],
  week: [NONE, 13200, 16200, 17400, 24000],
} as const;

/** The formulas of both lists, typed in a second time from the printed pages. */
export const LISTS: Readonly<Record<string, Readonly<Record<string, NaiveFormula>>>> = {
  'business-2025-03': {
    START: { ...start, first: [NONE, 39, 40, 41, 47], beyond: [NONE, 28, 29, 30, 33] },
    FLEX: {
      ...start,
      weekday: [350, 185, 225, 250, 330],
      first: [NONE, 27, 28, 29, 35],
      beyond: [NONE, 23, 24, 25, 29],
    },
    BONUS: { ...bonus, first: [NONE, 30, 31, 35, HOLE], beyond: [NONE, 27, 28, 29, 32] },
    COMFORT: { ...comfort, first: [NONE, 27, 28, 29, 35], beyond: [NONE, 23, 24, 25, 29] },
  },
  'business-2026-03': {
    START: { ...start, first: [NONE, 40, 42, 44, 50], beyond: [NONE, 31, 32, 34, 37] },
    BONUS: { ...bonus, first: [NONE, 31, 33, 37, 44], beyond: [NONE, 29, 31, 32, 35] },
    COMFORT: { ...comfort, first: [NONE, 28, 30, 31, 37], beyond: [NONE, 25, 26, 27, 31] },
  },
};

/** T12, in its order. */
export const FEES: Readonly<Record<string, number>> = {
  'call-centre-action': 100,
  'improper-return': 2500,
  'station-left-improperly': 1500,
  'damage-not-reported': 5000,
  'cleaning-hour': 3000,
  'charging-cable': 27500,
  'fuel-card': 2000,
  'parking-card': 2000,
  'charging-card': 2000,
  'cambio-card': 1000,
  'fine-administration': 2000,
  'immobilised-day': 3000,
  'gross-negligence': 50000,
  'second-reminder': 750,
  'default-notice': 2000,
  'formula-change': 1500,
  compensation: -1500,
  'returned-outside-green': 300,
  'picked-up-outside-green': -300,
  'returned-outside-orange': 2500,
  'picked-up-outside-orange': -600,
  'unreserved-use': 5000,
};
