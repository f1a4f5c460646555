/** `hear-serial.ts FROM TO`: sends a byte and hears it, with nothing else going on in the process; 1 where a timer comes first. */
import { SerialLine } from '../../device/adapters/serial-line.ts';

const [from = '', to = ''] = process.argv.slice(2);
const baud = 115_200;
const patienceMilliseconds = 3_000;

await new SerialLine({ path: to, baud }).open({ data: () => process.exit(0), closed: () => process.exit(2) });
const far = await new SerialLine({ path: from, baud }).open({ data: () => {}, closed: () => {} });
setTimeout(() => process.exit(1), patienceMilliseconds);
setImmediate(() => far.write(Uint8Array.of(1)));
