import test from 'tape';
import { checkOptions } from '../src/options.ts';

const known = ['stride', 'padding', 'dilation'];
const message = (options: object) => {
  try {
    checkOptions('Conv2d', options, known);
    return 'accepted';
  } catch (error) {
    return String(error);
  }
};

test('a misspelt option is an error that suggests the right one', (t) => {
  t.equal(message({ pading: 1 }), 'ArgumentError: Conv2d: unknown option "pading"; did you mean "padding"?');
  t.equal(message({ Stride: 1 }), 'ArgumentError: Conv2d: unknown option "Stride"; did you mean "stride"?');
  t.equal(message({ stide: undefined }), 'ArgumentError: Conv2d: unknown option "stide"; did you mean "stride"?');
  t.equal(message({ strdie: 1 }), 'ArgumentError: Conv2d: unknown option "strdie"; did you mean "stride"?');
  t.end();
});

test('an option that resembles none is answered with all there are', (t) => {
  t.equal(message({ colour: 1 }), 'ArgumentError: Conv2d: unknown option "colour"; it knows stride, padding, dilation');
  t.end();
});

test('known options pass, in any number', (t) => {
  t.equal(message({ padding: 1, stride: 2 }), 'accepted');
  t.equal(message({}), 'accepted');
  t.end();
});

test('options that are no object are an error that shows the form', (t) => {
  const text = 'ArgumentError: Conv2d: options are an object, { stride: … }, but these are 2';
  t.equal(message(2 as unknown as object), text);
  t.end();
});
