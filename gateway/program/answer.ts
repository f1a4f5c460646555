import { silentLog } from '../../protocol/runtime.ts';
import type { Books } from '../books.ts';
import { type Operator, operatorOf } from '../operator.ts';
import type { StoreMethods } from '../ports.ts';
import { type Home, readHome } from './home.ts';
import type { Given } from './options.ts';
import type { ProgramPorts } from './ports.ts';

/** A command's result for people or, where asked for, for programs. */
export async function answer<Result>(
  { output }: Pick<ProgramPorts, 'output'>,
  { json }: Pick<Given, 'json'>,
  result: Result,
  textOf: (result: Result) => string,
): Promise<void> {
  await output.write(`${json === true ? JSON.stringify(result) : textOf(result)}\n`);
}

/**
 * Asks a gateway's database, whether or not another process serves on it, and answers.
 * @throws {Fault} of `readHome`, `openDatabase` and `ask`.
 */
export async function answerAsOperator<Result>(
  ports: ProgramPorts,
  given: Given,
  ask: (operator: Operator, home: Home) => Promise<Result>,
  textOf: (result: Result) => string,
): Promise<void> {
  await answer(ports, given, await asOperator(ports, given, ask), textOf);
}

/** The same without answering. */
export const asOperator = <Result>(
  ports: ProgramPorts,
  given: Pick<Given, 'data'>,
  ask: (operator: Operator, home: Home) => Promise<Result>,
): Promise<Result> => onStore(ports, given, (store, home) => ask(operatorOf(store), home));

/** Asks the books of a gateway's database, and answers. @throws {Fault} as `answerAsOperator`. */
export async function answerFromBooks<Result>(
  ports: ProgramPorts,
  given: Given,
  ask: (books: Books, home: Home) => Result | Promise<Result>,
  textOf: (result: Result) => string,
): Promise<void> {
  await answer(ports, given, await fromBooks(ports, given, ask), textOf);
}

/** The same without answering. */
export const fromBooks = <Result>(
  ports: ProgramPorts,
  given: Pick<Given, 'data'>,
  ask: (books: Books, home: Home) => Result | Promise<Result>,
): Promise<Result> => onStore(ports, given, async (store, home) => ask(store, home));

async function onStore<Result>(
  ports: ProgramPorts,
  { data }: Pick<Given, 'data'>,
  ask: (store: StoreMethods & Books, home: Home) => Promise<Result>,
): Promise<Result> {
  const home = await readHome(ports, data);
  // Loaded when needed: `price` does without, and keeps its memory.
  const { createStore } = await import('../gateway.ts');
  const database = await ports.openDatabase(home.files.database);
  try {
    const { clock, random } = ports;
    const store = createStore({ database, clock, random, log: silentLog }, home.settings);
    return await ask(store, home);
  } finally {
    database.close();
  }
}
