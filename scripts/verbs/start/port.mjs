import { createServer } from 'node:net';

/** The first port from `first` on that nobody listens on. */
export async function freePort(first) {
  for (let port = first; port < first + 200; port++) {
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Error(`No free port between ${first} and ${first + 199}.`);
}

function isFree(port) {
  return new Promise(done => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => done(true)));
  });
}
