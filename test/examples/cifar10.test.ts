import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'tape';
import { inTemporaryFolder, type ProgramOptions, runProgram, type Written } from '../support/runProgram.ts';

const program = 'examples/cifar10.ts';
const classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** Few drawn pictures: what is tested is the program, not what the net learns. */
const few = ['--data', 'drawn', '--train-images', '40', '--test-images', '20', '--seed', '3'];

function run(out: string, args: readonly string[], options?: ProgramOptions): Promise<Written> {
  return runProgram(program, [...few, '--out', out, ...args], options);
}

/** The lines that a terminal of 80 columns would break, but for those that PyTorch has just so. */
function longLines(text: string): string[] {
  return text.split('\n').filter((line) => line.length > 80 && !line.includes('): MaxPool2d(kernel_size'));
}

test('cifar10 --json prints one object on stdout, the rest on stderr, and writes what it says', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, 'out');
    mkdirSync(out);
    writeFileSync(join(out, 'mine.txt'), 'the results of the run before');
    const { stdout, stderr } = await run(out, ['--epochs', '2', '--json', '--watch']);

    const lines = stdout.trim().split('\n');
    t.equal(lines.length, 1, 'one line on stdout');
    const report = JSON.parse(lines[0]);
    t.deepEqual(Object.keys(report), [
      ...['dataset', 'device', 'epochs', 'parameters', 'trainImages', 'testImages', 'trainLoss', 'testAccuracy'],
      ...['perClass', 'imagesPerSecond'],
    ]);
    const { dataset, epochs, parameters, trainImages, testImages, trainLoss, testAccuracy, perClass } = report;
    t.deepEqual(
      { dataset, epochs, parameters, trainImages, testImages },
      { dataset: 'drawn CIFAR-10', epochs: 2, parameters: 76922, trainImages: 40, testImages: 20 },
    );
    t.equal(trainLoss.length, 2, 'a mean loss for every epoch');
    t.ok(
      trainLoss.every((loss: number) => Math.abs(loss - Math.log(10)) < 0.1),
      'near ln(10): 20 steps teach nothing yet',
    );
    t.deepEqual(Object.keys(perClass), classes);
    const meanOfClasses = classes.reduce((sum, name) => sum + perClass[name], 0) / 10;
    t.ok(Math.abs(testAccuracy - meanOfClasses) < 1e-9, 'two test images a class: the accuracies agree');
    t.ok(report.imagesPerSecond > 0);

    t.deepEqual(longLines(stderr.replaceAll(folder, '')), [], 'everything fits 80 columns');
    t.match(stderr, /\(conv1\): Conv2d\(3, 8, kernel_size=\(5, 5\), stride=\(1, 1\)\)\n/);
    t.match(stderr, /\n76,922 parameters\n/);
    t.match(stderr, /\n\[1, {5}2\] loss: 2\.\d{3}\n/, 'a line of the loss, though the epoch has 10 batches only');
    t.match(stderr, /\ndoctor: 20 steps watched, and nothing to say\n/);
    t.match(stderr, /ground truth: +frog +horse +dog +deer\n/);

    t.deepEqual(readdirSync(out).sort(), [
      ...['checkpoint.safetensors', 'confusion.svg', 'conv1.png', 'grid.png', 'loss.svg', 'predictions.png'],
      ...['predictions.svg', 'report.json', 'weights.safetensors'],
    ]);
    t.deepEqual(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')).perClass, perClass);
    const kept = readdirSync(folder).filter((name) => name !== 'out');
    t.deepEqual(
      kept.map((name) => readdirSync(join(folder, name))),
      [['mine.txt']],
      'what was there is kept beside it',
    );
    t.ok(stderr.includes(kept[0]), 'and told');
  });
  t.end();
});

test('Ctrl-C leaves a checkpoint, and --resume ends in the bits of a run that was never stopped', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const stopped = join(folder, 'stopped');
    const whole = join(folder, 'whole');
    const pictures = ['--train-images', '400'];
    const interrupted = { interruptAt: /\] loss: /, status: 130 };
    const first = await run(stopped, [...pictures, '--epochs', '1000'], interrupted);
    const [, epoch, batch] = /stopped in epoch (\d+), (\d+) of 100 batches done/.exec(first.stdout) ?? [];
    t.ok(Number(batch) >= 0, `after ${batch} of 100 batches`);
    t.match(first.stdout, /\n {2}npm run cifar -- .* --epochs 1000 --resume\n$/, 'it says how to go on');
    t.deepEqual(readdirSync(stopped).sort(), ['checkpoint.safetensors', 'grid.png'], 'whole files only');

    const [second, never] = await Promise.all([
      run(stopped, [...pictures, '--epochs', epoch, '--resume']),
      run(whole, [...pictures, '--epochs', epoch]),
    ]);
    t.ok(second.stdout.includes(`resumed: epoch ${epoch}, ${batch} of 100 batches done`));
    t.deepEqual(lossLines(second.stdout), lossLines(never.stdout).slice(-lossLines(second.stdout).length));
    t.ok(
      readFileSync(join(stopped, 'weights.safetensors')).equals(readFileSync(join(whole, 'weights.safetensors'))),
      'the same weights to the bit',
    );
  });
  t.end();
});

function lossLines(stdout: string): string[] {
  return stdout.split('\n').filter((line) => line.includes('] loss: '));
}

test('cifar10 --as-the-tutorial prints the accuracy before and after its one batch, and why', async (t) => {
  await inTemporaryFolder(async (folder) => {
    const { stdout, stderr } = await run(join(folder, 'out'), ['--as-the-tutorial', '--watch']);
    const of = (when: string) => Number(new RegExp(`accuracy ${when}: +([0-9.]+) %\n`).exec(stdout)?.[1]);
    t.ok(of('before that one batch') >= 0 && of('after it') >= 0);
    t.equal(of('of guessing'), 10);
    t.match(stdout, /'break': 4 of 40 images were seen/);
    t.deepEqual(longLines(stdout.replaceAll(folder, '') + stderr), []);
    t.deepEqual(
      stderr.match(/^doctor: .*$/gm),
      ['doctor: relu-before-cross-entropy', 'doctor: loader-left-early'],
      'and what the doctor found',
    );
  });
  t.end();
});

test('what cannot be asked of cifar10 is refused before anything runs, with what would help', async (t) => {
  const refused = [
    { args: ['--epoch', '3'], expected: /unknown option '--epoch'[\s\S]*Did you mean --epochs\?/ },
    { args: ['--device', 'cuda'], expected: /'cuda' is invalid. The devices are auto, native, reference/ },
    {
      args: ['--out', '/nowhere', '--resume'],
      expected: /nothing to resume: .*checkpoint\.safetensors does not exist/,
    },
    { args: ['--data', '/nowhere'], expected: /error: .*data_batch_1\.bin.* missing in \/nowhere/ },
  ];
  const ended = await Promise.all(refused.map(({ args }) => runProgram(program, args, { status: 1 })));
  for (const [i, { args, expected }] of refused.entries()) {
    t.match(ended[i].stderr, expected, args.join(' '));
    t.notOk(/\n {4}at /.test(ended[i].stderr), 'without a stack');
  }
  t.end();
});
