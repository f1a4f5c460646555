import { messageOf } from '../protocol/errors.ts';
import type { Log } from '../protocol/runtime.ts';
import type { Outgoing } from './ingest/message.ts';
import type { Broker } from './ports.ts';

/** Receipts on their way to cars; a car that gets none sends again, and is told then (D3, D13). */
const mostUnderWay = 10_000;

/** Publishes receipts without waiting for the cars to take them. */
export function createReceiptPublisher(broker: Broker, log: Log): (receipts: readonly Outgoing[]) => void {
  let underWay = 0;

  const publish = async ({ car, topic, payload }: Outgoing): Promise<void> => {
    underWay++;
    try {
      await broker.publish(topic, payload, { retain: false });
    } catch (error) {
      log.warn({ car, error: messageOf(error) }, 'receipt not published');
    } finally {
      underWay--;
    }
  };

  return (receipts) => {
    const room = Math.max(0, mostUnderWay - underWay);
    if (receipts.length > room) log.warn({ dropped: receipts.length - room }, 'receipts not published');
    for (const receipt of receipts.slice(0, room)) void publish(receipt);
  };
}
