import { describe, expect, it } from 'vitest';
import {
  type Delivery,
  isOverdue,
  mayRead,
  published,
  receiptArrived,
  resumed,
  rewound,
  sent,
  skipped,
  unreadable,
  windowBatches,
} from '../../../device/uplink/delivery.ts';
import { journalId } from '../../../protocol/ids.ts';
import type { Receipt } from '../../../protocol/messages/receipt.ts';
import { epochMilliseconds, milliseconds } from '../../../protocol/units.ts';

const receipt = (through: number, change: Partial<Receipt> = {}): Receipt => ({
  journal: journalId('00112233445566aa'),
  through,
  link: null,
  gatewayTime: epochMilliseconds(0),
  ...change,
});
const at = milliseconds;
/** 1 to 100 sent in two batches, ten seconds after boot. */
const underWay = [
  { from: 1, to: 50 },
  { from: 51, to: 100 },
].reduce<Delivery>((delivery, range) => sent(delivery, range, at(10_000)), resumed(0));

describe('what may be sent (D3)', () => {
  it('begins after the last receipt', () => {
    expect(resumed(7)).toMatchObject({ cursor: 8, receipted: 7 });
    expect(mayRead(resumed(7), 100, 50)).toBe(50);
    expect(mayRead(resumed(7), 7, 50)).toBe(0);
  });

  it('is a small window of batches, freed by the broker', () => {
    let delivery = resumed(0);
    for (let batch = 0; batch < windowBatches; batch++)
      delivery = sent(delivery, { from: batch + 1, to: batch + 1 }, at(0));
    expect(mayRead(delivery, 100, 50)).toBe(0);
    expect(mayRead(published(delivery, { from: 1, to: 1 }), 100, 50)).toBe(50);
    expect(published(delivery, { from: 1, to: 1 }).receipted).toBe(0);
  });
});

describe('a receipt', () => {
  it('moves the resume point', () => {
    const { delivery } = receiptArrived(underWay, receipt(50), at(11_000));
    expect(delivery).toMatchObject({ cursor: 101, receipted: 50, waitingSince: 11_000 });
    expect(rewound(delivery).cursor).toBe(51);
  });

  it('for all that was sent ends the waiting', () => {
    expect(receiptArrived(underWay, receipt(100), at(11_000)).delivery.waitingSince).toBeNull();
  });

  it('lower than the last one rewinds: the gateway was restored from a backup', () => {
    const { delivery } = receiptArrived(
      receiptArrived(underWay, receipt(100), at(0)).delivery,
      receipt(20),
      at(1),
    );
    expect(delivery).toMatchObject({ cursor: 21, receipted: 20 });
  });

  it('goes back to what is missing', () => {
    const missing = [{ from: 31, to: 40 }];
    expect(receiptArrived(underWay, receipt(30, { missing }), at(1)).delivery.cursor).toBe(31);
  });

  it('names what was rejected, which is told once', () => {
    const rejected = [{ from: 5, to: 6 }];
    const first = receiptArrived(underWay, receipt(50, { rejected }), at(1));
    expect(first.setAside).toEqual(rejected);
    expect(receiptArrived(first.delivery, receipt(100, { rejected }), at(2)).setAside).toEqual([]);
  });

  it('is overdue a minute after the earliest sending', () => {
    expect(isOverdue(underWay, at(69_999))).toBe(false);
    expect(isOverdue(underWay, at(70_000))).toBe(true);
    expect(isOverdue(resumed(0), at(70_000))).toBe(false);
  });
});

describe('a batch that the gateway cannot read (D4)', () => {
  it('goes again, one record a message, and what follows it as before', () => {
    const delivery = unreadable(underWay, { from: 51, to: 100 });
    const free = { ...delivery, inFlight: [] };
    expect(delivery.cursor).toBe(51);
    expect(mayRead(free, 200, 50)).toBe(1);
    expect(mayRead({ ...free, cursor: 101 }, 200, 50)).toBe(50);
    expect(mayRead(rewound(free), 200, 50)).toBe(1);
  });
});

describe('the place to go on from', () => {
  it('never goes back by sending something earlier', () => {
    expect(sent(underWay, { from: 3, to: 3 }, at(0)).cursor).toBe(101);
    expect(skipped(underWay, 90).cursor).toBe(101);
    expect(skipped(underWay, 120).cursor).toBe(120);
  });
});
