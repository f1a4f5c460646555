import { describe, expect, it } from 'vitest';
import {
  bluetoothTransport,
  chooseCar,
  uartService,
} from '../../../../protocol/link/adapters/web-bluetooth.ts';
import { BluetoothStandIn } from '../../../support/bluetooth-stand-in.ts';

const message = Uint8Array.from({ length: 300 }, (_, at) => at % 256);

/** A module whose car says back what it hears. */
function echoing(module: BluetoothStandIn): BluetoothStandIn {
  module.listen((stream) => ({ data: (bytes) => stream.write(bytes), closed: () => {} }));
  return module;
}

async function opened(module: BluetoothStandIn, fragment?: number) {
  const heard: number[] = [];
  const closed: string[] = [];
  const stream = await bluetoothTransport(module, fragment).open({
    data: (bytes) => void heard.push(...bytes),
    closed: (reason) => void closed.push(reason),
  });
  return { stream, heard, closed };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a car behind Web Bluetooth', () => {
  it.each([20, 21, 185, 244])('is spoken to in writes of %i bytes, without gaps', async (fragment) => {
    const module = echoing(new BluetoothStandIn({ payload: fragment }));
    const { stream, heard } = await opened(module, fragment);
    stream.write(message);
    stream.write(message);
    await settled();
    expect(heard).toEqual([...message, ...message]);
    expect(Math.max(...module.written)).toBe(fragment);
    expect(Math.max(...module.notified)).toBe(fragment);
  });

  it('gets 20 bytes a write where nobody says that it takes more', async () => {
    const module = echoing(new BluetoothStandIn());
    const { stream } = await opened(module);
    stream.write(message);
    await settled();
    expect(module.written).toEqual(Array.from({ length: 15 }, () => 20));
  });

  it.each([0, 19, 245, 20.5])('takes no fragment of %d bytes', (fragment) => {
    expect(() => bluetoothTransport(new BluetoothStandIn(), fragment)).toThrow(RangeError);
  });

  it('is lost once, in the middle of a message, and what was still to be written is dropped', async () => {
    const module = echoing(new BluetoothStandIn());
    const { stream, heard, closed } = await opened(module);
    module.breaksAtWrite = 3;
    stream.write(message);
    await settled();
    expect(closed).toEqual(['the car is out of reach']);
    expect(module.written).toHaveLength(3);
    expect(heard).toHaveLength(40);
    stream.write(message);
    await settled();
    expect(module.written).toHaveLength(3);
  });

  it('is lost where it does not take what is written', async () => {
    const module = echoing(new BluetoothStandIn({ payload: 20 }));
    const { stream, closed } = await opened(module, 244);
    stream.write(message);
    await settled();
    expect(closed).toEqual(['Value is longer than the MTU takes.']);
  });

  it('that hangs is lost after 64 KiB that wait', async () => {
    const module = echoing(new BluetoothStandIn());
    const { stream, closed } = await opened(module);
    for (let times = 0; times < 300; times++) stream.write(message);
    expect(closed).toEqual(['the other end reads too slowly']);
  });

  it('is left only when all is written', async () => {
    const module = echoing(new BluetoothStandIn());
    const { stream, closed } = await opened(module);
    stream.write(message);
    stream.close();
    await settled();
    expect(module.written).toHaveLength(15);
    expect(closed).toEqual([]);
  });

  it('is chosen by its owner among those with the Nordic UART service', async () => {
    const module = new BluetoothStandIn();
    const asked: unknown[] = [];
    const requestDevice = async (options: unknown) => {
      asked.push(options);
      return module;
    };
    expect(await chooseCar({ requestDevice })).toBe(module);
    expect(asked).toEqual([{ filters: [{ services: [uartService.service] }] }]);
  });
});
