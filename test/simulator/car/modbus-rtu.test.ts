import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { createModbusRtuBoard } from '../../../simulator/car/modbus-rtu.ts';
import { parkedRealCar } from '../../support/parked-car.ts';

/** Sends chunks to the board of a parked car; gives what it answers. */
async function answers(...chunks: readonly string[]): Promise<string> {
  let heard = '';
  const board = createModbusRtuBoard(parkedRealCar().board);
  const stream = await board.open({
    data: (bytes) => {
      heard += toHex(bytes);
    },
    closed: () => {},
  });
  for (const chunk of chunks) stream.write(fromHex(chunk));
  return heard;
}

/** Discrete inputs 0 to 4 of unit 1; checksum as of Modbus over serial line 1.02 §6.2.2. */
const readInputs = '010200000005b809';
/** Ignition off; doors closed and locked; key and card in. */
const parked = '0102011e2180';

describe('the I/O board over Modbus RTU', () => {
  test('answers a request, in however many pieces it comes', async () => {
    expect(await answers(readInputs)).toBe(parked);
    expect(await answers(...(readInputs.match(/../g) ?? []))).toBe(parked);
  });

  test('answers two requests that come at once', async () => {
    expect(await answers(readInputs + readInputs)).toBe(parked + parked);
  });

  test('drops a wrong checksum in silence, and finds the next frame after it and after noise', async () => {
    expect(await answers('010200000005b808')).toBe('');
    expect(await answers('010200000005b808', `00ff17${readInputs}`)).toBe(parked);
  });

  test('is silent to another unit', async () => {
    expect(await answers('020200000005b83a')).toBe('');
  });

  test('answers a function that it does not have with exception 1', async () => {
    expect(await answers('010300000001840a')).toBe('01830180f0');
  });
});
