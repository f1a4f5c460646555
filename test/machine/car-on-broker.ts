import { freePort } from '../support/free-port.ts';
import { addressOf, BenchCar, someClaims, tokenOf, writeConfig, writePhone } from './bench.ts';
import { openBroker } from './car-records.ts';

/** A car on its lines, a broker that keeps its records, the file for its unit, and a phone with a token for it. */
export async function carOnBroker(folder: string) {
  const { url, records } = await openBroker();
  const car = new BenchCar();
  const phones = addressOf(await freePort());
  const config = await writeConfig(folder, { ...(await car.lines()), phones }, url);
  const files = await writePhone(folder, phones, tokenOf(someClaims()));
  return { car, records, config, files };
}
