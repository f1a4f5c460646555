import type { ByteStreamEvents, Cabin, CabinInputs, Line, Mqtt } from '../../device/ports.ts';
import type { Owner } from '../kernel/owner.ts';

/** A line as one life of a unit holds it: at the crash it falls shut, and nothing more is heard of it. */
export function boundLine(line: Line, owner: Owner): Line {
  const { speeds } = line;
  return {
    ...(speeds === undefined ? {} : { speeds }),
    async open(events, speed) {
      const stream = await whileAlive(owner, line.open(boundEvents(events, owner), speed));
      owner.onKill(() => stream.close());
      return stream;
    },
  };
}

const boundEvents = (events: ByteStreamEvents, owner: Owner): ByteStreamEvents => ({
  data(bytes) {
    if (owner.alive) events.data(bytes);
  },
  closed(reason) {
    if (owner.alive) events.closed(reason);
  },
});

/** The I/O board as one life holds it: what was asked is done, but who asked may not be there any more. */
export function boundCabin(cabin: Cabin, owner: Owner): Cabin {
  const heard = heardBy<CabinInputs>(owner);
  return {
    read: () => heard(cabin.read()),
    command: (command) => whileAlive(owner, cabin.command(command)),
  };
}

/** The broker as one life reaches it; sessions are cut by the network. */
export const boundMqtt = (mqtt: Mqtt, owner: Owner): Mqtt => ({
  connect: (...asked) => whileAlive(owner, mqtt.connect(...asked)),
});

const unsettled = (): Promise<never> => new Promise(() => {});

/** Settles as the work does, but never once its owner is dead. */
const whileAlive = <Result>(owner: Owner, work: Promise<Result>): Promise<Result> =>
  heardBy<Result>(owner)(work);

/** The same for work that comes every second. */
function heardBy<Result>(owner: Owner): (work: Promise<Result>) => Promise<Result> {
  const resolved = (result: Result) => (owner.alive ? result : unsettled());
  const rejected = (reason: unknown): Promise<never> => {
    if (owner.alive) throw reason;
    return unsettled();
  };
  return (work) => work.then(resolved, rejected);
}
