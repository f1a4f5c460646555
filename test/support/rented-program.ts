import { toHex } from '../../protocol/codec/bytes.ts';
import { MemoryProgram } from './memory-program.ts';
import { type Rented, rented } from './rented.ts';
import { storeSettings } from './store.ts';

/** The program on the data of a billed rental. */
export async function onRented(): Promise<{ program: MemoryProgram; rental: Rented }> {
  const rental = rented();
  const program = new MemoryProgram(rental.gateway.database);
  await program.on('init');
  program.files.set('gw/billing.key', toHex(storeSettings.billingSeed));
  return { program, rental };
}
