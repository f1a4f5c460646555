/** What sets one adapter, or clone, apart from another. */
export interface Elm327Habits {
  readonly banner: string;
  /** Commands, without spaces and in capitals, that it answers with `?`. */
  readonly refused: RegExp;
  /** It answers ATZ and ATD as if it began anew, and keeps what it was told. */
  readonly feignsReset: boolean;
  /** It goes on echoing whatever it is told, */
  readonly echoesAlways: boolean;
  /** and ends lines with CR LF. */
  readonly lineFeeds: boolean;
  /** Nothing stands before the prompt. */
  readonly barePrompt: boolean;
  /** Added to every reply. */
  readonly slowMs: number;
  /** A second prompt, with nothing before it, comes so long after each reply; none where undefined. */
  readonly promptAgainMs: number | undefined;
  /** A prompt stands after each line of a reply, while it has more to say. */
  readonly promptsWithin: boolean;
  /** The only speed at which it is understood, in bits per second; any where undefined. */
  readonly speed: number | undefined;
  /** It loses the first character of what it says in words. */
  readonly dropsFirst: boolean;
  /** Control units answer no request for their supported PIDs. */
  readonly hidesSupport: boolean;
  /** A second control unit, 7EA, answers A6 too, with a service byte that is wrong. */
  readonly strayOdometer: boolean;
}

export const plainHabits: Elm327Habits = {
  banner: 'ELM327 v1.5',
  refused: /^$/,
  feignsReset: false,
  echoesAlways: false,
  lineFeeds: false,
  barePrompt: false,
  slowMs: 0,
  promptAgainMs: undefined,
  promptsWithin: false,
  speed: undefined,
  dropsFirst: false,
  hidesSupport: false,
  strayOdometer: false,
};

/** Adapters that a fleet may have, by what is odd about them. */
const kinds = {
  plain: {},
  echoing: { echoesAlways: true },
  'line-feeds': { lineFeeds: true },
  'bare-prompt': { barePrompt: true },
  'few-commands': { refused: /^AT(S0|AT1|ST32|L0)$/ },
  headerless: { refused: /^ATH1$/ },
  'reset-less': { refused: /^ATZ$/ },
  'other-banner': { banner: 'OBDII v2.1' },
  'first-character-lost': { dropsFirst: true },
  'support-hidden': { hidesSupport: true },
  'stray-odometer': { strayOdometer: true },
  'prompt-again': { promptAgainMs: 40 },
  'reset-feigned': { feignsReset: true },
  'prompts-within': { promptsWithin: true },
  slow: { slowMs: 150 },
  'one-speed': { speed: 115_200 },
} as const satisfies Readonly<Record<string, Partial<Elm327Habits>>>;

export type AdapterKind = keyof typeof kinds;

const isKind = (name: string): name is AdapterKind => Object.hasOwn(kinds, name);
export const adapterKinds: readonly AdapterKind[] = Object.keys(kinds).filter(isKind);

export const habitsOf = (kind: AdapterKind): Partial<Elm327Habits> => kinds[kind];
