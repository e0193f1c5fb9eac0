import { type Line, span } from '../../explain/text/line.ts';
import { operations } from './operations.ts';
import { type OptionName, optionForms } from './options.ts';

const keys: readonly (readonly [string, string])[] = [
  ['n  →  Enter', 'next step'],
  ['b  ←  Backspace', 'one step back'],
  ['↑ ↓', 'the same place one row up or down'],
  ['PgUp PgDn', 'the plane of the output before or after'],
  ['Home End', 'first and last step'],
  ['j', 'jump: to a step (7) or a cell (0,0,1,2; 1,2 in this plane)'],
  ['space', 'play and pause;  + and − for faster and slower'],
  ['c  C', 'next, previous channel of the window'],
  ['f  F', 'forward, gradient of input, of weight, of bias'],
  ['?', 'this'],
  ['q  Ctrl-C', 'quit'],
];

/** What the keys do, and how the screen is read. */
export function keyHelp(hasGradients: boolean): Line[] {
  const told = hasGradients ? keys : keys.filter(([key]) => key !== 'f  F');
  return [
    ...told.map(([key, what]): Line => [span(`  ${key.padEnd(17)}`, 'key'), span(what)]),
    [],
    [span('  [ ] what the window covers, and the output cell that is made of it')],
    [span('  outside the frame lies the padding;  * the winner of a max pooling')],
    [span('  ·   not made yet;  … and ⋮ more columns and rows that way')],
  ];
}

/** The text of `stridegrad step --help`, at most 80 columns wide. */
export function stepHelp(): string {
  const lines = [
    'usage: stridegrad step OPERATION [OPTIONS]',
    '       stridegrad step --preset NAME [OPTIONS]',
    '',
    'Walks through an operation, output cell by output cell, forward and back.',
    'In a terminal: keys, ? lists them. Else, or with --print: all steps as text.',
    '',
    'operations:',
    ...Object.entries(operations).map(([name, { about }]) => `  ${name.padEnd(18)} ${about}`),
    '',
    'options (HxW: 3x5 is 3 down and 5 across, 3 is both):',
    ...Object.entries(optionForms).map(([name, form]) => {
      const value = 'value' in form ? ` ${form.value}` : '';
      return `  ${`--${name}${value}`.padEnd(24)} ${form.help}`;
    }),
    '',
    'examples:',
    '  stridegrad step conv2d --input 5x5 --kernel 3 --stride 2 --padding 1',
    '  stridegrad step conv2d --input 5 --kernel 3 --backward weight',
    '  stridegrad step --preset padding_strides',
    '  stridegrad step conv2d --cifar 7 --layer conv1 \\',
    '      --checkpoint out/cifar10/weights.safetensors',
  ];
  return lines.join('\n');
}

/** The options that an operation knows. */
export function optionsOf(operation: string): readonly OptionName[] {
  return operations[operation].options;
}
