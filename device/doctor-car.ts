import { type OdometerReading, odometerReadingOf } from './distance/reading.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import type { Condition } from './obd/pids.ts';
import type { VehicleProfile } from './obd/profile.ts';
import type { ObdReading, Unavailable } from './obd/state.ts';

type ProfileSubject = keyof VehicleProfile['requests'];

/** A profile's request, as a session asks it. */
const askedAs = (subject: ProfileSubject): readonly Unavailable['what'][] => {
  if (subject === 'odometer') return ['odometer', 'odometer-check'];
  return subject === 'fuel' ? ['fuel-level'] : [subject];
};

/** What the car has told the doctor over OBD. */
export class CarTold {
  readonly #readings = new Map<ObdReading['kind'], ObdReading>();
  readonly #conditions = new Map<Condition, boolean>();
  readonly #missing: Unavailable[] = [];
  #profile: VehicleProfile | undefined;

  reading(reading: ObdReading): void {
    this.#readings.set(reading.kind, reading);
    if (reading.kind === 'condition') this.#conditions.set(reading.condition, reading.holds);
  }

  unavailable(unavailable: Unavailable): void {
    this.#missing.push(unavailable);
  }

  known(profile: VehicleProfile | undefined): void {
    this.#profile = profile;
  }

  get hasVoltage(): boolean {
    return this.#readings.has('voltage');
  }

  get millivolts(): number | undefined {
    const voltage = this.#readings.get('voltage');
    return voltage?.kind === 'voltage' ? voltage.millivolts : undefined;
  }

  /** Distance and fuel, and of each request of a profile whether the car answers it. */
  get isComplete(): boolean {
    const hasAsked = this.#requests.every((subject) => this.#isTold(subject) || this.#isMissing(subject));
    return this.#odometer !== undefined && this.#readings.has('fuel-level') && hasAsked;
  }

  /** Why something was not told. */
  get reasons(): string {
    const reasons = this.#missing.map(({ what, reason, detail }) => `${what} ${detail ?? reason}`);
    return [...new Set(reasons)].slice(-3).join('; ') || 'silence';
  }

  get findings(): readonly Finding[] {
    return [this.#vehicle(), this.#distance(), this.#fuel(), ...this.#conditionRows()];
  }

  get #requests(): readonly ProfileSubject[] {
    return subjects.filter((subject) => this.#profile?.requests[subject] !== undefined);
  }

  get #odometer(): OdometerReading | undefined {
    return [...this.#readings.values()].flatMap((reading) => odometerReadingOf(reading) ?? [])[0];
  }

  /** Whether anything came from the car itself; the voltage is the adapter's. */
  get #hasAnswered(): boolean {
    return [...this.#readings.keys()].some((kind) => kind !== 'voltage');
  }

  #isTold(subject: ProfileSubject): boolean {
    if (subject === 'odometer') return this.#readings.has('profile-odometer');
    if (subject === 'fuel') return this.#readings.has('fuel-level');
    return this.#conditions.has(subject);
  }

  #isMissing(subject: ProfileSubject): boolean {
    return this.#missing.some(({ what }) => askedAs(subject).includes(what));
  }

  #vehicle(): Finding {
    const vin = this.#readings.has('vin') ? 'told its VIN' : 'did not tell its VIN';
    const says = `${vin}; profile ${this.#profile?.profile ?? 'none'}`;
    const inVain = this.#requests.filter(
      (subject) => this.#isMissing(subject) && (subject === 'fuel' || !this.#isTold(subject)),
    );
    if (inVain.length > 0) {
      return warn('vehicle', `${says}, whose requests this car does not answer: ${inVain.join(', ')}`);
    }
    return this.#readings.has('vin') ? ok('vehicle', says) : warn('vehicle', says);
  }

  #distance(): Finding {
    const best = this.#odometer;
    if (!this.#hasAnswered) {
      return fail(
        'odometer',
        `the adapter is well, but the car does not answer: is its plug fully in, does the input for the ignition tell the truth, is this socket the one for diagnosis? (${this.reasons})`,
      );
    }
    return best === undefined
      ? fail('odometer', `no source but speed and GNSS: ${this.reasons}`)
      : ok('odometer', `${(best.rawMetres / 1000).toFixed(1)} km by ${best.source}`);
  }

  #fuel(): Finding {
    const fuel = this.#readings.get('fuel-level');
    return fuel?.kind === 'fuel-level'
      ? ok('fuel', `${fuel.perMille / 10} % in this moment`)
      : warn('fuel', 'the car does not tell it');
  }

  #conditionRows(): readonly Finding[] {
    return [...this.#conditions].map(([condition, holds]) => ok(condition, holds ? 'yes' : 'no'));
  }
}

const subjects = [
  'odometer',
  'fuel',
  'ignition-on',
  'doors-closed',
  'windows-closed',
  'lights-off',
  'cable-connected',
] as const satisfies readonly ProfileSubject[];
