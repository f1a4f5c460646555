import { milliseconds } from '../../protocol/units.ts';
import { Network } from '../../simulator/network/network.ts';
import { world } from '../simulator/world.ts';
import { type MqttBench, mqttContract } from './mqtt.ts';

/** How many stretches of a minute of virtual time a test may take. */
const mostStretches = 100;

async function openTwin(): Promise<MqttBench> {
  const { scheduler, random, trace } = world();
  const network = new Network({ scheduler, random, trace });
  const names = new Set<string>();
  const goOn = (): Promise<void> => scheduler.run(milliseconds(scheduler.now() + 60_000));
  const goOnUntil = async (isOver: () => boolean): Promise<void> => {
    for (let stretch = 0; stretch < mostStretches && !isOver(); stretch++) await goOn();
  };
  return {
    broker: network.broker(),
    mqtt: (login) => {
      names.add(login.username);
      return network.mqtt(login);
    },
    breakConnections: () => {
      for (const name of names) network.cut(name);
    },
    done: async (promise) => {
      let isOver = false;
      const over = (): void => {
        isOver = true;
      };
      promise.then(over, over);
      await goOnUntil(() => isOver);
      if (!isOver) throw new Error('the promise never settled');
      return promise;
    },
    eventually: async (assertion) => {
      await goOnUntil(() => holds(assertion));
      assertion();
    },
    close: async () => {},
  };
}

function holds(assertion: () => void): boolean {
  try {
    assertion();
    return true;
  } catch {
    return false;
  }
}

mqttContract('twin', openTwin);
