import type { Command } from 'commander';
import { toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { issuerKeys, ownIssuer } from '../fleet-keys.ts';
import { answerAsOperator } from './answer.ts';
import { changedText, type WithRoot, withIssuer, withRoot } from './next-key-set.ts';
import type { ProgramPorts } from './ports.ts';

export function addRotate(parent: Command, ports: ProgramPorts): void {
  withRoot(parent.command('rotate'))
    .summary('give the gateway a new key')
    .description(
      'Make a new key with which this gateway issues tokens, and a key set that holds it besides the keys that are there:\n' +
        'tokens given out before stay good. Stop the gateway first.',
    )
    .action((given: WithRoot) =>
      answerAsOperator(
        ports,
        given,
        async (operator, home) => {
          if (ports.files.isLocked(home.files.lock)) throw serving(given.data);
          const seed = ports.random.bytes(32);
          const own = ownIssuer(issuerKeys.publicHalfOf(seed), home.file.token);
          const changed = await withIssuer(ports, given, operator, home, own);
          await ports.files.replace(home.files.issuerKey, `${toHex(seed)}\n`);
          return changed;
        },
        changedText,
      ),
    );
}

const serving = (folder: string): Fault =>
  new Fault(
    { code: 'gateway-running', blame: 'operator' },
    `a gateway is serving on ${folder}: stop it first`,
  );
