import type { RandomSource } from '../../../random/randomSource.ts';
import { below, box, type Colour, ellipse, type Painter, type Point, polygon, stroke } from './painter.ts';

/** Paints one class: first what lies behind, then the figure, seen from its left side, facing left. */
export type Scene = (painter: Painter, random: RandomSource) => void;

const black: Colour = [0.08, 0.08, 0.1];
const glass: Colour = [0.6, 0.75, 0.85];

/** The scenes, in the order of the classes. */
export const scenes: readonly Scene[] = [airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck];

function airplane(painter: Painter, random: RandomSource): void {
  sky(painter, random);
  pose(painter, random, { turn: 0.5 });
  const metal = shade(random, [0.8, 0.82, 0.86]);
  const dark = times(metal, 0.7);
  painter.paint(dark, polygon([0.05, -0.05], [0.25, -0.05], [0.5, -0.55], [0.38, -0.55]));
  painter.paint(metal, stroke([-0.75, 0.05], [0.75, -0.02], 0.13));
  painter.paint(metal, polygon([0.55, -0.05], [0.8, -0.05], [0.9, -0.4], [0.76, -0.4]));
  painter.paint(dark, polygon([-0.1, 0.05], [0.22, 0.05], [0.5, 0.6], [0.32, 0.6]));
}

function automobile(painter: Painter, random: RandomSource): void {
  street(painter, random);
  pose(painter, random, { turn: 0.08 });
  const paint = bright(random);
  painter.paint(times(paint, 0.85), polygon([-0.45, 0.02], [-0.25, -0.32], [0.35, -0.32], [0.6, 0.02]));
  painter.paint(glass, polygon([-0.34, 0], [-0.2, -0.25], [0.02, -0.25], [0.02, 0]));
  painter.paint(glass, polygon([0.08, 0], [0.08, -0.25], [0.3, -0.25], [0.46, 0]));
  painter.paint(paint, polygon([-0.85, 0.08], [-0.7, -0.02], [0.8, -0.02], [0.88, 0.32], [-0.88, 0.32]));
  wheels(painter, [-0.5, 0.52], 0.34, 0.19);
}

function bird(painter: Painter, random: RandomSource): void {
  random.nextFloat() < 0.5 ? sky(painter, random) : leaves(painter, random);
  pose(painter, random, { turn: 0.3 });
  const feathers = shade(random, random.nextFloat() < 0.5 ? [0.5, 0.35, 0.25] : [0.35, 0.4, 0.6]);
  painter.paint(times(feathers, 0.7), polygon([0.3, -0.05], [0.95, 0.05], [0.9, 0.25], [0.25, 0.2]));
  painter.paint(black, stroke([0, 0.35], [0.02, 0.7], 0.03));
  painter.paint(black, stroke([0.15, 0.35], [0.2, 0.7], 0.03));
  painter.paint(feathers, ellipse([0.05, 0.1], 0.45, 0.3));
  painter.paint([0.95, 0.6, 0.15], polygon([-0.58, -0.3], [-0.58, -0.14], [-0.88, -0.2]));
  painter.paint(feathers, ellipse([-0.42, -0.22], 0.22, 0.2));
  painter.paint(times(feathers, 0.6), ellipse([0.15, 0.05], 0.3, 0.14));
  painter.paint(black, ellipse([-0.48, -0.26], 0.05, 0.05));
}

function cat(painter: Painter, random: RandomSource): void {
  indoors(painter, random);
  pose(painter, random, { turn: 0.2 });
  const fur = coat(random);
  painter.paint(times(fur, 0.8), ellipse([0.1, 0.75], 0.6, 0.5));
  for (const ear of [-1, 1]) {
    painter.paint(fur, polygon([ear * 0.12, -0.38], [ear * 0.5, -0.85], [ear * 0.52, -0.1]));
    painter.paint([0.85, 0.55, 0.55], polygon([ear * 0.25, -0.4], [ear * 0.44, -0.65], [ear * 0.45, -0.25]));
  }
  painter.paint(fur, ellipse([0, 0], 0.56, 0.48));
  for (const stripe of [-0.18, 0, 0.18]) {
    painter.paint(times(fur, 0.5), stroke([stripe, -0.45], [stripe * 0.7, -0.22], 0.035));
  }
  for (const eye of [-0.23, 0.23]) {
    painter.paint([0.7, 0.85, 0.3], ellipse([eye, -0.05], 0.12, 0.1));
    painter.paint(black, ellipse([eye, -0.05], 0.035, 0.1));
  }
  painter.paint([0.85, 0.5, 0.5], polygon([-0.08, 0.12], [0.08, 0.12], [0, 0.22]));
}

function deer(painter: Painter, random: RandomSource): void {
  leaves(painter, random);
  pose(painter, random, { turn: 0.12 });
  const fur = shade(random, [0.6, 0.42, 0.26]);
  legs(painter, times(fur, 0.8), 0.035);
  painter.paint(fur, ellipse([0.12, 0.08], 0.46, 0.2));
  painter.paint(fur, stroke([-0.28, 0.02], [-0.48, -0.4], 0.08));
  painter.paint(fur, stroke([-0.46, -0.42], [-0.68, -0.34], 0.08));
  for (const [from, to] of antlers) {
    painter.paint([0.85, 0.78, 0.62], stroke(from, to, 0.03));
  }
  painter.paint([0.95, 0.93, 0.88], ellipse([0.56, 0.02], 0.07, 0.1));
}

function dog(painter: Painter, random: RandomSource): void {
  random.nextFloat() < 0.5 ? indoors(painter, random) : meadow(painter, random);
  pose(painter, random, { turn: 0.2 });
  const fur = coat(random);
  painter.paint(times(fur, 0.85), ellipse([0.1, 0.8], 0.6, 0.5));
  painter.paint(fur, ellipse([0, -0.1], 0.46, 0.46));
  for (const ear of [-1, 1]) {
    painter.paint(times(fur, 0.55), ellipse([ear * 0.5, 0.02], 0.16, 0.4));
  }
  painter.paint(times(fur, 1.25), ellipse([0, 0.2], 0.28, 0.26));
  painter.paint(black, ellipse([0, 0.1], 0.12, 0.09));
  painter.paint([0.85, 0.4, 0.4], ellipse([0, 0.42], 0.08, 0.12));
  for (const eye of [-0.19, 0.19]) {
    painter.paint(black, ellipse([eye, -0.2], 0.07, 0.07));
  }
}

function frog(painter: Painter, random: RandomSource): void {
  random.nextFloat() < 0.5 ? leaves(painter, random) : water(painter, random);
  pose(painter, random, { turn: 0.25 });
  const skin = shade(random, random.nextFloat() < 0.7 ? [0.35, 0.6, 0.2] : [0.55, 0.45, 0.25]);
  for (const leg of [-1, 1]) {
    painter.paint(times(skin, 0.75), ellipse([leg * 0.58, 0.3], 0.26, 0.18));
    painter.paint(times(skin, 0.75), stroke([leg * 0.45, 0.5], [leg * 0.85, 0.52], 0.06));
    painter.paint(skin, ellipse([leg * 0.27, -0.3], 0.17, 0.17));
  }
  painter.paint(skin, ellipse([0, 0.12], 0.55, 0.42));
  painter.paint(times(skin, 1.35), ellipse([0, 0.32], 0.38, 0.2));
  painter.paint(black, stroke([-0.33, 0.05], [0.33, 0.05], 0.03));
  for (const eye of [-0.27, 0.27]) {
    painter.paint([0.9, 0.85, 0.3], ellipse([eye, -0.32], 0.1, 0.1));
    painter.paint(black, ellipse([eye, -0.32], 0.05, 0.05));
  }
}

function horse(painter: Painter, random: RandomSource): void {
  meadow(painter, random);
  pose(painter, random, { turn: 0.12 });
  const fur = random.nextFloat() < 0.3 ? shade(random, [0.85, 0.83, 0.8]) : shade(random, [0.42, 0.25, 0.15]);
  const hair = times(fur, 0.4);
  legs(painter, times(fur, 0.85), 0.06);
  painter.paint(hair, stroke([0.6, 0], [0.8, 0.45], 0.07));
  painter.paint(fur, ellipse([0.12, 0.05], 0.52, 0.26));
  painter.paint(hair, stroke([-0.22, -0.18], [-0.46, -0.62], 0.12));
  painter.paint(fur, stroke([-0.3, -0.05], [-0.52, -0.52], 0.13));
  painter.paint(fur, stroke([-0.52, -0.52], [-0.82, -0.32], 0.1));
  painter.paint(fur, polygon([-0.5, -0.6], [-0.42, -0.6], [-0.46, -0.76]));
}

function ship(painter: Painter, random: RandomSource): void {
  water(painter, random);
  pose(painter, random, { turn: 0.12 });
  const hull = random.nextFloat() < 0.5 ? bright(random) : shade(random, [0.25, 0.27, 0.32]);
  const white = shade(random, [0.9, 0.9, 0.9]);
  painter.paint(times(white, 0.7), stroke([0.3, -0.2], [0.3, -0.85], 0.025));
  painter.paint(white, box([-0.25, -0.3], [0.55, 0.1]));
  painter.paint(bright(random), box([-0.05, -0.6], [0.15, -0.28]));
  painter.paint(glass, box([-0.18, -0.18], [0.48, -0.08]));
  painter.paint(hull, polygon([-0.95, 0.05], [0.85, 0.05], [0.7, 0.42], [-0.65, 0.42]));
}

function truck(painter: Painter, random: RandomSource): void {
  street(painter, random);
  pose(painter, random, { turn: 0.08 });
  const paint = bright(random);
  const cargo = random.nextFloat() < 0.5 ? shade(random, [0.85, 0.85, 0.85]) : bright(random);
  painter.paint(cargo, box([-0.32, -0.55], [0.9, 0.25]));
  painter.paint(times(cargo, 0.8), box([-0.32, 0.15], [0.9, 0.28]));
  painter.paint(paint, polygon([-0.9, 0.3], [-0.88, -0.05], [-0.72, -0.3], [-0.38, -0.3], [-0.38, 0.3]));
  painter.paint(glass, polygon([-0.8, -0.03], [-0.68, -0.22], [-0.5, -0.22], [-0.5, -0.03]));
  wheels(painter, [-0.62, 0.3, 0.68], 0.36, 0.17);
}

// What lies behind ------------------------------------------------------------------------------------------------------

function sky(painter: Painter, random: RandomSource): void {
  const gray = random.nextFloat() < 0.3;
  painter.ground(shade(random, gray ? [0.65, 0.68, 0.72] : [0.3, 0.52, 0.85]), shade(random, [0.75, 0.83, 0.92]));
  painter.blotches(random, 10, 0.12);
}

function water(painter: Painter, random: RandomSource): void {
  sky(painter, random);
  painter.stand({ scale: 1, angle: random.uniform(-0.06, 0.06), mirrored: false, shift: [0, 0] });
  const horizon = random.uniform(0.05, 0.35);
  painter.paint(shade(random, [0.15, 0.35, 0.5]), below(horizon));
  painter.blotches(random, 4, 0.06);
}

function street(painter: Painter, random: RandomSource): void {
  painter.ground(shade(random, [0.65, 0.72, 0.8]), shade(random, [0.6, 0.6, 0.6]));
  painter.stand({ scale: 1, angle: 0, mirrored: false, shift: [0, 0] });
  if (random.nextFloat() < 0.6) {
    const left = random.uniform(-1.2, 0.3);
    painter.paint(shade(random, [0.55, 0.45, 0.4]), box([left, random.uniform(-0.9, -0.4)], [left + 1, 0.3]));
  }
  painter.paint(shade(random, [0.38, 0.38, 0.4]), below(0.25));
  painter.blotches(random, 8, 0.08);
}

function leaves(painter: Painter, random: RandomSource): void {
  painter.ground(shade(random, [0.22, 0.38, 0.18]), shade(random, [0.35, 0.4, 0.2]));
  painter.blotches(random, 5, 0.18);
}

function meadow(painter: Painter, random: RandomSource): void {
  painter.ground(shade(random, [0.6, 0.75, 0.88]), shade(random, [0.7, 0.8, 0.8]));
  painter.stand({ scale: 1, angle: random.uniform(-0.1, 0.1), mirrored: false, shift: [0, 0] });
  const horizon = random.uniform(-0.35, 0.1);
  painter.paint(shade(random, [0.4, 0.58, 0.25]), below(horizon));
  painter.blotches(random, 6, 0.1);
}

function indoors(painter: Painter, random: RandomSource): void {
  const wall: Colour = [random.uniform(0.3, 0.9), random.uniform(0.3, 0.8), random.uniform(0.3, 0.8)];
  painter.ground(wall, times(wall, random.uniform(0.5, 0.9)));
  painter.blotches(random, 7, 0.12);
}

// Parts and chance ------------------------------------------------------------------------------------------------------

const antlers: readonly (readonly [Point, Point])[] = [
  [
    [-0.44, -0.48],
    [-0.3, -0.85],
  ],
  [
    [-0.38, -0.64],
    [-0.18, -0.72],
  ],
  [
    [-0.5, -0.48],
    [-0.58, -0.88],
  ],
  [
    [-0.54, -0.68],
    [-0.74, -0.78],
  ],
];

function legs(painter: Painter, colour: Colour, radius: number): void {
  for (const x of [-0.2, -0.08, 0.36, 0.48]) {
    painter.paint(colour, stroke([x, 0.15], [x, 0.75], radius));
  }
}

function wheels(painter: Painter, places: readonly number[], y: number, radius: number): void {
  for (const x of places) {
    painter.paint(black, ellipse([x, y], radius, radius));
    painter.paint([0.6, 0.6, 0.62], ellipse([x, y], radius / 2.2, radius / 2.2));
  }
}

/** Lets the next shapes stand somewhere, in some size, turned a little, facing left or right. */
function pose(painter: Painter, random: RandomSource, { turn }: { turn: number }): void {
  painter.stand({
    scale: random.uniform(0.6, 1.05),
    angle: random.uniform(-turn, turn),
    mirrored: random.nextFloat() < 0.5,
    shift: [random.uniform(-0.22, 0.22), random.uniform(-0.18, 0.18)],
  });
}

/** Something near the colour. */
function shade(random: RandomSource, colour: Colour): Colour {
  const light = random.uniform(0.75, 1.2);
  return colour.map((value) => value * light + random.uniform(-0.06, 0.06)) as unknown as Colour;
}

/** A colour that is no gray. */
function bright(random: RandomSource): Colour {
  const colours: readonly Colour[] = [
    [0.8, 0.15, 0.15],
    [0.15, 0.3, 0.7],
    [0.9, 0.75, 0.2],
    [0.2, 0.55, 0.35],
    [0.85, 0.85, 0.88],
    [0.3, 0.3, 0.34],
  ];
  return shade(random, colours[random.integer(colours.length)]);
}

/** What cats and dogs wear. */
function coat(random: RandomSource): Colour {
  const coats: readonly Colour[] = [
    [0.75, 0.52, 0.28],
    [0.45, 0.42, 0.4],
    [0.85, 0.8, 0.72],
    [0.4, 0.27, 0.18],
  ];
  return shade(random, coats[random.integer(coats.length)]);
}

function times([red, green, blue]: Colour, factor: number): Colour {
  return [red * factor, green * factor, blue * factor];
}
