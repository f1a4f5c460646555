import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../support/free-port.ts';
import { addressOf, BenchCar, emptyFolder, type PhoneFiles } from './bench.ts';
import { Authority } from './certificates.ts';
import { GatewayProgram, quarterHour, type Served } from './gateway-program.ts';
import { Mosquitto, passwordOf } from './mosquitto/mosquitto.ts';
import { run } from './program.ts';

/** A statement must be there so long after the return. */
const statementWithinMilliseconds = 5_000;
const gatewayLogin = 'ritmeter-gateway';

/** Of car 1 on the bench; its odometer (PID A6) counts in steps. */
export const odometerAtStart = 21_234_500;
export const odometerStepMetres = 100;

const statement = z.object({
  car: z.string(),
  distanceMetres: z.number(),
  price: z.object({ ok: z.literal(true), totalCents: z.number() }),
});
const rental = z.object({ statements: z.array(statement) });

/** How records reach the gateway: over TCP, over TLS, by way of Mosquitto. */
export type Way = 'tcp' | 'tls' | 'mosquitto';

/** A serving gateway with a customer and a driver, a car on its lines, and the file for its unit; each part a process. */
export async function carSharing(way: Way, on: 'ports' | 'terminals', served?: Served) {
  const folder = await emptyFolder();
  const gateway = new GatewayProgram(join(folder, 'gateway'), served);
  await gateway.must('init');
  const mosquitto = await prepare[way](folder, gateway);
  const serving = await gateway.serve();
  await gateway.must('customer', 'add', 'acme', '--formula', 'START');
  await gateway.must('driver', 'add', 'ann');
  await gateway.must('driver', 'allow', 'ann', 'acme');
  const { car, link, lines } = await (on === 'ports' ? onPorts() : onTerminals(folder));
  const config = join(folder, 'unit', 'car.yaml');
  const options = { ...lines, class: 'S', odometer: `${odometerAtStart}`, out: config };
  const login = mosquitto === null ? [] : ['--mosquitto-passwords', mosquitto.passwordFile];
  await gateway.must('car', 'add', 'car-1', ...asOptions(options), ...login);
  mosquitto?.reload();
  return { folder, gateway, serving, car, link, config };
}

const asOptions = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);

/** What a gateway needs before it can serve; gives the broker that is not its own. */
const prepare: Record<Way, (folder: string, gateway: GatewayProgram) => Promise<Mosquitto | null>> = {
  tcp: async () => null,
  async tls(folder, { data }) {
    const authority = new Authority(folder);
    const { certificate, keyFile } = authority.issue({ name: 'server', alternativeName: 'IP:127.0.0.1' });
    await writeFile(join(data, 'tls.pem'), certificate + authority.own.certificate);
    await writeFile(
      join(data, 'gateway.yaml'),
      `listen: { tls: { certificate: tls.pem, key: ${keyFile} } }\n`,
    );
    return null;
  },
  async mosquitto(_, { data }) {
    const mosquitto = await Mosquitto.start([gatewayLogin]);
    const { url, authority } = mosquitto;
    const outside = `outsideBroker: { url: "${url}", ca: ${authority.own.certificateFile} }\n`;
    await writeFile(join(data, 'gateway.yaml'), outside);
    await writeFile(join(data, 'broker.password'), passwordOf(gatewayLogin), { mode: 0o600 });
    return mosquitto;
  },
};

async function onPorts() {
  const car = new BenchCar();
  const phones = addressOf(await freePort());
  return { car, link: phones, lines: { ...(await car.lines()), phones } };
}

async function onTerminals(folder: string) {
  const car = new BenchCar('terminals', '--folder', join(folder, 'lines'));
  const { link, ...lines } = await car.everyLine();
  return { car, link, lines };
}

type Sharing = Awaited<ReturnType<typeof carSharing>>;

/** A phone of ann's with a token for car-1 from now on. */
export async function phoneWithToken({
  folder,
  gateway,
  link,
}: Sharing): Promise<PhoneFiles & { readonly reservation: string }> {
  const [key, token] = [join(folder, 'phone.json'), join(folder, 'token.hex')];
  const { out: publicKey } = await run('simulator/phone/main.ts', ['keygen', '--key', key]);
  const phoneId = await gateway.must('phone', 'add', 'ann', publicKey);
  const who = ['--car', 'car-1', '--customer', 'acme', '--driver', 'ann'];
  const when = ['--from', quarterHour(0), '--until', quarterHour(8)];
  const reservation = await gateway.must('reservation', 'add', ...who, ...when);
  await gateway.must('token', 'issue', reservation, '--phone', phoneId, '--out', token);
  return { reservation, link, key, token };
}

/** Asks until there is a statement. @throws {Error} where somebody who asks after 5 s is told that there is none */
export async function statementOf(
  { gateway }: Sharing,
  reservation: string,
): Promise<z.output<typeof statement>> {
  const dueAt = performance.now() + statementWithinMilliseconds;
  for (;;) {
    const askedAt = performance.now();
    const { status, out } = await gateway.run('rental', reservation, '--json');
    const [found] = status === 0 ? rental.parse(JSON.parse(out)).statements : [];
    if (found !== undefined) return found;
    if (askedAt > dueAt) throw new Error(`no statement: ${out}`);
  }
}
