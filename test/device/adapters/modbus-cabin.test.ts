import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ModbusCabin } from '../../../device/adapters/modbus-cabin.ts';
import { listen } from '../../../protocol/adapters/listen.ts';
import { createModbusBoard } from '../../../simulator/car/modbus-board.ts';
import { serveLine } from '../../../simulator/lines/adapters/tcp-server.ts';
import { parkedRealCar } from '../../support/parked-car.ts';

/** What the contract suite leaves out: a board that misbehaves. */
const host = '127.0.0.1';
const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function cabinAt(port: number): ModbusCabin {
  const cabin = new ModbusCabin({ kind: 'modbus-tcp', host, port }, parkedRealCar().timers);
  endings.push(() => cabin.close());
  return cabin;
}

/** A server that does with each connection what the test says. */
async function boardThat(behaves: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    behaves(socket);
  });
  endings.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return listen(server, { host, port: 0 });
}

/** The answer to the first request of a connection for the discrete inputs. */
const inputsAnswer = (inputs: number): Buffer => Buffer.from([0, 1, 0, 0, 0, 4, 1, 2, 1, inputs]);

const unreachable = { code: 'cabin-unreachable', blame: 'environment', temporary: true };

describe('a board that is not there', () => {
  test('is unreachable, and nothing has happened', async () => {
    const port = await boardThat(() => {});
    await endings.pop()?.();
    const cabin = cabinAt(port);
    await expect(cabin.read()).rejects.toMatchObject(unreachable);
    await expect(cabin.command('unlock')).rejects.toMatchObject({ ...unreachable, mayHaveHappened: false });
  });

  test('is found again once it is back, without anyone doing anything', async () => {
    const { board } = parkedRealCar();
    const served = await serveLine(createModbusBoard(board), host, 0);
    const cabin = cabinAt(served.port);
    await cabin.read();
    await served.close();
    await expect(cabin.read()).rejects.toMatchObject(unreachable);
    const back = await serveLine(createModbusBoard(board), host, served.port);
    endings.push(() => back.close());
    expect(await cabin.read()).toMatchObject({ doorsLocked: true });
  });
});

describe('a board that is silent', () => {
  test('is unreachable within bounded time; a command may have happened', async () => {
    const cabin = cabinAt(await boardThat(() => {}));
    await expect(cabin.command('unlock')).rejects.toMatchObject({ ...unreachable, mayHaveHappened: true });
  });

  test('does not answer the next request with the answer to the last', async () => {
    const sockets: Socket[] = [];
    const port = await boardThat((socket) => {
      const [silent] = sockets;
      sockets.push(socket);
      if (silent === undefined) return;
      silent.write(inputsAnswer(0b11111));
      socket.once('data', () => socket.write(inputsAnswer(0b00100)));
    });
    const cabin = cabinAt(port);
    await expect(cabin.read()).rejects.toMatchObject(unreachable);
    expect(await cabin.read()).toMatchObject({ ignitionOn: false, doorsLocked: true, keyInHolder: false });
  });
});

test('an exception of the board is told, and nothing has happened', async () => {
  const port = await boardThat((socket) =>
    socket.on('data', (request: Buffer) =>
      socket.write(Buffer.from([...request.subarray(0, 4), 0, 3, 1, 0x85, 2])),
    ),
  );
  await expect(cabinAt(port).command('lock')).rejects.toMatchObject({
    ...unreachable,
    mayHaveHappened: false,
    message: expect.stringContaining('refuses'),
  });
});

test('takes a bounded number of requests (D13)', async () => {
  const cabin = cabinAt(await boardThat((socket) => socket.destroy()));
  const reads = Promise.allSettled(Array.from({ length: 17 }, () => cabin.read()));
  await expect(cabin.read()).rejects.toMatchObject({
    ...unreachable,
    message: expect.stringContaining('wait already'),
  });
  expect((await reads).every(({ status }) => status === 'rejected')).toBe(true);
});
