import type { Line } from '../../device/ports.ts';

const decoder = new TextDecoder();

/** The line, with every command that is written to it kept. */
export function heardLine(line: Line, commands: string[], speeds?: readonly number[]): Line {
  return {
    ...(speeds === undefined ? {} : { speeds }),
    async open(events, speed) {
      const stream = await line.open(events, speed);
      return {
        ...stream,
        write(bytes) {
          commands.push(decoder.decode(bytes).trim());
          stream.write(bytes);
        },
      };
    },
  };
}
