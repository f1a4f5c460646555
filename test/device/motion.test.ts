import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MotionWatch } from '../../device/motion.ts';
import { createManualClock } from '../support/manual-clock.ts';

function watched() {
  const time = createManualClock();
  return { ...time, watch: new MotionWatch(time.clock) };
}

describe('whether the car stands (clause 5.2)', () => {
  it('is not known at first, nor while the ignition is on', async () => {
    const { watch, advance } = watched();
    expect(watch.now).toBe('unknown');
    watch.ignition(true);
    await advance(3_600_000);
    expect(watch.now).toBe('unknown');
    watch.obd(0);
    expect(watch.now).toBe('unknown');
  });

  it('is known where the wheels stood before the ignition went off', async () => {
    const { watch, advance } = watched();
    watch.ignition(true);
    watch.obd(50);
    await advance(1_000);
    watch.obd(0);
    await advance(9_000);
    watch.ignition(false);
    expect(watch.now).toBe('standing');
  });

  it('it coasts where the ignition went off at speed: it moves for ten seconds, and stands after a minute', async () => {
    const { watch, advance } = watched();
    watch.ignition(true);
    watch.obd(50);
    watch.ignition(false);
    expect(watch.now).toBe('moving');
    await advance(9_999);
    expect(watch.now).toBe('moving');
    await advance(1);
    expect(watch.now).toBe('unknown');
    await advance(49_999);
    expect(watch.now).toBe('unknown');
    await advance(1);
    expect(watch.now).toBe('standing');
  });

  it('it moves where OBD or satellites say so, whatever the ignition input shows', async () => {
    for (const tell of [(w: MotionWatch) => w.obd(3), (w: MotionWatch) => w.gnss(1_500)]) {
      const { watch, advance } = watched();
      watch.ignition(false);
      await advance(120_000);
      expect(watch.now).toBe('standing');
      tell(watch);
      expect(watch.now).toBe('moving');
    }
  });

  it('satellites that see a parked car dance do not move it', async () => {
    const { watch, advance } = watched();
    watch.ignition(false);
    await advance(120_000);
    watch.gnss(1_499);
    expect(watch.now).toBe('standing');
  });

  it('never stands within ten seconds of a speed that nothing has taken back', async () => {
    const step = fc.oneof(
      fc.record({ ignition: fc.boolean() }),
      fc.record({ obd: fc.integer({ min: 0, max: 3 }) }),
      fc.record({ gnss: fc.integer({ min: 0, max: 3_000 }) }),
      fc.record({ wait: fc.integer({ min: 1, max: 90_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { watch, advance, clock } = watched();
        let movedAt = Number.NEGATIVE_INFINITY;
        for (const each of steps) {
          if ('ignition' in each) watch.ignition(each.ignition);
          if ('obd' in each) watch.obd(each.obd);
          if ('gnss' in each) watch.gnss(each.gnss);
          if ('wait' in each) await advance(each.wait);
          if (('obd' in each && each.obd > 0) || ('gnss' in each && each.gnss >= 1_500))
            movedAt = clock.elapsed();
          if ('obd' in each && each.obd === 0) movedAt = Number.NEGATIVE_INFINITY;
          if (clock.elapsed() - movedAt < 10_000) expect(watch.now).toBe('moving');
        }
      }),
      { numRuns: 200 },
    );
  });
});
