import type { Duplex } from 'node:stream';
import { Fault } from '../../protocol/errors.ts';
import { fromSender, problemOf, problemType } from './problem.ts';

/** Answers what could not be read as a request, and hangs up. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(faultOf(error.code));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `Content-Type: ${problemType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** By the codes of Node's HTTP parser. */
function faultOf(code: string | undefined): Fault {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return fromSender('headers-too-large', 'the header fields are too large');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Fault(
        { code: 'request-too-slow', blame: 'sender', temporary: true },
        'the request did not come in time',
      );
    default:
      return fromSender('malformed', 'this is no HTTP request');
  }
}
