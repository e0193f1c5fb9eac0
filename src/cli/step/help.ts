import { type Line, span } from '../../explain/text/line.ts';
import { operations } from './operations.ts';
import { type OptionName, optionForms } from './options.ts';
import type { Keys, KeyWords } from './shown.ts';

const going: readonly KeyWords[] = [
  ['n  →  Enter', 'next step'],
  ['b  ←  Backspace', 'one step back'],
];
const ends: KeyWords = ['Home End', 'first and last step'];
const playing: KeyWords = ['space', 'play and pause;  + and − for faster and slower'];
const leaving: readonly KeyWords[] = [
  ['?', 'this'],
  ['q  Ctrl-C', 'quit'],
];

/** The keys on the way through an operation. */
export function traceKeys(hasGradients: boolean): Keys {
  const long: readonly KeyWords[] = [
    ...going,
    ['↑ ↓', 'the same place one row up or down'],
    ['PgUp PgDn', 'the plane of the output before or after'],
    ends,
    ['j', 'jump: to a step (7) or a cell (0,0,1,2; 1,2 in this plane)'],
    playing,
    ['c  C', 'next, previous channel of the window'],
    ...(hasGradients ? [['f  F', 'forward, gradient of input, of weight, of bias'] as const] : []),
    ...leaving,
  ];
  return {
    short: shortKeys(['c', 'channel'], ['f', 'backward']),
    question: 'jump to step or cell (7, or 0,0,1,2): ',
    help: [
      ...long.map(helpLine),
      [],
      [span('  [ ] what the window covers, and the output cell that is made of it')],
      [span('  outside the frame lies the padding;  * the winner of a max pooling')],
      [span('  ·   not made yet;  … and ⋮ more columns and rows that way')],
    ],
  };
}

/** The keys on the way through a recorded training step. */
export const recordingKeys: Keys = {
  short: shortKeys(['f', 'forward/backward']),
  question: 'jump to step (7): ',
  help: [
    ...[
      ...going,
      ends,
      ['j', 'jump: to a step (7)'] as const,
      playing,
      ['f', 'where the same operation ran in the other direction, and back'] as const,
      ...leaving,
    ].map(helpLine),
    [],
    [span('  → what was made;  above it, what it was made of')],
    [span('  ▁▃█ how many of the numbers lie where between the least and the greatest')],
  ],
};

function shortKeys(...own: readonly KeyWords[]): KeyWords[] {
  return [['n', 'next'], ['b', 'back'], ['space', 'play'], ['j', 'jump'], ...own, ['?', 'help'], ['q', 'quit']];
}

function helpLine([key, what]: KeyWords): Line {
  return [span(`  ${key.padEnd(17)}`, 'key'), span(what)];
}

/** The text of `stridegrad step --help`, at most 80 columns wide. */
export function stepHelp(): string {
  const lines = [
    'usage: stridegrad step OPERATION [OPTIONS]',
    '       stridegrad step --preset NAME [OPTIONS]',
    '       stridegrad step --recording FILE',
    '',
    'Walks through an operation, output cell by output cell, forward and back;',
    'or through a training step that saveRecording has kept.',
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
