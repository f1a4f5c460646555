import { describe, expect, test } from 'vitest';
import { createSimulatedCar } from '../../../simulator/car/car.ts';
import { createElm327 } from '../../../simulator/car/elm327.ts';
import { type CarModel, extendedIdCar, odometerCar } from '../../../simulator/car/models.ts';
import { parkedCar } from '../../../simulator/car/truth.ts';
import { createManualClock } from '../../support/manual-clock.ts';

async function bench(options: { model?: CarModel; ignitionOn?: boolean } = {}) {
  const time = createManualClock();
  const initial = { odometerMetres: 2_345_678, clearedMetresAgo: 5000, fuelMillilitres: 25_000 };
  const car = createSimulatedCar(time.clock, parkedCar({ model: options.model ?? odometerCar, ...initial }));
  if (options.ignitionOn ?? true) {
    car.happen({ kind: 'immobiliser-set', immobilised: false });
    car.happen({ kind: 'key-moved', inHolder: false });
    car.happen({ kind: 'ignition-turned', on: true });
  }
  const adapter = createElm327(time.timers, car);
  let heard = '';
  const stream = await adapter.line.open({
    data: (bytes) => {
      heard += new TextDecoder().decode(bytes);
    },
    closed: (reason) => {
      heard += `[${reason}]`;
    },
  });
  const type = (text: string) => stream.write(new TextEncoder().encode(text));
  /** Types a line and gives all that is said within ten seconds. */
  const say = async (command: string) => {
    heard = '';
    type(`${command}\r`);
    await time.advance(10_000);
    return heard;
  };
  return { ...time, adapter, car, type, say, heard: () => heard };
}

describe('an ELM327', () => {
  test('shows its banner after ATZ, and echoes until ATE0, whose own reply is still echoed', async () => {
    const { say } = await bench();
    expect(await say('ATZ')).toBe('ATZ\r\rELM327 v1.5\r\r>');
    expect(await say('ATE0')).toBe('ATE0\rOK\r\r>');
    expect(await say('ATI')).toBe('ELM327 v1.5\r\r>');
  });

  test('searches at the first request only', async () => {
    const { say } = await bench();
    await say('ATE0');
    expect(await say('010D')).toBe('SEARCHING...\r41 0D 00 \r41 0D 00 \r\r>');
    expect(await say('010D')).toBe('41 0D 00 \r41 0D 00 \r\r>');
  });

  test('shows headers, with and without spaces and line feeds', async () => {
    const { say } = await bench();
    for (const command of ['ATE0', 'ATH1', '0100']) await say(command);
    expect(await say('01A6')).toBe('7E8 06 41 A6 00 00 5B A0 \r\r>');
    await say('ATS0');
    await say('ATL1');
    expect(await say('01A6')).toBe('7E80641A600005BA0\r\n\r\n>');
  });

  test('shows a long answer in frames with headers, and numbered without', async () => {
    const { say } = await bench();
    for (const command of ['ATE0', 'ATS0', '0100']) await say(command);
    expect(await say('0902')).toBe('014\r0:490201575657\r1:5A5A5A41555A4C\r2:57303030303031\r\r>');
    await say('ATH1');
    expect(await say('0902')).toBe('7E81014490201575657\r7E8215A5A5A41555A4C\r7E82257303030303031\r\r>');
  });

  test('shows 29-bit ids and filled-up frames', async () => {
    const { say } = await bench({ model: extendedIdCar });
    for (const command of ['ATE0', 'ATS0', 'ATH1', '0100']) await say(command);
    expect(await say('010D')).toBe('18DAF11003410D0055555555\r18DAF11803410D0055555555\r\r>');
    expect(await say('ATDPN')).toBe('A7\r\r>');
  });

  test('repeats the last command at a lone CR', async () => {
    const { say } = await bench();
    await say('ATE0');
    await say('ATRV');
    expect(await say('')).toBe('14.2V\r\r>');
  });

  test('is stopped by a byte that comes before its prompt', async () => {
    const { advance, heard, say, type } = await bench();
    await say('ATE0');
    type('010D\r');
    await advance(10);
    type('A');
    await advance(1000);
    expect(heard().endsWith('STOPPED\r\r>')).toBe(true);
    expect(heard()).not.toContain('41 0D');
  });

  test('says ? to what it does not know, and NO DATA where no control unit answers', async () => {
    const { say } = await bench();
    for (const command of ['ATE0', '0100']) await say(command);
    for (const command of ['ATXX', 'HELLO', 'ATE2']) expect(await say(command)).toBe('?\r\r>');
    expect(await say('015B')).toBe('NO DATA\r\r>');
  });

  test('reaches nobody once the ignition has been off for two seconds, and counts the attempt', async () => {
    const { adapter, advance, car, say } = await bench();
    for (const command of ['ATE0', 'ATS0', '0100']) await say(command);
    car.happen({ kind: 'ignition-turned', on: false });
    await advance(2001);
    expect(await say('010D')).toBe('NO DATA\r\r>');
    expect(adapter.requestsAsleep()).toBe(1);
    await say('ATSP0');
    expect(await say('010D')).toBe('SEARCHING...\rUNABLE TO CONNECT\r\r>');
  });

  test('forgets its settings when its power dips', async () => {
    const { adapter, advance, heard, say } = await bench();
    await say('ATE0');
    adapter.dipPower();
    await advance(10);
    expect(heard().endsWith('LV RESET\r\r>')).toBe(true);
    expect(await say('ATI')).toContain('ATI\r');
  });

  test('closes its line when it is unplugged, and can then not be opened', async () => {
    const { adapter, heard } = await bench();
    adapter.unplug();
    expect(heard()).toBe('[the OBD adapter was unplugged]');
    const events = { data() {}, closed() {} };
    await expect(adapter.line.open(events)).rejects.toMatchObject({
      code: 'line-unavailable',
      temporary: true,
    });
    adapter.plugIn();
    await adapter.line.open(events);
    await expect(adapter.line.open(events)).rejects.toThrow('in use');
  });
});
