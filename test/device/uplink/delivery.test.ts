import { describe, expect, it } from 'vitest';
import {
  type Delivery,
  isOverdue,
  mayRead,
  overdueAfter,
  published,
  receiptArrived,
  resumed,
  rewound,
  rewoundInSilence,
  sent,
  sentAhead,
  skipped,
  unreadable,
  windowBatches,
  windowRecords,
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

describe('receipts that stay out (D13)', () => {
  it('stop the line after a thousand records, whatever a broker has acknowledged', () => {
    const delivery = published(sent(resumed(0), { from: 1, to: windowRecords }, at(0)), {
      from: 1,
      to: windowRecords,
    });
    expect(mayRead(delivery, 5_000, 50)).toBe(0);
    expect(mayRead(receiptArrived(delivery, receipt(1), at(1)).delivery, 5_000, 50)).toBe(50);
  });

  it('are asked for with one batch, then after twice as long each time, up to an hour', () => {
    const silent = rewoundInSilence(underWay);
    expect(mayRead(silent, 100, 50)).toBe(50);
    const again = published(sent(silent, { from: 1, to: 50 }, at(70_000)), { from: 1, to: 50 });
    expect(mayRead(again, 100, 50)).toBe(0);
    expect(isOverdue(again, at(189_999))).toBe(false);
    expect(isOverdue(again, at(190_000))).toBe(true);
    expect([0, 1, 2, 6, 20].map(overdueAfter)).toEqual([60_000, 120_000, 240_000, 3_600_000, 3_600_000]);
    expect(receiptArrived(again, receipt(50), at(1)).delivery.silences).toBe(0);
  });
});

describe('urgent records that went before their turn (D5)', () => {
  const ahead = sentAhead(underWay, { from: 900, to: 901 });

  it('make no gap that is a loss', () => {
    const missing = [{ from: 51, to: 899 }];
    expect(receiptArrived(ahead, receipt(50, { missing }), at(1)).delivery.cursor).toBe(101);
  });

  it('hide no gap that is one: what lies behind it was sent in its turn', () => {
    const missing = [
      { from: 31, to: 40 },
      { from: 101, to: 899 },
    ];
    expect(receiptArrived(ahead, receipt(30, { missing }), at(1)).delivery.cursor).toBe(31);
  });

  it('are forgotten once the receipt covers them, or the session is over', () => {
    expect(receiptArrived(ahead, receipt(901), at(1)).delivery.ahead).toEqual([]);
    expect(receiptArrived(ahead, receipt(900), at(1)).delivery.ahead).toHaveLength(1);
    expect(rewound(ahead).ahead).toEqual([]);
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

  it('that tells of the same gap again within ten seconds was under way', () => {
    const missing = [{ from: 31, to: 40 }];
    const resent = sent(
      receiptArrived(underWay, receipt(30, { missing }), at(1)).delivery,
      { from: 31, to: 80 },
      at(1),
    );
    expect(receiptArrived(resent, receipt(30, { missing }), at(10_000)).delivery.cursor).toBe(81);
    expect(receiptArrived(resent, receipt(30, { missing }), at(10_001)).delivery.cursor).toBe(31);
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
