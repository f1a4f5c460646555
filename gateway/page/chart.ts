import { type Html, html, nothing } from './html.ts';
import type { Locale } from './locale.ts';
import type { Words } from './words.ts';

/** A stretch of a rental's time. */
interface Span {
  readonly kind: 'driving' | 'parked' | 'unused' | 'late';
  readonly from: number;
  readonly to: number;
}

/** When a car was reserved, taken and driven; milliseconds since 1970. */
export interface RentalTimes {
  readonly reservedFrom: number;
  readonly reservedUntil: number;
  readonly openedAt: number;
  readonly returnedAt: number;
  readonly trips: readonly {
    readonly startedAt: number;
    readonly endedAt: number;
    readonly distanceMetres: number;
  }[];
}

const colours = { driving: '#0f6b63', parked: '#8fcac1', unused: '#e3e9e8', late: '#b3412e' } as const;
const width = 720;

/** The time of a rental as a band: driven, parked, not used, late; hours along its lower edge. */
export function timeChart(times: RentalTimes, locale: Locale, words: Words): Html {
  const from = Math.min(times.reservedFrom, times.openedAt);
  const to = Math.max(times.reservedUntil, times.returnedAt);
  if (to <= from) return nothing;
  const at = (time: number): number => round(((time - from) / (to - from)) * width);
  const spans = spansOf(times).filter((span) => span.to > span.from);
  const kinds = (['driving', 'parked', 'unused', 'late'] as const).filter((kind) =>
    spans.some((span) => span.kind === kind),
  );
  return html`<svg viewBox="0 0 ${width} 62" role="img" aria-label="${words.labels.time}"><rect x="0" y="6" width="${width}" height="30" rx="5" fill="${colours.unused}"/>${spans.map(
    ({ kind, from: start, to: end }) =>
      html`<rect x="${at(start)}" y="6" width="${round(Math.max(1.5, at(end) - at(start)))}" height="30" fill="${colours[kind]}"/>`,
  )}${ticksBetween(from, to).map(
    (tick) =>
      html`<line x1="${at(tick)}" y1="36" x2="${at(tick)}" y2="42" stroke="#b9c6c5"/><text x="${at(tick)}" y="56" text-anchor="${anchorAt(at(tick))}">${tickText(tick, from, to, locale)}</text>`,
  )}</svg><div class="legend">${kinds.map(
    (kind) => html`<span><i style="background:${colours[kind]}"></i>${words.labels[kind]}</span>`,
  )}</div>`;
}

function spansOf({ reservedUntil, openedAt, returnedAt, trips }: RentalTimes): Span[] {
  const used: Span[] = [
    { kind: 'parked', from: openedAt, to: Math.min(returnedAt, Math.max(reservedUntil, openedAt)) },
  ];
  const late: Span[] = [{ kind: 'late', from: Math.max(reservedUntil, openedAt), to: returnedAt }];
  const driven = trips.map(({ startedAt, endedAt }): Span => {
    const [from, to] = [Math.max(startedAt, openedAt), Math.min(endedAt, returnedAt)];
    return { kind: 'driving', from, to };
  });
  return [...used, ...late, ...driven];
}

const hour = 3_600_000;
const mostTicks = 9;

/** Whole hours of the local clock, few enough to be read. */
function ticksBetween(from: number, to: number): number[] {
  const step =
    [1, 2, 3, 6, 12, 24, 48, 96, 168].find((hours) => (to - from) / (hours * hour) <= mostTicks) ?? 336;
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / hour) * hour; tick <= to; tick += step * hour) ticks.push(tick);
  return ticks;
}

const longForClocks = 36 * hour;
const tickText = (tick: number, from: number, to: number, locale: Locale): string =>
  to - from > longForClocks ? locale.date(tick).split(' ').slice(1, 3).join(' ') : locale.clock(tick);

const anchorAt = (x: number): string => (x < 20 ? 'start' : x > width - 20 ? 'end' : 'middle');
const round = (value: number): number => Math.round(value * 10) / 10;

const mostBars = 12;
const barHeight = 24;

/** Kilometres by trip as bars; of very many trips the longest. */
export function tripChart(times: RentalTimes, locale: Locale, words: Words): Html {
  const shown = times.trips
    .map((trip, index) => ({ ...trip, number: index + 1 }))
    .toSorted((left, right) => right.distanceMetres - left.distanceMetres)
    .slice(0, mostBars)
    .toSorted((left, right) => left.number - right.number);
  const longest = Math.max(...shown.map(({ distanceMetres }) => distanceMetres));
  if (shown.length === 0 || longest <= 0) return nothing;
  const left = 190;
  const room = width - left - 90;
  return html`<svg viewBox="0 0 ${width} ${shown.length * barHeight}" role="img" aria-label="${words.labels.kilometresByTrip}">${shown.map(
    ({ number, startedAt, endedAt, distanceMetres }, index) => {
      const length = round(Math.max(2, (distanceMetres / longest) * room));
      const y = index * barHeight;
      return html`<text x="0" y="${y + 16}">${words.labels.trip} ${number}, ${locale.clock(startedAt)}–${locale.clock(endedAt)}</text><rect x="${left}" y="${y + 5}" width="${length}" height="14" rx="3" fill="${colours.driving}"/><text x="${left + length + 8}" y="${y + 16}">${locale.kilometres(distanceMetres)}</text>`;
    },
  )}</svg>`;
}
