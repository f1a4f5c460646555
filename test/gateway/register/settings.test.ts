import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../protocol/messages/registry.ts';
import { parseSettingsJson } from '../../../protocol/settings/settings.ts';
import { decodeSettings } from '../../../protocol/settings/signed-settings.ts';
import { firstOpened } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { ed25519Key } from '../../support/signing-keys.ts';
import { monday, storeSettings, TestStore } from '../../support/store.ts';

function fleet() {
  const gateway = new TestStore();
  const car = gateway.addCar('car-1');
  gateway.addCar('car-2');
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  const says = (fact: Fact): void => {
    journal.write(fact, 1000, monday);
    gateway.ingest(car, journal.batch(journal.records.length));
  };
  gateway.ingest(car, journal.batch());
  return { gateway, car: car.car, store: gateway.store, says };
}

const content = { positionAlarms: ['battery-low'] };

describe('settings for cars (clause 13.4)', () => {
  test('are signed for each car by the issuer that speaks for the operator', () => {
    const { store, car } = fleet();
    store.setSettings({ cars: [car], content, version: null });
    const { version, signed } = store.settingsFor(car) ?? expect.fail('nothing for the car');
    const read = decodeSettings(signed);
    const issuer = ed25519Key(storeSettings.issuerSeed);
    expect([version, read.keyId]).toEqual([1, issuer.keyId]);
    expect(issuer.verify(read.signedBytes, read.signature)).toBe(true);
    expect(read.offer).toMatchObject({ car, version: 1 });
    expect(parseSettingsJson(read.offer.content, 'it')).toMatchObject({ version: 1, ...content });
  });

  test('have a version that only rises, for each car its own', () => {
    const { store, car } = fleet();
    store.setSettings({ cars: [car], content, version: 7 });
    const both = store.cars().map((each) => each.car);
    expect(store.setSettings({ cars: both, content, version: null }).map(({ set }) => set?.version)).toEqual([
      8, 1,
    ]);
    expect(() => store.setSettings({ cars: [car], content, version: 8 })).toThrow(
      'car car-1: version 8 is not above 8',
    );
  });

  test('are set for all cars that are named or for none', () => {
    const { store } = fleet();
    const [one = expect.fail('no car'), other = expect.fail('no other')] = store.cars().map(({ car }) => car);
    store.setSettings({ cars: [other], content, version: 5 });
    expect(() => store.setSettings({ cars: [one, other], content, version: 5 })).toThrow(/not above 5/);
    expect(store.settingsOf(one).set).toBeNull();
  });

  test('over the bound are refused as they are set', () => {
    const { store, car } = fleet();
    const corners = Array.from({ length: 200 }, (_, at) => [
      51_035_800 + at,
      at < 100 ? 3_710_600 : 3_710_700,
    ]);
    const zones = { green: Array(32).fill(corners) };
    expect(() => store.setSettings({ cars: [car], content: { zones }, version: null })).toThrow(
      'signed settings have more than 65536 bytes',
    );
  });

  test('go to the car until it has said something of them, and what it says is shown', () => {
    const { store, car, says } = fleet();
    store.setSettings({ cars: [car], content, version: null });
    says({ kind: 'configuration-changed', version: 1, outcome: 'trying' });
    expect(store.settingsFor(car)).toBeNull();
    says({ kind: 'configuration-changed', version: 1, outcome: 'kept' });
    expect(store.settingsOf(car).told).toEqual({ version: 1, outcome: 'kept', reason: null, kept: 1 });
    store.setSettings({ cars: [car], content, version: null });
    says({ kind: 'configuration-changed', version: 2, outcome: 'taken-back', reason: 'gateway-not-reached' });
    expect(store.settingsOf(car).told).toEqual({
      version: 2,
      outcome: 'taken-back',
      reason: 'gateway-not-reached',
      kept: 1,
    });
    expect(store.allSettings().map(({ told }) => told?.version ?? null)).toEqual([2, null]);
    expect(store.setSettings({ cars: [car], content, version: null })[0]?.set?.version).toBe(3);
  });

  test('are looked for only as long as their car has not said anything of them', () => {
    const { store, car, says } = fleet();
    expect(store.untoldSettings()).toEqual([]);
    store.setSettings({ cars: [car], content, version: null });
    expect(store.untoldSettings()).toEqual([{ car, version: 1 }]);
    says({ kind: 'configuration-changed', version: 1, outcome: 'trying' });
    expect(store.untoldSettings()).toEqual([]);
    store.setSettings({ cars: [car], content, version: null });
    expect(store.untoldSettings()).toEqual([{ car, version: 2 }]);
  });

  test('that are refused in the middle of a trial have been spoken of, though the trial ends behind that', () => {
    const { store, car, says } = fleet();
    for (let version = 1; version <= 2; version++) store.setSettings({ cars: [car], content, version: null });
    says({ kind: 'configuration-changed', version: 1, outcome: 'trying' });
    says({ kind: 'configuration-changed', version: 2, outcome: 'refused', reason: 'profile-unknown' });
    says({ kind: 'configuration-changed', version: 1, outcome: 'kept' });
    expect(store.settingsFor(car)).toBeNull();
    const refused = { version: 2, outcome: 'refused', reason: 'profile-unknown' } as const;
    expect(store.settingsOf(car).told).toEqual({ ...refused, kept: 1 });
    says({ kind: 'configuration-changed', version: 1, outcome: 'trying' });
    expect(store.settingsFor(car)?.version).toBe(2);
  });
});
