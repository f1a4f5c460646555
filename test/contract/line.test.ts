import { onTestFinished } from 'vitest';
import { TcpLine } from '../../device/adapters/tcp-line.ts';
import { createElm327 } from '../../simulator/car/elm327.ts';
import { serveLine } from '../../simulator/lines/adapters/tcp-server.ts';
import { parkedRealCar } from '../support/parked-car.ts';
import { describeLine, type LineBench } from './line-contract.ts';

const question = new TextEncoder().encode('ATI\r');

function elm327() {
  const { timers, car } = parkedRealCar();
  return createElm327(timers, car);
}

describeLine('the ELM327 twin', async (): Promise<LineBench> => {
  const { line, unplug, plugIn } = elm327();
  return { line, question, vanish: async () => unplug(), comeBack: async () => plugIn() };
});

describeLine('a TCP line', async (): Promise<LineBench> => {
  const { line } = elm327();
  let served = await serveLine(line, '127.0.0.1', 0);
  const { port } = served;
  onTestFinished(() => served.close());
  return {
    line: new TcpLine({ host: '127.0.0.1', port }),
    question,
    vanish: () => served.close(),
    comeBack: async () => {
      served = await serveLine(line, '127.0.0.1', port);
    },
  };
});
