import type { Broker, BrokerAddress, BrokerHooks, Peer } from '../../gateway/ports.ts';
import type { CarId } from '../../protocol/ids.ts';

/** A broker that only keeps what the gateway published, and lets a test act as the connections. */
export class BrokerStub implements Broker {
  readonly published: { readonly topic: string; readonly payload: Uint8Array; readonly retain: boolean }[] =
    [];
  readonly disconnected: CarId[] = [];
  closed = false;
  #hooks: BrokerHooks | null = null;

  get hooks(): BrokerHooks {
    if (this.#hooks === null) throw new Error('the gateway does not listen');
    return this.#hooks;
  }

  async listen(hooks: BrokerHooks): Promise<BrokerAddress> {
    this.#hooks = hooks;
    return { host: 'stub', port: 1 };
  }

  async publish(topic: string, payload: Uint8Array, { retain }: { readonly retain: boolean }): Promise<void> {
    this.published.push({ topic, payload, retain });
  }

  disconnect(car: CarId): void {
    this.disconnected.push(car);
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  /** A message of a car, as its connection hands it over. */
  receive(car: CarId, topic: string, payload: Uint8Array): Promise<void> {
    const peer: Peer = { kind: 'car', car };
    return this.hooks.received(peer, topic, payload);
  }
}
