/** Text to few bytes and back; handed in, since core bundles no library. */
export interface Compression {
  compress(text: string): Uint8Array;
  /** @throws RangeError as soon as the text would be longer than `limit` bytes. */
  decompress(bytes: Uint8Array, limit: number): string;
}

/** What is needed of `fflate`. */
export interface Fflate {
  gzipSync(bytes: Uint8Array, options: { level: 9; mtime: 0 }): Uint8Array;
  Gunzip: new (ondata: (chunk: Uint8Array, final: boolean) => void) => {
    push(chunk: Uint8Array, final?: boolean): void;
  };
  strToU8(text: string): Uint8Array;
  strFromU8(bytes: Uint8Array): string;
}

/** gzip by `fflate`: the same text gives the same bytes, and a bomb is given up at its limit. */
export function gzipWith(fflate: Fflate): Compression {
  return {
    compress: text => fflate.gzipSync(fflate.strToU8(text), { level: 9, mtime: 0 }),
    decompress: (bytes, limit) => fflate.strFromU8(inflate(fflate, bytes, limit))
  };
}

/** Small pieces in, so that little comes out before the limit is looked at. */
const pieceBytes = 4096;

function inflate({ Gunzip }: Fflate, bytes: Uint8Array, limit: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const stream = new Gunzip((chunk, final) => {
    length += chunk.length;
    ended = final;
    chunks.push(chunk);
  });
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    stream.push(bytes.subarray(from, from + pieceBytes), from + pieceBytes >= bytes.length);
    if (length > limit) {
      throw new RangeError(`more than ${limit} bytes when unpacked`);
    }
  }
  if (!ended) {
    throw new Error('the packed bytes end too early');
  }
  return joined(chunks, length);
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
