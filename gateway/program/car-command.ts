import type { Command } from 'commander';
import { toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { type CarId, carId } from '../../protocol/ids.ts';
import { type Metres, metres } from '../../protocol/units.ts';
import { answer, asOperator } from './answer.ts';
import type { Home } from './home.ts';
import { by, type Given, onData } from './options.ts';
import type { Files, ProgramPorts } from './ports.ts';
import { brokerUrl, parseRunningState } from './running-state.ts';

interface AddGiven extends Given {
  readonly class: string;
  readonly registration: string;
  readonly out: string;
  readonly broker?: string;
  readonly mosquittoPasswords?: string;
  readonly odometer: Metres;
  readonly obd: string;
  readonly gnss: string;
  readonly cabin: string;
  readonly phones: string;
  readonly folder: string;
}

/** `car add`. */
export function addCarCommand(program: Command, ports: ProgramPorts): void {
  const car = program.command('car').summary('cars').description('The cars of the fleet.');
  onData(car.command('add'))
    .summary('add a car, and write the file that its unit needs')
    .description(
      'Add a car with new keys, and write the one file that its unit needs (mode 0600). The private key is nowhere else:\n' +
        'the gateway keeps the public half.',
    )
    .argument('<car>', 'name: 1 to 8 of a-z 0-9 -', by(carId))
    .requiredOption('--class <class>', 'price class on the price list, such as S')
    .requiredOption('--out <file>', 'the file to make; one that is there is left alone')
    .requiredOption('--obd <address>', 'line of the OBD adapter, such as tcp://HOST:PORT')
    .requiredOption('--gnss <address>', 'line of the GNSS receiver')
    .requiredOption('--cabin <address>', 'the I/O board, such as modbus+tcp://HOST:PORT')
    .requiredOption('--phones <address>', 'where the unit is to listen for phones')
    .option('--registration <text>', 'number plate or name, for people', '')
    .option('--broker <url>', "where the car finds the broker (default: the gateway's own address)")
    .option('--mosquitto-passwords <file>', "adds the car's login to a password file of Mosquitto")
    .option('--odometer <metres>', 'what the dashboard shows', by(wholeMetres), metres(0))
    .option('--folder <path>', "where the unit keeps its journal; relative to the file's folder", 'journal')
    .action((name: CarId, given: AddGiven) => addCar(ports, name, given));
}

const wholeMetres = (text: string): Metres => metres(/^\d{1,10}$/.test(text) ? Number(text) : Number.NaN);

async function addCar(ports: ProgramPorts, car: CarId, given: AddGiven): Promise<void> {
  const { provisionCar } = await import('../provisioning.ts');
  const { files, random } = ports;
  const logins = given.mosquittoPasswords && (await loginsAt(files, given.mosquittoPasswords));
  const carKey = Promise.withResolvers<string>();
  await asOperator(ports, given, (operator, home) =>
    files.create(given.out, async () => {
      const { file, password, publicKey } = await provisionCar(operator, random, home.file.token, {
        car,
        priceClass: given.class,
        registration: given.registration,
        broker: given.broker ?? (await brokerOf(ports, home)),
        initialOdometerMetres: given.odometer,
        lines: { obd: given.obd, gnss: given.gnss, cabin: given.cabin, phones: given.phones },
        folder: given.folder,
      });
      carKey.resolve(toHex(publicKey));
      if (logins) await logins.add(car, password, random);
      return file;
    }),
  );
  await answer(ports, given, { car, file: given.out, carKey: await carKey.promise }, textOf);
}

const loginsAt = async (files: Files, path: string) =>
  (await import('../mosquitto-passwords.ts')).mosquittoPasswords(files, path);

/** Where a gateway serves now, or else would. */
async function brokerOf({ files }: ProgramPorts, home: Home): Promise<string> {
  const said = files.isLocked(home.files.lock) ? await files.read(home.files.state) : null;
  const running = said === null ? null : parseRunningState(said);
  const url = running?.broker ?? configuredBroker(home);
  if (isEveryAddress(url)) throw brokerUnknown(home, 'has it listen on every address');
  return url;
}

function configuredBroker(home: Home): string {
  const { listen, outsideBroker } = home.file;
  if (outsideBroker !== undefined) return outsideBroker.url;
  if (listen.port === 0) throw brokerUnknown(home, 'leaves the port open');
  return brokerUrl(listen, { isTls: listen.tls !== undefined });
}

/** Good to listen on, and for nobody to connect to. */
const isEveryAddress = (url: string): boolean => /^mqtts?:\/\/(0\.0\.0\.0|\[::\]):/.test(url);

const brokerUnknown = ({ files }: Home, why: string): Fault =>
  new Fault(
    { code: 'broker-unknown', blame: 'operator' },
    `--broker: ${files.configuration} ${why}, so say where the car finds the broker`,
  );

interface Added {
  readonly car: CarId;
  readonly file: string;
  /** Public; in hexadecimal. */
  readonly carKey: string;
}

const textOf = ({ car, file, carKey }: Added): string =>
  [
    `car ${car} added; ${file} holds its keys, and there is no second copy: bring it to the car's unit`,
    `its public key, for other issuers' tokens: ${carKey}`,
    `next: ritmeter-device --config ${file}`,
  ].join('\n');
