import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type * as face from '../../protocol/link/adapters/phone-library-face.ts';

/**
 * A page with the phone library, in a thread: what only Node has is taken away before the library is loaded. It makes a
 * key, tells of it, gets a token, and opens, locks and gives back the car.
 */

const nodesOwn = ['Buffer', 'process', 'global', 'setImmediate', 'clearImmediate', 'require', 'module'];

/** Node's own WebSocket looks for some of them among the globals; whoever else does finds none. */
function takeNodeAway(): void {
  const asker = () => new Error('who asks').stack?.split('\n')[3] ?? '';
  for (const name of nodesOwn) {
    const own: unknown = Reflect.get(globalThis, name);
    Reflect.deleteProperty(globalThis, name);
    const get = () => (asker().includes('node:internal/') ? own : undefined);
    Object.defineProperty(globalThis, name, { get });
  }
}

if (parentPort === null) throw new Error('not a thread');
const port = parentPort;
const { code, url }: { code: string; url: string } = workerData;
takeNodeAway();
const library: typeof face = await import(`data:text/javascript,${encodeURIComponent(code)}`);

const key = await library.makePhoneKey();
const left = nodesOwn.filter((name) => Reflect.get(globalThis, name) !== undefined);
port.postMessage({
  left,
  ...(await library.enrolmentOf(key)),
  isExtractable: key.privateKey.extractable,
});
const [pass]: string[] = await once(port, 'message');
const car = {
  transport: library.webSocketTransport(url),
  pass: library.readPass(new TextEncoder().encode(pass)),
  key,
};
const answers = [];
for (const action of ['unlock', 'status', 'lock', 'end'] as const)
  answers.push(await library.askCar(car, action));
const { receipt } = answers[3] ?? {};
const { carKey } = car.pass;
port.postMessage({
  verdicts: answers.map(({ verdict }) => verdict),
  receipt: receipt === undefined || carKey === null ? null : await library.readReceipt(receipt, carKey),
});
