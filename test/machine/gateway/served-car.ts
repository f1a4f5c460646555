import { realProgram } from '../../../gateway/adapters/real-program.ts';
import { asOperator } from '../../../gateway/program/answer.ts';
import { firstOpened } from '../../support/journeys.ts';
import { JournalWriter, recordingCar } from '../../support/records.ts';
import { monday } from '../../support/store.ts';
import { GatewayProgram } from '../gateway-program.ts';
import { CarStub } from '../mosquitto/car-stub.ts';

/** A gateway that serves on a new folder, and a car over MQTT with a journal that the test writes on. */
export async function servedCar(data: string) {
  const gateway = new GatewayProgram(data);
  await gateway.must('init');
  const { process, broker, http } = await gateway.serve();
  const car = recordingCar('car-1');
  const { password, macKey } = await asOperator(realProgram(), { data }, (operator) =>
    operator.addCar({ car: car.car, priceClass: 'S', registration: '', publicKey: car.publicKey }),
  );
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  const stub = new CarStub({ url: broker, username: car.car, password, clientId: car.car }, journal, macKey);
  return { gateway, process, http, journal, stub };
}
