import type { AlarmName } from '../protocol/messages/words.ts';
import type { Logbook } from './logbook.ts';
import type { Recorder } from './recorder.ts';

/** Raises alarms and takes them back, each once: what is raised outlives a restart. */
export class Alarms {
  readonly #recorder: Pick<Recorder, 'state'>;
  readonly #logbook: Pick<Logbook, 'record'>;
  readonly #onRaised: (alarm: AlarmName) => void;

  constructor(
    recorder: Pick<Recorder, 'state'>,
    logbook: Pick<Logbook, 'record'>,
    onRaised: (alarm: AlarmName) => void = () => {},
  ) {
    this.#recorder = recorder;
    this.#logbook = logbook;
    this.#onRaised = onRaised;
  }

  /** Records the alarm where it is not as it was. */
  set(alarm: AlarmName, raised: boolean): void {
    if (this.#recorder.state.alarms.includes(alarm) === raised) return;
    this.#logbook.record([{ kind: 'alarm', alarm, raised }]);
    if (raised) this.#onRaised(alarm);
  }
}
