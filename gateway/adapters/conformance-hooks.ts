import { carId } from '../../protocol/ids.ts';
import type { BrokerHooks, Peer } from '../ports.ts';

/** Filters that the Eclipse Paho interoperability suite wants to see refused. */
const refusedFilters: ReadonlySet<string> = new Set(['test/nosubscribe', 'nosubscribe']);

const anyone: Peer = { kind: 'car', car: carId('anyone') };

/** Lets anyone say anything on any topic, for tests of MQTT 3.1.1 itself; nothing is stored. */
export const conformanceHooks: BrokerHooks = {
  authenticate: async () => anyone,
  mayPublish: () => true,
  maySubscribe: (_, filter) => !refusedFilters.has(filter),
  received: async () => {},
  connected: () => {},
  disconnected: () => {},
};
