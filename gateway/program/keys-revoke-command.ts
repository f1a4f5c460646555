import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import { type KeyId, keyId } from '../../protocol/ids.ts';
import { contentOf, issuerKeys, nextKeySet, nextRevokedKeys, withoutKey } from '../fleet-keys.ts';
import { answerAsOperator } from './answer.ts';
import { rootSeed, type WithRoot, withRoot } from './next-key-set.ts';
import { by } from './options.ts';
import type { ProgramPorts } from './ports.ts';

export function addRevoke(parent: Command, ports: ProgramPorts): void {
  withRoot(parent.command('revoke'))
    .summary('let no car believe a key any more')
    .description("Take a key out of the key set, and put it on the fleet's list of revoked keys.")
    .argument('<key>', 'key id of the issuer', by(keyId))
    .action((revoked: KeyId, given: WithRoot) =>
      answerAsOperator(
        ports,
        given,
        async (operator, home) => {
          const root = await rootSeed(ports, given, home);
          const own = issuerKeys.idOf(await operator.issuerKey());
          if (own === revoked) throw ownKey(revoked);
          const lists = await operator.fleetLists();
          const now = ports.clock.wall();
          const next = nextRevokedKeys(contentOf(lists, 'revoked-keys'), revoked, root, now);
          await operator.keepFleetList(next);
          const before = contentOf(lists, 'key-set');
          const left = withoutKey(before?.issuers ?? [], revoked);
          if (left.length < (before?.issuers.length ?? 0))
            await operator.keepFleetList(nextKeySet(before, left, root, now));
          return { keyId: revoked };
        },
        ({ keyId: id }) => `key ${id} is revoked; cars learn it as they come online, or from a phone`,
      ),
    );
}

const ownKey = (id: KeyId): Fault =>
  new Fault(
    { code: 'own-key', blame: 'operator' },
    `key ${id} is what this gateway issues with; give it another one first: keys rotate`,
  );
