// The page: it shows, and asks the worker, which computes. Nothing here takes long.
import type { Report } from '../messages.ts';
import { Devices, deviceNames } from './devices.ts';
import { element } from './element.ts';
import { Files } from './files.ts';
import { LossChart } from './lossChart.ts';
import { Pictures } from './pictures.ts';
import { Results } from './results.ts';
import { TrainingWorker } from './trainingWorker.ts';

const form = element('settings', HTMLFormElement);
const choices = element('choices', HTMLFieldSetElement);
const start = element('start', HTMLButtonElement);
const stop = element('stop', HTMLButtonElement);
const number = (id: string) => element(id, HTMLInputElement).valueAsNumber;

const worker = new TrainingWorker(receive);
const devices = new Devices();
const files = new Files((offered) => worker.ask({ kind: 'check', files: offered }));
const chart = new LossChart();
const pictures = new Pictures();
const results = new Results();

let state: 'idle' | 'running' | 'paused' = 'idle';
worker.ask({ kind: 'devices', names: deviceNames });

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (state === 'idle') begin();
  else if (state === 'running') pause();
  else resume();
});

stop.addEventListener('click', () => {
  worker.stop();
  enter('idle');
  results.say('Stopped. Start trains a new net.');
});

function begin(): void {
  const source = files.source();
  const device = devices.chosen;
  if (source === undefined || device === undefined || !form.reportValidity()) return;
  const settings = {
    device,
    batchSize: number('batchSize'),
    learningRate: number('learningRate'),
    epochs: number('epochs'),
    source,
  };
  results.clear(settings.epochs);
  chart.clear();
  enter('running');
  element('results', HTMLElement).scrollIntoView({ block: 'nearest' }); // on a small screen only the button may be seen
  worker.ask({ kind: 'start', settings });
}

function pause(): void {
  worker.ask({ kind: 'pause' });
  results.say('Pausing after this step …');
  enter('paused');
}

function resume(): void {
  worker.ask({ kind: 'resume' });
  enter('running');
}

/** Lets the buttons offer what can be done now. */
function enter(next: typeof state): void {
  state = next;
  choices.disabled = state !== 'idle';
  stop.disabled = state === 'idle';
  start.textContent = { idle: 'Start', running: 'Pause', paused: 'Resume' }[state];
}

function receive(report: Report): void {
  switch (report.kind) {
    case 'devices':
      devices.show(report.devices);
      break;
    case 'checked':
      files.accept(report);
      break;
    case 'refused':
      files.refuse(report.text);
      break;
    case 'phase':
      results.enter(report.phase);
      break;
    case 'beginning':
      results.begin(report);
      pictures.begin(report);
      break;
    case 'progress':
      results.progress(report);
      chart.add(report.step, report.loss);
      break;
    case 'chances':
      pictures.show(report.chances);
      break;
    case 'epoch':
      results.epoch(report);
      break;
    case 'finished':
      enter('idle');
      results.say('Finished. Start trains a new net.');
      break;
    case 'failed':
      if (state !== 'idle') worker.stop(); // a worker that cannot even start would fail again and again
      enter('idle');
      results.fail(report.text);
      break;
  }
}
