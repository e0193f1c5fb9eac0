import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';

/**
 * Makes the folder for this run's results. What an earlier run left there is not overwritten: that folder is renamed,
 * with the time it was last written, and the new name is told.
 */
export function prepareOutputFolder(folder: string, print: (line: string) => void): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    const time = statSync(folder).mtime.toISOString().slice(0, 19).replaceAll(':', '');
    let kept = `${folder}-${time}`;
    for (let copy = 2; existsSync(kept); copy++) kept = `${folder}-${time}-${copy}`;
    renameSync(folder, kept);
    print(`The results of the run before are kept in ${kept}`);
  }
  mkdirSync(folder, { recursive: true });
}
