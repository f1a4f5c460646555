import { connect, createServer } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { MqttClient } from '../../device/adapters/mqtt-client.ts';
import type { ServerTls } from '../../gateway/adapters/broker-server.ts';
import { EmbeddedBroker } from '../../gateway/adapters/embedded-broker.ts';
import { listen } from '../../protocol/adapters/listen.ts';
import type { TlsCredentials } from '../../protocol/adapters/tls-credentials.ts';
import type { Log, LogFields } from '../../protocol/runtime.ts';
import { bytes, GatewayStub, password } from '../contract/gateway-stub.ts';
import { emptyFolder } from './bench.ts';
import { Authority, type Certificate } from './certificates.ts';

const loopback = 'IP:127.0.0.1';
const will = { topic: 'cars/car-12/status', payload: bytes('gone') };

class Lines {
  readonly lines: string[] = [];
  readonly #note = (fields: LogFields, message: string): void =>
    void this.lines.push(`${message} ${JSON.stringify(fields)}`);
  readonly log: Log = { debug: this.#note, info: this.#note, warn: this.#note, error: this.#note };
}

async function startBroker(tls: ServerTls | undefined, host = '127.0.0.1') {
  const { log, lines } = new Lines();
  const broker = new EmbeddedBroker({ host, port: 0, log, ...(tls === undefined ? {} : { tls }) });
  onTestFinished(() => broker.close());
  const gateway = new GatewayStub();
  const { port } = await broker.listen(gateway.hooks);
  return { broker, gateway, lines, port };
}

function connecting(port: number, tls: TlsCredentials, host = '127.0.0.1') {
  const login = { username: 'car-12', password, clientId: 'car-12' };
  const mqtt = new MqttClient({ ...login, url: `mqtts://${host}:${port}`, tls });
  const closed = vi.fn<(reason: string) => void>();
  return { session: mqtt.connect(will, { message: () => {}, closed }), closed };
}

const pairOf = ({ certificate, key }: Certificate) => ({ certificate, key });

interface Authorities {
  readonly authority: Authority;
  readonly stranger: Authority;
}

async function authorities(): Promise<Authorities> {
  const folder = await emptyFolder();
  return { authority: new Authority(folder), stranger: new Authority(folder, 'stranger') };
}

test('a car that knows the authority sends over TLS', async () => {
  const { authority } = await authorities();
  const server = authority.issue({ name: 'broker', alternativeName: loopback });
  const { gateway, port } = await startBroker(pairOf(server), '0.0.0.0');
  const session = await connecting(port, { ca: authority.own.certificate }).session;
  const large = 'x'.repeat(60_000);
  await session.publish('cars/car-12/records', bytes(large), { retain: false });
  expect(gateway.texts()).toEqual([`cars/car-12/records=${large}`]);
  await session.close();
});

describe("the broker's certificate is refused, with the reason", () => {
  const refusal = async (make: (by: Authorities) => Certificate): Promise<string> => {
    const { authority, stranger } = await authorities();
    const { gateway, port } = await startBroker(pairOf(make({ authority, stranger })));
    const { session, closed } = connecting(port, { ca: authority.own.certificate });
    const fault: unknown = await session.catch((thrown: unknown) => thrown);
    expect(fault).toMatchObject({ code: 'broker-refused', blame: 'operator', temporary: false });
    expect([closed.mock.calls, gateway.connected]).toEqual([[], []]);
    return fault instanceof Error ? fault.message : '';
  };

  test('expired', async () => {
    const message = await refusal(({ authority }) =>
      authority.issue({ name: 'broker', alternativeName: loopback, days: -1 }),
    );
    expect(message).toContain("the broker's certificate has expired");
  });

  test('for another name', async () => {
    const message = await refusal(({ authority }) =>
      authority.issue({ name: 'broker', alternativeName: 'DNS:broker.example' }),
    );
    expect(message).toContain("the broker's certificate is for another name");
    expect(message).toContain('127.0.0.1');
  });

  test('self-signed', async () => {
    const message = await refusal(({ authority }) =>
      authority.selfSigned({ name: 'broker', alternativeName: loopback }),
    );
    expect(message).toContain("the broker's certificate is self-signed");
    expect(message).not.toContain('--use-system-ca');
  });

  test('by another authority', async () => {
    const message = await refusal(({ stranger }) =>
      stranger.issue({ name: 'broker', alternativeName: loopback }),
    );
    expect(message).toContain("the broker's certificate is by an unknown authority");
  });

  test('by an authority that the system does not know, where no CA is given', async () => {
    const { authority } = await authorities();
    const server = authority.issue({ name: 'broker', alternativeName: loopback });
    const { port } = await startBroker(pairOf(server));
    await expect(connecting(port, {}).session).rejects.toMatchObject({
      code: 'broker-refused',
      message: expect.stringContaining('unknown authority'),
    });
  });
});

test('a broker that does not speak TLS is refused, with the reason', async () => {
  const { authority } = await authorities();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write('220 mail.example ESMTP\r\n');
  });
  onTestFinished(() => void server.close());
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  await expect(connecting(port, { ca: authority.own.certificate }).session).rejects.toMatchObject({
    code: 'broker-refused',
    message: expect.stringContaining('does not speak TLS'),
  });
});

describe('a broker that asks for client certificates', () => {
  async function askingBroker() {
    const made = await authorities();
    const server = made.authority.issue({ name: 'broker', alternativeName: loopback });
    const clientCa = made.authority.own.certificate;
    return { ...made, ca: clientCa, ...(await startBroker({ ...pairOf(server), clientCa })) };
  }

  test('takes one by its authority', async () => {
    const { authority, ca, gateway, port } = await askingBroker();
    const session = await connecting(port, { ca, ...pairOf(authority.issue({ name: 'car-12' })) }).session;
    await session.publish('cars/car-12/records', bytes('one'), { retain: false });
    expect(gateway.texts()).toEqual(['cars/car-12/records=one']);
    await session.close();
  });

  test.each([
    ['missing', () => ({}), 'UNABLE_TO_GET_ISSUER_CERT'],
    [
      'expired',
      ({ authority }: Authorities) => pairOf(authority.issue({ name: 'car-12', days: -1 })),
      'CERT_HAS_EXPIRED',
    ],
    [
      'by another authority',
      ({ stranger }: Authorities) => pairOf(stranger.issue({ name: 'car-12' })),
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
  ] as const)('refuses one that is %s, and logs why', async (_, make, reason) => {
    const { ca, gateway, lines, port, ...made } = await askingBroker();
    await expect(connecting(port, { ca, ...make(made) }).session).rejects.toMatchObject({
      code: 'broker-refused',
      blame: 'operator',
      message: expect.stringContaining('Not authorized'),
    });
    expect(lines.join()).toContain(
      `a client's certificate was refused {"peer":"127.0.0.1","reason":"${reason}"}`,
    );
    expect(gateway.connected).toEqual([]);
  });
});

describe('what the operator must put right at the start', () => {
  test.each(['0.0.0.0', '::', 'broker.example', '127.example'])('%s without TLS', async (host) => {
    await expect(startBroker(undefined, host)).rejects.toMatchObject({
      code: 'tls-required',
      blame: 'operator',
      message: `listening on ${host} needs a TLS key and certificate; without them it is 127.0.0.1 only`,
    });
  });

  test('a key that is not that of the certificate', async () => {
    const { authority } = await authorities();
    const [one, other] = [authority.issue({ name: 'one' }), authority.issue({ name: 'other' })];
    const fault = { code: 'certificate-unusable', blame: 'operator' };
    await expect(startBroker({ certificate: one.certificate, key: other.key })).rejects.toMatchObject(fault);
    expect(() => connecting(1, { certificate: one.certificate, key: other.key })).toThrow(
      expect.objectContaining(fault),
    );
  });

  test('a CA file without a certificate in it', () => {
    expect(() => connecting(1, { ca: 'garbage' })).toThrow('the CA file holds no certificate in PEM');
  });

  test("an expired certificate of the broker's own is logged", async () => {
    const { authority } = await authorities();
    const expired = authority.issue({ name: 'broker', alternativeName: loopback, days: -1 });
    const { lines } = await startBroker(pairOf(expired));
    expect(lines.join()).toContain("this broker's certificate has expired");
  });
});

test('a broker closes though a client is still in its TLS handshake', async () => {
  const { authority } = await authorities();
  const server = authority.issue({ name: 'broker', alternativeName: loopback });
  const { broker, port } = await startBroker(pairOf(server));
  const silent = connect(port, '127.0.0.1');
  const closed = new Promise((resolve) => silent.once('close', resolve));
  silent.on('error', () => {});
  await new Promise((resolve) => silent.once('connect', resolve));
  await broker.close();
  await closed;
});
