/** A parsed formula over the data bytes of an answer: `A` is the first byte, `B` the second, up to `Z`. */
export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'byte'; readonly index: number }
  | { readonly kind: 'negative'; readonly of: Formula }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: Formula;
      readonly right: Formula;
    };

const operators = ['|', '&', '<<', '>>', '+', '-', '*', '/'] as const;
type Operator = (typeof operators)[number];

/** How tightly each binds, as in C; higher binds tighter. */
const strength: Readonly<Record<Operator, number>> = {
  '|': 1,
  '&': 2,
  '<<': 3,
  '>>': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
};

const longestFormula = 200;
const deepest = 32;
const token = /\s*(?:(\d+(?:\.\d+)?)|([A-Z])|(<<|>>|[-+*/&|()]))/y;

/** @throws {RangeError} saying what of the text is no formula, and where. */
export function parseFormula(text: string): Formula {
  if (text.length > longestFormula)
    throw new RangeError(`a formula of more than ${longestFormula} characters`);
  const reader = new Reader(text);
  const formula = reader.expression(0, 0);
  reader.end();
  if (!givesNumbers(formula))
    throw new RangeError(`${JSON.stringify(text)}: gives no number, whatever the answer`);
  return formula;
}

/** The value for these bytes; undefined where a byte is missing or the result is no number (division by zero). */
export function formulaValue(formula: Formula, bytes: ArrayLike<number>): number | undefined {
  const value = evaluated(formula, bytes);
  return Number.isFinite(value) ? value : undefined;
}

/** How many bytes of an answer it takes: up to the last one that it names. */
export function bytesTaken(formula: Formula): number {
  switch (formula.kind) {
    case 'number':
      return 0;
    case 'byte':
      return formula.index + 1;
    case 'negative':
      return bytesTaken(formula.of);
    case 'operation':
      return Math.max(bytesTaken(formula.left), bytesTaken(formula.right));
    default:
      return formula satisfies never;
  }
}

/** Whether it gives a number for any of a few answers that differ; a division by 0 gives none. */
const givesNumbers = (formula: Formula): boolean =>
  tried.some((bytes) => formulaValue(formula, bytes) !== undefined);

const mostBytes = 26;
const tried: readonly Uint8Array[] = [
  (place: number) => place + 1,
  (place: number) => mostBytes - place,
  () => 0,
  () => 255,
].map((byte) => Uint8Array.from({ length: mostBytes }, (_, place) => byte(place)));

/** Not a number where a byte is missing; bit operations are on 32 bits, unsigned. */
function evaluated(formula: Formula, bytes: ArrayLike<number>): number {
  switch (formula.kind) {
    case 'number':
      return formula.value;
    case 'byte':
      return bytes[formula.index] ?? Number.NaN;
    case 'negative':
      return -evaluated(formula.of, bytes);
    case 'operation':
      return applied(formula.operator, evaluated(formula.left, bytes), evaluated(formula.right, bytes));
    default:
      return formula satisfies never;
  }
}

function applied(operator: Operator, left: number, right: number): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '&':
      return (left & right) >>> 0;
    case '|':
      return (left | right) >>> 0;
    case '<<':
      return (left << right) >>> 0;
    case '>>':
      return left >>> right;
    default:
      return operator satisfies never;
  }
}

/** Reads by the strength of operators. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  expression(least: number, depth: number): Formula {
    if (depth > deepest) throw this.#fault('nested too deep');
    let left = this.#operand(depth);
    for (;;) {
      const operator = this.#operator(least);
      if (operator === undefined) return left;
      left = {
        kind: 'operation',
        operator,
        left,
        right: this.expression(strength[operator] + 1, depth + 1),
      };
    }
  }

  end(): void {
    if (this.#text.slice(this.#at).trim() !== '') throw this.#fault('something that is no formula');
  }

  #operand(depth: number): Formula {
    const [number, byte, sign] = this.#next();
    if (number !== undefined) return { kind: 'number', value: Number(number) };
    if (byte !== undefined) return { kind: 'byte', index: byte.charCodeAt(0) - 65 };
    if (sign === '-') return { kind: 'negative', of: this.expression(strength['*'], depth + 1) };
    if (sign !== '(') throw this.#fault('a number, a byte A to Z, or (, is missing');
    const inside = this.expression(0, depth + 1);
    if (this.#next()[2] !== ')') throw this.#fault(') is missing');
    return inside;
  }

  /** The operator that comes next; nothing where there is none, or one that binds less. */
  #operator(least: number): Operator | undefined {
    const before = this.#at;
    const [, , sign] = this.#next();
    const operator = operators.find((known) => known === sign);
    if (operator !== undefined && strength[operator] >= least) return operator;
    this.#at = before;
    return undefined;
  }

  #next(): readonly (string | undefined)[] {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text);
    if (found === null) return [];
    this.#at = token.lastIndex;
    return found.slice(1);
  }

  #fault(what: string): RangeError {
    return new RangeError(`${JSON.stringify(this.#text)}: ${what} at character ${this.#at + 1}`);
  }
}
