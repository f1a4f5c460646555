import { carId } from '../../protocol/ids.ts';
import { decodeReceipt } from '../../protocol/messages/receipt.ts';
import { decodeEnvelope } from '../../protocol/token/envelope.ts';
import { parseTopic } from '../../protocol/topics.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Witness } from '../checkers/witness.ts';
import type { BrokerWitness } from '../network/broker.ts';
import type { DatabaseTwin } from './database-twin.ts';
import { committedThrough } from './stored-rows.ts';

/** Sees the broker for the checkers: what cars bring, and for each receipt what the database has committed at that moment. */
export const watchBroker = (
  witness: () => Witness,
  database: () => DatabaseTwin,
  trueTime: () => EpochMilliseconds,
): BrokerWitness => ({
  brought(login, topic, payload) {
    witness().brought.push({ at: trueTime(), car: carId(login), topic, payload });
  },
  sent(topic, payload) {
    const parsed = parseTopic(topic);
    if (parsed?.name !== 'receipts') return;
    const { journal, through } = decodeReceipt(decodeEnvelope('mac0', payload).payload);
    const { car } = parsed;
    const committed = committedThrough(database(), car, journal, through);
    witness().receipts.push({ at: trueTime(), car, journal, through, committed });
  },
});
