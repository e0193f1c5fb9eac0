import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseFigure, shownCase } from '../src/debug/caseFigure.ts';
import { arithmeticCases } from '../src/explain/arithmeticCases.ts';

/**
 * Writes the figures of all cases of window arithmetic, one SVG each:
 *
 *     npm run figures -- FOLDER            NAME.svg, a step from the middle
 *     npm run figures -- FOLDER --all      and NAME_00.svg, NAME_01.svg, … for every step
 */
const [folder = 'build/figures', ...flags] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
let written = 0;
for (const arithmetic of arithmeticCases) {
  const steps = flags.includes('--all') ? shownCase(arithmetic).output.numbers.length : 0;
  write(arithmetic.name, caseFigure(arithmetic));
  for (let step = 0; step < steps; step++) {
    write(`${arithmetic.name}_${String(step).padStart(2, '0')}`, caseFigure(arithmetic, step));
  }
}
console.log(`${written} figures in ${folder}`);

function write(name: string, svg: string): void {
  writeFileSync(join(folder, `${name}.svg`), svg);
  written++;
}
