import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import type { CarId } from '../../protocol/ids.ts';
import type { Clock } from '../../protocol/runtime.ts';
import { answeringGateway } from '../support/answering-gateway.ts';

export interface CarGateway {
  readonly url: string;
  /** Messages of the car so far. */
  messages(): number;
  close(): Promise<void>;
}

/** A broker on TCP, with a gateway behind that has a receipt for every record of one car. */
export async function startCarGateway(car: CarId, macKey: string, clock: Clock): Promise<CarGateway> {
  const gateway = answeringGateway(car, macKey, () => clock.wall());
  const aedes = await Aedes.createBroker({ concurrency: 0 });
  const connection = await gateway.mqtt.connect(
    { topic: '', payload: new Uint8Array() },
    {
      message: (topic, payload) =>
        aedes.publish(
          { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, dup: false, retain: false },
          () => {},
        ),
      closed: () => {},
    },
  );
  let messages = 0;
  aedes.on('publish', ({ topic, payload }, client) => {
    gateway.heard.length = 0;
    if (client === null) return;
    messages += 1;
    void connection.publish(topic, new Uint8Array(Buffer.from(payload)), { retain: false });
  });
  const server = createServer((socket) => aedes.handle(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `mqtt://127.0.0.1:${address.port}`,
    messages: () => messages,
    async close() {
      await new Promise<void>((resolve) => aedes.close(resolve));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
