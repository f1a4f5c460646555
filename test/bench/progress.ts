import { SingleBar } from 'cli-progress';

/** Tells whoever waits what is being measured. */
export interface Progress {
  /** A part begins that takes so many runs. */
  begin(name: string, runs: number): void;
  /** Its next run begins. */
  run(): void;
  end(): void;
}

export const silentProgress: Progress = { begin: () => {}, run: () => {}, end: () => {} };

/** A bar on a terminal, a line for each run elsewhere; on standard error. */
export const progressOn = (stream: NodeJS.WriteStream): Progress =>
  stream.isTTY ? barOn(stream) : linesOn(stream);

function barOn(stream: NodeJS.WriteStream): Progress {
  const format = '{bar}  {name}: run {value} of {total}';
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true, stream });
  return {
    begin: (name, runs) => bar.start(runs, 0, { name }),
    run: () => bar.increment(),
    end: () => bar.stop(),
  };
}

function linesOn(stream: NodeJS.WritableStream): Progress {
  let part = { name: '', runs: 0, run: 0 };
  return {
    begin: (name, runs) => {
      part = { name, runs, run: 0 };
      stream.write(`${name}: ${runs} runs\n`);
    },
    run: () => void stream.write(`${part.name}: run ${++part.run} of ${part.runs}\n`),
    end: () => {},
  };
}
