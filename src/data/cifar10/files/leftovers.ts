import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders that npm fetches into are called this and the number of the process. */
export const npmRoomPrefix = 'npm-';

/** Files that `writeFileAtomically` had not finished. */
const unfinishedFile = /\.bin\.[0-9a-f-]{36}\.part$/;
const hour = 3_600_000; // ms; no file takes that long to write

/** Removes from a cache folder what processes left behind that were killed in the middle of their work. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const isLeftover = name.startsWith(npmRoomPrefix)
      ? !isRunning(Number(name.slice(npmRoomPrefix.length)))
      : unfinishedFile.test(name) && Date.now() - (await lastWritten(path)) > hour;
    if (isLeftover) await rm(path, { recursive: true, force: true });
  }
}

/** In ms. A file that is gone by now was renamed or removed by the process that wrote it: just now, so to speak. */
async function lastWritten(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
}

/** Signal 0 reaches a process without telling it anything. */
function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
