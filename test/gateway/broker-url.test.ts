import { expect, test } from 'vitest';
import { outsideBrokerUrl } from '../../gateway/broker-url.ts';

test.each(['mqtts://broker.example:8883', 'mqtts://10.0.0.1', 'mqtt://127.0.0.1:1883', 'mqtt://[::1]:1883'])(
  '%s is the URL of an outside broker',
  (url) => {
    expect(outsideBrokerUrl(url)).toBe(url);
  },
);

test.each([
  ['mqtt://broker.example', /in the clear: use mqtts/],
  ['https://broker.example', /not mqtts:\/\/HOST:PORT/],
  ['mqtts://', /not mqtts:\/\/HOST:PORT/],
  ['broker.example:8883', /not mqtts:\/\/HOST:PORT/],
])('%s is none', (url, why) => {
  expect(() => outsideBrokerUrl(url)).toThrow(why);
});
