import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { ConformanceCase } from './case.ts';

/** Reads a .jsonl or .jsonl.gz file. */
export async function readCases(path: string): Promise<ConformanceCase[]> {
  const file = createReadStream(path);
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => input.destroy(error));
  const cases: ConformanceCase[] = [];
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() !== '') cases.push(JSON.parse(line));
  }
  return cases;
}
